"""Which files did I bring in, how far are they, and what stands in their rows?"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, and_, cast, false, func, or_, select, true, tuple_

from app.db import db
from app.domain.imports.cells import Reason
from app.domain.imports.models import ImportFile, ImportRow
from app.domain.imports.offices import kinds_allowed
from app.domain.imports.states import ATTENTION, WORK, Outcome, Standing
from app.domain.viewer import Viewer

NEEDS_EYES = or_(ImportRow.outcome.in_(ATTENTION), ImportRow.differs)
#: What somebody takes home to work on: those, and what was taken in but counts for nobody yet, or not again.
TAKEN_HOME = or_(NEEDS_EYES, ImportRow.standing.is_not(None))

REMARKED = {"recovered_zeros": Reason.ZERO_RECOVERED, "typed_over": Reason.TYPED_OVER}
"""Remarks by which rows are counted."""


def files_visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `ImportFile`: one's own, of a kind one may bring in, for the unit one acts for today."""
    kinds = kinds_allowed(viewer)
    if viewer.account_id is None or not kinds:
        return false()
    return and_(
        ImportFile.account_id == viewer.account_id, ImportFile.unit_id == viewer.unit_id, ImportFile.kind.in_(kinds)
    )


def file_for(viewer: Viewer, file_id: int) -> ImportFile | None:
    """One of the viewer's own files."""
    return db.session.scalar(select(ImportFile).where(ImportFile.id == file_id, files_visible(viewer)))


def recent_files(viewer: Viewer, limit: int = 20) -> Sequence[ImportFile]:
    """The viewer's own files, newest first."""
    found = select(ImportFile).where(files_visible(viewer)).order_by(ImportFile.id.desc()).limit(limit)
    return db.session.scalars(found).all()


def show_condition(show: str) -> ColumnElement[bool]:
    """Which rows a number of the preview counts: all, one outcome, one standing, those that differ, those with one of
    the remarks that are counted."""
    if show in set(Outcome):
        return ImportRow.outcome == show
    if show in REMARKED:
        remarked = cast(ImportRow.findings, String).like(f'%"{REMARKED[show]}"%')
        return and_(remarked, ImportRow.outcome != Outcome.REFUSED)
    if show in set(Standing):
        return ImportRow.standing == show
    if show == "differs":
        return ImportRow.differs.is_(True)
    return true() if show == "read" else NEEDS_EYES


def rows_of(file: ImportFile, show: str, page: int, size: int) -> tuple[Sequence[ImportRow], int]:
    """A page of a file's rows in file order, and how many there are; the caller has loaded the file in scope."""
    chosen = [ImportRow.file_id == file.id, show_condition(show)]
    total = db.session.scalar(select(func.count()).select_from(ImportRow).where(*chosen)) or 0
    found = select(ImportRow).where(*chosen).order_by(ImportRow.number).limit(size).offset((page - 1) * size)
    return db.session.scalars(found).all(), total


class RowToDo(NamedTuple):
    """What of a kept row its work needs."""

    number: int
    step: int
    outcome: str
    differs: bool
    standing: str | None
    record: dict[str, Any]


def rows_to_do(file_id: int, after: tuple[int, int], size: int) -> list[RowToDo]:
    """The next rows with work in them after the cursor `(step, number)`, all of one step."""
    found = (
        select(
            ImportRow.number, ImportRow.step, ImportRow.outcome, ImportRow.differs, ImportRow.standing, ImportRow.record
        )
        .where(
            ImportRow.file_id == file_id,
            or_(ImportRow.outcome.in_(WORK), and_(ImportRow.differs, ImportRow.outcome != Outcome.REFUSED)),
            tuple_(ImportRow.step, ImportRow.number) > after,
        )
        .order_by(ImportRow.step, ImportRow.number)
        .limit(size)
    )
    rows = [RowToDo(*row) for row in db.session.execute(found)]
    return [row for row in rows if row.step == rows[0].step]


def outcomes_of(file_id: int) -> dict[str, int]:
    """How many rows the file has of each outcome, and how many differ."""
    counted = select(ImportRow.outcome, func.count()).where(ImportRow.file_id == file_id).group_by(ImportRow.outcome)
    counts = dict(db.session.execute(counted).tuples().all())
    differing = select(func.count()).where(ImportRow.file_id == file_id, ImportRow.differs)
    return counts | {"differs": db.session.scalar(differing) or 0}


def standings_of_rows(file_id: int) -> dict[str, int]:
    """How many rows of a file wait, and how many are told twice."""
    counted = select(ImportRow.standing, func.count()).where(
        ImportRow.file_id == file_id, ImportRow.standing.is_not(None)
    )
    return {str(name): number for name, number in db.session.execute(counted.group_by(ImportRow.standing))}


def count_taken_home(file_id: int) -> int:
    """How many rows `rows_taken_home` gives."""
    found = select(func.count()).select_from(ImportRow).where(ImportRow.file_id == file_id, TAKEN_HOME)
    return db.session.scalar(found) or 0


class RowTakenHome(NamedTuple):
    """What somebody sees of a kept row: its number, its own cells, and what was found."""

    number: int
    cells: list[list[str] | None]
    findings: list[list[str]]


def rows_taken_home(file_id: int, batch: int = 500) -> Iterator[RowTakenHome]:
    """Every row that somebody has to look at, or should know of, in file order, without holding them all."""
    after = 0
    while True:
        found = (
            select(ImportRow.number, ImportRow.cells, ImportRow.findings)
            .where(ImportRow.file_id == file_id, ImportRow.number > after, TAKEN_HOME)
            .order_by(ImportRow.number)
            .limit(batch)
        )
        rows = [RowTakenHome(*row) for row in db.session.execute(found)]
        if not rows:
            return
        yield from rows
        after = rows[-1].number
