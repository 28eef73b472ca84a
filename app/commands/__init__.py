"""The flask command line: one module a subject, each with `init_app`."""

from flask import Flask

from app.commands import demo_code, first_admin, imports, jobs, progress, registry, seed, verification

SUBJECTS = (demo_code, first_admin, imports, jobs, progress, registry, seed, verification)


def init_app(app: Flask) -> None:
    """Register every command group."""
    for subject in SUBJECTS:
        subject.init_app(app)
