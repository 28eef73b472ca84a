"""What has happened to a report, to whom has it been sent, and who has it now?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.domain.organisation.models import Person
from app.domain.reporting.models import Report, ReportSending, ReportStep
from app.domain.reporting.rules import TABLE, Actor, Move, ReportState


@dataclass(frozen=True)
class Happened:
    """One step: what, by whom in which position (`signs_for`: in whose office), and why."""

    event: str
    state: str
    at: datetime
    name: str
    position: str
    signs_for: str | None
    reason: str | None


def history_of(report: Report) -> list[Happened]:
    """Everything that happened to it, the newest first; the caller may read it."""
    found = (
        select(ReportStep, Person.full_name)
        .outerjoin(Person, Person.id == ReportStep.person_id)
        .where(ReportStep.report_id == report.id)
        .order_by(ReportStep.id.desc())
    )
    return [
        Happened(step.event, step.state, step.at, name or "", step.position, step.signs_for, step.reason)
        for step, name in db.session.execute(found)
    ]


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
