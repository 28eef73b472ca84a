"""What has happened to a report, to whom has it been sent, and who has it now?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Person
from app.domain.reporting.models import Report, ReportSending, ReportStep
from app.domain.reporting.papers import PAPER_MENDED, PUBLICATION_MENDED, SENDING_MENDED, SENDING_RECORDED
from app.domain.reporting.rules import TABLE, Actor, Move, ReportState
from app.domain.reporting.scans import SCANNED, WITHDRAWN

RECORDED = (SENDING_RECORDED, SCANNED, WITHDRAWN, PAPER_MENDED, PUBLICATION_MENDED, SENDING_MENDED)
"""What is put on record of a report without moving it."""


@dataclass(frozen=True)
class Mended:
    """A value of what is recorded, as it was typed first and as it was put right; days as 2022-12-24."""

    field: str
    before: str | bool | None
    after: str | bool | None


@dataclass(frozen=True)
class Happened:
    """One step, or what was recorded: what, by whom in which position (`signs_for`: in whose office), and why.

    `addressee`: of a sending, to whom; `mended`: what was put right.
    """

    event: str
    at: datetime
    name: str
    position: str
    signs_for: str | None
    reason: str | None
    addressee: str | None = None
    mended: tuple[Mended, ...] = ()


def history_of(report: Report) -> list[Happened]:
    """Everything that happened to it, the newest first; the caller may read it."""
    found = (
        select(ReportStep, Person.full_name)
        .outerjoin(Person, Person.id == ReportStep.person_id)
        .where(ReportStep.report_id == report.id)
        .order_by(ReportStep.id.desc())
    )
    steps = [
        Happened(step.event, step.at, name or "", step.position, step.signs_for, step.reason)
        for step, name in db.session.execute(found)
    ]
    return sorted([*_recorded_of(report), *steps], key=lambda each: each.at, reverse=True)


def _recorded_of(report: Report) -> list[Happened]:
    """What was recorded of its paper and its sendings, and put right; the journal keeps what stood there before."""
    found = (
        select(JournalEntry, Person.full_name)
        .outerjoin(Person, Person.id == JournalEntry.person_id)
        .where(JournalEntry.subject_kind == "report", JournalEntry.subject_id == report.id)
        .where(JournalEntry.event.in_(RECORDED))
        .order_by(JournalEntry.id.desc())
    )
    return [_of_journal(entry, name or "") for entry, name in db.session.execute(found)]


def _of_journal(entry: JournalEntry, name: str) -> Happened:
    before, after = entry.before or {}, entry.after or {}
    mended = tuple(Mended(field, value, after[field]) for field, value in before.items())
    at = clock.campaign_instant(entry.at)  # the journal's clock is always real, that of the steps the campaign's
    return Happened(entry.event, at, name, entry.position, None, entry.reason, after.get("addressee"), mended)


def sendings_of(report: Report) -> Sequence[ReportSending]:
    """To whom it has been sent, in the order of recording."""
    found = select(ReportSending).where(ReportSending.report_id == report.id).order_by(ReportSending.id)
    return db.session.scalars(found).all()


def has_it(report: Report) -> Actor | None:
    """Whose turn it is: the office's or the leader's; None when everything is done."""
    state = ReportState(report.state)
    back = (Move.RECALL, Move.RETURN)
    forward = [actor for (at, move), (_, actor) in TABLE.items() if at is state and move not in back]
    if not forward:
        return None
    return Actor.LEADER if Actor.LEADER in forward else Actor.OFFICE


def frozen_by(report: Report) -> str:
    """Who froze the figures; empty while nobody has."""
    return db.session.scalar(select(Person.full_name).where(Person.id == report.frozen_by)) or ""
