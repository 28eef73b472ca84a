"""Who decides about whom?  Offices, not roles; nobody about themselves.

Circular 20/2018 Điều 11: the head of the school about its teachers.  Circular 14/2018 Điều 11 khoản 2: the head of the
direct managing body about a principal, so the office of the unit that the school hangs beneath (a THPT beneath its
province: the director; others beneath the middle level: its head).  A vice principal by the principal, or as the
principal where the period says so.
"""

from dataclasses import dataclass

from app.domain.organisation.rules import MANAGERS, Position
from app.domain.standards.rules.standard import StandardKind

RATED_AS_TEACHER = frozenset({Position.TEACHER, Position.GROUP_HEAD, Position.DEPUTY_GROUP_HEAD})


@dataclass(frozen=True)
class Place:
    """Where the deciding unit stands: ids of the school and of the units above it, nearest first."""

    school_id: int
    above: tuple[int, ...]


def place_of(path: str) -> Place:
    """Where a school stands, from its path."""
    *above, own = (int(part) for part in path.strip("/").split("/"))
    return Place(own, tuple(reversed(above)))


def rated_by(position: Position) -> StandardKind | None:
    """By which kind of standard somebody in this position is rated; None: by none (staff, officers)."""
    if position in MANAGERS:
        return StandardKind.MANAGER
    return StandardKind.TEACHER if position in RATED_AS_TEACHER else None


def deciding_unit(place: Place, position: Position, *, vice_by_principal: bool) -> int:
    """Id of the unit whose office decides about somebody in this position at the school."""
    at_school = rated_by(position) is StandardKind.TEACHER
    if at_school or (position is Position.VICE_PRINCIPAL and vice_by_principal):
        return place.school_id
    return place.above[0]


def appealed_to(place: Place, decided_in: int) -> int:
    """Id of the unit whose office settles an appeal: the one above the deciding unit (the last has nobody above)."""
    chain = (place.school_id, *place.above)
    return chain[min(chain.index(decided_in) + 1, len(chain) - 1)]
