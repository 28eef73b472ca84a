"""Imports every module that registers a runner; a new kind of job adds its line here."""

from app.jobs import progress, rehearsal, reminders, verification  # noqa: F401
from app.jobs.imports import applying, checking  # noqa: F401
