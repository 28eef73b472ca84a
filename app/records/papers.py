"""Which official sheets are there, how do they look, and how do they get on paper or into a spreadsheet?

Who may read a sheet is the domain's answer: loading is authorising, what is not there for the viewer is 404.
"""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation import roll
from app.domain.evaluation.copies.queries import copies_beside
from app.domain.evaluation.papers import units
from app.domain.evaluation.papers.actions import request_print
from app.domain.evaluation.papers.personal import person_sheet
from app.domain.evaluation.papers.rules import Found, PaperKind
from app.domain.evaluation.papers.units import Ground, unit_sheet
from app.records.blueprint import blueprint
from app.records.exports import send_paper, send_sheet, whole
from app.records.paper_forms import PrintForm
from app.records.paper_tables import deciding_list, spreadsheet, table_of
from app.web.addresses import asked_id
from app.web.deciding.page import wanted_part
from app.web.errors import Conflict
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.papers.drawing import Printed, draw
from app.web.papers.names import file_name, name_of
from app.web.papers.printing import NotIssued, laid_out, looked_at, printed
from app.web.taking import note_export
from app.web.trace import note_security


@blueprint.get("/papers")
def list_papers() -> ResponseReturnValue:
    """The newest period that covers the viewer's unit."""
    periods = units.periods_of(viewer(), viewer().unit_path)
    if not periods:
        return render_template("records/no_papers.html")
    return redirect(url_for("records.show_papers", period_id=periods[0].id, unit_id=viewer().unit_id), 303)


@blueprint.route("/papers/<int:period_id>/<int:unit_id>", methods=["GET", "POST"])
def show_papers(period_id: int, unit_id: int) -> ResponseReturnValue:
    """The sheets of a unit in a period; many of them at once go to a job."""
    ground = _ground(period_id, unit_id)
    form = PrintForm.from_request()
    groups = units.groups_of(ground) if ground.unit.kind == "school" else []
    form.offer(ground, groups)
    if form.passes():
        args = {
            "period_id": period_id, "unit_id": unit_id, "kind": form.what.data, "group_id": form.group_id,
            "packed": form.packed.data, "part": int(form.part.data or 1),
        }  # fmt: skip
        job_id = request_print(viewer(), args, unit_id, form.sending)
        return go_to("records.show_job", job_id=job_id)
    return render_template(
        "records/papers.html", ground=ground, groups=groups, form=form,
        periods=units.periods_of(viewer(), ground.unit.path), below=units.units_right_below(ground),
        decided=units.people_decided(ground),
    ), 422 if request.method == "POST" else 200  # fmt: skip


@blueprint.get("/papers/<int:period_id>/<int:unit_id>/<kind>")
def show_unit_paper(period_id: int, unit_id: int, kind: str) -> ResponseReturnValue:
    """A unit's sheet on the screen, the same figures as on paper."""
    found = _unit_sheet(period_id, unit_id, kind)
    here = {"period_id": period_id, "unit_id": unit_id, "kind": kind, "group": found.subject.group_id}
    return render_template(
        "records/paper.html", document=laid_out(found), final=found.sheet.final,
        print_url=url_for("records.print_unit_paper", **here), table_url=url_for("records.export_unit_paper", **here),
        back_url=url_for("records.show_papers", period_id=period_id, unit_id=unit_id),
    )  # fmt: skip


@blueprint.route("/papers/<int:period_id>/<int:unit_id>/<kind>.pdf", methods=["GET", "POST"])
def print_unit_paper(period_id: int, unit_id: int, kind: str) -> ResponseReturnValue:
    """A unit's sheet as a PDF: a draft by a link, a final one by the button that gives it its code."""
    found = _unit_sheet(period_id, unit_id, kind)
    note_export(f"paper_{found.subject.kind}_printed", len(table_of(laid_out(found)).rows))
    return _pdf(found)


