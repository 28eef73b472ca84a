"""How is data read and written?  The one database handle, its column types, and `writing()`.

A request that only reads stays in one read transaction.  Whoever changes something opens `writing()`: it leaves
the read transaction, takes the write lock at once (BEGIN IMMEDIATE on SQLite), and commits everything or nothing.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    CursorResult,
    DateTime,
    Engine,
    MetaData,
    String,
    Table,
    TypeDecorator,
    any_,
    bindparam,
    event,
    text,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.sql import Executable, visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from app.lock_waiters import LockWaiters

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """Base of every table; constraint names are fixed so that migrations can take them down again."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Model)

# Set for GET and HEAD by web/transactions.py: a page that is only looked at changes nothing (CSRF-1).
read_only: ContextVar[bool] = ContextVar("read_only", default=False)
_write_depth: ContextVar[int] = ContextVar("write_depth", default=0)
_gives_way: ContextVar[bool] = ContextVar("gives_way", default=False)

P = ParamSpec("P")
R = TypeVar("R")

RETRYABLE = {"40001", "40P01"}  # serialisation failure, deadlock
BUSY = RETRYABLE | {"55P03", "57014"}  # beside these: a lock or a statement that took too long
MAX_TRIES = 3
TRUSTED_FOR = 2.0  # seconds that a connection may lie idle before it is asked whether it still holds
FORMS_KEPT = 256  # of one statement; there are far fewer
MAPPED = 2**30  # bytes of SQLite's file that are read where the system keeps them


class WriteRefused(RuntimeError):
    """A write was tried where none may happen: in a GET, or with half-made changes already in the session."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant.  Aware UTC in Python, UTC in both databases; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: store instants as aware UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Among(FunctionElement[bool]):
    """The same condition in an array, for PostgreSQL, and in a list."""

    type = NullType()  # a Boolean would be compared with 1 on SQLite, past every index
    name = "among"
    inherit_cache = True


@compiles(_Among)
def _in_the_words_of_the_database(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    in_array, in_list = element.clauses
    return compiler.process(in_array if compiler.dialect.name == "postgresql" else in_list, **kwargs)


def among(column: ColumnElement[Any] | InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    """SQL condition: the column is one of the values in the list that is given as `name` when it is asked.

    For hundreds of them: on PostgreSQL they are one parameter, while `in_` makes a parameter of each, which takes
    longer to write and to read than to answer.
    """
    each = String() if isinstance(column.type, String) else column.type  # a length would cut what is too long to match
    return _Among(column == any_(bindparam(name, type_=ARRAY(each))), column.in_(bindparam(name, expanding=True)))


def rows_of(statement: Executable, parameters: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """What a statement that asks for columns finds, read past the ORM, whose bookkeeping takes as long as asking."""
    return db.session.connection().execute(statement, parameters)


def is_writing() -> bool:
    """True inside `writing()`; lets tests forbid slow work there."""
    return _write_depth.get() > 0


@contextmanager
def writing() -> Iterator[None]:
    """One write transaction around the block; an inner call joins the outer one.

    Raises `WriteRefused` in a read-only request, or when unflushed changes were made outside.
    """
    if _write_depth.get():
        yield
        return
    if read_only.get():
        raise WriteRefused("this request may only read")
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise WriteRefused("the session holds changes made outside writing()")
    session.rollback()
    token = _write_depth.set(1)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _write_depth.reset(token)


def not_waiting_for_disk() -> None:
    """Let the transaction at hand be over before PostgreSQL's disk has it: for notes that may be lost when the machine
    itself stops within a second, and that nobody was told of."""
    if not is_writing():
        raise RuntimeError("outside writing() nothing waits for the disk")
    if db.engine.dialect.name == "postgresql":
        db.session.connection().exec_driver_sql("SET LOCAL synchronous_commit TO off")


@contextmanager
def giving_way() -> Iterator[None]:
    """Work that writes batch after batch: before each of them whoever waits for SQLite's write lock gets it first."""
    token = _gives_way.set(True)
    try:
        yield
    finally:
        _gives_way.reset(token)


