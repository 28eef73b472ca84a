"""What may not happen while the write lock is held?  Slow work, changes in the hundreds, and changes without the lock.

Watches every test (design: nothing slow inside `writing()`, at most 500 changed rows, no change outside it).
"""

import builtins
import functools
import socket
from collections.abc import Callable
from typing import Any

import argon2
import pytest
from sqlalchemy import Engine, event
from xhtml2pdf import pisa

from app.db import is_writing

MOST_ROWS = 500
WRITES = ("INSERT", "UPDATE", "DELETE")
_changed = {"rows": 0}


class SlowInsideWriting(AssertionError):
    """Something held the write lock longer than it needs to."""


def refuse_slow_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing, sockets, PDF and opening files for writing raise inside `writing()`."""
    for owner, name in (
        (argon2.PasswordHasher, "hash"),
        (argon2.PasswordHasher, "verify"),
        (socket.socket, "connect"),
        (pisa, "CreatePDF"),
    ):
        monkeypatch.setattr(owner, name, _outside_only(getattr(owner, name), name))
    plain_open = builtins.open

    def watched_open(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if is_writing() and set(mode) & set("wax+"):
            raise SlowInsideWriting(f"open({file!r}, {mode!r}) inside writing()")
        return plain_open(file, mode, *args, **kwargs)

    monkeypatch.setattr(builtins, "open", watched_open)


def _outside_only(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def watched(*args: Any, **kwargs: Any) -> Any:
        if is_writing():
            raise SlowInsideWriting(f"{name} inside writing()")
        return function(*args, **kwargs)

    return watched


def listen() -> None:
    """Count changed rows of each transaction, and refuse changes made without `writing()`."""
    event.listen(Engine, "begin", _begin)
    event.listen(Engine, "before_cursor_execute", _before)
    event.listen(Engine, "after_cursor_execute", _after)


def forget() -> None:
    event.remove(Engine, "begin", _begin)
    event.remove(Engine, "before_cursor_execute", _before)
    event.remove(Engine, "after_cursor_execute", _after)


def _begin(connection: Any) -> None:
    _changed["rows"] = 0


def _before(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    if statement.lstrip().upper().startswith(WRITES) and not is_writing():
        raise AssertionError(f"a change outside writing(): {statement[:120]}")


def _after(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    if statement.lstrip().upper().startswith(WRITES) and cursor.rowcount > 0:
        _changed["rows"] += cursor.rowcount
        if _changed["rows"] > MOST_ROWS:
            raise SlowInsideWriting(f"{_changed['rows']} rows changed in one transaction")
