"""The flask command line: one module a subject, each with `init_app`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command group."""
    from app.commands import jobs, progress  # registered here so that the web never imports a command

    jobs.init_app(app)
    progress.init_app(app)
