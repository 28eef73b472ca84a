"""Where do I get the file that long work made for me?"""

from flask import abort
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.work.files import file_for, note_opened
from app.records.blueprint import blueprint
from app.web.files import path_of, send_stored
from app.web.identity import viewer
from app.web.trace import after_answer, note_security

LARGEST_ID = 2**63 - 1


@blueprint.get("/files/<int:file_id>")
def download_file(file_id: int) -> ResponseReturnValue:
    """The file, as a download, for the person it was made for and nobody else; noted (AUD-4)."""
    file = (file_for(viewer(), file_id) if file_id <= LARGEST_ID else None) or abort(404)
    if not path_of(file.stored_name).exists():
        abort(404)
    note_security("file_opened", detail={"file": file_id, "kind": file.kind})
    at = clock.now()
    after_answer(lambda: note_opened(file_id, at))
    return send_stored(file.stored_name, file.file_name, file.content_type)
