"""WHOSE ACCOUNTS MAY AN ADMIN CHANGE?  Each question twice: for lists in SQL, and for one person at hand (AZ-10).

An admin looks after the people of the own unit who are no admins themselves, and after the admins of the units
beneath; the ministry's admin after those of provinces and universities, and a provider's staff. Nobody changes an
account of the own level or above, and nobody the own. Slips for those who never came in may also be printed by the
levels above the school.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import aliased

from app.domain import clock
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position, Role, UnitKind, is_below, is_valid_on
from app.domain.viewer import Viewer

# Whose admins the ministry looks after; a provider has no admin of its own, so its staff too.
_BELOW_MINISTRY = (UnitKind.PROVINCE, UnitKind.UNIVERSITY)
_WIDE = frozenset({UnitKind.MIDDLE, UnitKind.PROVINCE})


@dataclass(frozen=True)
class Place:
    """One appointment in plain values, for the one-object twins."""

    unit_id: int
    path: str
    kind: str
    position: str
    starts: date
    ends: date | None


def accounts_administered(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Person`: the viewer may reset, close and open this person's account."""
    return _changed_by(viewer, or_(_unit.id == viewer.unit_id, _looked_after(viewer)))


def may_administer_account(viewer: Viewer, person_id: int, places: Iterable[Place]) -> bool:
    """The twin of `accounts_administered` for one person."""
    if viewer.role == Role.SYSTEM:
        return True
    held = _held_today(places)
    theirs = any(place.unit_id == viewer.unit_id or _is_looked_after(viewer, place) for place in held)
    return theirs and _may_change(viewer, person_id, held)


def admins_administered(viewer: Viewer) -> ColumnElement[bool]:
    """The admins beneath the viewer, among those whose accounts they may change: few, and found without a scan."""
    return _changed_by(viewer, _looked_after(viewer))


def slips_allowed(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Person`: the viewer may print a first slip for them."""
    wide = _strictly_beneath(viewer) if viewer.unit_kind in _WIDE else false()
    return _changed_by(viewer, or_(_unit.id == viewer.unit_id, _looked_after(viewer), wide))


def may_print_slip(viewer: Viewer, person_id: int, places: Iterable[Place]) -> bool:
    """The twin of `slips_allowed` for one person."""
    held = _held_today(places)
    wide = viewer.unit_kind in _WIDE and any(_lies_beneath(viewer, place) for place in held)
    return may_administer_account(viewer, person_id, held) or (wide and _may_change(viewer, person_id, held))


# Each condition in SQL ...

_unit = aliased(Unit)
_held = aliased(Appointment)


def _changed_by(viewer: Viewer, theirs: ColumnElement[bool]) -> ColumnElement[bool]:
    """An admin changes what is `theirs`, except the own account and those of people who outrank them."""
    if viewer.role == Role.SYSTEM:  # whoever holds the server makes the first admin
        return true()
    if viewer.role != Role.ADMIN:
        return false()
    outranks = or_(
        and_(_held.position == Position.ADMIN, not_(_strictly_beneath(viewer))), _unit.id.in_(_ancestors(viewer))
    )
    # `in` leads from the few units to their people; `exists` then looks at each of these once.
    within = Person.id.in_(_appointments(theirs))
    above = exists(_appointments(outranks).where(_held.person_id == Person.id).correlate(Person))
    return and_(Person.id != viewer.person_id, within, not_(above))


def _appointments(condition: ColumnElement[bool]) -> Select[int]:
    """Ids of people whose appointment of today meets the condition on `_held` and `_unit`."""
    day = clock.today()
    return (
        select(_held.person_id)
        .join(_unit, _unit.id == _held.unit_id)
        .where(_held.starts <= day, or_(_held.ends.is_(None), _held.ends > day), condition)
    )


def _strictly_beneath(viewer: Viewer) -> ColumnElement[bool]:
    return and_(beneath(_unit.path, [viewer.unit_path]), _unit.id != viewer.unit_id)


def _looked_after(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.unit_kind == UnitKind.MINISTRY:
        admins = and_(_held.position == Position.ADMIN, _unit.kind.in_(_BELOW_MINISTRY))
        return or_(admins, _unit.kind == UnitKind.PROVIDER)
    return and_(_held.position == Position.ADMIN, _strictly_beneath(viewer))


def _ancestors(viewer: Viewer) -> list[int]:
    return [int(part) for part in viewer.unit_path.strip("/").split("/")[:-1]]


# ... and its twin over plain values.


def _may_change(viewer: Viewer, person_id: int, held: list[Place]) -> bool:
    if viewer.role != Role.ADMIN or viewer.person_id == person_id:
        return False
    above = _ancestors(viewer)
    return not any(
        place.unit_id in above or (place.position == Position.ADMIN and not _lies_beneath(viewer, place))
        for place in held
    )


def _held_today(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if is_valid_on(place.starts, place.ends, clock.today())]


def _lies_beneath(viewer: Viewer, place: Place) -> bool:
    return is_below(place.path, viewer.unit_path) and place.unit_id != viewer.unit_id


def _is_looked_after(viewer: Viewer, place: Place) -> bool:
    if viewer.unit_kind == UnitKind.MINISTRY:
        admin = place.position == Position.ADMIN and place.kind in _BELOW_MINISTRY
        return admin or place.kind == UnitKind.PROVIDER
    return place.position == Position.ADMIN and _lies_beneath(viewer, place)
