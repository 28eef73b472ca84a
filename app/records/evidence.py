"""How do those who judge a sheet open the evidence that was sent with it?"""

from flask import abort
from flask.typing import ResponseReturnValue

from app.domain.evaluation.evidence.queries import file_on_sheet
from app.records.blueprint import blueprint
from app.web.evidence import send_evidence
from app.web.identity import viewer
from app.web.trace import note_security


@blueprint.get("/evaluations/<int:evaluation_id>/evidence/<int:file_id>")
def open_sent_file(evaluation_id: int, file_id: int) -> ResponseReturnValue:
    """The file, for whoever sees the sheet; its owner can see that somebody looked (AUD-4)."""
    file, evaluation = file_on_sheet(viewer(), evaluation_id, file_id) or abort(404)
    note_security(
        "evidence_opened", about_person_id=evaluation.person_id, detail={"evaluation": evaluation_id, "file": file_id}
    )
    return send_evidence(file)
