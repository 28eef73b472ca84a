"""Which requests may write?  GET and HEAD only read, whatever a view may try (CSRF-1)."""

from flask import Flask, g, request

from app.db import db, read_only

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Close the write side for safe methods and leave no transaction open behind a request."""

    @app.before_request
    def begin() -> None:
        g.read_only_token = read_only.set(request.method in SAFE_METHODS)

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        db.session.rollback()
        token = g.pop("read_only_token", None)
        if token is not None:
            read_only.reset(token)
