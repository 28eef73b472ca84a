"""Which evaluations may the viewer open, and where do they stand?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, bindparam, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, with_expression

from app.db import db, made_once
from app.domain import clock
from app.domain.evaluation.appeals.deadline import deadline_of
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.correcting import correction_until
from app.domain.evaluation.models import Decision, Edition, Evaluation, Period, SelfAssessment
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import KNOWN, WRITABLE, EvaluationState
from app.domain.organisation.models import Appointment
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, decode, unrated
from app.domain.viewer import Viewer


def own_evaluations(viewer: Viewer) -> list[Evaluation]:
    """The viewer's own evaluations with their periods, the newest first."""
    found = (
        select(Evaluation)
        .where(Evaluation.person_id == viewer.person_id)
        .options(joinedload(Evaluation.period), joinedload(Evaluation.unit))
        .order_by(Evaluation.id.desc())
    )
    return sorted(db.session.scalars(found), key=lambda one: -one.period.year)


def with_works_until() -> Any:
    """Loader option: until when the person works where they are rated, known from their posts there."""
    posts = select(func.max(func.coalesce(Appointment.ends, date.max, type_=Date))).where(
        Appointment.person_id == Evaluation.person_id, Appointment.unit_id == Evaluation.unit_id
    )
    return with_expression(Evaluation.works_until, posts.correlate(Evaluation).scalar_subquery())


def left_on(evaluation: Evaluation) -> date | None:
    """Since when the person no longer works where they are rated; None while they do, or where no post is known.

    The evaluation was loaded `with_works_until`.
    """
    until = evaluation.works_until
    return until if until is not None and until <= clock.today() else None


def is_rated(viewer: Viewer) -> bool:
    """Is there an evaluation of the viewer's own?"""
    if viewer.person_id is None:
        return False
    return db.session.scalar(select(Evaluation.id).where(Evaluation.person_id == viewer.person_id).limit(1)) is not None


@dataclass(frozen=True)
class OwnState:
    """Where the viewer's newest evaluation stands, for the first page.

    `overdue`: not sent, and it is too late; `unread`: published, and not acknowledged yet; `appeal_until`: the first
    instant that is too late to appeal against it, while that may be done.
    """

    id: int
    year: int
    state: str
    due: datetime
    overdue: bool
    rated: int
    criteria: int
    unread: bool
    appeal_until: datetime | None

    @property
    def waits(self) -> bool:
        """Is it the viewer's turn?"""
        return self.state in WRITABLE or self.unread


def newest_in_reach(viewer: Viewer) -> OwnState | None:
    """The viewer's newest evaluation, while its period is open and they are not excused."""
    row = db.session.execute(_newest(), {"person": viewer.person_id}).first()
    if row is None:
        return None
    evaluation, levels, published_at, acknowledged_at, appealed = row
    now, period = clock.campaign_now(), evaluation.period
    if not period.opens <= now < period.locks:
        return None
    form = decode(levels) if levels else standard_of(evaluation.standard_id).blank
    rated = len(form) - len(unrated(form))
    due = correction_until(evaluation, period) or period.self_due
    overdue = evaluation.state in WRITABLE and now >= due
    unread = evaluation.state == EvaluationState.PUBLISHED and acknowledged_at is None
    until = deadline_of(period, published_at) if unread and published_at and not appealed else now
    return OwnState(
        evaluation.id, period.year, evaluation.state, due, overdue, rated, len(form), unread,
        until if now < until else None,
    )  # fmt: skip


@made_once
def _newest() -> Select[Evaluation, str, datetime | None, datetime | None, bool]:
    appealed = exists().where(Appeal.evaluation_id == Evaluation.id)
    return (
        select(Evaluation, SelfAssessment.levels, Decision.published_at, Decision.acknowledged_at, appealed)
        .join(Period, Period.id == Evaluation.period_id)
        .outerjoin(SelfAssessment, SelfAssessment.evaluation_id == Evaluation.id)
        .outerjoin(Decision, Decision.evaluation_id == Evaluation.id)
        .where(Evaluation.person_id == bindparam("person"), Evaluation.excused.is_(None), Period.kind == "held")
        .options(contains_eager(Evaluation.period))
        .order_by(Period.year.desc())
        .limit(1)
    )


def writable_now(viewer: Viewer) -> int | None:
    """Id of the viewer's newest evaluation whose self-assessment may be written now; None if there is none."""
    found = (
        select(Evaluation)
        .join(Period, Period.id == Evaluation.period_id)
        .where(
            Evaluation.person_id == viewer.person_id, Evaluation.state.in_(WRITABLE), Evaluation.excused.is_(None),
            Period.kind == "held",
        )
        .options(joinedload(Evaluation.period))
        .order_by(Period.year.desc())
    )  # fmt: skip
    now = clock.campaign_now()
    open_ones = (one.id for one in db.session.scalars(found) if calendar_of(one.period).allows(Step.SELF, now))
    return next(open_ones, None)


def own_evaluation(viewer: Viewer, evaluation_id: int) -> Evaluation | None:
    """One of the viewer's own evaluations."""
    return db.session.scalar(
        select(Evaluation)
        .where(Evaluation.id == evaluation_id, Evaluation.person_id == viewer.person_id)
        .options(joinedload(Evaluation.period), joinedload(Evaluation.unit))
    )


@dataclass(frozen=True)
class EarlierLevels:
    """How somebody stood in an earlier year: by their own self-assessment, or else (`published`) by the result."""

    year: int
    levels: Form
    published: bool


def earlier_levels(evaluation: Evaluation) -> EarlierLevels | None:
    """The levels of the nearest earlier year by the same standard that the rated person may see; None: of no year."""
    sent = (
        select(Edition.content)
        .where(Edition.evaluation_id == Evaluation.id, Edition.kind == "self")
        .order_by(Edition.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = (
        select(Period.year, Evaluation.state, Evaluation.is_self_assessed, sent, Decision.levels)
        .join(Period, Period.id == Evaluation.period_id)
        .outerjoin(Decision, Decision.evaluation_id == Evaluation.id)
        .where(
            Evaluation.person_id == evaluation.person_id, Evaluation.standard_id == evaluation.standard_id,
            Period.year < evaluation.period.year,
        )
        .order_by(Period.year.desc(), Evaluation.id.desc())
    )  # fmt: skip
    for year, state, is_sent, own, decided in db.session.execute(found):
        if is_sent and own:
            return EarlierLevels(year, decode(str(own["levels"])), published=False)
        if decided and state in KNOWN and any(level is not None for level in decode(decided)):  # a paper may name none
            return EarlierLevels(year, decode(decided), published=True)
    return None


def result_for_oneself(evaluation: Evaluation) -> Decision | None:
    """The head's decision as the rated person may see it: once published."""
    if EvaluationState(evaluation.state) not in KNOWN:
        return None
    return db.session.get(Decision, evaluation.id)


def saved(evaluation: Evaluation) -> SelfAssessment | None:
    """The self-assessment as it was saved last, None before the first save."""
    return db.session.get(SelfAssessment, evaluation.id)
