"""How does a colleague print their own opinions (4530 BM02)?  Nobody else can: they are confidential (ANON-10)."""

from io import BytesIO

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from app.domain.evaluation.papers.colleagues import own_colleague_sheet
from app.domain.standards.queries import standard_of
from app.teacher.blueprint import blueprint
from app.web.identity import viewer
from app.web.papers.drawing import draw
from app.web.papers.opinions import colleague_document
from app.web.papers.printing import confidential, draft


@blueprint.get("/colleagues/<int:period_id>/sheet.pdf")
def print_own_opinions(period_id: int) -> ResponseReturnValue:
    """What was sent; before that a draft of what is saved so far."""
    sheet = own_colleague_sheet(viewer(), period_id) or abort(404)
    document = colleague_document(standard_of(sheet.standard_id), sheet)
    paper = confidential(document) if sheet.sent_at is not None else draft(document)
    return send_file(BytesIO(draw([paper])), "application/pdf", as_attachment=True, download_name="gop-y.pdf")
