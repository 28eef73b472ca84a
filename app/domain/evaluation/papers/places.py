"""From where does a sheet come, and who signs it there?  Names as they stand today."""

from datetime import date

from sqlalchemy import select

from app.db import db
from app.domain.evaluation.models import Decision, Evaluation
from app.domain.evaluation.papers.rules import Place, Rated, Signer
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Delegation, Person, Unit
from app.domain.organisation.rules import OFFICES, Position, UnitKind


def place_of(unit: Unit) -> Place:
    """The unit with the names of those above it."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    units = {each.id: each for each in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    by_kind = {each.kind: each.name for each in units.values()}
    above = units.get(unit.parent_id or 0)
    superior = above.name if above is not None and above.kind != UnitKind.MINISTRY else ""
    return Place(unit.name, superior, by_kind.get(UnitKind.MIDDLE, ""), by_kind.get(UnitKind.PROVINCE, ""))


def rated_in(evaluation: Evaluation, unit: Unit) -> Rated:
    """The person as of the cut-off day; the level of schooling is the school's where it has only one."""
    return Rated(
        evaluation.person.full_name, evaluation.position, evaluation.subject or "", evaluation.level or unit.levels
    )


def head_of(unit: Unit, day: date) -> Signer:
    """Who holds the unit's deciding office on a day; without a name where nobody does."""
    offices = OFFICES.get(UnitKind(unit.kind), frozenset())
    found = (
        select(Appointment.position, Person.full_name)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.unit_id == unit.id, Appointment.position.in_(offices), appointed_on(day))
    )
    # The director comes before a deputy, who signs as well.
    rows = [(position, name) for position, name in db.session.execute(found)]
    rows.sort(key=lambda row: (row[0] == Position.DEPUTY_DIRECTOR, row[1]))
    if rows:
        return Signer(rows[0][0], rows[0][1])
    return Signer(min(offices - {Position.DEPUTY_DIRECTOR}, default=""), "")


def group_head_of(group_id: int, day: date) -> str:
    """Who heads a subject group on a day; empty where nobody does."""
    found = (
        select(Person.full_name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.group_id == group_id, Appointment.position == Position.GROUP_HEAD, appointed_on(day)
        )
        .order_by(Appointment.id)
        .limit(1)
    )  # fmt: skip
    return db.session.scalar(found) or ""


def signer_of(decision: Decision, day: date) -> Signer:
    """Who decided, in which office; whoever signed by delegation with the own position of that day beneath it."""
    name = db.session.scalar(select(Person.full_name).where(Person.id == decision.decided_by)) or ""
    office = decision.decided_as or ""
    if office == Position.DEPUTY_DIRECTOR:
        return Signer(Position.DIRECTOR, name, Position.DEPUTY_DIRECTOR)
    if decision.delegation_id is None:
        return Signer(office, name)
    signed_in = select(Delegation.unit_id).where(Delegation.id == decision.delegation_id).scalar_subquery()
    own = select(Appointment.position).where(
        Appointment.person_id == decision.decided_by, Appointment.unit_id == signed_in, appointed_on(day)
    )
    return Signer(office, name, db.session.scalar(own.order_by(Appointment.main.desc()).limit(1)) or "")
