"""Who stands behind a number of a training board?  Within the viewer's scope, by the conditions that count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select

from app.db import db, made_once
from app.domain import clock
from app.domain.organisation.access import beneath, people_paths
from app.domain.organisation.anybody import anybody_like, bounds_of, roots, today_for, values_of
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.organisation.rules import Role
from app.domain.progress.listing import keep_to_places
from app.domain.progress.queries import Leaves, named_like, sight_of
from app.domain.progress.rules import Sight
from app.domain.training.board.anything import anything_like, values_in
from app.domain.training.board.indicators import FIGURES, LATELY, OF_YEAR, Scope, is_in, with_standing
from app.domain.training.board.learned import Reached, reached_by
from app.domain.training.years.queries import learns
from app.domain.viewer import Viewer

LATE = "late"
SORTS: dict[str, tuple[Any, ...]] = {
    "unit": (Unit.name_fold, Unit.id, Person.sort_key),
    "-unit": (Unit.name_fold.desc(), Unit.id.desc(), Person.sort_key),
    "name": (Person.sort_key,),
    "-name": (Person.sort_key.desc(),),
}
FURTHEST = "reached"
"""Sort key: people who have not begun first."""
PLACE = "place"
UNITS: Any = bindparam("units", type_=Integer, expanding=True)


@dataclass(frozen=True)
class Wanted:
    """Which people of the units beneath `paths` are listed; `unit_ids`, if any, are the only units looked at."""

    paths: tuple[str, ...]
    scope: Scope
    leaves: Leaves = Leaves()
    state: str = ""
    q: str = ""
    unit_ids: Sequence[int] | None = None

    def of_anything(self) -> "Wanted":
        """The same with parameters for whatever differs from one year, place or page to the next."""
        places: Any = roots(PLACE, len(self.paths))
        units = UNITS if self.unit_ids is not None else None
        return replace(self, paths=places, scope=anything_like(self.scope), unit_ids=units)

    def values(self) -> dict[str, object]:
        """The values of those parameters."""
        units = {"units": self.unit_ids} if self.unit_ids is not None else {}
        return values_in(self.scope) | dict(bounds_of(PLACE, self.paths)) | units


@dataclass(frozen=True)
class Entry:
    """One line of a list; `learns` are the modules asked of them, `reached` is by these, without those not begun."""

    person_id: int
    name: str
    birth_year: int | None
    position: str
    group: str | None
    unit_id: int
    unit_name: str
    verified: bool
    reached: Mapping[int, Reached] = field(default_factory=dict)
    learns: Sequence[int] = ()

    @property
    def passed(self) -> int:
        """How many of their modules they have passed."""
        return sum(each.passed_at is not None for each in self.reached.values())

    @property
    def last_passed_at(self) -> datetime | None:
        return max((each.passed_at for each in self.reached.values() if each.passed_at), default=None)


def states_of(scope: Scope) -> tuple[str, ...]:
    """Every state that a list can be asked for."""
    return (*(OF_YEAR if scope.whole else FIGURES), LATE, LATELY)


def roll(viewer: Viewer, wanted: Wanted, *, by_words: bool = False) -> Select:
    """The people asked for whom the viewer may see, as a select of person ids: list, count, export, remind it.

    `by_words` begins with the words of their names, which a search through whole provinces needs.
    """
    day, scope = today_for(viewer), wanted.scope
    seen = sight_of(viewer)
    sees = viewer.role == Role.SYSTEM or seen in {Sight.PEOPLE, Sight.STATES}
    roots = people_paths(viewer) if sees else ()
    found = (
        select(Person.id)
        .select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(scope.expected(day), beneath(Unit.path, [scope.path]))
    )
    words = wanted.q if by_words else ""
    found = keep_to_places(found, Appointment.unit_id, roots, wanted.paths, wanted.leaves, words=words)
    if wanted.q and not by_words:
        found = found.where(named_like(Person.name_fold, wanted.q))
    if wanted.unit_ids is not None:
        found = found.where(Appointment.unit_id.in_(wanted.unit_ids))
    if not wanted.state:
        return found
    found, standing = with_standing(scope, found, found)
    return found.where(is_in(wanted.state, scope, standing, day))


def counted(found: Select) -> int:
    """How many people a roll holds."""
    return db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0


def entries(
    wanted: Wanted, found: Select, *, sort: str = "unit", limit: int | None = None, offset: int = 0
) -> Sequence[Entry]:
    """The lines of a roll, sorted and cut."""
    lines = _lines(wanted.scope, found, sort, clock.today()).limit(limit).offset(offset)
    return _entries(wanted.scope, db.session.execute(lines).all())


def page_of(viewer: Viewer, wanted: Wanted, *, sort: str, limit: int, offset: int = 0) -> tuple[int, Sequence[Entry]]:
    """How many lines the viewer's roll has, and a page of them; of a page past its end only that it is empty."""
    order = sort if sort in {*SORTS, FURTHEST} else "unit"
    values = values_of(viewer, limit=limit, offset=offset)
    if wanted.q or wanted.leaves.provider:  # what was typed, or is looked up first, is put together each time
        found = _page(viewer, wanted, order)
    else:
        found, values = _usual_page(anybody_like(viewer), wanted.of_anything(), order), values | wanted.values()
    rows = db.session.execute(found, values).all()
    return (rows[0][-1] if rows else 0), _entries(wanted.scope, [row[:-1] for row in rows])


def _page(viewer: Viewer, wanted: Wanted, sort: str) -> Select:
    lines = _lines(wanted.scope, roll(viewer, wanted), sort, today_for(viewer)).add_columns(func.count().over())
    return lines.limit(bindparam("limit", type_=Integer)).offset(bindparam("offset", type_=Integer))


_usual_page = made_once(_page)


def _lines(scope: Scope, found: Select, sort: str, day: date) -> Select:
    lines = (
        select(
            Person.id, Person.full_name, Person.birth_date, Appointment.position, SubjectGroup.name, Unit.id, Unit.name,
            Person.sector_id, *(learns(scope.year_id, each) for each in scope.audiences),
        )
        .select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Appointment.group_id)
        .where(scope.expected(day), Person.id.in_(found))
    )  # fmt: skip
    if sort == FURTHEST:
        lines, standing = with_standing(scope, lines, found)
        keys: tuple[Any, ...] = (
            func.coalesce(standing.c.passed, 0), func.coalesce(standing.c.rank, 0), Person.sort_key,
        )  # fmt: skip
    else:
        keys = SORTS.get(sort, SORTS["unit"])
    return lines.order_by(*keys, Person.id)


def _entries(scope: Scope, rows: Sequence[Any]) -> list[Entry]:
    reached = reached_by([row[0] for row in rows], sorted(scope.modules), scope.year)
    return [_entry(scope, reached, *row) for row in rows]


def _entry(
    scope: Scope, reached: Mapping[tuple[int, int], Reached], person_id: int, name: str, born: date | None,
    position: str, group: str | None, unit_id: int, unit_name: str, sector_id: str | None, *flags: bool,
) -> Entry:  # fmt: skip
    theirs = {audience for audience, flag in zip(scope.audiences, flags, strict=True) if flag}
    asked = tuple(module for module, audience in scope.modules.items() if audience in theirs)
    own = {module: reached[person_id, module] for module in asked if (person_id, module) in reached}
    return Entry(
        person_id, name, born.year if born else None, position, group, unit_id, unit_name, sector_id is not None, own,
        asked,
    )  # fmt: skip
