"""The flask command line: one module a subject, each with `init_app`."""

from flask import Flask

from app.commands import jobs, seed


def init_app(app: Flask) -> None:
    """Register every command group."""
    for subject in (jobs, seed):
        subject.init_app(app)
