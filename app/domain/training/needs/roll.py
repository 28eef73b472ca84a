"""Who stands behind a number of the needs?  Within the viewer's scope, by the conditions that count.

In whole provinces a page is found by the stored figures of their schools (`progress.listing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, null, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.organisation.access import beneath, people_paths
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.organisation.search import MOST_LOOKED_UP
from app.domain.progress.listing import Listing, keep_to_places, schools_on_page
from app.domain.progress.models import Figure
from app.domain.progress.queries import Leaves, named_like
from app.domain.training.needs.models import NeedsForm, NeedsRound
from app.domain.training.needs.people import Wanted, asked, behind, join_known, known_of, proposed_to
from app.domain.training.needs.queries import campaign_of, lists_people, sees_above
from app.domain.training.needs.rules import ABOVE, STATES, FormState, Kind, Slice, code_of
from app.domain.training.needs.weak import Proposing, newest_known_each, proposing_in, weak_words
from app.domain.viewer import Viewer

BY_LEVELS = frozenset(ABOVE)
"""What evaluations say, not what forms do: the sheet is read only by whoever decides or stands above (AZ-3)."""
NOTHING = Proposing({})


@dataclass(frozen=True)
class Entry:
    """One line of a list; `weak` are the weak criteria that propose the module, each with its level in words."""

    person_id: int
    name: str
    birth_year: int | None
    position: str
    group: str | None
    unit_id: int
    unit_name: str
    state: str | None
    weak: Sequence[tuple[int, str]] = ()
    final: bool | None = None

    @property
    def has_handed_in(self) -> bool:
        """Is there a declaration to read?"""
        return self.state == FormState.HANDED_IN


@dataclass(frozen=True)
class Asked:
    """Which list: the people behind a figure beneath a path, whose names have the words `q`."""

    round_: NeedsRound
    path: str
    wanted: Wanted
    q: str = ""


class Roll:
    """The people of one list whom the viewer may see, put together once: page, count, export, remind."""

    def __init__(self, viewer: Viewer, asked_for: Asked) -> None:
        self.viewer, self.of = viewer, asked_for
        self._rated = asked_for.wanted.kind in BY_LEVELS
        round_ = asked_for.round_
        self._proposing = proposing_in(round_.unit.path, round_.year) if self._rated else NOTHING

    @property
    def roots(self) -> Sequence[str]:
        """Beneath which paths people are in sight: nothing for whoever has numbers only."""
        return people_paths(self.viewer) if lists_people(self.viewer) else ()

    def _select(self, *columns: Any, unit_ids: Sequence[int] = (), person_ids: Sequence[int] | None = None) -> Select:
        """Of `person_ids`, who are few, alone is looked up what is known."""
        of = self.of
        school = aliased(Unit)
        places = select(school.id).where(beneath(school.path, self.roots), beneath(school.path, [of.path]))
        known: Any = known_of(of.round_, unit_ids or places, person_ids) if self._rated else None
        extra = (known.c.standard_id, known.c.levels, known.c.final) if self._rated else (null(), null(), null())
        found = asked(of.round_.id, *columns, *(extra if len(columns) > 1 else ()))
        if self._rated:
            found = join_known(found, known).where(self._readable(known, Appointment.unit_id))
        found = keep_to_places(found, Appointment.unit_id, self.roots, [of.path], Leaves())
        if person_ids is not None:
            found = found.where(Person.id.in_(person_ids))
        elif of.q:
            found = found.where(named_like(Person.name_fold, of.q))
        if unit_ids:
            found = found.where(Appointment.unit_id.in_(unit_ids))
        return found.where(behind(of.round_, of.wanted, clock.today(), known, self._proposing))

    def _searched(self) -> Select:
        """Their ids, for a search through whole provinces: by name, then by what is known of one after another."""
        of = self.of
        named = asked(of.round_.id, Person.id, Appointment.unit_id)
        named = keep_to_places(named, Appointment.unit_id, self.roots, [of.path], Leaves(), words=of.q)
        first = replace(of.wanted, kind=None) if self._rated else of.wanted
        named = named.where(behind(of.round_, first, clock.today(), None, NOTHING))
        if not self._rated:
            return named
        people = named.cte()
        known, each = newest_known_each(of.round_.year, people)
        found = select(people.c.id).join(known, each).where(self._readable(known, people.c.unit_id))
        return found.where(proposed_to(of.wanted, known, self._proposing))

    def _readable(self, known: Any, unit_id: Any) -> ColumnElement[bool]:
        return literal(True) if sees_above(self.viewer) else known.c.decided_in == unit_id

    def people(self) -> Select:
        """Their ids."""
        return self._select(Person.id)

    def how_many(self) -> int:
        """How many there are."""
        return db.session.scalar(select(func.count()).select_from(self.people().subquery())) or 0

    def everybody(self, most: int) -> list[Entry]:
        """All of them, by school and name."""
        return self._entries(self._lines().limit(most))

    def page(self, *, wide: bool, size: int, number: int) -> Listing:
        """One page of them; `wide` says that a whole province is looked at."""
        offset = size * (number - 1)
        if wide and self.of.q:
            few = db.session.scalars(self._searched().limit(MOST_LOOKED_UP + 1)).all()
            found = self._entries(self._lines(person_ids=few).limit(size).offset(offset)) if few else []
            return Listing(min(len(few), MOST_LOOKED_UP), found, frozenset(), cut=len(few) > MOST_LOOKED_UP)
        if wide:
            return self._by_school(size, number)
        return Listing(self.how_many(), self._entries(self._lines().limit(size).offset(offset)), frozenset())

    def _by_school(self, size: int, number: int) -> Listing:
        schools = schools_on_page(
            self.viewer, campaign_of(self.of.round_.id).id, [self.of.path], Leaves(), *figures_of(self),
            backwards=False, size=size, number=number,
        )  # fmt: skip
        if not schools.unit_ids:
            return Listing(schools.total, [], frozenset())
        lines = self._lines(schools.unit_ids).limit(size).offset(schools.offset)
        return Listing(schools.total, self._entries(lines), frozenset())

    def _lines(self, unit_ids: Sequence[int] = (), person_ids: Sequence[int] | None = None) -> Select:
        found = self._select(
            Person.id, Person.full_name, Person.birth_date, Appointment.position, SubjectGroup.name, Unit.id,
            Unit.name, NeedsForm.state, unit_ids=unit_ids,
            person_ids=person_ids,
        )  # fmt: skip
        found = found.outerjoin(SubjectGroup, SubjectGroup.id == Appointment.group_id)
        return found.order_by(Unit.name_fold, Unit.id, Person.sort_key, Person.id)

    def _entries(self, lines: Select) -> list[Entry]:
        return [self._entry(*row) for row in db.session.execute(lines)]

    def _entry(
        self, person_id: int, name: str, birth_date: date | None, position: str, group: str | None,
        unit_id: int, unit: str, state: str | None,
        standard_id: int | None, levels: str | None, final: int | None,
    ) -> Entry:  # fmt: skip
        weak: Sequence[tuple[int, str]] = ()
        if standard_id is not None and levels is not None and self.of.wanted.kind is Kind.WEAK:
            numbers = self._proposing.by_standard[standard_id].get(int(self.of.wanted.key), ())
            weak = weak_words(standard_id, levels, numbers)
        born = birth_date.year if birth_date else None
        return Entry(
            person_id, name, born, position, group, unit_id, unit, state, weak,
            bool(final) if final is not None else None,
        )  # fmt: skip


def figures_of(roll: Roll) -> tuple[Sequence[str], Any]:
    """Which stored figures, and which part of them, count the people of a list."""
    wanted = roll.of.wanted
    part, kind = wanted.part, wanted.kind or Kind.DONE
    if kind is Kind.HANDED_IN and part != Slice():
        kind = Kind.DONE
    if kind in STATES:
        return (kind.value,), Figure.done
    kinds = [kind, ABOVE[kind]] if kind in ABOVE and sees_above(roll.viewer) else [kind]
    codes = [code_of(each, wanted.key, who, level) for each in kinds for who in part.audiences for level in part.levels]
    return codes, Figure.expected if wanted.kind is None else Figure.done


def is_wide(unit: Unit) -> bool:
    """Is a whole province looked at?"""
    return unit.kind == UnitKind.PROVINCE
