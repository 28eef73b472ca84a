"""How do files come in, lie still, and go out again?  Under random names, outside every web root (UP-2, UP-4)."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from flask import Flask, Response, current_app, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from app.config import Settings

UPLOAD_LIMIT = 10 * 1024 * 1024
REQUEST_LIMIT = 12 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

View = Callable[..., ResponseReturnValue]


class Stored(NamedTuple):
    """A file that lies in the storage folder."""

    name: str
    sha256: str
    size: int


def takes_files(view: View) -> View:
    """Let this view receive up to 12 MB; every other one takes 1 MB (finding 11)."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return Path(settings.storage)


def new_name() -> str:
    """A random name such as `ab/cd/abcd…`, spread over folders."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:4]}/{name}"


def path_of(name: str) -> Path:
    """Where a stored file lies; raises ValueError for a name that is not one of ours."""
    if len(name) != 38 or not name.replace("/", "").isalnum():
        raise ValueError("not a stored name")
    return folder() / name


@contextmanager
def writing_to(name: str) -> Iterator[IO[bytes]]:
    """A file that appears under its name only once it is complete and on the disk."""
    final = path_of(name)
    final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = final.with_suffix(".part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        draft.replace(final)
    finally:
        draft.unlink(missing_ok=True)


def store_upload(upload: FileStorage) -> Stored:
    """Keep an uploaded file's bytes; raises RequestEntityTooLarge past 10 MB, counted while they come."""
    name, digest, size = new_name(), hashlib.sha256(), 0
    with writing_to(name) as target:
        while chunk := upload.stream.read(65_536):
            size += len(chunk)
            if size > UPLOAD_LIMIT:
                raise RequestEntityTooLarge
            digest.update(chunk)
            target.write(chunk)
    return Stored(name, digest.hexdigest(), size)


def remove_stored(name: str) -> None:
    """Take a stored file away; one that is gone already is no error."""
    path_of(name).unlink(missing_ok=True)


def send_stored(name: str, download_name: str, mimetype: str) -> Response:
    """Send a stored file as an attachment that no browser opens as a page (UP-5)."""
    response = send_file(path_of(name), mimetype=mimetype, as_attachment=True, download_name=download_name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Widen the request for the views that take files, before anything reads its body."""

    @app.before_request
    def widen() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_files", False):
            request.max_content_length = REQUEST_LIMIT
