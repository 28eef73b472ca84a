"""Where do I get the file that long work made for me?"""

from flask import abort
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.accounts.actions.own import EXPORT
from app.domain.work.files import file_for, note_opened
from app.records.blueprint import blueprint
from app.web.files import path_of, send_stored
from app.web.identity import session_found, viewer
from app.web.reentry import ask_password
from app.web.trace import after_answer, note_security


def own_data_asks_password() -> ResponseReturnValue | None:
    """Everything about a person in one file: opened only soon after the password was typed (SES-5, DP-2)."""
    found = session_found()
    return None if found is not None and found.confirmed else ask_password("confirm")


@blueprint.get("/files/<int:file_id>")
def download_file(file_id: int) -> ResponseReturnValue:
    """The file, as a download, for the person it was made for and nobody else; noted (AUD-4)."""
    file = file_for(viewer(), file_id) or abort(404)
    if not path_of(file.stored_name).exists():
        abort(404)
    if file.kind == EXPORT and (asked := own_data_asks_password()) is not None:
        return asked
    note_security("file_opened", detail={"file": file_id, "kind": file.kind})
    at = clock.now()
    after_answer(lambda: note_opened(file_id, at))
    return send_stored(file.stored_name, file.file_name, file.content_type)
