"""Which forms may be printed blank, for those who must write on paper?"""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.evaluation.papers import units
from app.domain.evaluation.papers.blanks import BlankKind, blank_for
from app.domain.evaluation.papers.colleagues import blank_group_sheet
from app.domain.standards.queries import standard_of
from app.records.blueprint import blueprint
from app.records.exports import send_paper
from app.web.identity import viewer
from app.web.labels import label
from app.web.papers.document import Document
from app.web.papers.drawing import draw
from app.web.papers.layout import blank_document
from app.web.papers.names import file_name
from app.web.papers.opinions import colleague_document
from app.web.papers.printing import blank
from app.web.taking import note_export


@blueprint.get("/papers/blank")
def list_blank_papers() -> ResponseReturnValue:
    """The forms that people write on."""
    return render_template("records/blank_papers.html", kinds=list(BlankKind))


@blueprint.get("/papers/blank/<kind>.pdf")
def print_blank_paper(kind: str) -> ResponseReturnValue:
    """One of them, as the viewer's unit uses it now."""
    if kind not in list(BlankKind):
        abort(404)
    found = blank_for(viewer(), BlankKind(kind)) or abort(404)
    return _pdf(blank_document(found), file_name(label(kind, "blank_kind")))


@blueprint.get("/papers/<int:period_id>/<int:unit_id>/blank/<int:group_id>.pdf")
def print_blank_group_paper(period_id: int, unit_id: int, group_id: int) -> ResponseReturnValue:
    """4530 BM02 with the names of one group's members."""
    ground = units.ground_for(viewer(), period_id, unit_id) or abort(404)
    sheet = blank_group_sheet(ground, group_id) or abort(404)
    note_export("group_blank_printed", len(sheet.colleagues))
    return _pdf(colleague_document(standard_of(sheet.standard_id), sheet), f"mau-trong-to-{group_id}")


def _pdf(document: Document, name: str) -> ResponseReturnValue:
    return send_paper(draw([blank(document)]), name)
