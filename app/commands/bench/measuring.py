"""What does one request cost?  Bytes, CPU and queries of the real application, without a network between."""

import gc
import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text
from werkzeug.test import TestResponse


@dataclass
class Statements:
    """The statements that went to the database while this was listening."""

    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)


@contextmanager
def statements_of(engine: Engine) -> Iterator[Statements]:
    """Collect every statement that the engine executes inside the block; BEGIN and COMMIT are none."""
    heard = Statements()

    def hear(connection, cursor, statement, parameters, context, executemany) -> None:  # type: ignore[no-untyped-def]
        if not statement.startswith("BEGIN"):
            heard.texts.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


@dataclass(frozen=True)
class Cost:
    """What one answer cost; `cpu_ms` is the median of several, the database server's part included."""

    status: int
    kilobytes: float
    cpu_ms: float
    queries: int


def cost_of(client: FlaskClient, engine: Engine, url: str, *, partial: bool = False, times: int = 7) -> Cost:
    """What an answer at `url` costs once the process is warm: a first one, not counted, fills what it keeps."""
    headers = {"HX-Request": "true"} if partial else {}
    ask: Callable[[], TestResponse] = lambda: client.get(url, headers=headers)  # noqa: E731
    ask()
    servers = _servers_of(engine)
    took: list[float] = []
    gc.collect()
    with statements_of(engine) as heard:
        response = _timed(ask, servers, took)
    for _ in range(times - 1):
        _timed(ask, servers, took)
    kilobytes = len(gzip.compress(response.get_data(), 6)) / 1000
    return Cost(response.status_code, kilobytes, statistics.median(took), len(heard))


def _timed(ask: Callable[[], TestResponse], servers: list[Path], took: list[float]) -> TestResponse:
    before = _cpu_seconds(servers)
    response = ask()
    took.append((_cpu_seconds(servers) - before) * 1000)
    return response


def _servers_of(engine: Engine) -> list[Path]:
    """Where Linux counts the CPU of the server processes that work for us; none where the database is in our own."""
    if engine.dialect.name == "sqlite":
        return []
    with engine.connect() as connection:
        pids = connection.scalars(text("select pid from pg_stat_activity where datname = current_database()")).all()
    return [Path(f"/proc/{pid}/schedstat") for pid in pids]


def _cpu_seconds(servers: list[Path]) -> float:
    return time.process_time() + sum(int(server.read_text().split()[0]) for server in servers) / 1e9
