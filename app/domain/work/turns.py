"""In which order did changes become visible?  For readers who page through them and must miss none.

Ids commit out of order on PostgreSQL: whoever has read up to one may have passed over a smaller one that was not there
yet.  So a change carries the number of its transaction, and only those are handed out that are surely over.
"""

from sqlalchemy import BigInteger, ColumnElement, Select, Text, bindparam, cast, func, literal, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db, is_writing, made_once, rows_of

Turn = ColumnElement[int]


def this_turn(*columns: InstrumentedAttribute[int], **among: int) -> Turn:
    """The turn of the transaction at hand, to be written by it into one of `columns`: all whose turns are compared.

    `among` (`provider_id=3`) are whose rows alone are compared: the last of them must be found by an index.
    """
    if not is_writing():
        raise RuntimeError("a turn belongs to the transaction of a change")
    if _numbered():  # PostgreSQL has a number for the transaction and writes it itself
        return cast(cast(func.pg_current_xact_id(), Text), BigInteger)
    # SQLite writes one transaction after the other.
    latest = rows_of(_latest(columns, tuple(among)), among).one()
    return literal(max(turn or 0 for turn in latest) + 1)


@made_once
def _latest(columns: tuple[InstrumentedAttribute[int], ...], among: tuple[str, ...]) -> Select:
    """The highest number that each of the columns holds."""
    return select(*(
        select(func.max(column)).where(*(getattr(column.class_, name) == bindparam(name) for name in among))
        .scalar_subquery()
        for column in columns
    ))  # fmt: skip


def settled(column: Turn | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """SQL condition: no transaction that is still under way can bring a turn up to this one."""
    if not _numbered():
        return true()
    oldest_under_way = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
    return column < oldest_under_way


def _numbered() -> bool:
    return db.engine.dialect.name == "postgresql"
