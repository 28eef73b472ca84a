"""Which standing may a client be told?  One that is narrowed to provinces learns nothing of people elsewhere, not even
whether an ID is verified: what it sends of them counts, and to it stays waiting (AZ-4, API-6)."""

from collections.abc import Iterable

from app.api.blueprint import caller
from app.domain.accounts.clients.queries import serving
from app.domain.identity.asking.queries import keys_within
from app.domain.organisation.sector_id import sector_key
from app.domain.training.records.rules import Standing


def told(stood: Iterable[tuple[str, Standing]]) -> list[Standing]:
    """Each record's standing as the caller may know it; records come as their sector ID ("" if unsure) and standing."""
    records = [(sector_key(sector_id) if sector_id else "", standing) for sector_id, standing in stood]
    if not records or not caller().narrowed:
        return [standing for _, standing in records]
    near = keys_within(serving(caller()), {key for key, _ in records})
    return [
        standing if key in near or standing is Standing.VOIDED else Standing.WAITING for key, standing in records
    ]  # fmt: skip
