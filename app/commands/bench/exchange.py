"""How much can an LMS send?  Batches of a thousand, single completions, and 50,000 that count once IDs are verified."""

import json
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.commands.demo.life import somebody
from app.db import db, refresh_statistics, writing
from app.domain import clock
from app.domain.accounts.clients.actions import NewSecret, issue_token, make_client
from app.domain.accounts.clients.rules import Scope
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.queries import STANDING
from app.domain.training.records.rules import MOST_AT_ONCE, Standing

BATCHES, SINGLES, WAITING = 10, 300, 50_000
SENDERS = 4  # connections that an LMS sends single completions through at once
YEAR = 2019  # nothing of the demonstration lies there
STEP = 5_000
PAGE = "/principal/"


@dataclass(frozen=True)
class Speed:
    """Completions a second, how long pages took meanwhile, and how soon waiting ones count; the milliseconds of this
    process's CPU that each took, which a busy machine does not stretch.

    `alone` are single completions through one connection, each sent when the one before was answered; `single` those
    through SENDERS connections.
    """

    batch: float
    pages: int
    longest_ms: float
    alone: float
    single: float
    counted: int
    seconds: float
    batch_cpu_ms: float
    single_cpu_ms: float


def send(app: Flask, browser: FlaskClient) -> Speed:
    """Send as an LMS would, through the door, while somebody reads pages; the database is the measured one."""
    with app.app_context():
        client, headers = app.test_client(), {"Authorization": f"Bearer {_token()}"}
        module = all_modules()[0].code
        ids = _ids_to_verify()
        db.session.rollback()
        items = [_item(number, sector_id, module) for number, sector_id in enumerate(ids)]
    started, worked = time.perf_counter(), time.process_time()
    measured = items[: BATCHES * MOST_AT_ONCE]
    with reading(browser) as took:
        for start in range(0, len(measured), MOST_AT_ONCE):
            _batch(client, headers, measured[start : start + MOST_AT_ONCE])
    batch = len(measured) / (time.perf_counter() - started)
    batch_cpu = (time.process_time() - worked) * 1000 / len(measured)
    started, worked = time.perf_counter(), time.process_time()
    _puts(app, headers, module, range(SINGLES))
    alone = SINGLES / (time.perf_counter() - started)
    single_cpu = (time.process_time() - worked) * 1000 / SINGLES
    single = _puts_at_once(app, headers, module)
    for start in range(len(measured), len(items), MOST_AT_ONCE):
        _batch(client, headers, items[start : start + MOST_AT_ONCE])
    with app.app_context():
        counted, seconds = _verify_all(ids)
    return Speed(batch, len(took), max(took), alone, single, counted, seconds, batch_cpu, single_cpu)


def _puts(app: Flask, headers: dict[str, str], module: str, numbers: Iterable[int]) -> None:
    client = app.test_client()
    for number in numbers:
        one = _item(number, f"0990{number:07}", module) | {"ref": f"single-{number}"}
        answer = client.put(f"/api/v1/completions/{one['ref']}", json=one, headers=headers)
        assert answer.status_code == 201, answer.status_code
        answer.close()


def _puts_at_once(app: Flask, headers: dict[str, str], module: str) -> float:
    """Single completions a second through SENDERS connections."""
    started, last = time.perf_counter(), SINGLES * (1 + SENDERS)
    with ThreadPoolExecutor(SENDERS) as senders:
        numbers = [range(SINGLES + sender, last, SENDERS) for sender in range(SENDERS)]
        for sent in [senders.submit(_puts, app, headers, module, each) for each in numbers]:
            sent.result()
    return SINGLES * SENDERS / (time.perf_counter() - started)


def _ids_to_verify() -> list[str]:
    """Listed, nobody's verified one yet, and of one person only."""
    taken = select(Person.sector_id).where(Person.sector_id.is_not(None))
    free = Person.listed_sector_id.is_not(None), Person.sector_id.is_(None), Person.listed_sector_id.not_in(taken)
    once = select(Person.listed_sector_id).where(*free).group_by(Person.listed_sector_id).having(func.count() == 1)
    return [each for each in db.session.scalars(once.order_by(Person.listed_sector_id.desc()).limit(WAITING)) if each]


@contextmanager
def reading(browser: FlaskClient) -> Iterator[list[float]]:
    """Somebody opens a page twice a second meanwhile; yields the milliseconds that each took."""
    took: list[float] = []
    over = Event()

    def read() -> None:
        while not over.is_set():
            started = time.perf_counter()
            answer = browser.get(PAGE)
            assert answer.status_code == 200, answer.status_code
            answer.close()
            took.append((time.perf_counter() - started) * 1000)
            over.wait(0.5)

    reader = Thread(target=read)
    reader.start()
    try:
        yield took
    finally:
        over.set()
        reader.join()


def _token() -> str:
    provider = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.PROVIDER).order_by(Unit.id)).first()
    made = make_client(somebody("BO", Position.ADMIN), provider or 0, "Máy đo", list(Scope), [])
    assert isinstance(made, NewSecret)
    grant = issue_token(made.key, made.secret, "", clock.now())
    assert grant is not None
    return grant.token


def _item(number: int, sector_id: str, module: str) -> dict[str, object]:
    return {
        "ref": f"do-{number}", "sector_id": sector_id, "module": module, "year": YEAR, "status": "completed",
        "score": 8.5, "completed_at": "2022-04-01T09:30:00+07:00",
    }  # fmt: skip


def _batch(client: FlaskClient, headers: dict[str, str], items: list[dict[str, object]]) -> None:
    answer = client.post(
        "/api/v1/completions/batch", data=json.dumps({"items": items}), content_type="application/json", headers=headers
    )
    said = json.loads(answer.get_data())
    assert said["summary"] == {"created": len(items)}, said["summary"]
    answer.close()


def _verify_all(ids: list[str]) -> tuple[int, float]:
    """Verify everybody, then count: no record is touched."""
    for start in range(0, len(ids), STEP):
        with writing():
            db.session.execute(
                update(Person)
                .where(Person.listed_sector_id.in_(ids[start : start + STEP]))
                .values(sector_id=Person.listed_sector_id, sector_key=Person.listed_sector_key)
            )
    refresh_statistics()
    started = time.perf_counter()
    counted = db.session.scalar(
        select(func.count(LearningRecord.id)).where(LearningRecord.year == YEAR, STANDING == Standing.COUNTED)
    )
    db.session.rollback()
    return counted or 0, time.perf_counter() - started
