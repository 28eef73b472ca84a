"""WHO MAY SEE WHOSE DATA: the one place (AZ-2, AZ-3).

Each question is answered twice, side by side: as a SQL condition for lists and counts, and for one object at hand.
`tests/domain/organisation/test_access.py` asserts that the twins agree for every viewer and subject.

Scope by role: teachers and staff themselves; principals, admins and officers what lies beneath their unit; lecturers
the provinces their university serves; the ministry and a provider's staff units and counts, never a person's record
(but the ministry's admin the people of the offices right beneath it, whose admins it appoints).
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.domain import clock
from app.domain.organisation.anybody import Root, today_for
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import (
    HEADS,
    PARENTS_OF,
    Role,
    UnitKind,
    is_below,
    is_valid_on,
    kinds_beneath,
    path_below,
)
from app.domain.viewer import Viewer

SEES_PEOPLE_BELOW = frozenset({Role.PRINCIPAL, Role.ADMIN, Role.DISTRICT, Role.PROVINCE})
SEES_BY_PROVINCE = frozenset({Role.UNIVERSITY, Role.PARTNER})


def beneath(
    column: ColumnElement[str] | InstrumentedAttribute[str], paths: Iterable[str | Root]
) -> ColumnElement[bool]:
    """Condition: the path in `column` is one of `paths` or lies beneath one."""
    bounds = [path.bounds if isinstance(path, Root) else path_below(path) for path in paths]
    ranges = [and_(column >= low, column < high) for low, high in bounds]
    return or_(*ranges) if ranges else false()


def unit_paths(viewer: Viewer) -> tuple[str, ...]:
    """Roots of the subtrees whose units the viewer may see; an auditor sees none, only reports (reporting.audits)."""
    if viewer.role == Role.AUDITOR:
        return ()
    return viewer.provinces if viewer.role in SEES_BY_PROVINCE else (viewer.unit_path,)


def people_paths(viewer: Viewer) -> tuple[str, ...]:
    """Roots of the subtrees all of whose people the viewer may see beside themselves."""
    if _sees_offices_only(viewer):
        return ()
    if viewer.role == Role.SYSTEM or viewer.role in SEES_PEOPLE_BELOW:
        return (viewer.unit_path,)
    return viewer.provinces if viewer.role == Role.UNIVERSITY else ()


def holds_people_of(viewer: Viewer, place: type[Unit] = Unit) -> ColumnElement[bool]:
    """SQL condition on a (possibly aliased) `Unit`: the viewer may see the people who work there."""
    if _sees_offices_only(viewer):
        return or_(place.id == viewer.unit_id, place.parent_id == viewer.unit_id)
    return beneath(place.path, people_paths(viewer))


def holds_contacts_of(viewer: Viewer, place: type[Unit] = Unit) -> ColumnElement[bool]:
    """SQL condition on a `Unit`: the viewer may know whom to call there.

    Whoever may see its people; and the ministry, which sees nobody's record, at the provinces' offices (AZ-9), where a
    university calls nobody.
    """
    if viewer.role == Role.MINISTRY:
        return and_(place.kind == UnitKind.PROVINCE, place.parent_id == viewer.unit_id)
    if viewer.role == Role.UNIVERSITY:
        return and_(place.kind != UnitKind.PROVINCE, holds_people_of(viewer, place))
    return holds_people_of(viewer, place)


def units_visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Unit`."""
    return beneath(Unit.path, unit_paths(viewer))


def may_see_unit(viewer: Viewer, path: str) -> bool:
    """The twin of `units_visible` for one unit's path."""
    return any(is_below(path, root) for root in unit_paths(viewer))


def appointed_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """SQL condition on `Appointment`: it holds on `day`."""
    return and_(Appointment.starts <= day, or_(Appointment.ends.is_(None), Appointment.ends > day))


