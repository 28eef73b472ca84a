"""Who stands where in the sector-ID campaign?  The list behind every number of the board, within the viewer's scope."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, bindparam, func, or_, select

from app.db import UtcDateTime, db, rows_of
from app.domain.identity.bulk import NO_BIRTH_DATE, NO_ID
from app.domain.identity.flows import UNSAVED, ClaimState, Move, Standing, standing
from app.domain.identity.indicators import FIGURES, LATELY, declared_at, expected_on, joined, lately, stands_in
from app.domain.identity.models import Attempt, Claim, FormerSectorId
from app.domain.organisation.access import people_paths
from app.domain.organisation.anybody import (
    AnyWords,
    any_words_like,
    bounds_of,
    roots,
    today_for,
    words_values,
)
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Role
from app.domain.organisation.sector_id import sector_key
from app.domain.progress.listing import keep_to_places
from app.domain.progress.queries import Leaves, named_like, sight_of
from app.domain.progress.rules import Sight
from app.domain.vietnamese import has_marks
from app.domain.viewer import Viewer

ONE_STANDING = "is-"
PLACE = "place"
UNITS: Any = bindparam("units", type_=Integer, expanding=True)
DEADLINE: Any = bindparam("deadline", type_=UtcDateTime)


@dataclass(frozen=True)
class Wanted:
    """Which people of the units beneath `paths` are listed.

    `state` is a figure of the board, "late", "on_time", or "is-" and one standing; empty means everybody expected.
    `unit_ids`, if given, are all units looked at.  `outcome` is one of the bulk verification that ran in `checked`.
    """

    paths: tuple[str, ...]
    deadline: datetime
    leaves: Leaves = Leaves()
    state: str = ""
    q: str = ""
    unit_ids: Sequence[int] | None = None
    outcome: str = ""
    checked: tuple[datetime, datetime] | None = None

    @property
    def usual(self) -> bool:
        """May its statement be made once?  Not where a day is reckoned with, something is looked up first, or an ID is
        typed."""
        return not (self.leaves.provider or self.outcome or self.state == LATELY or any(c.isdigit() for c in self.q))

    def of_anything(self) -> "Wanted":
        """The same with parameters for whatever differs from one place, search or page to the next."""
        places: Any = roots(PLACE, len(self.paths))
        words: Any = any_words_like(self.q) if self.q else ""
        units = UNITS if self.unit_ids is not None else None
        return replace(self, paths=places, deadline=DEADLINE, q=words, unit_ids=units)

    def values(self) -> dict[str, object]:
        """The values of those parameters."""
        own = {"deadline": self.deadline, "units": self.unit_ids}
        return own | words_values(self.q) | dict(bounds_of(PLACE, self.paths))


def known_states() -> list[str]:
    """Every state that a list can be asked for."""
    return [*FIGURES, "on_time", "late", LATELY, *(f"{ONE_STANDING}{each}" for each in Standing)]


def in_state(state: str, deadline: datetime, day: date) -> ColumnElement[bool]:
    """The same conditions that the figures are counted by; an unknown state lists nobody."""
    if state.startswith(ONE_STANDING):
        return stands_in(frozenset({Standing(state.removeprefix(ONE_STANDING))}))
    if state == LATELY:
        return lately(day)
    if state in {"on_time", "late"}:
        in_time = declared_at < deadline
        return and_(stands_in(FIGURES["declared"]), in_time if state == "on_time" else ~in_time)
    return stands_in(FIGURES.get(state, frozenset()))


def roll(viewer: Viewer, wanted: Wanted, day: date | None = None, *, by_words: bool = False) -> Select:
    """The people asked for whom the viewer may see, as a select without columns of its own: list, count, export it.

    `by_words` begins with the words of their names, which a search through whole provinces needs.
    """
    at = day or today_for(viewer)
    sees = sight_of(viewer)
    seen = people_paths(viewer) if sees in {Sight.PEOPLE, Sight.STATES} or viewer.role == Role.SYSTEM else ()
    found = joined(select(Person.id)).join(Unit, Unit.id == Appointment.unit_id).where(expected_on(at))
    words = wanted.q if by_words else ""
    found = keep_to_places(found, Appointment.unit_id, seen, wanted.paths, wanted.leaves, words=words)
    if wanted.unit_ids is not None:
        found = found.where(Appointment.unit_id.in_(wanted.unit_ids))
    if wanted.outcome and wanted.checked:
        found = found.where(came_to(wanted.outcome, wanted.checked))
    if wanted.state:
        found = found.where(in_state(wanted.state, wanted.deadline, at))
    return found if by_words or wanted.q == "" else found.where(_matches(viewer, wanted.q))


def came_to(outcome: str, checked: tuple[datetime, datetime]) -> ColumnElement[bool]:
    """SQL condition: a bulk verification between these instants ended so; passed over is who still lacks it."""
    if outcome in {NO_ID, NO_BIRTH_DATE}:
        undeclared = or_(Claim.person_id.is_(None), Claim.state.in_(sorted(UNSAVED)))
        without = and_(undeclared, Person.listed_sector_id.is_(None))
        open_ = or_(Claim.person_id.is_(None), Claim.state != ClaimState.VERIFIED)
        return and_(open_, without if outcome == NO_ID else and_(~without, Person.birth_date.is_(None)))
    of_run = select(Attempt.person_id).where(
        Attempt.move == Move.VERIFY_IN_BULK, Attempt.outcome == outcome, Attempt.at.between(*checked)
    )
    return Appointment.person_id.in_(of_run)


def _matches(viewer: Viewer, text: str | AnyWords) -> ColumnElement[bool]:
    """By name with or without marks; by a whole ID for those who may see IDs."""
    by_name = named_like(Person.name_fold, text)
    if isinstance(text, AnyWords):
        return by_name
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) < 8 or sight_of(viewer) is not Sight.PEOPLE:
        return by_name
    key = sector_key(digits)
    earlier = select(FormerSectorId.person_id).where(FormerSectorId.sector_key == key)
    return or_(by_name, Person.sector_key == key, Person.listed_sector_key == key, Person.id.in_(earlier))


def counted(found: Select) -> int:
    """How many people a roll holds."""
    return db.session.scalar(found.with_only_columns(func.count(), maintain_column_froms=True)) or 0


COLUMNS = (
    Person.id, Person.full_name, Person.birth_date, Person.sector_id, Person.listed_sector_id,
    Appointment.position, Unit.id.label("unit_id"), Unit.name.label("unit_name"), Unit.code.label("unit_code"),
    Claim.state, Claim.in_bulk, declared_at.label("declared_at"), Claim.verified_at,
)  # fmt: skip

SORTS: dict[str, tuple[Any, ...]] = {
    "unit": (Unit.name_fold, Unit.id, Person.sort_key),
    "-unit": (Unit.name_fold.desc(), Unit.id.desc(), Person.sort_key),
    "name": (Person.sort_key,),
    "-name": (Person.sort_key.desc(),),
    "declared": (declared_at, Person.sort_key),
    "-declared": (declared_at.desc(), Person.sort_key),
}


@dataclass(frozen=True)
class Entry:
    """One line of a list.  What the viewer may not see of a person is not in it (AZ-4)."""

    person_id: int
    name: str
    position: str
    unit_id: int
    unit_name: str
    standing: Standing
    declared_at: datetime | None
    birth_date: date | None
    sector_id: str | None


def in_order(found: Select, sort: str, text: str | AnyWords = "") -> Select:
    """Sorted by an allowed key; whoever typed marks finds names with exactly these first."""
    keys = SORTS.get(sort, SORTS["unit"])
    marked, typed = (text.marked, text.typed) if isinstance(text, AnyWords) else (has_marks(text), text)
    if marked:
        keys = (func.replace(Person.full_name, typed, "") == Person.full_name, *keys)
    return found.order_by(*keys, Person.id)


def entries(
    viewer: Viewer, found: Select, *, sort: str = "unit", text: str = "", limit: int | None = None, offset: int = 0
) -> Sequence[Entry]:
    """The lines of a roll, sorted and cut; lecturers get names, places and states only."""
    rows = in_order(found.with_only_columns(*COLUMNS, maintain_column_froms=True), sort, text)
    return lines_of(viewer, rows_of(rows.limit(limit).offset(offset)).all())


def lines_of(viewer: Viewer, rows: Sequence[Row]) -> Sequence[Entry]:
    """Rows of COLUMNS as the viewer may see them."""
    full = sight_of(viewer) is Sight.PEOPLE or viewer.role == Role.SYSTEM
    return [_entry(row, full) for row in rows]


def _entry(row: Row, full: bool) -> Entry:
    state = ClaimState(row.state) if row.state else None
    stands = standing(state, in_bulk=bool(row.in_bulk), listed=row.listed_sector_id is not None)
    return Entry(
        row.id, row.full_name, row.position, row.unit_id, row.unit_name, stands, row.declared_at,
        row.birth_date if full else None, (row.sector_id or row.listed_sector_id) if full else None,
    )  # fmt: skip
