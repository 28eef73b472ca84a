"""Who can settle an appeal today?  Asked before it is filed, when it is, and while it waits, so that none hangs unseen.

Nobody signs in the name of whoever decided first, so a delegation gives an office no settler that it has not got: only
another holder of the office does, and that holder may delegate in turn.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from app.db import db
from app.domain import clock
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import may_settle, settling_unit
from app.domain.evaluation.models import Edition, Evaluation
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Delegation, Unit
from app.domain.organisation.rules import OFFICES, Position, UnitKind


@dataclass(frozen=True)
class Settlers:
    """The unit that settles an appeal, and who of it may today; without people, nobody until another has the office."""

    unit_id: int
    unit: str
    people: tuple[int, ...]


def settlers_of(evaluation: Evaluation, appeal: Appeal | None) -> Settlers:
    """Who settles the appeal against this rank, or would if one were filed; the rank was decided in the system."""
    if appeal is not None:
        place, first = appeal.settled_in, (appeal.first_decider_id, appeal.first_signed_for_id)
    else:
        place = settling_unit(_chain(evaluation), evaluation.decided_in)
        first = deciders_of(first_edition(evaluation.id))
    unit = db.session.get_one(Unit, place)
    able = {person_id for person_id in _holders(unit) if may_settle(person_id, evaluation.person_id, first, None)}
    return Settlers(place, unit.name, tuple(sorted(able)))


def nobody_settles() -> ColumnElement[bool]:
    """The same as one SQL condition on `Appeal` joined with its `Evaluation`: nobody can settle it today."""
    offices = or_(*((Unit.kind == kind) & Appointment.position.in_(sorted(held)) for kind, held in OFFICES.items()))
    able = (
        select(Appointment.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.unit_id == Appeal.settled_in, offices, appointed_on(clock.today()),
            Appointment.person_id != Evaluation.person_id, Appointment.person_id != Appeal.first_decider_id,
            Appointment.person_id != func.coalesce(Appeal.first_signed_for_id, 0),
        )
        .correlate(Appeal, Evaluation)
    )  # fmt: skip
    return ~able.exists()


def those_to_act(unit_id: int) -> list[int]:
    """Who can give an office another holder: the admins of the unit or nearest above it; and who holds it now."""
    unit = db.session.get_one(Unit, unit_id)
    above = [int(part) for part in unit.path.strip("/").split("/")]
    found = select(Appointment.person_id, Unit.path).join(Unit, Unit.id == Appointment.unit_id).where(
        Appointment.unit_id.in_(above), Appointment.position == Position.ADMIN, appointed_on(clock.today())
    )  # fmt: skip
    admins = [(path, person_id) for person_id, path in db.session.execute(found)]
    nearest = max((path for path, _ in admins), key=len, default="")
    return sorted({person_id for path, person_id in admins if path == nearest} | _holders(unit))


def first_edition(evaluation_id: int) -> Edition:
    """The first decider's newest word on an evaluation that was decided."""
    found = select(Edition).where(Edition.evaluation_id == evaluation_id, Edition.kind == "decision")
    return db.session.scalars(found.order_by(Edition.number.desc()).limit(1)).one()


def deciders_of(first: Edition) -> tuple[int, int | None]:
    """Who decided first, and for whom they signed, if by delegation."""
    delegation_id = first.content.get("delegation_id")
    signed_for = db.session.get_one(Delegation, delegation_id).by_person_id if delegation_id else None
    assert first.made_by is not None, "only a self-assessment from paper has no author"
    return first.made_by, signed_for


def _holders(unit: Unit) -> set[int]:
    """Who holds a deciding office of the unit today."""
    held = select(Appointment.person_id).where(
        Appointment.unit_id == unit.id, Appointment.position.in_(OFFICES[UnitKind(unit.kind)]),
        appointed_on(clock.today()),
    )  # fmt: skip
    return set(db.session.scalars(held))


def _chain(evaluation: Evaluation) -> Iterable[tuple[int, UnitKind]]:
    """The evaluation's school and the units above it, nearest first."""
    ids = [int(part) for part in evaluation.unit.path.strip("/").split("/")]
    kinds = {unit_id: UnitKind(kind) for unit_id, kind in db.session.execute(
        select(Unit.id, Unit.kind).where(Unit.id.in_(ids)))}  # fmt: skip
    return [(unit_id, kinds[unit_id]) for unit_id in reversed(ids)]
