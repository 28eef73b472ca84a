"""CON-3: a job that writes batch after batch keeps nobody out of SQLite."""

import subprocess
import sys
import threading
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app.config import ROOT
from app.db import db, giving_way, writing
from app.lock_waiters import LockWaiters

WAITS = """
import runpy, sys
waiters = runpy.run_path("app/lock_waiters.py")  # by itself: the whole app takes seconds to come
with waiters["LockWaiters"](sys.argv[1]).joined():
    print("waiting", flush=True)
    sys.stdin.read()
"""


def test_con3_between_two_batches_of_a_job_a_page_gets_its_turn(app: Flask) -> None:
    """However soon the job asks again: whoever came to wait while it wrote goes first, in every gap."""
    waiters = LockWaiters(app.extensions["settings"].database_url.removeprefix("sqlite:///"))
    written: list[str] = []

    def write(what: str) -> None:
        db.session.execute(text("select 1"))  # a transaction begins with its first statement
        written.append(what)

    def save_a_page() -> None:
        with app.app_context():
            with writing():
                write("page")
            db.session.remove()

    with giving_way():
        for _ in range(3):
            page = threading.Thread(target=save_a_page)
            with writing():
                write("job")
                page.start()
                while not waiters.anybody():
                    assert page.is_alive()
        with writing():
            write("job")
        page.join()
    assert written == ["job", "page"] * 3 + ["job"]


def test_con3_a_page_waits_for_nobody_who_waits(app: Flask) -> None:
    """It takes the lock when it is free, whoever else is about to."""
    waiters = LockWaiters(app.extensions["settings"].database_url.removeprefix("sqlite:///"))
    with waiters.joined():
        assert waiters.anybody()
        with writing():
            assert db.session.scalar(text("select 1")) == 1
    assert not waiters.anybody()


def test_con3_another_process_is_seen_and_one_that_was_killed_is_not(tmp_path: Path) -> None:
    waiters = LockWaiters(str(tmp_path / "temis.db"))
    assert not waiters.anybody()
    command = [sys.executable, "-c", WAITS, str(tmp_path / "temis.db")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"waiting\n"
        assert waiters.anybody()
        process.kill()
    assert not waiters.anybody()


def test_con3_a_job_waits_only_so_long(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """A site on which somebody always waits holds no job up for ever."""
    monkeypatch.setattr("app.lock_waiters.PATIENCE_SECONDS", 0.0)
    waiters = LockWaiters(str(tmp_path / "temis.db"))
    with waiters.joined():
        waiters.let_go_first()
