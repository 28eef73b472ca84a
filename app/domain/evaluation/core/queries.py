"""Whom do the ranks of a period make eligible as core people, and what do the others lack?  Within the viewer's scope.

`eligible` is the SQL twin of `rules.missing`: a list of a whole province is filtered and paged by the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.evaluation.core.rules import Missing, Record, missing
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.evaluation.rules.flow import EvaluationState
from app.domain.organisation.access import beneath, people_paths
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import DECLARING, MANAGERS, Position, Role
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Standard, StandardKind, decode
from app.domain.viewer import Viewer

READERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE})
FIGURES = ("eligible", "lacking", "all")
TEACHING = DECLARING - MANAGERS - {Position.STAFF}
KINDS = (StandardKind.TEACHER, StandardKind.MANAGER)


@dataclass(frozen=True)
class Wanted:
    """Which part of the list: a figure of `FIGURES`, teachers or managers (None: both), words of the name, a unit."""

    figure: str = "eligible"
    kind: StandardKind | None = None
    patterns: Sequence[str] = ()
    unit_path: str | None = None


@dataclass(frozen=True)
class Candidate:
    """One person of the list; `since` is the first known year in the work, `missing` is empty when eligible."""

    evaluation_id: int
    person_id: int
    name: str
    birth_year: int | None
    position: str
    unit: str
    subject: str | None
    rank: int
    since: int | None
    standard_id: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Counted:
    """How many the list holds by figure, whatever figure is shown."""

    eligible: int
    all: int

    @property
    def lacking(self) -> int:
        return self.all - self.eligible


def periods_with_ranks(viewer: Viewer) -> list[Period]:
    """The periods in which ranks of people in the viewer's scope are published, the newest first."""
    published = _published(select(Evaluation.period_id), viewer).distinct()
    return list(db.session.scalars(select(Period).where(Period.id.in_(published)).order_by(Period.year.desc())))


def counted(viewer: Viewer, period: Period, wanted: Wanted) -> Counted:
    """How many are eligible, and of how many."""
    number = func.count(Evaluation.id)
    found = _found(select(number.filter(eligible(period)), number).select_from(Evaluation), viewer, period, wanted)
    return Counted(*db.session.execute(found).one())


def candidates(
    viewer: Viewer, period: Period, wanted: Wanted, offset: int = 0, size: int | None = None
) -> list[Candidate]:
    """The list by unit and name, or a part of it."""
    found = _found(select(Evaluation, Person, Unit.name, Decision.levels, _first_days(period)), viewer, period, wanted)
    if wanted.figure == "eligible":
        found = found.where(eligible(period))
    elif wanted.figure == "lacking":
        found = found.where(~eligible(period))
    found = found.order_by(Unit.name_fold, Person.sort_key, Evaluation.id).offset(offset).limit(size)
    return [_candidate(period, *row) for row in db.session.execute(found)]


def eligible_people(viewer: Viewer, period: Period) -> Select:
    """Ids of those who are eligible, as a subquery for other lists of people."""
    return _found(select(Evaluation.person_id), viewer, period, Wanted()).where(eligible(period))


def records_of(viewer: Viewer, period: Period, person_ids: Sequence[int]) -> dict[int, Candidate]:
    """What the ranks of the period say about these people, as far as they are published and in sight."""
    columns = select(Evaluation, Person, Unit.name, Decision.levels, _first_days(period))
    found = _found(columns, viewer, period, Wanted()).where(Evaluation.person_id.in_(person_ids))
    return {row[1].id: _candidate(period, *row) for row in db.session.execute(found)}


def record_about(viewer: Viewer, person_id: int) -> tuple[Period, Candidate] | None:
    """What the newest published rank of somebody in sight says, and of which period it is."""
    theirs = _published(select(Evaluation.period_id), viewer).where(Evaluation.person_id == person_id)
    period = db.session.scalar(select(Period).where(Period.id.in_(theirs)).order_by(Period.year.desc()).limit(1))
    if period is None:
        return None
    found = records_of(viewer, period, [person_id])
    return (period, found[person_id]) if person_id in found else None


