"""How is something put on record?  One writing function for each of the two tables."""

from datetime import date
from typing import Any

from sqlalchemy import insert

from app.db import db, is_writing, table_of, writing
from app.domain import clock
from app.domain.journal.models import JournalEntry, SecurityEvent
from app.domain.viewer import Viewer

APP_VERSION = "0.1.0"
APPENDED = insert(table_of(JournalEntry)).inline()  # put together once, and nobody asks for its id


def record(
    viewer: Viewer,
    event: str,
    subject_kind: str,
    subject_id: int,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
    unit_id: int | None = None,
) -> None:
    """Append one journal entry inside the caller's `writing()` (AUD-1).

    `event` is a past tense such as "claim_verified"; `unit_id` the unit the subject belongs to, for scoped reading.
    """
    record_many(viewer, event, subject_kind, [(subject_id, unit_id, before, after)], reason=reason)


def record_many(
    viewer: Viewer,
    event: str,
    subject_kind: str,
    subjects: list[tuple[int, int | None, dict[str, Any] | None, dict[str, Any] | None]],
    *,
    reason: str | None = None,
) -> None:
    """Append one entry per `(subject_id, unit_id, before, after)` in one statement, for acts in bulk."""
    if not is_writing():
        raise RuntimeError("a journal entry belongs to the transaction of its change")
    if not subjects:
        return
    shared = {
        "at": clock.now(), "account_id": viewer.account_id, "person_id": viewer.person_id, "role": viewer.role,
        "position": viewer.position, "acting_unit_id": viewer.unit_id, "event": event, "subject_kind": subject_kind,
        "reason": reason, "request_id": viewer.request_id, "app_version": APP_VERSION,
    }  # fmt: skip
    db.session.execute(
        APPENDED,
        [
            shared | {"subject_id": subject_id, "unit_id": unit_id, "before": _kept(before), "after": _kept(after)}
            for subject_id, unit_id, before, after in subjects
        ],
    )


def _kept(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Days and instants as text, 1988-09-05; everything else as it is."""
    return values and {name: each.isoformat() if isinstance(each, date) else each for name, each in values.items()}


def record_security(events: list[dict[str, Any]]) -> None:
    """Write collected security facts in one short transaction of their own, after the request's is over."""
    if not events:
        return
    with writing():
        db.session.execute(insert(table_of(SecurityEvent)), events)
