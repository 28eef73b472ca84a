"""Who stands behind a number of an evaluation's board?  Within the viewer's scope, by the conditions that count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, bindparam, false, func, select

from app.db import db, rows_of
from app.domain import clock
from app.domain.evaluation.board.indicators import LATELY, OPINIONS, is_in_time, lately, raters
from app.domain.evaluation.correcting import was_late
from app.domain.evaluation.hand_in.figures import counted_by
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import KNOWN
from app.domain.organisation.access import people_paths
from app.domain.organisation.anybody import any_words_like, bounds_of, roots, words_values
from app.domain.organisation.models import Person, SubjectGroup, Unit
from app.domain.organisation.rules import Role
from app.domain.progress.listing import keep_to_places
from app.domain.progress.queries import Leaves, named_like
from app.domain.progress.rules import Sight
from app.domain.viewer import Viewer

SIGHT_OF_ROLE = {
    Role.PRINCIPAL: Sight.PEOPLE,
    Role.DISTRICT: Sight.PEOPLE,
    Role.PROVINCE: Sight.PEOPLE,
    Role.MINISTRY: Sight.COUNTS,
}
"""Nobody else watches evaluations: neither admins nor lecturers nor providers (security matrix, AZ-9)."""

LATE = {"late": "assessed", "ranked_late": "ranked"}
STATES = ("assessed", "late", "unassessed", OPINIONS, "unanswered", "ranked", "ranked_late", "unranked", "published",
          *LATELY.values())  # fmt: skip
"""Every state that a list can be asked for beside the ranks; none of them is everybody who is due."""


REMINDABLE = {"unassessed": Step.SELF, "unanswered": Step.OPINIONS}
"""What people can be reminded of, and the step that it belongs to."""


def remindable(period: Period, at: datetime) -> tuple[str, ...]:
    """The states whose people can still do what is missing: a self-assessment may be late, an opinion may not."""
    calendar = calendar_of(period)
    return tuple(state for state, step in REMINDABLE.items() if calendar.allows(step, at))


def due_of(period: Period, state: str) -> datetime:
    """The deadline that a reminder to the people in a state names."""
    return calendar_of(period).deadlines[REMINDABLE[state]]


@dataclass(frozen=True)
class Wanted:
    """Which people of the units beneath `paths` are listed; `unit_ids`, if any, are the only units looked at."""

    paths: tuple[str, ...]
    period: Period
    leaves: Leaves = Leaves()
    state: str = ""
    q: str = ""
    unit_ids: tuple[int, ...] = ()

    @property
    def usual(self) -> bool:
        """May its statement be made once?  Not where it reckons with the period's days, or looks something up first."""
        return not (self.state or self.leaves.provider or self.unit_ids)

    def of_anything(self) -> "Wanted":
        """The same with parameters for whatever differs from one period, place or search to the next."""
        words: Any = any_words_like(self.q) if self.q else ""
        places: Any = roots(PLACE, len(self.paths))
        period: Any = ANY_PERIOD
        return replace(self, paths=places, period=period, q=words)

    def values(self) -> dict[str, object]:
        """The values of those parameters."""
        return {"period": self.period.id} | words_values(self.q) | dict(bounds_of(PLACE, self.paths))


class AnyPeriod:
    """A period that is still to come, of a statement that is made once."""

    id = bindparam("period", type_=Integer)


ANY_PERIOD, PLACE = AnyPeriod(), "place"


@dataclass(frozen=True)
class Entry:
    """One line of a list; `rank` is None while there is none, and of oneself until it is published."""

    evaluation_id: int
    person_id: int
    name: str
    birth_year: int | None
    position: str
    group: str | None
    unit_id: int
    unit_name: str
    state: str
    sent_at: datetime | None
    late: bool
    rank: int | None
    standard_id: int


def sight_of(viewer: Viewer) -> Sight:
    """What the viewer gets of the boards of evaluations."""
    return SIGHT_OF_ROLE.get(Role(viewer.role), Sight.NOTHING) if viewer.role in set(Role) else Sight.NOTHING