def eligible(period: Period) -> ColumnElement[bool]:
    """SQL condition on `Evaluation`, its `Decision` and `Person`: nothing of `rules.missing` is there."""
    standards = [(each, standard_of(each)) for each in (period.teacher_standard_id, period.manager_standard_id)]
    return or_(*(_fulfils(standard_id, standard, period.year) for standard_id, standard in standards))


def _fulfils(standard_id: int, standard: Standard, year: int) -> ColumnElement[bool]:
    rule, latest, stated = standard.core, year - standard.core.min_years, _stated(standard)
    demanded = [
        Evaluation.standard_id == standard_id, Evaluation.rank >= rule.rank_at_least,
        or_(
            func.coalesce(stated <= latest, False),
            func.coalesce(_first_appointed(standard) < date(latest + 1, 1, 1), False),
        ),
    ]  # fmt: skip
    if rule.key_at_least is not None:
        high = [str(level.ordinal) for level in standard.levels if level.ordinal >= rule.key_at_least]
        demanded += [func.substr(Decision.levels, no, 1).in_(high) for no in sorted(standard.keys)]
    return and_(*demanded)


def _stated(standard: Standard) -> Any:
    return Person.managing_since if standard.kind is StandardKind.MANAGER else Person.teaching_since


def _first_appointed(standard: Standard) -> Any:
    """The first day in the work that an appointment shows."""
    held = MANAGERS if standard.kind is StandardKind.MANAGER else TEACHING
    return (
        select(func.min(Appointment.starts))
        .where(Appointment.person_id == Evaluation.person_id, Appointment.position.in_(held))
        .correlate(Evaluation)
        .scalar_subquery()
    )


def _first_days(period: Period) -> Any:
    """The same as a column, by whichever standard the evaluation follows."""
    teachers, managers = standard_of(period.teacher_standard_id), standard_of(period.manager_standard_id)
    about_manager = Evaluation.standard_id == period.manager_standard_id
    return case((about_manager, _first_appointed(managers)), else_=_first_appointed(teachers))


def _candidate(
    period: Period, evaluation: Evaluation, person: Person, unit: str, levels: str, first_day: date | None
) -> Candidate:
    standard, rank = standard_of(evaluation.standard_id), int(evaluation.rank or 0)
    stated = person.managing_since if standard.kind is StandardKind.MANAGER else person.teaching_since
    record = Record(rank, decode(levels), stated, first_day.year if first_day else None)
    return Candidate(
        evaluation.id, person.id, person.full_name, person.birth_date.year if person.birth_date else None,
        evaluation.position, unit, evaluation.subject, rank, record.since, evaluation.standard_id,
        missing(standard, record, period.year),
    )  # fmt: skip


def _found(columns: Any, viewer: Viewer, period: Period, wanted: Wanted) -> Any:
    found = (
        _published(columns, viewer)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Decision, Decision.evaluation_id == Evaluation.id)
        .where(Evaluation.period_id == period.id)
    )
    if wanted.kind is not None:
        chosen = period.teacher_standard_id if wanted.kind is StandardKind.TEACHER else period.manager_standard_id
        found = found.where(Evaluation.standard_id == chosen)
    if wanted.unit_path is not None:
        found = found.where(beneath(Unit.path, [wanted.unit_path]))
    return found.where(*((" " + Person.name_fold).like(pattern, escape="\\") for pattern in wanted.patterns))


def _published(columns: Any, viewer: Viewer) -> Any:
    """Restrict to published ranks, in the viewer's scope, decided there or beneath, and never about the viewer.

    A rank under appeal does not hold yet.
    """
    decider, paths = aliased(Unit), people_paths(viewer) if viewer.role in READERS else ()
    return (
        columns.join(Unit, Unit.id == Evaluation.unit_id)
        .join(decider, decider.id == Evaluation.decided_in)
        .where(
            Evaluation.state == EvaluationState.PUBLISHED, Evaluation.excused.is_(None),
            beneath(Unit.path, paths), beneath(decider.path, [viewer.unit_path]),
            Evaluation.person_id != viewer.person_id,
        )
    )  # fmt: skip
