"""How long does bulk work take, how much memory, how long does it hold the write lock?  One act, one process.

`python -m app.commands.bench.bulk preview FILE`, `… apply` (the file previewed last), `… verify UNIT_CODE`,
`… list FILE` (of an LMS) or `… bring` (the list checked last) prints one JSON object.
"""

import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, func, select

import app.jobs.everything  # noqa: F401  (registers every runner)
from app import create_app
from app.commands.bench.ground import BIG_OFFICER, NEWCOMER
from app.config import ROOT
from app.db import db, is_writing
from app.domain import clock
from app.domain.accounts.models import Account
from app.domain.accounts.sessions import open_session, viewer_of
from app.domain.imports.actions import StoredBytes, confirm_file, register_file
from app.domain.imports.column_maps import kept_for, settle_columns
from app.domain.imports.columns import ImportKind
from app.domain.imports.mapping import Settled, propose
from app.domain.imports.models import ImportFile
from app.domain.imports.states import FileState
from app.domain.organisation.models import Appointment
from app.domain.organisation.queries import unit_by_code
from app.domain.organisation.rules import Position
from app.domain.training.completion_lists.queries import providers_for
from app.domain.viewer import SYSTEM, Viewer
from app.integrations.registry.verification import verify_unit
from app.jobs.runner import run_due_jobs
from app.jobs.worker import spare_the_collector
from app.web.files import new_name, writing_to


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
    """Upload a roster as its office does, and check every row: everything up to the preview."""
    file_id = register_file(office(), ImportKind.ROSTER, Path(path).name, _stored(path)).id
    run_due_jobs()
    return _counts(db.session.get_one(ImportFile, file_id).counts)


def apply(_: str) -> dict[str, int]:
    """Confirm the file previewed last, and write it."""
    return _confirm(office())


def preview_list(path: str) -> dict[str, int]:
    """Upload a list of an LMS as the province does, take what is proposed for its columns, and check every row."""
    who = office(BIG_OFFICER, Position.PROVINCE_OFFICER)
    provider = providers_for(who)[0].id
    file_id = register_file(who, ImportKind.COMPLETIONS, Path(path).name, _stored(path), subject_id=provider).id
    run_due_jobs()
    file = db.session.get_one(ImportFile, file_id, populate_existing=True)
    assert file.state == FileState.MAPPING, (file.state, file.refusal)
    proposed = propose(file.facts["headings"], kept_for(provider).columns)
    db.session.rollback()
    settle_columns(who, file_id, Settled({key: place for place, key in proposed.items()}))
    run_due_jobs()
    return _counts(db.session.get_one(ImportFile, file_id, populate_existing=True).counts)


def bring_in_list(_: str) -> dict[str, int]:
    """Confirm the list checked last, and make records of its rows."""
    return _confirm(office(BIG_OFFICER, Position.PROVINCE_OFFICER))


def _confirm(who: Viewer) -> dict[str, int]:
    file = db.session.get_one(ImportFile, db.session.scalar(select(func.max(ImportFile.id))))
    file_id, digest = file.id, file.sha256
    db.session.rollback()
    confirm_file(who, file_id, digest)
    run_due_jobs()
    db.session.rollback()
    return _counts(db.session.get_one(ImportFile, file_id).counts["result"])


def _stored(path: str) -> StoredBytes:
    content, name = Path(path).read_bytes(), new_name()
    with writing_to(name) as stored:
        stored.write(content)
    return StoredBytes(name, hashlib.sha256(content).hexdigest(), len(content))


def office(login: str = NEWCOMER, position: Position = Position.ADMIN) -> Viewer:
    """Who brings a file in: the new province's own office with its roster, unless another is named."""
    account_id, appointment_id = db.session.execute(
        select(Account.id, Appointment.id)
        .join(Appointment, Appointment.person_id == Account.person_id)
        .where(Account.login == login, Appointment.position == position)
    ).one()
    viewer = viewer_of(open_session(account_id, appointment_id, clock.now()))
    assert viewer is not None
    return viewer


def verify(code: str) -> dict[str, int]:
    """Verify everybody of a unit."""
    unit = unit_by_code(code)
    assert unit is not None
    return dict(verify_unit(SYSTEM, unit.path))


def _counts(values: dict[str, object]) -> dict[str, int]:
    return {name: value for name, value in values.items() if isinstance(value, int) and value}


ACTS = {"preview": preview, "apply": apply, "verify": verify, "list": preview_list, "bring": bring_in_list}


def apart(act: str, *arguments: str) -> dict[str, Any]:
    """One of the acts in a process of its own; what it prints."""
    command = [sys.executable, "-m", "app.commands.bench.bulk", act, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{act}: {done.stderr[-2000:]}")
    effort: dict[str, Any] = json.loads(done.stdout)
    return effort


def main() -> None:
    """Do one act and print its effort; memory is that of this process and of the children it waited for."""
    act = ACTS[sys.argv[1]]
    with create_app().app_context():
        run_due_jobs()  # what was waiting before is not part of the act
        spare_the_collector()  # as the worker's children do
        started = time.perf_counter()
        with write_locks_of(db.engine) as held:
            counts = act(sys.argv[2] if len(sys.argv) > 2 else "")
        seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    megabytes = max(each.ru_maxrss for each in used) / 1000
    print(json.dumps(asdict(Effort(seconds, cpu, megabytes, held.longest_ms, counts))))


if __name__ == "__main__":
    main()