@blueprint.get("/papers/<int:period_id>/<int:unit_id>/<kind>.xlsx")
def export_unit_paper(period_id: int, unit_id: int, kind: str) -> ResponseReturnValue:
    """The same table with typed cells."""
    found = _unit_sheet(period_id, unit_id, kind)
    return _table(found, {"unit": unit_id, "filter": str(found.subject.group_id or "")})


@blueprint.get("/papers/deciding/<int:period_id>.xlsx")
def export_deciding(period_id: int) -> ResponseReturnValue:
    """The list of those about whom the viewer's office decides, as it is filtered now."""
    if all(period.id != period_id for period in roll.periods_to_decide(viewer())):
        abort(404)
    wanted = wanted_part()
    people = roll.people_to_decide(viewer(), period_id, wanted)
    whole(len(people), "người")
    note_export("deciding", len(people))
    return send_sheet(deciding_list(people, viewer()), "xep-loai")


@blueprint.get("/papers/people/<int:evaluation_id>/<kind>")
def show_person_paper(evaluation_id: int, kind: str) -> ResponseReturnValue:
    """One person's sheet on the screen."""
    found = _person_sheet(evaluation_id, kind)
    here = {"evaluation_id": evaluation_id, "kind": kind}
    counted = found.subject.kind is PaperKind.SURVEY
    return render_template(
        "records/paper.html", document=laid_out(found), final=found.sheet.final,
        table_url=url_for("records.export_person_paper", **here) if counted else None,
        print_url=url_for("records.print_person_paper", **here), back_url=None,
        copies=copies_beside(viewer(), evaluation_id) if found.subject.kind is PaperKind.RESULT else [],
    )  # fmt: skip


@blueprint.route("/papers/people/<int:evaluation_id>/<kind>.pdf", methods=["GET", "POST"])
def print_person_paper(evaluation_id: int, kind: str) -> ResponseReturnValue:
    """One person's sheet as a PDF."""
    return _pdf(_person_sheet(evaluation_id, kind))


@blueprint.get("/papers/people/<int:evaluation_id>/<kind>.xlsx")
def export_person_paper(evaluation_id: int, kind: str) -> ResponseReturnValue:
    """The counts of opinions on a manager with typed cells (4529 BM03); other sheets about a person are no tables."""
    if kind != PaperKind.SURVEY:
        abort(404)
    found = _person_sheet(evaluation_id, kind)
    return _table(found, {"evaluation": evaluation_id})


def _table(found: Found, about: dict[str, object]) -> ResponseReturnValue:
    """The sheet's table as a file, logged (EXP-1 to EXP-3)."""
    file, rows = spreadsheet(laid_out(found), viewer(), draft=not found.sheet.final)
    note_security("exported", detail={"what": f"paper_{found.subject.kind}", **about, "rows": rows})
    return send_sheet(file, file_name(name_of(found)))


def _pdf(found: Found) -> ResponseReturnValue:
    try:
        paper: Printed = printed(viewer(), [found])[0] if request.method == "POST" else looked_at(found)
    except NotIssued as not_issued:
        raise Conflict(label("not_issued", "paper_refusal")) from not_issued
    return send_paper(draw([paper]), file_name(name_of(found)))


def _kind(kind: str) -> PaperKind:
    try:
        return PaperKind(kind)
    except ValueError as unknown:
        raise NotFound from unknown


def _ground(period_id: int, unit_id: int) -> Ground:
    return units.ground_for(viewer(), period_id, unit_id) or abort(404)


def _unit_sheet(period_id: int, unit_id: int, kind: str) -> Found:
    group_id = asked_id(request.args, "group")
    return unit_sheet(viewer(), period_id, unit_id, _kind(kind), group_id) or abort(404)


def _person_sheet(evaluation_id: int, kind: str) -> Found:
    """The sheet; whoever looks at somebody else's is noted (AUD-4)."""
    found = person_sheet(viewer(), evaluation_id, _kind(kind)) or abort(404)
    if found.person_id != viewer().person_id:
        note_security("paper_opened", about_person_id=found.person_id, detail={"kind": kind})
    return found
