"""Imports every module that registers a runner; a new kind of job adds its line here."""

from app.jobs import (  # noqa: F401
    account_sweep,
    appeals,
    certificates,
    enrolment,
    exchange,
    exports,
    feedback,
    files,
    intake,
    needs,
    opinions,
    own_data,
    papers,
    progress,
    rehearsal,
    reminders,
    report_reminders,
    reporting,
    slips,
    upkeep,
    verification,
)
from app.jobs.imports import applying, checking, sweeping  # noqa: F401
