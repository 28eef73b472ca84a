"""Who and which units are there within my sight, by any part of their name?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, String, and_, bindparam, false, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from app.db import db, made_once, rows_of
from app.domain import clock
from app.domain.organisation.access import appointed_on, beneath, holds_people_of, people_paths, units_visible
from app.domain.organisation.anybody import (
    LONGEST_QUERY,
    AnyWords,
    any_words_like,
    anybody_like,
    beginning_with,
    bounds_of,
    roots,
    today_for,
    values_of,
    words_values,
)
from app.domain.organisation.models import Appointment, Person, PersonWord, SubjectGroup, Unit
from app.domain.organisation.rules import is_below
from app.domain.vietnamese import fold, search_patterns
from app.domain.viewer import Viewer

PROVINCE_DEPTH = 2
POSITION: Any = bindparam("position", type_=String)
MOST_LOOKED_UP = 500
"""So many people of a list that no school or district narrows are looked up: ten pages; who needs others narrows it."""


def name_matches(column: ColumnElement[str] | InstrumentedAttribute[str], query: str | AnyWords) -> ColumnElement[bool]:
    """SQL condition: every word of the query begins a word of the folded name in `column`."""
    return _matches(column, patterns_of(query))


def patterns_of(query: str | AnyWords) -> Sequence[str | BindParameter[str]]:
    """`search_patterns` of a text that was typed, or of one that is still to come."""
    return query.patterns if isinstance(query, AnyWords) else search_patterns(query)


def _matches(
    column: ColumnElement[str] | InstrumentedAttribute[str], patterns: Sequence[str | BindParameter[str]]
) -> ColumnElement[bool]:
    searched = literal(" ").concat(column)
    return and_(True, *(searched.like(pattern, escape="\\") for pattern in patterns))


def found_by_words(found: Select, query: str | AnyWords) -> Select:
    """Only people whose names match, looked up by the last word typed: as a rule the given name, which says most.

    The select must be of few columns and is made distinct.  Its other conditions should use no index of their own.
    The sum hides that a person's words have an index: SQLite would take everybody by their position, to ask each one.
    """
    patterns = patterns_of(query)
    if not patterns:
        return found.where(false())
    last: Any = query.last if isinstance(query, AnyWords) else beginning_with(fold(query[:LONGEST_QUERY]).split()[-1])
    low, before = last
    begins = and_(PersonWord.word >= low, PersonWord.word < before)
    narrowed = found.join(PersonWord, and_(PersonWord.person_id + 0 == Person.id, begins)).distinct()
    return narrowed.where(_matches(Person.name_fold, patterns[:-1]))


def unindexed(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """The same value, for a condition that the planner must not begin with."""
    return column.concat("")


def is_wide(paths: Sequence[str]) -> bool:
    """Does one of these paths hold a whole province or more?"""
    return any(len(path.strip("/").split("/")) <= PROVINCE_DEPTH for path in paths)


@dataclass(frozen=True)
class PersonLine:
    """A person as a list shows them."""

    person_id: int
    name: str
    birth_year: int | None
    unit_name: str
    position: str
    title: str | None
    group: str | None
    subject: str | None


@dataclass(frozen=True)
class PeoplePage:
    """Some people of a list, and how many it has; `cut` says that it has more than the first few hundred."""

    lines: Sequence[PersonLine]
    total: int
    cut: bool = False


COLUMNS = (
    Person.id, Person.full_name, Person.birth_date, Unit.name, Appointment.position, Appointment.title,
    SubjectGroup.name, Appointment.subject,
)  # fmt: skip


def people_page(viewer: Viewer, query: str, position: str, paths: Sequence[str], offset: int, limit: int) -> PeoplePage:
    """People by where they are counted today beneath `paths`, in the order of a Vietnamese list."""
    query = query.strip()
    if is_wide(paths):
        return _first_few(viewer, query, position, paths, offset, limit)
    chosen = _people(viewer, position or None, beneath(Unit.path, paths), whole=_sees_all(viewer, paths))
    if query:
        chosen = chosen.where(name_matches(Person.name_fold, query))
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    chosen = chosen.outerjoin(SubjectGroup, SubjectGroup.id == Appointment.group_id).with_only_columns(*COLUMNS)
    rows = db.session.execute(chosen.order_by(Person.sort_key, Person.id).offset(offset).limit(limit))
    return PeoplePage([_line(*row) for row in rows], total)


def _first_few(viewer: Viewer, query: str, position: str, paths: Sequence[str], offset: int, limit: int) -> PeoplePage:
    """By name or position: the first that come, sorted.  Everybody: the first of the sorted list."""
    # A position is best found by unit; of everybody PostgreSQL knows by itself that the list's order comes first.
    by_unit = not query and (position or db.engine.dialect.name == "postgresql")
    few = _few(
        anybody_like(viewer), any_words_like(query) if query else None, POSITION if position else None, len(paths),
        by_unit=bool(by_unit), whole=_sees_all(viewer, paths),
    )  # fmt: skip
    values = values_of(viewer, position=position, offset=offset, limit=limit, **dict(bounds_of("place", paths)))
    rows = rows_of(few, values | words_values(query)).all()
    total = rows[0][-1] if rows else 0
    return PeoplePage([_line(*row[:-1]) for row in rows], min(total, MOST_LOOKED_UP), cut=total > MOST_LOOKED_UP)


@made_once
def _few(viewer: Viewer, words: AnyWords | None, position: Any, paths: int, *, by_unit: bool, whole: bool) -> Select:
    place = Unit.path if by_unit else unindexed(Unit.path)
    first = _people(viewer, position, beneath(place, roots("place", paths)), whole=whole)
    first = first.with_only_columns(Person.id, Person.sort_key, Appointment.id.label("appointment_id"))
    if words is not None:
        first = found_by_words(first, words)
    elif position is None:
        first = first.order_by(Person.sort_key, Person.id)
    few = first.limit(MOST_LOOKED_UP + 1).cte("few")
    in_order = select(few).order_by(few.c.sort_key, few.c.id)
    page = in_order.offset(bindparam("offset")).limit(bindparam("limit")).subquery()
    many = select(func.count()).select_from(few).scalar_subquery()
    return (
        select(*COLUMNS, many)
        .select_from(page)
        .join(Person, Person.id == page.c.id)
        .join(Appointment, Appointment.id == page.c.appointment_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Appointment.group_id)
        .order_by(page.c.sort_key, page.c.id)
    )


def _line(person_id: int, name: str, born: date | None, *rest: Any) -> PersonLine:
    return PersonLine(person_id, name, born.year if born else None, *rest)


def _sees_all(viewer: Viewer, paths: Sequence[str]) -> bool:
    """May the viewer see everybody who works beneath these paths?"""
    own = people_paths(viewer)
    return all(any(is_below(path, root) for root in own) for path in paths)


def _people(viewer: Viewer, position: Any, within: ColumnElement[bool], *, whole: bool) -> Select:
    found = (
        select(Person.id)
        .join(Appointment, and_(Appointment.person_id == Person.id, Appointment.main, appointed_on(today_for(viewer))))
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Person.merged_into_id.is_(None), within)
    )
    if not whole:
        # `people_visible`, said of the very appointment that is joined: no second look at everybody's appointments.
        found = found.where(or_(Person.id == viewer.person_id, holds_people_of(viewer)))
    return found if position is None else found.where(Appointment.position == position)


def units_page(viewer: Viewer, query: str, kind: str, offset: int, limit: int) -> tuple[Sequence[Unit], int]:
    """Units of today by code, and how many there are."""
    day = clock.today()
    chosen = [units_visible(viewer), Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day)]
    if query:
        code = query.strip().upper()
        chosen.append(or_(name_matches(Unit.name_fold, query), Unit.code == code))
    if kind:
        chosen.append(Unit.kind == kind)
    total = db.session.scalar(select(func.count()).select_from(Unit).where(*chosen)) or 0
    found = select(Unit).where(*chosen).order_by(Unit.path).offset(offset).limit(limit)
    return db.session.scalars(found).all(), total


def groups_of(unit_id: int) -> Sequence[SubjectGroup]:
    """The subject groups of a school; the caller has loaded it in scope."""
    found = select(SubjectGroup).where(SubjectGroup.unit_id == unit_id).order_by(SubjectGroup.name_fold)
    return db.session.scalars(found).all()


def admins_in(unit_id: int) -> Sequence[Appointment]:
    """Who administers a unit today; the caller has loaded it in scope."""
    found = (
        select(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.unit_id == unit_id, Appointment.position == "admin", appointed_on(clock.today()))
        .options(contains_eager(Appointment.person))
        .order_by(Person.sort_key)
    )
    return db.session.scalars(found).all()
