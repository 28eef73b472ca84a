"""Who stands behind a number of a hand-in?  The same condition that counts them, within the viewer's sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from app.db import db
from app.domain.evaluation.access import evaluations_visible
from app.domain.evaluation.hand_in.figures import counted_by
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.rules.flow import KNOWN
from app.domain.organisation.models import Person, SubjectGroup, Unit
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Behind:
    """One person behind a number; `rank` is None while there is none, and of oneself until it is published."""

    evaluation_id: int
    name: str
    position: str
    group: str | None
    unit: str
    excused: str | None
    state: str
    sent_at: datetime | None
    rank: int | None
    standard_id: int


def people_behind(
    viewer: Viewer, period: Period, unit_id: int, figure: str, patterns: Sequence[str], offset: int, limit: int
) -> list[Behind]:
    """A page of the people whom a figure of the unit counts, by school and name."""
    found = (
        _behind(viewer, period, unit_id, figure, patterns)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Evaluation.group_id)
        .with_only_columns(Evaluation, Person.full_name, SubjectGroup.name, Unit.name)
        .order_by(Unit.name_fold, Person.sort_key, Evaluation.id)
    )
    return [
        Behind(
            one.id, name, one.position, group, unit, one.excused, one.state, one.sent_at, _rank(viewer, one),
            one.standard_id,
        )
        for one, name, group, unit in db.session.execute(found.offset(offset).limit(limit))
    ]  # fmt: skip


def number_behind(viewer: Viewer, period: Period, unit_id: int, figure: str, patterns: Sequence[str]) -> int:
    """How many they are."""
    found = _behind(viewer, period, unit_id, figure, patterns)
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _behind(viewer: Viewer, period: Period, unit_id: int, figure: str, patterns: Sequence[str]) -> Select:
    return (
        select(Evaluation.id)
        .join(Person, Person.id == Evaluation.person_id)
        .where(
            Evaluation.period_id == period.id, Evaluation.decided_in == unit_id, evaluations_visible(viewer),
            counted_by(figure, period),
            *((" " + Person.name_fold).like(pattern, escape="\\") for pattern in patterns),
        )
    )  # fmt: skip


def _rank(viewer: Viewer, evaluation: Evaluation) -> int | None:
    hidden = evaluation.person_id == viewer.person_id and evaluation.state not in KNOWN
    return None if hidden else evaluation.rank
