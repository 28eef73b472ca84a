"""Whose record is it?  Whoever holds its sector ID verified, now or once: a condition, never a stored fact.

An ID is compared as given first; where nobody holds it so, by its key (without leading zeros, which spreadsheets drop),
if that is one person's only (domain reference, 3).
"""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, or_, select, union
from sqlalchemy.orm import aliased

from app.db import among, rows_of
from app.domain.identity.models import Claim, FormerSectorId
from app.domain.organisation.models import Person
from app.domain.organisation.sector_id import sector_key
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Status

HOLDERS = select(Person.sector_key, Person.sector_id).where(among(Person.sector_key, "keys"))
HELD_ONCE = select(FormerSectorId.sector_id).where(
    among(FormerSectorId.sector_id, "ids"),
    ~exists().where(Person.sector_id == FormerSectorId.sector_id, Person.id != FormerSectorId.person_id),
)


@cache
def holds_now() -> ColumnElement[bool]:
    """SQL condition on `Person` and `LearningRecord`: the person's verified ID is the record's."""
    other = aliased(Person)
    shared = exists().where(other.sector_key == LearningRecord.sector_key, other.id != Person.id)
    shared = shared.correlate(Person, LearningRecord)  # however deep this condition stands
    return and_(
        LearningRecord.sector_key == Person.sector_key,
        or_(LearningRecord.sector_id == Person.sector_id, ~shared),
    )


@cache
def held_once() -> ColumnElement[bool]:
    """SQL condition on `FormerSectorId` and `LearningRecord`: the ID was this person's and is nobody else's now."""
    other = aliased(Person)
    taken = exists().where(other.sector_id == LearningRecord.sector_id, other.id != FormerSectorId.person_id)
    taken = taken.correlate(FormerSectorId, LearningRecord)
    return and_(
        LearningRecord.sector_key == FormerSectorId.sector_key, LearningRecord.sector_id == FormerSectorId.sector_id,
        ~taken,
    )  # fmt: skip


def is_known() -> ColumnElement[bool]:
    """SQL condition on `LearningRecord`: it is somebody's, whoever else the query around it asks for."""
    now = select(Person.id).where(holds_now()).correlate(LearningRecord)
    once = select(FormerSectorId.id).where(held_once()).correlate(LearningRecord)
    return or_(exists(now), exists(once))


def ids_held(sector_ids: Iterable[str]) -> set[str]:
    """Those of these IDs whose records are somebody's: `is_known` for IDs at hand, records or not."""
    keys = {sector_id: sector_key(sector_id) for sector_id in sector_ids}
    holders: dict[str, list[str]] = {}
    for key, held in rows_of(HOLDERS, {"keys": sorted(set(keys.values()))}):
        holders.setdefault(key or "", []).append(held or "")
    known = {each for each, key in keys.items() if each in holders.get(key, ()) or len(holders.get(key, ())) == 1}
    return known | set(rows_of(HELD_ONCE, {"ids": sorted(keys.keys() - known)}).scalars())


def counts_already() -> ColumnElement[bool]:
    """SQL condition on a `LearningRecord` that is known: an earlier pass under another spelling of its ID, with or
    without the zero in front, counts for the same person, module and year."""
    earlier, first, second = aliased(LearningRecord), aliased(Person), aliased(Person)
    shared = exists().where(
        first.sector_key == LearningRecord.sector_key, second.sector_key == first.sector_key, first.id < second.id
    )
    passed = exists().where(
        earlier.sector_key == LearningRecord.sector_key, earlier.module_id == LearningRecord.module_id,
        earlier.year == LearningRecord.year, earlier.sector_id != LearningRecord.sector_id,
        earlier.id < LearningRecord.id, earlier.status == Status.PASSED.value, earlier.voided_at.is_(None),
        earlier.duplicate_of_id.is_(None), ~shared.correlate(LearningRecord),
    )  # fmt: skip
    return and_(LearningRecord.status == Status.PASSED.value, passed)


def waits_for() -> ColumnElement[bool]:
    """SQL condition on `Person` and `LearningRecord`: it will be theirs once the ID they declared, or that a roster
    lists for them, is verified.  One list of keys, since "or" would look through every record for every person."""
    declared = select(Claim.sector_key).where(Claim.person_id == Person.id).correlate(Person, LearningRecord)
    keys = [Person.listed_sector_key, declared.scalar_subquery()]
    return and_(Person.sector_id.is_(None), LearningRecord.sector_key.in_(keys))


def is_expected() -> ColumnElement[bool]:
    """SQL condition on `LearningRecord`: it waits for somebody (`waits_for`)."""
    listed = exists().where(Person.listed_sector_key == LearningRecord.sector_key, Person.sector_id.is_(None))
    declared = exists().where(
        Claim.sector_key == LearningRecord.sector_key, Claim.person_id == Person.id, Person.sector_id.is_(None)
    )
    return or_(listed.correlate(LearningRecord), declared.correlate(LearningRecord))


def waiting(*records: ColumnElement[bool]) -> Subquery:
    """Every record, of those of which `records` holds, and person of whom `waits_for` holds (`record_id`, `person_id`),
    once: found by each key in turn, since a join by the one or the other reads every record for every person."""
    pair = select(LearningRecord.id.label("record_id"), Person.id.label("person_id"))
    pair = pair.select_from(LearningRecord).where(Person.sector_id.is_(None), *records)
    listed = pair.join(Person, Person.listed_sector_key == LearningRecord.sector_key)
    declared = pair.join(Claim, Claim.sector_key == LearningRecord.sector_key).join(
        Person, Person.id == Claim.person_id
    )
    return union(listed, declared).subquery()


def records_of(person_id: int) -> Select[LearningRecord]:
    """Everything that providers said of one person, voided records included."""
    now = select(LearningRecord.id).join(Person, holds_now()).where(Person.id == person_id)
    once = select(LearningRecord.id).join(FormerSectorId, held_once()).where(FormerSectorId.person_id == person_id)
    return select(LearningRecord).where(LearningRecord.id.in_(now.union(once)))
