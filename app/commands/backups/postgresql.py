"""How is a PostgreSQL database dumped while it is written to, and put back?  By its own tools."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.pool import NullPool

from app.commands.backups.contents import Contents, contents_of
from app.commands.backups.disk import private_folder, run

ANEW = "drop schema public cascade; create schema public"


def dump(url: URL, target: Path) -> Contents:
    """A dump and its contents, both of one snapshot; writers go on meanwhile."""
    engine = create_engine(url, isolation_level="REPEATABLE READ", poolclass=NullPool)
    with engine.connect() as connection:
        snapshot = connection.scalar(text("select pg_export_snapshot()"))
        command = ["pg_dump", "-Fc", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
        run(command, env=_environment(url))
        return contents_of(connection)


def restore(source: Path, url: URL) -> None:
    """Replace what is in the database, in one transaction: it is the old one or the new one, never between."""
    with private_folder() as passing:
        script = passing / "restore.sql"
        run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source)])
        command = ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-c", ANEW, "-f", str(script)]
        run([*command, "-c", "analyze"], env=_environment(url))


@contextmanager
def scratch(url: URL) -> Iterator[URL]:
    """A database of a drill's own on the same server; the account needs the right to create one."""
    name = f"temis_drill_{secrets.token_hex(4)}"
    server = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f'create database "{name}" template template0'))
        try:
            yield url.set(database=name)
        finally:
            connection.execute(text(f'drop database if exists "{name}" with (force)'))


def faults(connection: Connection) -> list[str]:
    """Constraints and indexes that do not hold; a restore builds all of them anew, or fails."""
    asked = (
        "select conname from pg_constraint where not convalidated"
        " union all select indexrelid::regclass::text from pg_index where not (indisvalid and indisready)"
    )
    return [str(each) for each in connection.scalars(text(asked))]


def numbering_fault(connection: Connection, journal: str) -> bool:
    """Would the next entry get a number that is taken?  (Gaps prove nothing here: an undone transaction leaves one.)"""
    asked = f"select coalesce((select max(id) from {journal}), 0) > last_value from {journal}_id_seq"  # noqa: S608
    return bool(connection.scalar(text(asked)))


def _environment(url: URL) -> dict[str, str]:
    """Where the tools connect to: not as arguments, which every user of the machine could read."""
    asked = {name: value for name, value in url.query.items() if isinstance(value, str)}
    wanted = {
        "PGHOST": url.host or asked.get("host"), "PGPORT": url.port or asked.get("port"), "PGUSER": url.username,
        "PGPASSWORD": url.password, "PGDATABASE": url.database, "PGSSLMODE": asked.get("sslmode"),
        "PGSSLROOTCERT": asked.get("sslrootcert"),
    }  # fmt: skip
    return dict(os.environ) | {name: str(value) for name, value in wanted.items() if value}
