"""A PostgreSQL server of our own for a while: on a private socket, run by an unprivileged user, gone at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

_TIDY = ("dynamic_shared_memory_type=mmap", "max_connections=60")  # in its own folder, not in the machine's memory


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

    def start(self, options: Sequence[str]) -> None:
        options = [*options, *_TIDY, "listen_addresses=", f"unix_socket_directories={self.folder}"]
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
def postgres_server(options: Sequence[str] = (), place: Path | None = None) -> Iterator[PostgresServer | None]:
    """A running server with these options, its data in `place`; None where no server is installed."""
    binaries = postgres_binaries()
    if binaries is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="temis-pg-", dir=place))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = PostgresServer(binaries, folder)
    try:
        server.start(options)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
