"""What does a database hold, in a few numbers that can be compared after a restore?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, column, func, inspect, select, table, text

VERSION = "alembic_version"
JOURNALS = ("journal_entry", "security_event")
# Columns that name a stored file; "-7" is what stays of one that was thrown away.
NAMES = ("stored_name", "failed_name")
# Files that live for a day are not kept for a year (EXP-3): they are asked for again.
PASSING = "result_file"
# What an empty database holds after its migrations.
GIVEN = {VERSION, "campaign"}


@dataclass(frozen=True)
class Contents:
    """Rows by table, the last entry of each journal, and the stored files that rows name, with the SHA-256 they say."""

    revision: str | None
    counts: dict[str, int]
    last: dict[str, int | None]
    files: dict[str, str | None]


def contents_of(connection: Connection) -> Contents:
    """Read in one snapshot, if the connection's transaction is one."""
    names = inspect(connection).get_table_names()
    counts = {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in sorted(names)}
    revision = connection.scalar(text(f"select version_num from {VERSION}")) if VERSION in names else None  # noqa: S608
    last = {
        name: connection.scalar(select(func.max(column("id"))).select_from(table(name)))
        for name in JOURNALS if name in names
    }  # fmt: skip
    return Contents(revision, counts, last, files_named(connection, names))


def files_named(connection: Connection, tables: Sequence[str] | None = None) -> dict[str, str | None]:
    """The stored names in a database, whichever tables hold them, each with the SHA-256 that its row says."""
    found: dict[str, str | None] = {}
    inspector = inspect(connection)
    for name in tables if tables is not None else inspector.get_table_names():
        columns = {each["name"] for each in inspector.get_columns(name)}
        for naming in columns & set(NAMES) if name != PASSING else ():
            said = column("sha256") if naming == NAMES[0] and "sha256" in columns else text("null")
            rows = select(column(naming), said).select_from(table(name)).where(column(naming).not_like("-%"))
            found.update((stored, digest) for stored, digest in connection.execute(rows))
    return found


def holds_data(connection: Connection) -> bool:
    """Is there anything that a restore would destroy?"""
    names = set(inspect(connection).get_table_names()) - GIVEN
    return any(connection.execute(select(text("1")).select_from(table(name)).limit(1)).first() for name in names)
