"""Whom does the viewer's office decide about in a period, and where does each stand?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from app.db import db
from app.domain.evaluation.deciding import office_in
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.peers import answered
from app.domain.evaluation.rules.flow import RANKED, SELF_DONE, EvaluationState
from app.domain.organisation.models import Person, SubjectGroup, Unit
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Rated:
    """One person of the list."""

    evaluation_id: int
    name: str
    birth_year: int | None
    position: str
    unit: str
    group: str | None
    subject: str | None
    state: str
    late: bool
    answers: int
    rank: int | None
    standard_id: int


@dataclass(frozen=True)
class Counted:
    """How far the office is in a period; every figure opens the list that it counts."""

    due: int
    sent: int
    waiting: int
    decided: int
    published: int
    appealed: int


# What a figure of `Counted` counts; None is everybody who is due.
FIGURES: dict[str, frozenset[EvaluationState] | None] = {
    "due": None,
    "open": frozenset(EvaluationState) - SELF_DONE,
    "sent": SELF_DONE,
    "waiting": frozenset({EvaluationState.SENT, EvaluationState.CONSIDERED}),
    "decided": frozenset({EvaluationState.DECIDED}),
    "published": RANKED - {EvaluationState.DECIDED},
    "appealed": frozenset({EvaluationState.APPEALED}),
}


def periods_to_decide(viewer: Viewer) -> list[Period]:
    """The periods in which the viewer's office decides about somebody, the newest first; none without the office."""
    if office_in(viewer, viewer.unit_id or 0) is None:
        return []
    mine = select(Evaluation.period_id).where(Evaluation.decided_in == viewer.unit_id)
    found = select(Period).where(Period.id.in_(mine), Period.kind == "held").order_by(Period.year.desc())
    return list(db.session.scalars(found))


def people_to_decide(
    viewer: Viewer, period_id: int, figure: str = "due", group_id: int | None = None, patterns: Sequence[str] = ()
) -> list[Rated]:
    """Those about whom the viewer's office decides, without the viewer; `figure` and `patterns` (of names) choose."""
    found = (
        select(Evaluation, Person, Unit.name, SubjectGroup.name)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Evaluation.group_id)
        .where(*_mine(viewer, period_id))
        .order_by(Unit.name_fold, Person.sort_key, Evaluation.id)
    )
    found = _chosen(found, figure, group_id, patterns)
    rows = db.session.execute(found).all()
    answers = answered(evaluation.id for evaluation, *_ in rows)
    period = db.session.get_one(Period, period_id)
    return [
        Rated(
            evaluation.id, person.full_name, person.birth_date.year if person.birth_date else None,
            evaluation.position, unit, group, evaluation.subject, evaluation.state,
            evaluation.sent_at is not None and evaluation.sent_at >= period.self_due,
            answers.get(evaluation.id, 0), evaluation.rank, evaluation.standard_id,
        )
        for evaluation, person, unit, group in rows
    ]  # fmt: skip


def counted(viewer: Viewer, period_id: int) -> Counted:
    """The figures of the viewer's office in a period."""
    rows = db.session.execute(
        select(Evaluation.state, func.count()).where(*_mine(viewer, period_id)).group_by(Evaluation.state)
    )
    by_state = {EvaluationState(state): number for state, number in rows}

    def number(states: Iterable[EvaluationState] | None) -> int:
        return sum(by_state.get(state, 0) for state in (by_state if states is None else states))

    return Counted(*(number(FIGURES[name]) for name in ("due", "sent", "waiting", "decided", "published", "appealed")))


def groups_to_decide(viewer: Viewer, period_id: int) -> Sequence[tuple[int, str]]:
    """The subject groups among them, for the filter."""
    found = (
        select(SubjectGroup.id, SubjectGroup.name)
        .join(Evaluation, Evaluation.group_id == SubjectGroup.id)
        .where(*_mine(viewer, period_id))
        .distinct()
        .order_by(SubjectGroup.name)
    )
    return [(group_id, name) for group_id, name in db.session.execute(found)]


def ready_to_publish(viewer: Viewer, period_id: int) -> list[int]:
    """Ids of the evaluations that are decided and not published."""
    found = select(Evaluation.id).where(*_mine(viewer, period_id), Evaluation.state == EvaluationState.DECIDED)
    return list(db.session.scalars(found.order_by(Evaluation.id)))


def next_to_decide(viewer: Viewer, period_id: int, after: int) -> int | None:
    """The next evaluation that waits, in the order of the list, after the one at hand."""
    ids = [one.evaluation_id for one in people_to_decide(viewer, period_id, "waiting") if one.evaluation_id != after]
    return ids[0] if ids else None


def _mine(viewer: Viewer, period_id: int) -> tuple:  # type: ignore[type-arg]
    return (
        Evaluation.period_id == period_id, Evaluation.decided_in == viewer.unit_id,
        Evaluation.person_id != viewer.person_id, Evaluation.excused.is_(None),
    )  # fmt: skip


def _chosen(found: Select, figure: str, group_id: int | None, patterns: Sequence[str]) -> Select:
    states = FIGURES.get(figure)
    if states is not None:
        found = found.where(Evaluation.state.in_(states))
    if group_id is not None:
        found = found.where(Evaluation.group_id == group_id)
    return found.where(*((" " + Person.name_fold).like(pattern, escape="\\") for pattern in patterns))
