"""Where do tests get their databases? One engine each: migrated once a session, copied afresh for every test that asks.

PostgreSQL is a server of our own on a private socket, started as an unprivileged user and gone with the session.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from app.commands.bench.postgres import PostgresServer, postgres_server

# Durability is nothing to a test; speed is.
_CAREFREE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
_SHARED = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
MEMORY = _SHARED if _SHARED.is_dir() and os.access(_SHARED, os.W_OK) else None
"""A folder that is kept in memory, None where there is none: a test's database is never needed twice."""


class TestDatabase(Protocol):
    """A database under one fixed URL that can be put back to a state kept earlier; nobody may be connected then."""

    __test__ = False
    url: str

    def keep_as(self, template: str) -> None: ...

    def reset(self, template: str) -> None: ...


class SqliteDatabase:
    """A file; a template is its copy.

    The file is put back through SQLite, never unlinked or written over: a request of a browser test may still be open,
    or be opening, and would read a half-copied file ("disk I/O error") or meet another file's write-ahead log.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "test.sqlite"
        self.url = f"sqlite:///{self.path}"

    def keep_as(self, template: str) -> None:
        _copy(self.path, self.folder / template)

    def reset(self, template: str) -> None:
        _copy(self.folder / template, self.path)


class PostgresDatabase:
    """A database of the session's server; a template is another one beside it."""

    def __init__(self, server: "PostgresServer", name: str) -> None:
        self.server, self.name = server, name
        self.url = server.url(name)
        server.run(f'create database "{name}"')

    def keep_as(self, template: str) -> None:
        self.server.run(f'create database "{template}" template "{self.name}" strategy file_copy')

    def reset(self, template: str) -> None:
        self.server.run(
            f'drop database if exists "{self.name}" with (force)',
            f'create database "{self.name}" template "{template}" strategy file_copy',
        )


def _copy(source: Path, target: Path) -> None:
    """Make one SQLite database equal to another, waiting for whoever is writing to it."""
    with closing(sqlite3.connect(source)) as kept, closing(sqlite3.connect(target, timeout=30)) as live:
        live.execute("pragma synchronous=off")
        kept.backup(live)


@contextmanager
def postgres_for_tests() -> Iterator[PostgresServer | None]:
    """A fast and forgetful server for the session, in memory where there is room; None where none is installed."""
    with postgres_server(_CAREFREE, MEMORY) as server:
        yield server
