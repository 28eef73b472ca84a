"""How are the rows of a confirmed file brought in?  In short batches; a killed job goes on where it was."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.db import db, rerunnable, writing
from app.domain.imports.actions import APPLY_JOB, finish_applying, note_outcomes
from app.domain.imports.columns import ImportKind
from app.domain.imports.models import ImportFile
from app.domain.imports.planned import About
from app.domain.imports.queries import RowToDo, rows_to_do
from app.domain.imports.records import from_plain
from app.domain.imports.rules import CheckedRow
from app.domain.imports.states import ATTENTION, WORK, FileState, Outcome, Standing
from app.jobs.imports.checking import about_of
from app.jobs.imports.failed_rows import write_failed_rows
from app.jobs.imports.kinds import KINDS
from app.jobs.imports.pipeline import WRITTEN_AT_ONCE, affordable
from app.jobs.runner import JobContext, runs
from app.web.taking import taken_by

MOST_TRIES = 6  # each time another transaction brought the same unique row first: the batch is planned anew


@runs(APPLY_JOB)
def apply_import(job: JobContext) -> None:
    """Apply one confirmed file.  Each row is planned again, and judged by what is known in the transaction that writes
    it."""
    file = db.session.get_one(ImportFile, job.args["file_id"])
    file_id, state, kind, counts = file.id, file.state, ImportKind(file.kind), file.counts
    about = about_of(file)
    db.session.rollback()
    if state == FileState.APPLIED:
        return
    total = sum(counts.get(name, 0) for name in (*WORK, "differs"))
    cursor = job.cursor or {"step": 0, "number": 0, "done": 0, "result": {}}
    while True:
        rows = rows_to_do(file_id, (cursor["step"], cursor["number"]), WRITTEN_AT_ONCE)
        if not rows:
            break
        batch = Batch(file_id, kind, about, next(affordable(rows, KINDS[kind].changes)))
        cursor = apply_at_last(job, batch, cursor, total)
    failed_name = write_failed_rows(file_id, taken_by(job.viewer))
    finish_applying(job.viewer, file_id, failed_name, cursor["result"])


class Batch:
    """Rows of a file that one transaction writes, in plain values that outlive it."""

    def __init__(self, file_id: int, kind: ImportKind, about: About, rows: Sequence[RowToDo]) -> None:
        self.file_id, self.kind, self.about = file_id, kind, about
        self.checked = [CheckedRow(row.number, from_plain(kind, row.record or {}), []) for row in rows]
        self.before = {row.number: (row.outcome, row.standing) for row in rows}
        self.step, self.number = rows[-1].step, rows[-1].number


def apply_at_last(job: JobContext, batch: Batch, cursor: dict[str, Any], total: int) -> dict[str, Any]:
    """Write a batch, and again from its plan on where somebody else was quicker; where the job stands then."""
    for _ in range(MOST_TRIES - 1):
        try:
            return apply_batch(job, batch, cursor, total)
        except IntegrityError:
            continue
    return apply_batch(job, batch, cursor, total)


@rerunnable
def apply_batch(job: JobContext, batch: Batch, cursor: dict[str, Any], total: int) -> dict[str, Any]:
    """Plan and write a batch in one transaction, with where the job stands after it."""
    kind = KINDS[batch.kind]
    ahead = kind.plan(job.viewer, batch.checked, batch.about) if kind.judges_again else None
    with writing():
        planned = kind.plan(job.viewer, batch.checked, batch.about) if ahead is None else ahead
        kind.apply(job.viewer, planned, batch.about)
        note_outcomes(batch.file_id, changed_outcomes(planned, batch.before))
        done, result = cursor["done"] + len(batch.checked), counted(planned, cursor["result"])
        after = {"step": batch.step, "number": batch.number, "done": done, "result": result}
        job.progress(done, total, after)
    return after


def counted(planned: Sequence[Any], earlier: dict[str, int]) -> dict[str, int]:
    """How many rows have really had which outcome so far, and how many of them wait or are told twice."""
    result = dict(earlier)
    for each in planned:
        for name in (each.outcome, each.standing):
            if name is not None:
                result[name] = result.get(name, 0) + 1
    return result


def changed_outcomes(
    planned: Sequence[Any], before: dict[int, tuple[str, str | None]]
) -> list[tuple[int, Outcome, list[list[str]], Standing | None]]:
    """Rows that now need a human being although the preview promised work, or stand otherwise: somebody was quicker."""
    return [
        (
            each.number, each.outcome if each.outcome in ATTENTION else Outcome(before[each.number][0]),
            [[column, str(reason), shown] for column, reason, shown in each.findings], each.standing,
        )
        for each in planned
        if (each.outcome in ATTENTION and each.outcome != before[each.number][0])
        or each.standing != before[each.number][1]
    ]  # fmt: skip
