"""What may a test ask for?

    app               an application on a fresh database (SQLite), its context pushed; add
                      `@pytest.mark.both_databases` to run the test on PostgreSQL too
    cast              the fixed cast of tests/cast.py already in that database
    client            a strict client that is not signed in
    clients           `clients.teacher`, `clients["principal"]`: strict clients of the cast
    frozen            `frozen(instant)` stops the real clock; the campaign's date is 18/04/2022 in every test
    register          `register(sector_id, full_name)`: the sector registry says so from now on
    statements        the SQL statements sent since the fixture was asked for

Each test starts from a copy of a database that was migrated once in the session.
"""

import gc
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings

import app.jobs.everything  # noqa: F401  (registers every runner)
from app import create_app
from app.commands.bench.measuring import Statements, statements_of
from app.commands.bench.postgres import PostgresServer
from app.commands.seed import seed
from app.config import Settings
from app.db import db
from app.domain import clock
from app.domain.standards import queries as standards
from app.public import verification
from app.web.limits import Counter
from tests import quick_writing
from tests.cast import Cast, make_cast
from tests.databases import MEMORY, PostgresDatabase, SqliteDatabase, TestDatabase, postgres_for_tests
from tests.evaluations import hold_period
from tests.strict_client import StrictClient, sign_in

pytest_plugins = ("tests.registry",)

# How long an example takes says nothing on a busy machine; what is fast is measured by `make bench`.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

TODAY = date(2022, 4, 18)
ENGINES = ("sqlite", "postgresql")
DOMAIN = Path(__file__).parent / "domain"


class Ground:
    """One engine for the session: its database, its app, and the templates that tests start from."""

    def __init__(self, database: TestDatabase, storage: Path) -> None:
        self.database = database
        settings = Settings(
            env="test", database_url=database.url, storage=storage, demo_today=TODAY, requests_per_minute=0,
            api_per_second=0, identity_per_second=0,
        )  # fmt: skip
        self.app = create_app(settings)
        self.app.config["TESTING"] = True
        self.app.test_client_class = StrictClient
        with self.app.app_context():
            upgrade()
            self._keep("empty")
            self.cast = make_cast()
            self._keep("cast")

    def _keep(self, template: str) -> None:
        db.session.remove()
        db.engine.dispose()
        self.database.keep_as(template)

    @cached_property
    def seeded(self) -> bool:
        """The demonstration, filled in once."""
        self.fresh("empty")
        seed()
        self._keep("seeded")
        return True

    @cached_property
    def held_period(self) -> int:
        """Id of the cast's period; held once, since holding one takes longer than most tests of it."""
        self.fresh("cast")
        held = hold_period(self.cast)
        self._keep("held_period")
        return held

    def fresh(self, template: str) -> None:
        """Put the database back; call inside the app's context."""
        if template not in {"empty", "cast"}:
            getattr(self, template)
        db.session.remove()
        db.engine.dispose()
        self.database.reset(template)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`both_databases` runs a test once an engine."""
    if metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("engine_name", ENGINES, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: one that began last would let every other worker wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        if _is_fast(item):
            item.add_marker("fast")


def _is_fast(item: pytest.Item) -> bool:
    """Rules and the house, which need no database; of the others the actions, on SQLite."""
    if {"slow", "browser"} & {mark.name for mark in item.iter_markers()}:
        return False
    if "ground" not in getattr(item, "fixturenames", ()):
        return True
    return item.path.is_relative_to(DOMAIN) and "postgresql" not in item.name


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer | None]:
    with postgres_for_tests() as running:
        yield running


@pytest.fixture(scope="session")
def grounds(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Ground]]:
    """The ground of an engine, made when a test first needs it, in memory where there is room."""
    made: dict[str, Ground] = {}

    def ground(engine: str) -> Ground:
        if engine not in made:
            folder = Path(place, engine)
            folder.mkdir()
            database: TestDatabase = SqliteDatabase(folder)
            if engine == "postgresql":
                running = request.getfixturevalue("server")
                if running is None:
                    pytest.skip("no PostgreSQL server is installed: `make tools`")
                database = PostgresDatabase(running, "temis")
            made[engine] = Ground(database, folder / "storage")
        return made[engine]

    with tempfile.TemporaryDirectory(prefix="temis-tests-", dir=MEMORY) as place:
        yield ground


@pytest.fixture
def ground(engine_name: str, grounds: Callable[[str], Ground]) -> Ground:
    """Made before anything is watched: building a ground migrates."""
    return grounds(engine_name)


@pytest.fixture(autouse=True)
def campaign_day() -> Iterator[None]:
    """Every test plays on the demonstration's day, whatever day it runs."""
    clock.pin_today(TODAY)
    yield
    clock.pin_today(None)


@pytest.fixture(autouse=True)
def nobody_has_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes that led nowhere in one test slow down no other: they are counted per process, not per database."""
    monkeypatch.setattr(verification, "_misses", Counter())


@pytest.fixture
def quick_writing_is_watched(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing slow or huge inside `writing()`, nothing changed outside; `migrates` and `bulk` tests are exempt."""
    if {"migrates", "bulk"} & {marker.name for marker in request.node.iter_markers()}:
        yield
        return
    quick_writing.refuse_slow_work(monkeypatch)
    quick_writing.listen()
    yield
    quick_writing.forget()


@pytest.fixture
def app(request: pytest.FixtureRequest, ground: Ground, quick_writing_is_watched: None) -> Iterator[Flask]:
    with ground.app.app_context():
        ground.fresh(template_for(request.fixturenames))
        yield ground.app
        db.session.remove()
        db.engine.dispose()
        standards.forget()


def template_for(fixtures: list[str]) -> str:
    """The state of the database that a test with these fixtures starts from."""
    for built in ("seeded", "held_period"):
        if built in fixtures:
            return built
    return "cast" if {"cast", "clients"} & set(fixtures) else "empty"


@pytest.fixture
def cast(app: Flask, ground: Ground) -> Cast:
    return ground.cast


@pytest.fixture
def seeded(app: Flask) -> None:
    """Whoever asks for it starts from the demonstration."""


@pytest.fixture
def held_period(app: Flask, ground: Ground) -> int:
    """Whoever asks for it starts from a database that holds it."""
    return ground.held_period


@pytest.fixture
def period(held_period: int) -> int:
    """A file whose period is another one says so in a fixture of this name."""
    return held_period


@pytest.fixture
def client(app: Flask) -> StrictClient:
    made = app.test_client()
    assert isinstance(made, StrictClient)
    return made


class Clients:
    """A signed-in strict client for each of the cast, made when first asked for."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self._app, self._cast = app, cast
        self._made: dict[str, StrictClient] = {}

    def __getitem__(self, key: str) -> StrictClient:
        if key not in self._made:
            member = self._cast[key]
            self._made[key] = sign_in(self._app, member.account_id, member.appointment_id)
        return self._made[key]

    def __getattr__(self, key: str) -> StrictClient:
        if key.startswith("_"):
            raise AttributeError(key)
        return self[key]


@pytest.fixture
def clients(app: Flask, cast: Cast) -> Clients:
    return Clients(app, cast)


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Stop the real clock at an aware instant; call again to move it."""

    def stop(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    return stop


@pytest.fixture
def statements(app: Flask) -> Iterator[Statements]:
    with statements_of(db.engine) as heard:
        yield heard


def pytest_collection_finish() -> None:
    """What was imported stays: the collector, which would walk all of it again and again, looks at what tests make."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
