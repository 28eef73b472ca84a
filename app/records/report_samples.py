"""How does an auditor draw a sample behind a number, and who reads what an auditor looked at?"""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from app.domain.organisation.rules import Problem
from app.domain.reporting import listing, purposes, queries
from app.domain.reporting.audits import log, mandates, samples
from app.domain.reporting.audits.rules import MOST_DRAWN, USUAL_SIZE
from app.domain.reporting.figures.signs import Cell
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import send_table
from app.records.list_tables import NAME, NUMBER, UNIT
from app.records.reports_place import Place, cell_asked, place
from app.web.auditing import refuse_report
from app.web.forms import REQUIRED, BaseForm, NumberField
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import page_size, paged
from app.web.reporting import definitions

HEADINGS = [
    Heading("STT", 6), NUMBER, NAME, UNIT, Heading("Thuộc", 40), Heading("Đối chiếu", 20), Heading("Ghi chú", 50),
]  # fmt: skip


class DrawForm(BaseForm):
    """How many are drawn."""

    size = NumberField("Số người rút ngẫu nhiên", MOST_DRAWN, least=1, validators=[InputRequired(REQUIRED)])


@blueprint.route("/reports/<int:report_id>/samples/new", methods=["GET", "POST"])
def draw_sample(report_id: int) -> ResponseReturnValue:
    """Draw some of the people behind one number."""
    here = place(report_id)
    cell = cell_asked(here)
    if not samples.may_draw(here.viewer):
        abort(404)
    whole = listing.number_behind(here.reading, cell)
    form = DrawForm.from_request(data={"size": str(min(USUAL_SIZE, whole))})
    if purposes.needs_purpose(cell) and not purposes.has_purpose(here.viewer, here.reading):
        return redirect(here.address("list_report_people", **cell.address()), 303)  # type: ignore[return-value]
    about = definitions.definition(cell, here.reading.context, here.standards)
    if form.passes():
        sample_id, problems = _draw(here, cell, form, about)
        if not problems:
            flash("Đã rút mẫu.", "ok")
            return redirect(url_for("auditor.show_sample", sample_id=sample_id), 303)  # type: ignore[return-value]
        form.size.errors = [label(each.code, "audit_problem") for each in problems]
    return render_template(
        "records/report_draw.html", here=here, cell=cell, form=form, about=about, whole=whole
    ), 422 if form.errors else 200  # fmt: skip


def _draw(here: Place, cell: Cell, form: DrawForm, about: str) -> tuple[int, list[Problem]]:
    """Draw, and put on record how many of whom, by which seed; a second tap draws nothing and notes nothing."""
    key = form.sending
    again = samples.was_drawn(here.viewer, key)
    sample_id, problems = samples.draw_sample(here.viewer, here.reading, cell, form.size.value, key)
    drawn = None if again or problems else samples.sample_for(here.viewer, sample_id)
    if drawn is not None:
        here.note(
            "audit_sample_drawn", unit=here.unit_id, sample=drawn.id, size=drawn.size, of=drawn.population,
            seed=drawn.seed, about=about,
        )  # fmt: skip
    return sample_id, problems


@blueprint.get("/audit-samples/<int:sample_id>.xlsx")
def export_sample(sample_id: int) -> ResponseReturnValue:
    """A sample with its findings, for the auditor's own file."""
    sample = samples.sample_for(viewer(), sample_id) or refuse_report(samples.report_sampled(viewer(), sample_id))
    reading = queries.reading_of(viewer(), sample.report, sample.unit_id) or abort(404)
    if purposes.needs_purpose(samples.cell_of(sample)) and not purposes.has_purpose(viewer(), reading):
        abort(404)
    rows: list[list[Value]] = [
        [
            line.place, line.person_id, line.name, line.unit, definitions.slice_words(line.slice),
            label(line.finding, "audit_finding") if line.finding else "", line.remark,
        ]
        for line in samples.lines_of(sample)
    ]  # fmt: skip
    title = (
        f"Mẫu {sample.id}: {sample.size} trong {sample.population} người, báo cáo TEMIS năm {sample.report.year};"
        f" mã rút mẫu {sample.seed}"
    )
    return send_table(
        f"mau-kiem-toan-{sample.id}", "audit_sample", HEADINGS, rows, title, report=sample.report_id,
        mandate=mandates.mandate_under(viewer(), sample.report),
    )  # fmt: skip


@blueprint.get("/audits")
def list_audits() -> ResponseReturnValue:
    """Who audits, or audited: for the ministry all, for a province its own reports, for an auditor oneself."""
    rows = [(mandate, mandates.state_of(mandate)) for mandate in mandates.mandates_seen(viewer())]
    if not rows and not mandates.may_look(viewer()):
        abort(404)
    return render_template("records/audits.html", rows=rows, invites=mandates.may_invite(viewer()))


@blueprint.get("/audits/<int:mandate_id>")
def show_audit(mandate_id: int) -> ResponseReturnValue:
    """One mandate, and everything that was opened under it."""
    mandate = mandates.mandate_for(viewer(), mandate_id) or abort(404)
    page = paged(log.number_of_looks(mandate), lambda n: url_for("records.show_audit", mandate_id=mandate_id, page=n))
    looks = log.looks_of(viewer(), mandate, limit=page_size(), offset=page.offset)
    return render_template(
        "records/audit.html", mandate=mandate, state=mandates.state_of(mandate), looks=looks, pager=page,
        invites=mandates.may_invite(viewer()),
    )  # fmt: skip
