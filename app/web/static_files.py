"""How do style sheet, scripts and other public files travel?  Compressed when first asked for, then from memory."""

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, abort, current_app, request
from werkzeug.security import safe_join

ENCODINGS = ("br", "gzip", "identity")
MOST_KEPT = 64


@lru_cache(maxsize=MOST_KEPT)
def _packed(path: Path, _changed: float, encoding: str) -> bytes:
    """The file as small as it gets; a file that has changed is packed anew."""
    plain = path.read_bytes()
    if encoding == "br":
        return bytes(brotli.compress(plain, quality=11))
    return gzip.compress(plain, 9, mtime=0) if encoding == "gzip" else plain


def send(filename: str) -> Response:
    """A public file in the smallest form that the browser takes."""
    place = safe_join(str(current_app.static_folder), filename)
    path = Path(place) if place else None
    if path is None or not path.is_file():
        abort(404)
    encoding = request.accept_encodings.best_match(ENCODINGS, "identity") or "identity"
    response = Response(_packed(path, path.stat().st_mtime, encoding), mimetype=mimetypes.guess_type(filename)[0])
    if encoding != "identity":
        response.content_encoding = encoding
    response.cache_control.no_cache = True  # an address that holds the content's hash is kept longer: web/headers.py
    response.vary.add("Accept-Encoding")
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def init_app(app: Flask) -> None:
    """Send the static folder's files so, wherever the app runs; nothing has to be prepared."""
    app.view_functions["static"] = send
