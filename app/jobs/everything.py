"""Imports every module that registers a runner; a new kind of job adds its line here."""

from app.jobs import account_sweep, files, own_data, progress, rehearsal, slips, upkeep, verification  # noqa: F401
from app.jobs.imports import applying, checking, sweeping  # noqa: F401