def in_state(state: str, period: Period) -> ColumnElement[bool]:
    """The same conditions that the figures are counted by (the opinions' own are asked by `roll`)."""
    if state in LATE:
        return and_(counted_by(LATE[state], period), ~is_in_time(LATE[state], period))
    for figure, recent in LATELY.items():
        if state == recent:
            return lately(figure, period, clock.today())
    return counted_by(state or "due", period)


def roll(viewer: Viewer, wanted: Wanted, *, by_words: bool = False) -> Select:
    """The people asked for whom the viewer may see, as a select of evaluation ids: list, count, export it.

    `by_words` begins with the words of their names, which a search through whole provinces needs.
    """
    sees = viewer.role == Role.SYSTEM or sight_of(viewer) is Sight.PEOPLE
    seen = people_paths(viewer) if sees else ()
    found = (
        select(Evaluation.id)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .outerjoin(Decision, Decision.evaluation_id == Evaluation.id)
        .where(Evaluation.period_id == wanted.period.id, Evaluation.excused.is_(None) if sees else false())
    )
    words = wanted.q if by_words else ""
    found = keep_to_places(found, Evaluation.unit_id, seen, wanted.paths, wanted.leaves, words=words)
    if wanted.q != "" and not by_words:
        found = found.where(named_like(Person.name_fold, wanted.q))
    if wanted.unit_ids:
        found = found.where(Evaluation.unit_id.in_(wanted.unit_ids))
    if wanted.state in {OPINIONS, "unanswered"}:
        who = raters(found, answered=wanted.state == OPINIONS).subquery()
        return found.where(Evaluation.id.in_(select(who.c.id)))
    return found.where(in_state(wanted.state, wanted.period))


def counted(found: Select) -> int:
    """How many people a roll holds."""
    return db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0


SORTS: dict[str, tuple[Any, ...]] = {
    "unit": (Unit.name_fold, Unit.id, Person.sort_key),
    "-unit": (Unit.name_fold.desc(), Unit.id.desc(), Person.sort_key),
    "name": (Person.sort_key,),
    "-name": (Person.sort_key.desc(),),
    "sent": (Evaluation.sent_at.is_(None), Evaluation.sent_at, Person.sort_key),
    "-sent": (Evaluation.sent_at.is_(None), Evaluation.sent_at.desc(), Person.sort_key),
}


COLUMNS = (
    Evaluation.id, Person.id.label("person_id"), Person.full_name, Person.birth_date, Evaluation.position,
    SubjectGroup.name.label("group"), Unit.id.label("unit_id"), Unit.name.label("unit_name"), Evaluation.state,
    Evaluation.sent_at, Evaluation.first_sent_at, Evaluation.rank, Evaluation.standard_id,
)  # fmt: skip


def entries(
    viewer: Viewer, wanted: Wanted, found: Select, *, sort: str = "unit", limit: int | None = None, offset: int = 0
) -> Sequence[Entry]:
    """The lines of a roll, sorted and cut."""
    return lines_of(viewer, wanted, rows_of(in_order(found, sort).limit(limit).offset(offset)).all())


def in_order(found: Select, sort: str) -> Select:
    """COLUMNS of the evaluations whose ids are found, sorted by an allowed key."""
    return (
        select(*COLUMNS)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Evaluation.group_id)
        .where(Evaluation.id.in_(found))
        .order_by(*SORTS.get(sort, SORTS["unit"]), Evaluation.id)
    )


def lines_of(viewer: Viewer, wanted: Wanted, rows: Sequence[Row[Any]]) -> Sequence[Entry]:
    """Rows of COLUMNS as the viewer may see them."""
    return [_entry(viewer, wanted.period, row) for row in rows]


def _entry(viewer: Viewer, period: Period, row: Row[Any]) -> Entry:
    hidden = row.person_id == viewer.person_id and row.state not in KNOWN
    return Entry(
        row.id, row.person_id, row.full_name, row.birth_date.year if row.birth_date else None, row.position,
        row.group, row.unit_id, row.unit_name, row.state, row.sent_at,
        was_late(row.sent_at, row.first_sent_at, period), None if hidden else row.rank, row.standard_id,
    )  # fmt: skip
