"""How long does bulk work take, how much memory, how long does it hold the write lock?  One act, one process.

`python -m app.commands.bench.bulk preview|apply FILE` or `… verify UNIT_CODE` prints one JSON object.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from app import create_app
from app.commands.imports import bring_in
from app.db import db, is_writing
from app.domain.imports.columns import ImportKind
from app.domain.organisation.queries import unit_by_code
from app.domain.viewer import SYSTEM
from app.integrations.registry.verification import verify_unit


@dataclass
class Held:
    """Milliseconds that write transactions held the lock: the longest, and how many there were."""

    longest_ms: float = 0.0
    transactions: int = 0


@contextmanager
def write_locks_of(engine: Engine) -> Iterator[Held]:
    """Time every write transaction of the engine inside the block."""
    held, begun = Held(), {}

    def begin(connection: Connection) -> None:
        if is_writing():
            begun[id(connection)] = time.perf_counter()

    def end(connection: Connection) -> None:
        started = begun.pop(id(connection), None)
        if started is not None:
            held.transactions += 1
            held.longest_ms = max(held.longest_ms, (time.perf_counter() - started) * 1000)

    for name, listener in (("begin", begin), ("commit", end), ("rollback", end)):
        event.listen(engine, name, listener)
    try:
        yield held
    finally:
        for name, listener in (("begin", begin), ("commit", end), ("rollback", end)):
            event.remove(engine, name, listener)


@dataclass(frozen=True)
class Effort:
    """What one bulk act took."""

    seconds: float
    cpu_seconds: float
    megabytes: float
    longest_ms: float
    counts: dict[str, int]


def preview(path: str) -> dict[str, int]:
    """Check every row of a roster; writes nothing."""
    return _counts(bring_in(ImportKind.ROSTER, Path(path), dry_run=True).as_values())


def apply(path: str) -> dict[str, int]:
    """Check and write a roster."""
    return _counts(bring_in(ImportKind.ROSTER, Path(path), dry_run=False).as_values())


def verify(code: str) -> dict[str, int]:
    """Verify everybody of a unit."""
    unit = unit_by_code(code)
    assert unit is not None
    return dict(verify_unit(SYSTEM, unit.path))


def _counts(values: dict[str, object]) -> dict[str, int]:
    return {name: value for name, value in values.items() if isinstance(value, int) and value}


def main() -> None:
    """Do one act and print its effort; memory is that of this process and of the children it waited for."""
    act = {"preview": preview, "apply": apply, "verify": verify}[sys.argv[1]]
    with create_app().app_context():
        started = time.perf_counter()
        with write_locks_of(db.engine) as held:
            counts = act(sys.argv[2])
        seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    megabytes = max(each.ru_maxrss for each in used) / 1000
    print(json.dumps(asdict(Effort(seconds, cpu, megabytes, held.longest_ms, counts))))


if __name__ == "__main__":
    main()
