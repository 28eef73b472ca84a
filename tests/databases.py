"""Where do tests get their databases? One engine each: migrated once a session, copied afresh for every test that asks.

PostgreSQL is a server of our own on a private socket, started as an unprivileged user and gone with the session.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

# Durability is nothing to a test; speed is.
_CAREFREE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=60")
_TIDY = ("dynamic_shared_memory_type=mmap",)  # in the folder that goes with the session, not in the machine's memory


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


class PostgresServer:
    """A cluster in a folder of its own, reached through a Unix socket there."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.folder = binaries, folder

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://temis@/{name}?host={self.folder}"

    def run(self, *statements: str) -> None:
        with psycopg.connect(host=str(self.folder), user="temis", dbname="postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def start(self) -> None:
        options = [*_CAREFREE, *_TIDY, "listen_addresses=", f"unix_socket_directories={self.folder}"]
        self._as_nobody("initdb", "-N", "-A", "trust", "-U", "temis", "-E", "UTF8", "--locale=C", "-D", self._data)
        flags = " ".join(f"-c {option}" for option in options)
        self._as_nobody("pg_ctl", "-w", "-D", self._data, "-l", str(self.folder / "log"), "-o", flags, "start")

    def stop(self) -> None:
        self._as_nobody("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _as_nobody(self, program: str, *arguments: str) -> None:
        """PostgreSQL refuses to run as root, so root hands over to the account that Debian's package made."""
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=60)


def postgres_binaries() -> Path | None:
    """The newest server that Debian installed, or the one on the path, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def postgres_server() -> Iterator[PostgresServer | None]:
    """A running server for the session, or None where no server is installed."""
    binaries = postgres_binaries()
    if binaries is None:
        yield None
        return
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="temis-pg-", dir=place))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = PostgresServer(binaries, folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
