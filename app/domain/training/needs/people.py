"""Who is asked what they need to learn, and which conditions say where they stand?  For numbers, lists and reminders.

Asked is who teaches or manages at a school today in their main appointment and is not on leave (nghỉ dài ngày).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true

from app.domain.evaluation.models import Evaluation
from app.domain.identity.indicators import expected_on
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.training.catalogue.rules import POSITIONS, Audience
from app.domain.training.needs.models import NeedsForm, NeedsFormModule, NeedsRound
from app.domain.training.needs.rules import AREAS, TICKED, Area, FormState, Kind, Slice
from app.domain.training.needs.weak import Proposing, newest_known

EVERYBODY = frozenset().union(*POSITIONS.values())

_only_level = case((~Unit.levels.contains(","), Unit.levels), else_="")
level_of: ColumnElement[Any] = func.coalesce(Appointment.level, _only_level)
"""SQL expression on `Appointment` and `Unit`: the level of schooling, the school's only one unless it is said."""
_manages = Appointment.position.in_(sorted(POSITIONS[Audience.MANAGER]))
audience_of: ColumnElement[Any] = case((_manages, Audience.MANAGER.value), else_=Audience.TEACHER.value)
"""SQL expression on `Appointment`: whose modules this person learns."""


def asked_on(day: date) -> ColumnElement[bool]:
    """SQL condition on `Appointment` and `Person`."""
    return and_(expected_on(day), Appointment.position.in_(sorted(EVERYBODY)))


def in_part(part: Slice) -> ColumnElement[bool]:
    """SQL condition on `Appointment` and `Unit`: of this audience and level of schooling."""
    wanted: list[ColumnElement[bool]] = [true()]
    if part.audience is not None:
        wanted.append(Appointment.position.in_(sorted(POSITIONS[part.audience])))
    if part.level is not None:
        wanted.append(level_of == part.level)
    return and_(*wanted)


def asked(round_id: int, *columns: Any) -> Select:
    """A select of `columns` from everybody with an appointment, their unit and, where there is one, their form."""
    return (
        select(*columns)
        .select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(NeedsForm, and_(NeedsForm.person_id == Person.id, NeedsForm.round_id == round_id))
    )


def in_state(kind: Kind) -> ColumnElement[bool]:
    """SQL condition on `NeedsForm` (outer joined)."""
    if kind is Kind.NOT_STARTED:
        return NeedsForm.id.is_(None)
    return NeedsForm.state == (FormState.HANDED_IN if kind is Kind.HANDED_IN else FormState.DRAFT)


def has_ticked(area: Area) -> ColumnElement[bool]:
    """SQL condition on `NeedsForm`: this area is asked for."""
    return func.substr(NeedsForm.areas, AREAS.index(area) + 1, 1) == TICKED


def asks_for(module_id: int) -> ColumnElement[bool]:
    """SQL condition on `NeedsForm`: this module is."""
    return exists().where(NeedsFormModule.form_id == NeedsForm.id, NeedsFormModule.module_id == module_id)


@dataclass(frozen=True)
class Wanted:
    """Which people are meant: those behind one figure of a part; `missing` are all who have not handed in."""

    kind: Kind | None = None
    key: str = ""
    part: Slice = field(default_factory=Slice)
    missing: bool = False


def behind(round_: NeedsRound, wanted: Wanted, day: date, known: Any, found: Proposing) -> ColumnElement[bool]:
    """SQL condition on `asked` and, for what evaluations propose, on `known` joined to it: behind the figure."""
    who = and_(asked_on(day), in_part(wanted.part))
    kind, handed_in = wanted.kind, in_state(Kind.HANDED_IN)
    if wanted.missing:
        return and_(who, or_(NeedsForm.id.is_(None), NeedsForm.state != FormState.HANDED_IN))
    if kind is None:
        return who
    if kind in {Kind.HANDED_IN, Kind.DRAFTING, Kind.NOT_STARTED}:
        return and_(who, in_state(kind))
    if kind is Kind.MODULE:
        return and_(who, handed_in, asks_for(int(wanted.key)))
    if kind is Kind.AREA:
        return and_(who, handed_in, has_ticked(Area(wanted.key)))
    if kind in {Kind.WAY, Kind.SEASON}:
        return and_(who, handed_in, (NeedsForm.way if kind is Kind.WAY else NeedsForm.season) == wanted.key)
    return and_(who, proposed_to(wanted, known, found))


def proposed_to(wanted: Wanted, known: Any, found: Proposing) -> ColumnElement[bool]:
    """The part of `behind` that says what the evaluations of a kind of theirs say; SQL condition on `known`."""
    if wanted.kind is Kind.WEAK:
        return found.is_weak(known, int(wanted.key))
    return and_(known.c.person_id.is_not(None), known.c.final == 1 if wanted.kind is Kind.FINAL else literal(True))


def known_of(round_: NeedsRound, unit_ids: Any, person_ids: Sequence[int] | None = None) -> Any:
    """`newest_known` of the people who work in these schools today, to be joined by person and unit; only of these
    people, where they were looked up first."""
    these = [Evaluation.person_id.in_(person_ids)] if person_ids is not None else []
    return newest_known(round_.year, Evaluation.unit_id.in_(unit_ids), *these)


def join_known(found: Select, known: Any) -> Select:
    """The select of `asked` with what is known of each from the school where they work."""
    return found.outerjoin(
        known, and_(known.c.person_id == Appointment.person_id, known.c.unit_id == Appointment.unit_id)
    )