def is_busy(error: DBAPIError) -> bool:
    """Were others in the way for too long?  Then the database is there, and soon has time again."""
    return getattr(error.orig, "sqlstate", None) in BUSY or "is locked" in str(error.orig)


def rerunnable(action: Callable[P, R]) -> Callable[P, R]:
    """Run the action again, at most three times, when the database had to give way to another writer."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, MAX_TRIES + 1):
            try:
                return action(*args, **kwargs)
            except DBAPIError as error:
                state = getattr(error.orig, "sqlstate", None)
                if state not in RETRYABLE or attempt == MAX_TRIES or is_writing():
                    raise
                time.sleep(0.05 * attempt)
        raise AssertionError("unreachable")

    return run


def made_once(make: Callable[P, R]) -> Callable[P, R]:
    """Keep the statement that `make` returns: to put one together costs more than SQLite takes to answer it.

    The arguments choose among few forms (a kind of viewer, a state, a sort) and are hashable.  Whatever differs from
    one request to the next is a `bindparam`, whose value is given when the statement is executed: raises ValueError
    when a day or an instant is in the statement itself, since that would be yesterday's tomorrow.
    """

    @lru_cache(maxsize=FORMS_KEPT)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        made = make(*args, **kwargs)
        for part in visitors.iterate(made):  # type: ignore[arg-type]
            if isinstance(part, BindParameter) and isinstance(part.value, date):
                raise ValueError(f"{make.__name__}: {part.value} must be a parameter")
        return made

    return wraps(make)(kept)  # type: ignore[arg-type]


def table_of(model: type[Model]) -> Table:
    """The model's table: plain rows go into it past the ORM, whose bookkeeping takes as long as PostgreSQL does."""
    return cast(Table, model.__table__)


def put_rows(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write hundreds of plain rows with the same columns; PostgreSQL takes them as one stream, in half the time."""
    connection, table = db.session.connection(), table_of(model)
    dialect = connection.dialect
    if dialect.name != "postgresql" or not rows:
        connection.execute(table.insert(), rows)
        return
    names = list(rows[0])
    written = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names}
    quoted = ", ".join(map(dialect.identifier_preparer.quote, names))
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN") as stream:  # type: ignore[attr-defined]
        for row in rows:
            stream.write_row([as_written(row[name]) if (as_written := written[name]) else row[name] for name in names])


def refresh_statistics() -> None:
    """Let the query planner see how big the tables are by now: without it a list of 80,000 people is ten times slower.

    Milliseconds on SQLite, where nobody else does it; PostgreSQL does it by itself, except right after a bulk load.
    """
    with writing():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("PRAGMA analysis_limit=400"))
        db.session.execute(text("ANALYZE"))


def prepare_engine(engine: Engine) -> None:
    """Teach a SQLite engine to begin its transactions itself, with the lock the caller needs (CON-3); have any other
    see whether a connection still holds before it is used again."""
    if engine.dialect.name != "sqlite":
        _ask_after_a_rest(engine)
        return
    waiters = LockWaiters(str(engine.url.database))

    @event.listens_for(engine, "connect")
    def _settings(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=5000",  # first: switching to WAL may have to wait for another process
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"mmap_size={MAPPED}",  # else each page is copied anew after anybody's write: half of what a search takes
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection) -> None:  # type: ignore[no-untyped-def]
        if not is_writing():
            connection.exec_driver_sql("BEGIN")
            return
        if _gives_way.get():
            waiters.let_go_first()
        with waiters.joined():
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _ask_after_a_rest(engine: Engine) -> None:
    """Ask a connection whether it still holds, as `pool_pre_ping` does, but only once it has lain idle for a while: a
    request takes several, and asking costs as much as a statement."""

    @event.listens_for(engine, "checkin")
    def _lies_down(_connection, record) -> None:  # type: ignore[no-untyped-def]
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _gets_up(connection, record, _proxy) -> None:  # type: ignore[no-untyped-def]
        if time.monotonic() - record.info.get("idle_since", math.inf) < TRUSTED_FOR:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None  # the pool makes a new one
