"""How do style sheet, scripts and other public files travel in production?  Ahead of the app, compressed beforehand."""

from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from app.web.headers import YEAR, fixed_headers


def serve_ahead(app: Flask) -> Any:
    """The app's WSGI callable with the static folder served before it.

    `make static` lays a .br and a .gz beside each file; without them the plain file is sent.
    """
    fixed = fixed_headers(app.config["PREFERRED_URL_SCHEME"] == "https")

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in fixed.items():
            headers[name] = value

    root = Path(str(app.static_folder))
    return WhiteNoise(app.wsgi_app, root=root, prefix="static", max_age=YEAR, add_headers_function=add_headers)
