"""Where do I get the file that long work made for me?"""

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.work.files import file_for, note_opened
from app.integrations.storage import path_of
from app.records.blueprint import blueprint
from app.web.identity import viewer
from app.web.trace import after_answer, note_security

LARGEST_ID = 2**63 - 1


@blueprint.get("/files/<int:file_id>")
def download_file(file_id: int) -> ResponseReturnValue:
    """The file, as a download, for the person it was made for and nobody else; noted (AUD-4)."""
    file = (file_for(viewer(), file_id) if file_id <= LARGEST_ID else None) or abort(404)
    path = path_of(file.stored_name)
    if not path.exists():
        abort(404)
    note_security("file_opened", detail={"file": file_id, "kind": file.kind})
    at = clock.now()
    after_answer(lambda: note_opened(file_id, at))
    answer = send_file(path, mimetype=file.content_type, as_attachment=True, download_name=file.file_name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
