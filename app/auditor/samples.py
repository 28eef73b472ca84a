"""Whom did I draw, what does the report keep of each, and what do I find against their papers?"""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.auditor.blueprint import blueprint
from app.domain.evaluation.refusals import StaleVersion
from app.domain.reporting import listing, purposes, queries
from app.domain.reporting.audits import samples
from app.domain.reporting.audits.mandates import mandate_under, mandates_ended
from app.domain.reporting.audits.models import AuditSample
from app.domain.reporting.audits.papers import papers_of
from app.domain.reporting.audits.rules import Finding
from app.domain.reporting.audits.samples import Line
from app.domain.reporting.figures.signs import Track
from app.domain.reporting.queries import Reading
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Standard
from app.web.auditing import note_under, refuse_report
from app.web.errors import Conflict
from app.web.forms import LongTextField, VersionForm, offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import choices, label
from app.web.reporting import definitions


class FindingForm(VersionForm):
    """What the papers of one person say."""

    finding = RadioField("Đối chiếu với giấy tờ", validate_choice=False)
    remark = LongTextField("Ghi chú", longest=1000)


@blueprint.get("/samples")
def list_samples() -> ResponseReturnValue:
    """My samples, the newest first; and the mandates that are over, the samples of which are kept and not read."""
    return render_template("auditor/samples.html", rows=samples.samples_of(viewer()), ended=mandates_ended(viewer()))


@blueprint.get("/samples/<int:sample_id>")
def show_sample(sample_id: int) -> ResponseReturnValue:
    """The people that I drew, in the order in which chance drew them."""
    sample = sample_at(sample_id)
    reading = reading_of(sample)
    if lacks_purpose(sample, reading):
        return redirect(people_behind(sample), 303)  # type: ignore[return-value]
    note(sample, "audit_sample_opened")
    about = definitions.definition(samples.cell_of(sample), reading.context, standards_of(reading))
    lines = samples.lines_of(sample)
    return render_template(
        "auditor/sample.html", sample=sample, reading=reading, about=about, lines=lines,
        done=samples.number_found(lines), slice_words=definitions.slice_words,
    )  # fmt: skip


@blueprint.route("/samples/<int:sample_id>/<int:place>", methods=["GET", "POST"])
def show_drawn(sample_id: int, place: int) -> ResponseReturnValue:
    """What made one of them count, their papers, and what I find."""
    sample, line = drawn_at(sample_id, place)
    form = FindingForm.from_request(
        data={"finding": line.finding or "", "remark": line.remark, "version": str(line.version)}
    )
    form.finding.choices = offered(choices("audit_finding"))
    if form.passes():
        finding = next((each for each in Finding if each == form.finding.data), None)
        try:
            problems = samples.note_finding(
                viewer(), sample_id, place, finding, form.remark.data or "", form.shown_version
            )
        except StaleVersion as stale:
            raise Conflict(label("changed_meanwhile", "refusal")) from stale
        if not problems:
            note(sample, "audit_finding_noted", line, finding=finding)
            flash(f"Đã ghi kết quả đối chiếu người thứ {place}.", "ok")
            if place < sample.size:
                return go_to("auditor.show_drawn", sample_id=sample_id, place=place + 1)
            return go_to("auditor.show_sample", sample_id=sample_id)
        for problem in problems:
            form[problem.field].errors = [label(problem.code, "audit_problem")]
    reading = reading_of(sample)
    if lacks_purpose(sample, reading):
        return redirect(people_behind(sample), 303)  # type: ignore[return-value]
    kept = listing.person_in(viewer(), reading, line.person_id) or abort(404)
    note(sample, "audit_person_opened", line)
    brief = 3 + sum(bool(kept[1][track].strip()) for track in (Track.RANK, Track.FINISHED))
    facts = definitions.facts_of(line.slice, kept[1], reading.context, standards_of(reading))
    return render_template(
        "auditor/drawn.html", sample=sample, line=line, form=form, reading=reading, brief=brief,
        facts=[(name, said, None) for name, said in (
            ("Số hiệu", str(line.person_id)), ("Đơn vị trong báo cáo", line.unit),
            ("Thuộc", definitions.slice_words(line.slice)), *facts,
        )],
        papers=papers_of(line, sample.report.year),
    ), 422 if request.method == "POST" else 200  # fmt: skip


def lacks_purpose(sample: AuditSample, reading: Reading) -> bool:
    """Is it a sample of people of minorities, and nobody has said what for within the hour (DP-7)?"""
    return purposes.needs_purpose(samples.cell_of(sample)) and not purposes.has_purpose(viewer(), reading)


def people_behind(sample: AuditSample) -> str:
    """The list that the sample was drawn from, which asks for the purpose."""
    return url_for("records.list_report_people", report_id=sample.report_id, unit=sample.unit_id, **sample.cell)


def sample_at(sample_id: int) -> AuditSample:
    """A sample of my own while the mandate holds; 404 else, which says that it is over where it is."""
    return samples.sample_for(viewer(), sample_id) or refuse_report(samples.report_sampled(viewer(), sample_id))


def drawn_at(sample_id: int, place: int) -> tuple[AuditSample, Line]:
    """One of a sample of my own; 404 else."""
    sample = sample_at(sample_id)
    return sample, samples.line_at(sample, place) or abort(404)


def reading_of(sample: AuditSample) -> Reading:
    """The report that the sample was drawn from, as it was."""
    report = queries.report_for(viewer(), sample.report_id) or abort(404)
    return queries.reading_of(viewer(), report, sample.unit_id) or abort(404)


def standards_of(reading: Reading) -> dict[str, Standard]:
    """The standards of the report's year, by whom they are for."""
    ids = {"teacher": reading.context.teacher_standard, "manager": reading.context.manager_standard}
    return {kind: standard_of(each) for kind, each in ids.items() if each is not None}


def note(sample: AuditSample, event: str, line: Line | None = None, **detail: str | None) -> None:
    """Put an act on a sample, or on one of its people, into the log of the mandate."""
    mandate = mandate_under(viewer(), sample.report) or abort(404)
    about = {"report": sample.report_id, "sample": sample.id} | ({"place": line.place} if line else {})
    note_under(mandate, event, about_person_id=line.person_id if line else None, **about, **detail)
