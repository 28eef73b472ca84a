"""What has happened to an evaluation, and what was sent and decided in it, word for word?

Loaded evaluations come from a query that knows the viewer; here nothing is found for anybody.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.domain.evaluation.models import Edition, Evaluation
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Person

ACKNOWLEDGED = "rank_acknowledged"


@dataclass(frozen=True)
class Happening:
    """One move: who made it, in which position (`signs_for`: in whose office), from which state to which."""

    at: datetime
    name: str
    position: str
    signs_for: str | None
    event: str
    before: str | None
    after: str | None
    reason: str | None


def history_of(evaluation: Evaluation) -> list[Happening]:
    """The moves of an evaluation, the newest first; other entries about it (who looked, who was asked) stay out."""
    found = (
        select(JournalEntry, Person.full_name)
        .outerjoin(Person, Person.id == JournalEntry.person_id)
        .where(JournalEntry.subject_kind == "evaluation", JournalEntry.subject_id == evaluation.id)
        .order_by(JournalEntry.id.desc())
    )
    return [
        _happening(entry, name or "")
        for entry, name in db.session.execute(found)
        if "state" in (entry.after or {}) or entry.event == ACKNOWLEDGED
    ]


def _happening(entry: JournalEntry, name: str) -> Happening:
    before, after = entry.before or {}, entry.after or {}
    return Happening(
        entry.at, name, entry.position, after.get("signs_for"), entry.event, before.get("state"), after.get("state"),
        entry.reason,
    )  # fmt: skip


def editions_of(evaluation: Evaluation) -> list[tuple[Edition, str]]:
    """What was sent or decided, the newest first, each with who did it."""
    found = (
        select(Edition, Person.full_name)
        .outerjoin(Person, Person.id == Edition.made_by)
        .where(Edition.evaluation_id == evaluation.id)
        .order_by(Edition.made_at.desc(), Edition.id.desc())
    )
    return [(edition, name or "") for edition, name in db.session.execute(found)]


def edition_of(evaluation: Evaluation, kind: str, number: int) -> tuple[Edition, str] | None:
    """One of them."""
    found = [each for each in editions_of(evaluation) if (each[0].kind, each[0].number) == (kind, number)]
    return found[0] if found else None
