"""What did the providers say, and what became of it?"""

from collections.abc import Iterable

from sqlalchemy import Date, bindparam, case, literal, select

from app.db import among, db, rows_of
from app.domain import clock
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person
from app.domain.organisation.sector_id import sector_key
from app.domain.training.records.matching import counts_already, is_known
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Standing, Status

STANDING = case(
    (LearningRecord.voided_at.is_not(None), literal(Standing.VOIDED.value)),
    (LearningRecord.duplicate_of_id.is_not(None), literal(Standing.DUPLICATE.value)),
    (~is_known(), literal(Standing.WAITING.value)),
    (counts_already(), literal(Standing.DUPLICATE.value)),
    (LearningRecord.status == Status.PASSED.value, literal(Standing.COUNTED.value)),
    else_=literal(Standing.OPEN.value),
)
"""SQL expression on `LearningRecord`: its standing."""

# Built once: each report that comes in asks these, and building takes longer than asking.
STANDINGS = select(LearningRecord.id, STANDING).where(among(LearningRecord.id, "ids"))
STANDINGS_UNDER = select(LearningRecord.ref, LearningRecord.id, STANDING).where(
    LearningRecord.provider_id == bindparam("provider_id"), among(LearningRecord.ref, "refs")
)
UNITS_OF = (
    select(Appointment.unit_id)
    .join(Person, Person.id == Appointment.person_id)
    .where(
        among(Person.sector_key, "keys") | among(Person.listed_sector_key, "keys"),
        Appointment.main, appointed_on(bindparam("today", type_=Date)),
    )
    .distinct()
)  # fmt: skip


def own_record(provider_id: int, ref: str, *, hold: bool = False) -> LearningRecord | None:
    """A provider's record under its own reference; held for the transaction if it is to be changed."""
    found = select(LearningRecord).where(LearningRecord.provider_id == provider_id, LearningRecord.ref == ref)
    if hold:
        found = found.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(found)


def standings_of(record_ids: Iterable[int]) -> dict[int, Standing]:
    """What becomes of each of these records."""
    found = db.session.execute(STANDINGS, {"ids": sorted(set(record_ids))})
    return {record_id: Standing(standing) for record_id, standing in found}


def standings_under(provider_id: int, refs: Iterable[str]) -> dict[str, tuple[int, Standing]]:
    """The id of each record that a provider has under these references, and what becomes of it."""
    found = rows_of(STANDINGS_UNDER, {"provider_id": provider_id, "refs": sorted(refs)})
    return {ref: (record_id, Standing(standing)) for ref, record_id, standing in found}


def units_of(sector_ids: Iterable[str]) -> set[int]:
    """The units whose figures records of these IDs may change: where their people, or those who expect them, work."""
    keys = sorted({sector_key(sector_id) for sector_id in sector_ids})
    return set(rows_of(UNITS_OF, {"keys": keys, "today": clock.today()}).scalars())
