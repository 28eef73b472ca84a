"""Which certificates are there in my sight, and what does each say?  The issuer's register, a school's list."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.evaluation.papers.codes import grouped_code
from app.domain.organisation.models import Unit
from app.domain.organisation.queries import unit_for
from app.domain.training.certificates import queries
from app.domain.training.certificates.issuing import signing_office
from app.domain.training.certificates.models import Certificate
from app.domain.training.certificates.printing import request_print
from app.domain.training.certificates.queries import FIGURES, READERS, Listed
from app.domain.training.certificates.rules import face_from
from app.domain.training.certificates.subjects import may_look, offers_for
from app.records import certificate_tables as tables
from app.records.blueprint import blueprint
from app.records.exports import send_paper, send_sheet, whole
from app.web.addresses import asked_id
from app.web.certificates.paper import draw
from app.web.certificates.printing import on_paper
from app.web.certifying.parts import title_of
from app.web.forms import BaseForm
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.paging import paged
from app.web.taking import note_export
from app.web.trace import note_security

MOST_PRINTED = 2_000
FILTERS = ("state", "about", "unit", "q", "own")


@blueprint.route("/certificates", methods=["GET", "POST"])
def list_certificates() -> ResponseReturnValue:
    """The list by figure; the issuer's office has it printed in one file, as a job."""
    listed, unit = _listed()
    form = BaseForm.from_request()
    if form.passes():
        if not may_look(viewer()):
            abort(404)
        args = {
            "figure": listed.figure, "about": listed.about, "unit_id": unit.id if unit else None, "q": listed.q,
        }  # fmt: skip
        return go_to("records.show_job", job_id=request_print(viewer(), args, form.sending))
    numbers = queries.numbers(viewer(), listed)
    pager = paged(numbers[listed.figure], lambda number: address(page=number))
    answer = page_or_partial(
        "records/certificates.html", "records/_certificates.html", 200, numbers=numbers, listed=listed, unit=unit,
        pager=pager, rows=queries.rows_of(viewer(), listed, pager.offset, pager.size), address=address, form=form,
        figures=FIGURES, issues=may_look(viewer()), offers=offers_for(viewer()), title_of=title_of,
    )  # fmt: skip
    answer.vary.add("Save-Data")
    return answer


@blueprint.get("/certificates/<int:certificate_id>")
def show_certificate(certificate_id: int) -> ResponseReturnValue:
    """Every printed field, whether it holds, what happened, and what the issuer's office may do."""
    paper = _seen(certificate_id)
    before, after = queries.linked(paper)
    moves = queries.moves_open(viewer(), paper)
    return render_template(
        "records/certificate.html", paper=paper, face=face_from(paper.content), code=grouped_code(paper.code),
        before=before, after=after, moves=moves if moves and signing_office(viewer()) else (),
        history=queries.history_of(paper), own=paper.person_id == viewer().person_id, lists=viewer().role in READERS,
    )  # fmt: skip


@blueprint.get("/certificates/<int:certificate_id>.pdf")
def print_certificate(certificate_id: int) -> ResponseReturnValue:
    """The paper as a PDF; whoever opens somebody else's is noted (AUD-4)."""
    paper = _seen(certificate_id)
    name = paper.content["number"].replace("/", "-")
    return send_paper(draw([on_paper(paper)]), name)


@blueprint.get("/certificates.xlsx")
def export_certificates() -> ResponseReturnValue:
    """The register as it is filtered now, logged (EXP-1 to EXP-3)."""
    listed, rows = _everybody()
    note_export("certificates", len(rows))
    return send_sheet(tables.sheet_of(listed, rows, viewer()), "so-cap")


@blueprint.get("/certificates.pdf")
def print_register() -> ResponseReturnValue:
    """The register on paper, with room for who received each (sổ cấp)."""
    listed, rows = _everybody(MOST_PRINTED)
    note_export("certificates_printed", len(rows))
    return send_paper(tables.register(listed, rows, viewer()), "so-cap")


def address(endpoint: str = "records.list_certificates", **changes: Any) -> str:
    """The list with this address's filters; `changes` go over them, None takes one out."""
    asked: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name, "")[:100])}
    return url_for(endpoint, **{name: value for name, value in (asked | changes).items() if value is not None})


def _listed() -> tuple[Listed, Unit | None]:
    """What the address asks for; a unit that is not in sight is 404, and so is the list for who only has their own."""
    if viewer().role not in READERS:
        abort(404)
    figure, unit_id = request.args.get("state", ""), asked_id(request.args, "unit")
    unit = unit_for(viewer(), unit_id) if unit_id else None
    if unit_id and unit is None:
        abort(404)
    return Listed(
        figure if figure in FIGURES else "valid", request.args.get("about", "")[:40], unit.path if unit else None,
        request.args.get("q", "")[:100], own=request.args.get("own") == "1",
    ), unit  # fmt: skip


def _everybody(on_paper: int | None = None) -> tuple[Listed, list[queries.Row]]:
    listed, _unit = _listed()
    whole(queries.numbers(viewer(), listed)[listed.figure], "giấy", on_paper)
    return listed, queries.rows_of(viewer(), listed)


def _seen(certificate_id: int) -> Certificate:
    paper = queries.certificate_for(viewer(), certificate_id) or abort(404)
    if paper.person_id != viewer().person_id:
        note_security("certificate_opened", about_person_id=paper.person_id, detail={"certificate": certificate_id})
    return paper
