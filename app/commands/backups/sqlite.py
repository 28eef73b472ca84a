"""How is a SQLite database copied while it is written to, and put back?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, make_url, text

from app.commands.backups.contents import Contents, contents_of
from app.commands.backups.disk import private_folder

PATIENCE = 60.0  # seconds, for whoever is writing


def dump(url: URL, target: Path) -> Contents:
    """One consistent copy without dead rows (`VACUUM INTO`); writers go on meanwhile."""
    with closing(sqlite3.connect(str(url.database), timeout=PATIENCE)) as live:
        live.execute("vacuum into ?", (str(target),))
    engine = create_engine(_url_of(target))
    try:
        with engine.connect() as connection:
            return contents_of(connection)
    finally:
        engine.dispose()


def restore(source: Path, url: URL) -> None:
    """Make the database equal to the copy, in one transaction: it is the old one or the new one, never between."""
    place = Path(str(url.database))
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(source)) as kept, closing(sqlite3.connect(place, timeout=PATIENCE)) as target:
        kept.backup(target)
    place.chmod(0o600)


@contextmanager
def scratch(_url: URL) -> Iterator[URL]:
    """A database of a drill's own."""
    with private_folder() as folder:
        yield _url_of(folder / "drill.db")


def faults(connection: Connection) -> list[str]:
    """What the engine itself finds wrong; empty if nothing."""
    found = [str(each) for each in connection.scalars(text("pragma integrity_check")) if each != "ok"]
    found += [f"{row[0]} {row[1]} > {row[2]}" for row in connection.execute(text("pragma foreign_key_check"))]
    return found


def numbering_fault(connection: Connection, journal: str) -> bool:
    """Is a number between the first and the last entry missing?  SQLite gives each one out once, so one was removed."""
    asked = text(f"select count(*) <> max(id) - min(id) + 1 from {journal}")  # noqa: S608 - one of two names of ours
    return bool(connection.scalar(asked))


def _url_of(path: Path) -> URL:
    return make_url("sqlite://").set(database=str(path))
