"""What does the sector registry know in a test?  Fixtures for every test that needs it."""

from collections.abc import Callable
from datetime import date

import pytest

from app.db import writing
from app.domain.identity.records import NewRecord, store_records
from app.domain.viewer import SYSTEM
from app.integrations.registry.chosen import SLOT
from app.integrations.registry.embedded import EmbeddedRegistry

BORN = date(1985, 5, 20)
"""The birth date of the whole cast."""

Register = Callable[..., None]


@pytest.fixture
def register(cast) -> Register:
    """`register("01101000001", "Trần Thị Lan")`: the registry says so from now on (or says it differently)."""

    def store(sector_id: str, full_name: str, birth_date: date | None = BORN, **values: str) -> None:
        with writing():
            store_records(SYSTEM, [NewRecord(sector_id, full_name, birth_date, **values)])

    return store


@pytest.fixture(autouse=True)
def embedded_registry(request: pytest.FixtureRequest) -> None:
    """Every test starts with the imported export as the registry, whatever the one before has chosen."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app").extensions[SLOT] = EmbeddedRegistry()
