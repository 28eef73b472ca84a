"""What does somebody open lists of people of minorities for?  Said first, on record, and good for an hour (DP-7)."""

from datetime import timedelta

from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.journal.models import JournalEntry
from app.domain.organisation.rules import Problem
from app.domain.reporting.figures.signs import Cell
from app.domain.reporting.queries import Reading
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

HOLDS = timedelta(hours=1)
SAID = "minority_list_opened"
SHORTEST = 10


def needs_purpose(cell: Cell) -> bool:
    """Does the list tell who belongs to a minority?  Then it is opened for a purpose, on record (DP-7)."""
    return bool(cell.part.ethnicity)


def check_purpose(purpose: str) -> list[Problem]:
    """Whoever opens a list of people of minorities says what for."""
    return [] if len(purpose.strip()) >= SHORTEST else [Problem("purpose_needed", "purpose")]


def state_purpose(viewer: Viewer, reading: Reading, purpose: str, submit_key: str = "") -> None:
    """Put on record what the viewer opens lists of people of minorities for; it holds for an hour."""
    with writing():
        if is_repeat(viewer, SAID, submit_key):
            return
        keep_result(viewer, SAID, submit_key, reading.report.id)
        record(
            viewer, SAID, "report", reading.report.id, reason=purpose.strip(), unit_id=reading.unit.unit_id
        )  # fmt: skip


def has_purpose(viewer: Viewer, reading: Reading) -> bool:
    """Has the viewer said so within the last hour?"""
    found = select(JournalEntry.id).where(
        JournalEntry.event == SAID, JournalEntry.subject_kind == "report",
        JournalEntry.subject_id == reading.report.id, JournalEntry.person_id == viewer.person_id,
        JournalEntry.at > clock.now() - HOLDS,
    )  # fmt: skip
    return db.session.scalar(found.limit(1)) is not None
