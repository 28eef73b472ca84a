"""How are the rows of a confirmed file brought in?  In short batches; a killed job goes on where it was."""

from collections.abc import Sequence
from typing import Any

from app.db import db, writing
from app.domain.imports.actions import APPLY_JOB, finish_applying, note_outcomes
from app.domain.imports.columns import ImportKind
from app.domain.imports.models import ImportFile
from app.domain.imports.queries import rows_to_do
from app.domain.imports.records import from_plain
from app.domain.imports.rules import CheckedRow
from app.domain.imports.states import WORK, FileState, Outcome
from app.jobs.imports.checking import home_code_of
from app.jobs.imports.failed_rows import write_failed_rows
from app.jobs.imports.kinds import KINDS
from app.jobs.imports.pipeline import WRITTEN_AT_ONCE, affordable
from app.jobs.runner import JobContext, runs


@runs(APPLY_JOB)
def apply_import(job: JobContext) -> None:
    """Apply one confirmed file.  Each row is planned again, by what is known in the transaction that writes it."""
    file = db.session.get_one(ImportFile, job.args["file_id"])
    file_id, state, kind, counts = file.id, file.state, ImportKind(file.kind), file.counts
    home = home_code_of(file.unit_id)
    db.session.rollback()
    if state == FileState.APPLIED:
        return
    total = sum(counts.get(name, 0) for name in (*WORK, "differs"))
    cursor = job.cursor or {"step": 0, "number": 0, "done": 0, "result": {}}
    while True:
        rows = rows_to_do(file_id, (cursor["step"], cursor["number"]), WRITTEN_AT_ONCE)
        if not rows:
            break
        rows = next(affordable(rows))
        checked = [CheckedRow(row.number, from_plain(kind, row.record or {}), []) for row in rows]
        step, number = rows[-1].step, rows[-1].number
        before = {row.number: row.outcome for row in rows}
        with writing():
            planned = KINDS[kind].plan(job.viewer, checked, home)
            KINDS[kind].apply(job.viewer, planned)
            result = counted(planned, cursor["result"])
            note_outcomes(file_id, changed_outcomes(planned, before))
            cursor = {"step": step, "number": number, "done": cursor["done"] + len(rows), "result": result}
            job.progress(cursor["done"], total, cursor)
    failed_name = write_failed_rows(file_id)
    finish_applying(job.viewer, file_id, failed_name, cursor["result"])


def counted(planned: Sequence[Any], earlier: dict[str, int]) -> dict[str, int]:
    """How many rows have really had which outcome so far."""
    result = dict(earlier)
    for each in planned:
        result[each.outcome] = result.get(each.outcome, 0) + 1
    return result


def changed_outcomes(planned: Sequence[Any], before: dict[int, str]) -> list[tuple[int, Outcome, list[list[str]]]]:
    """Rows that now need a human being although the preview promised work: somebody else was quicker."""
    return [
        (each.number, each.outcome, [[column, str(reason), shown] for column, reason, shown in each.findings])
        for each in planned
        if each.outcome in (Outcome.REFUSED, Outcome.BY_HAND) and each.outcome != before[each.number]
    ]
