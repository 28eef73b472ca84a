"""What does one request cost?  Bytes, CPU and queries of the real application, without a network between."""

import gc
import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask.testing import FlaskClient
from sqlalchemy import Engine, event


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
    """What one answer cost; `cpu_ms` is the median of several."""

    status: int
    kilobytes: float
    cpu_ms: float
    queries: int


def cost_of(client: FlaskClient, engine: Engine, url: str, *, partial: bool = False, times: int = 7) -> Cost:
    """Ask `url` several times and tell what an answer costs once the process is warm."""
    headers = {"HX-Request": "true"} if partial else {}
    ask: Callable[[], object] = lambda: client.get(url, headers=headers)  # noqa: E731
    with statements_of(engine) as heard:
        response = client.get(url, headers=headers)
    body = response.get_data()
    took = []
    gc.collect()
    for _ in range(times):
        before = time.process_time()
        ask()
        took.append((time.process_time() - before) * 1000)
    return Cost(response.status_code, len(gzip.compress(body, 6)) / 1000, statistics.median(took), len(heard))
