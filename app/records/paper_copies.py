"""How do those who see a result from paper open the scan of that paper?"""

from flask import abort
from flask.typing import ResponseReturnValue

from app.domain.evaluation.copies.queries import copy_to_open
from app.records.blueprint import blueprint
from app.web.evidence import send_evidence
from app.web.identity import viewer
from app.web.trace import note_security


@blueprint.get("/paper-copies/<int:copy_id>")
def open_paper_copy(copy_id: int) -> ResponseReturnValue:
    """The file; whoever looks at somebody else's paper is noted (AUD-4)."""
    copy, person_id = copy_to_open(viewer(), copy_id) or abort(404)
    if person_id is not None and person_id != viewer().person_id:
        note_security("paper_copy_opened", about_person_id=person_id, detail={"copy": copy_id})
    return send_evidence(copy)
