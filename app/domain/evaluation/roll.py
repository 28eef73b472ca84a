"""Whom does the viewer's office decide about in a period, and where does each stand?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnExpressionArgument, Select, bindparam, case, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db, made_once
from app.domain.evaluation.correcting import sent_late
from app.domain.evaluation.models import Evaluation, Period, ShortenedCycle
from app.domain.evaluation.peers.counting import answered
from app.domain.evaluation.rules.flow import KNOWN, RANKED, EvaluationState
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.anybody import anybody_like, values_of
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
    sent: bool
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

    @property
    def ranked(self) -> int:
        """Decided, whether the people know it yet or not."""
        return self.decided + self.published


@dataclass(frozen=True)
class Wanted:
    """Which part of the list: a figure of `FIGURES`, a subject group, words of the name, an order of `ORDERS`."""

    figure: str = "due"
    group_id: int | None = None
    patterns: Sequence[str] = ()
    order: str = "name"
    offset: int = 0
    size: int | None = None


# What a figure of `Counted` counts.
FIGURES: dict[str, ColumnExpressionArgument[bool]] = {
    "due": true(),
    "open": ~Evaluation.is_self_assessed,
    "sent": Evaluation.is_self_assessed,
    "waiting": Evaluation.state.in_((EvaluationState.SENT, EvaluationState.CONSIDERED)),
    "decided": Evaluation.state == EvaluationState.DECIDED,
    "published": Evaluation.state.in_(sorted(KNOWN)),
    "ranked": Evaluation.state.in_(sorted(RANKED)),
    "appealed": Evaluation.state == EvaluationState.APPEALED,
}
COUNTED = ("due", "sent", "waiting", "decided", "published", "appealed")
PLACES = {state: place for place, state in enumerate(EvaluationState)}
# What the list may be ordered by; a "-" before it turns it round.
ORDERS: dict[str, tuple[Any, ...]] = {
    "name": (Unit.name_fold, Person.sort_key),
    "sent": (Evaluation.sent_at.is_(None), Evaluation.sent_at),
    "state": (case(PLACES, value=Evaluation.state),),
}


def periods_to_decide(viewer: Viewer) -> list[Period]:
    """The periods in which the viewer's office decides about somebody, the newest first; none without the office."""
    if office_in(viewer, viewer.unit_id or 0) is None:
        return []
    mine = select(Evaluation.period_id).where(Evaluation.decided_in == viewer.unit_id)
    found = select(Period).where(Period.id.in_(mine), Period.kind == "held").order_by(Period.year.desc())
    return list(db.session.scalars(found))


def people_to_decide(viewer: Viewer, period_id: int, wanted: Wanted = Wanted()) -> list[Rated]:
    """Those about whom the viewer's office decides, without the viewer."""
    columns = select(Evaluation, Person, Unit.name, SubjectGroup.name)
    rows = db.session.execute(_found(columns, viewer, period_id, wanted)).all()
    answers = answered(evaluation.id for evaluation, *_ in rows)
    period = db.session.get_one(Period, period_id)
    return [
        Rated(
            evaluation.id, person.full_name, person.birth_date.year if person.birth_date else None,
            evaluation.position, unit, group, evaluation.subject, evaluation.state,
            evaluation.is_self_assessed, sent_late(evaluation, period),
            answers.get(evaluation.id, 0), evaluation.rank, evaluation.standard_id,
        )
        for evaluation, person, unit, group in rows
    ]  # fmt: skip


def evaluations_to_decide(viewer: Viewer, period_id: int, wanted: Wanted) -> list[Evaluation]:
    """The same people's evaluations, with their person and their unit at hand."""
    found = _found(select(Evaluation), viewer, period_id, wanted)
    return list(db.session.scalars(found.options(contains_eager(Evaluation.person), joinedload(Evaluation.unit))))


def how_many(viewer: Viewer, period_id: int, wanted: Wanted) -> int:
    """How many people the whole list holds."""
    rows = _found(select(Evaluation.id), viewer, period_id, Wanted(wanted.figure, wanted.group_id, wanted.patterns))
    return db.session.execute(select(func.count()).select_from(rows.order_by(None).subquery())).scalar_one()


def counted(viewer: Viewer, period_id: int) -> Counted:
    """The figures of the viewer's office in a period."""
    counts = db.session.execute(_counts(anybody_like(viewer)), values_of(viewer, period=period_id)).one()
    figures = Counted(*counts)
    if figures.waiting and not db.session.get_one(Period, period_id).head_decides:
        return replace(figures, waiting=how_many(viewer, period_id, Wanted("waiting")))
    return figures


@made_once
def _counts(viewer: Viewer) -> Select:
    mine = _mine(viewer, bindparam("period"))
    return select(*(func.count().filter(FIGURES[name]) for name in COUNTED)).select_from(Evaluation).where(*mine)


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


def next_to_decide(viewer: Viewer, period_id: int, after: int) -> int | None:
    """The next evaluation that waits, in the order of the list, after the one at hand; from the top at its end."""
    everybody = list(db.session.scalars(_found(select(Evaluation.id), viewer, period_id, Wanted())))
    waiting = set(db.session.scalars(_found(select(Evaluation.id), viewer, period_id, Wanted("waiting"))))
    here = everybody.index(after) + 1 if after in everybody else 0
    following = [one for one in everybody[here:] + everybody[:here] if one in waiting and one != after]
    return following[0] if following else None


def _mine(viewer: Viewer, period_id: Any) -> tuple:  # type: ignore[type-arg]
    return (
        Evaluation.period_id == period_id, Evaluation.decided_in == viewer.unit_id,
        Evaluation.person_id != viewer.person_id, Evaluation.excused.is_(None),
    )  # fmt: skip


def _found(found: Select, viewer: Viewer, period_id: int, wanted: Wanted) -> Select:
    """The evaluations wanted, beside person, school and subject group, in order."""
    turned = wanted.order.startswith("-")
    order = [*ORDERS.get(wanted.order.removeprefix("-"), ()), *ORDERS["name"], Evaluation.id]
    found = (
        found.select_from(Evaluation)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Evaluation.group_id)
        .where(*_mine(viewer, period_id), *_chosen(period_id, wanted))
        .order_by(*(column.desc() if turned else column for column in order))
        .offset(wanted.offset)
    )
    return found if wanted.size is None else found.limit(wanted.size)


def _chosen(period_id: int, wanted: Wanted) -> list[Any]:
    """What the filters ask.  In a year between, whose head does not decide about somebody keeps nobody waiting."""
    chosen: list[Any] = [(" " + Person.name_fold).like(pattern, escape="\\") for pattern in wanted.patterns]
    if wanted.figure in FIGURES:
        chosen.append(FIGURES[wanted.figure])
    if wanted.group_id is not None:
        chosen.append(Evaluation.group_id == wanted.group_id)
    if wanted.figure == "waiting" and not db.session.get_one(Period, period_id).head_decides:
        agreed = select(ShortenedCycle.unit_id).where(ShortenedCycle.period_id == period_id)
        chosen.append(Evaluation.unit_id.in_(agreed))
    return chosen