def people_visible(viewer: Viewer, day: date | None = None) -> ColumnElement[bool]:
    """SQL condition on `Person`: oneself, or somebody with an appointment in scope that holds today (AZ-3)."""
    if viewer.role == Role.SYSTEM:
        return true()
    own = Person.id == viewer.person_id if viewer.person_id is not None else false()
    if not people_paths(viewer) and not _sees_offices_only(viewer):
        return own
    place = aliased(Unit)
    theirs = holds_people_of(viewer, place)
    within = exists(
        select(Appointment.id)
        .join(place, place.id == Appointment.unit_id)
        .where(Appointment.person_id == Person.id, appointed_on(day if day is not None else today_for(viewer)), theirs)
    )
    return or_(own, within)


def _sees_offices_only(viewer: Viewer) -> bool:
    """The ministry's admin looks after the ministry and the offices right beneath it; schools are counts (AZ-9)."""
    return viewer.role == Role.ADMIN and viewer.unit_kind == UnitKind.MINISTRY


def kinds_with_people(viewer: Viewer) -> frozenset[UnitKind]:
    """The kinds of unit whose people the viewer may see: what a list of them can hold."""
    if viewer.role in SEES_BY_PROVINCE:
        return kinds_beneath(UnitKind.PROVINCE)
    kind = UnitKind(viewer.unit_kind)
    if _sees_offices_only(viewer):
        return frozenset({kind, *(each for each, parents in PARENTS_OF.items() if kind in parents)})
    return kinds_beneath(kind)


def may_see_person(
    viewer: Viewer, person_id: int, appointments: Iterable[tuple[str, date, date | None]], day: date | None = None
) -> bool:
    """The twin of `people_visible`, given the person's appointments as `(unit path, starts, ends)`."""
    if viewer.role == Role.SYSTEM or (viewer.person_id is not None and viewer.person_id == person_id):
        return True
    at = day or clock.today()
    return any(is_valid_on(starts, ends, at) and _holds_path(viewer, path) for path, starts, ends in appointments)


def leavers_visible(viewer: Viewer, day: date | None = None) -> ColumnElement[bool]:
    """SQL condition on `Person`: nobody's today, and their last appointment was in scope.

    Only for what was left open about them (an ID case): it stays with the unit that they left, and is seen by somebody.
    """
    at = day if day is not None else today_for(viewer)
    last, later, place = aliased(Appointment), aliased(Appointment), aliased(Unit)
    followed = exists(
        select(later.id).where(
            later.person_id == last.person_id, later.starts <= at, or_(later.ends.is_(None), later.ends > last.ends)
        )
    )
    theirs = holds_people_of(viewer, place)
    return exists(
        select(last.id)
        .join(place, place.id == last.unit_id)
        .where(last.person_id == Person.id, last.ends <= at, theirs, not_(followed))
    )


def may_see_leaver(
    viewer: Viewer, appointments: Iterable[tuple[str, date, date | None]], day: date | None = None
) -> bool:
    """The twin of `leavers_visible`, given the person's appointments as `(unit path, starts, ends)`."""
    at = day or clock.today()
    begun = [(path, ends or date.max) for path, starts, ends in appointments if starts <= at]
    last = max((ends for _, ends in begun), default=date.max)
    return last <= at and any(_holds_path(viewer, path) for path, ends in begun if ends == last)


def _holds_path(viewer: Viewer, path: str) -> bool:
    """The twin of `holds_people_of` for one unit's path."""
    if _sees_offices_only(viewer):
        return is_below(path, viewer.unit_path) and path.count("/") <= viewer.unit_path.count("/") + 1
    return any(is_below(path, root) for root in people_paths(viewer))


def may_administer_unit(viewer: Viewer, path: str) -> bool:
    """May the viewer change people, imports and accounts of this unit?  An admin does, in their own subtree (AZ-10)."""
    return viewer.role == Role.SYSTEM or (viewer.role == Role.ADMIN and is_below(path, viewer.unit_path))


def may_decide_post(viewer: Viewer, unit_id: int, position: str) -> bool:
    """May the viewer, who administers the unit, give this position there or end it?  Its head's only from above."""
    return unit_id != viewer.unit_id or position not in HEADS


def units_administered(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of `may_administer_unit`, on `Unit`."""
    if viewer.role == Role.SYSTEM:
        return true()
    return beneath(Unit.path, [viewer.unit_path]) if viewer.role == Role.ADMIN else false()
