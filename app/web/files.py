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
UPLOADS = "uploads/"  # the area of files that people keep; swept of what no row names
PDF = "application/pdf"
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


def new_name(area: str = "") -> str:
    """A random name such as `ab/cd/abcd…`, spread over folders; within an area if one is given."""
    name = secrets.token_hex(16)
    return f"{area}{name[:2]}/{name[2:4]}/{name}"


def path_of(name: str) -> Path:
    """Where a stored file lies; raises ValueError for a name that is not one of ours."""
    own = name.removeprefix(UPLOADS)
    if len(own) != 38 or not own.replace("/", "").isalnum():
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
    return _store(upload.stream, new_name())


def receive(upload: FileStorage, target: Path) -> None:
    """Write an upload to a passing place where it is looked at first; raises RequestEntityTooLarge past 10 MB."""
    with target.open("xb") as out:
        _copy(upload.stream, out)


def store_file(source: Path, area: str) -> Stored:
    """Keep a copy of a file in an area of the storage."""
    with source.open("rb") as content:
        return _store(content, new_name(area))


def _store(content: IO[bytes], name: str) -> Stored:
    with writing_to(name) as target:
        digest, size = _copy(content, target)
    return Stored(name, digest, size)


def _copy(content: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size of what was copied; raises RequestEntityTooLarge past 10 MB."""
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(65_536):
        size += len(chunk)
        if size > UPLOAD_LIMIT:
            raise RequestEntityTooLarge
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest(), size


def remove_stored(name: str) -> None:
    """Take a stored file away; one that is gone already is no error."""
    path_of(name).unlink(missing_ok=True)


def send_stored(name: str, download_name: str, mimetype: str, *, in_place: bool = False) -> Response:
    """Send a stored file as an attachment that no browser opens as a page (UP-5).

    `in_place` lets the browser show it by itself, in a sandbox; only for PDF and images that are known to be clean.
    """
    response = send_file(path_of(name), mimetype=mimetype, as_attachment=not in_place, download_name=download_name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


def stored_before(area: str, before: float) -> Iterator[list[Path]]:
    """The files of an area, drafts of writing included, that are older than an instant (seconds), folder by folder."""
    for where, _, names in os.walk(folder() / area):
        paths = [Path(where) / name for name in names]
        if old := [path for path in paths if path.stat().st_mtime < before]:
            yield old


def name_of(path: Path) -> str:
    """The stored name of a file of the storage."""
    return path.relative_to(folder()).as_posix()


def init_app(app: Flask) -> None:
    """Widen the request for the views that take files, before anything reads its body."""

    @app.before_request
    def widen() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_files", False):
            request.max_content_length = REQUEST_LIMIT
