"""Whom does an ID lead to, as far as a provider may know?  People of the provinces it serves, and its own learners.

A client that is narrowed to provinces asks about their people alone: a record that it sends makes nobody its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select, union

from app.db import among, db, rows_of
from app.domain import clock
from app.domain.identity.asking.rules import Agreement, Whereabouts
from app.domain.identity.changes.models import IdentityChange, IdFollower
from app.domain.identity.changes.queries import last_change_of
from app.domain.identity.changes.rules import Change
from app.domain.identity.flows import ClaimState
from app.domain.identity.models import Claim, FormerSectorId
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Found:
    """Where an ID leads: to a verified one and since when, to another one, or nowhere any more."""

    whereabouts: Whereabouts
    sector_id: str = ""
    verified_at: datetime | None = None
    confirm_again: bool = False


def known_to(viewer: Viewer, key: str) -> ColumnElement[bool]:
    """SQL condition on `Person`: works in a province that the provider serves, or learns with it under this key."""
    follows = exists().where(IdFollower.provider_id == viewer.unit_id, IdFollower.sector_key == key)
    return works_in(viewer) if viewer.narrowed else or_(follows, works_in(viewer))


def works_in(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Person`: works today in one of the viewer's provinces."""
    place = (
        select(Appointment.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.person_id == Person.id, appointed_on(clock.today()), beneath(Unit.path, viewer.provinces)
        )
    )  # fmt: skip
    return exists(place)


def changes_within(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `IdentityChange`: the ID is, or once was, somebody's who works in the viewer's provinces."""
    now = exists().where(Person.sector_key == IdentityChange.sector_key, works_in(viewer))
    once = exists().where(
        FormerSectorId.sector_key == IdentityChange.sector_key, FormerSectorId.person_id == Person.id, works_in(viewer)
    )
    return or_(now, once)


def keys_within(viewer: Viewer, keys: Iterable[str]) -> set[str]:
    """Those of these keys that are, or once were, somebody's who works in the viewer's provinces."""
    now = select(Person.sector_key).where(among(Person.sector_key, "keys"), works_in(viewer))
    once = (
        select(FormerSectorId.sector_key)
        .join(Person, Person.id == FormerSectorId.person_id)
        .where(among(FormerSectorId.sector_key, "keys"), works_in(viewer))
    )
    return set(rows_of(union(now, once), {"keys": sorted(set(keys))}).scalars())


def whereabouts_of(viewer: Viewer, sector_id: str) -> Found | None:
    """Where an ID leads; None for one that leads nowhere, or to somebody the provider has nothing to do with."""
    key = sector_key(sector_id)
    person = _holder(select(Person).where(Person.sector_key == key, known_to(viewer, key)), sector_id)
    if person is not None and not person.deceased:
        claim = db.session.scalar(select(Claim).where(Claim.person_id == person.id))
        again = claim is not None and claim.state == ClaimState.RECONFIRM
        since = (claim.verified_at or claim.checked_at) if claim is not None else None
        return Found(Whereabouts.HELD, str(person.sector_id), since, again)
    former = db.session.scalar(
        select(Person)
        .join(FormerSectorId, FormerSectorId.person_id == Person.id)
        .where(FormerSectorId.sector_id == sector_id, known_to(viewer, key))
        .order_by(FormerSectorId.id.desc())
    )
    if person is None and former is not None and former.sector_id and not former.deceased:
        return Found(Whereabouts.MOVED, former.sector_id)
    if person is not None or former is not None:
        return Found(Whereabouts.GONE)
    followed = not viewer.narrowed and db.session.get(IdFollower, (key, viewer.unit_id)) is not None
    return Found(Whereabouts.GONE) if followed and last_change_of(sector_id) is Change.WITHDRAWN else None


def _holder(found: Select[Person], sector_id: str) -> Person | None:
    """Whoever holds the exact ID, else the only one who holds one with its key."""
    people = list(db.session.scalars(found))
    exact = [person for person in people if person.sector_id == sector_id]
    return exact[0] if exact else people[0] if len(people) == 1 else None


def agreement(viewer: Viewer, sector_id: str, birth_date: date) -> Agreement:
    """Do an ID and a birth date belong together?  An ID that nobody has is a mismatch like any other."""
    key = sector_key(sector_id)
    holder = _holder(select(Person).where(Person.sector_key == key, known_to(viewer, key)), sector_id)
    if holder is not None:
        return Agreement.MATCH if holder.birth_date == birth_date and not holder.deceased else Agreement.MISMATCH
    declared = exists().where(Claim.person_id == Person.id, Claim.sector_key == key)
    expected = (
        Person.sector_id.is_(None), Person.birth_date == birth_date, Person.merged_into_id.is_(None),
        or_(Person.listed_sector_key == key, declared), known_to(viewer, key),
    )  # fmt: skip
    waiting = db.session.scalar(select(Person.id).where(*expected).limit(1))
    return Agreement.MISMATCH if waiting is None else Agreement.PENDING
