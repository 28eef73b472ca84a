"""What will come of an uploaded file?  It is read in the limited child; each row is kept with its outcome."""

import tempfile
from pathlib import Path

from app.db import db, writing
from app.domain import clock
from app.domain.imports.actions import (
    CHECK_JOB,
    finish_checking,
    forget_rows,
    keep_rows,
    refuse_file,
    row_values,
)
from app.domain.imports.column_maps import ask_for_columns
from app.domain.imports.columns import MAPPED, ImportKind
from app.domain.imports.mapping import settled_from
from app.domain.imports.models import ImportFile
from app.domain.imports.planned import About
from app.domain.imports.sparing import kept_cells
from app.domain.imports.states import FileState
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.integrations.spreadsheets.layout import LayoutRefused
from app.integrations.spreadsheets.reading import FileRefused
from app.jobs.imports.kinds import KINDS
from app.jobs.imports.pipeline import (
    KEPT_AT_ONCE,
    PLANNED_AT_ONCE,
    CheckedFile,
    Tally,
    batches,
    check_file,
    look_at,
    refusal_of,
)
from app.jobs.runner import JobContext, runs
from app.web.files import path_of


@runs(CHECK_JOB)
def check_import(job: JobContext) -> None:
    """Check one file from its beginning; an interrupted check starts again, since nothing depends on it yet."""
    file = db.session.get_one(ImportFile, job.args["file_id"])
    file_id, state, kind, name = file.id, file.state, ImportKind(file.kind), file.file_name
    source, about, known = path_of(file.stored_name), about_of(file), dict(file.facts)
    db.session.rollback()
    if state != FileState.CHECKING:
        return
    forget_rows(file_id)
    with tempfile.TemporaryDirectory() as folder:
        rows_path = Path(folder) / "rows"
        try:
            if kind in MAPPED and not about.mapping:
                ask_for_columns(file_id, look_at(kind, source, rows_path, name))
                return
            settled = (known["header_row"], settled_from(about.mapping).position) if kind in MAPPED else None
            checked = check_file(kind, source, rows_path, name, clock.today(), settled)
            tally = keep_checked(job, file_id, checked, about)
        except (FileRefused, LayoutRefused) as error:
            code, facts = refusal_of(error)
            refuse_file(file_id, code, facts)
            return
    finish_checking(file_id, known | checked.facts(), tally.counts)


def keep_checked(job: JobContext, file_id: int, checked: CheckedFile, about: About) -> Tally:
    """Plan the file's rows batch by batch and keep them."""
    kind, tally, done = KINDS[checked.kind], Tally(), 0
    size = checked.reading.rows + 1 if kind.whole_file else PLANNED_AT_ONCE
    for batch in batches(checked.rows, size):
        planned = kind.plan(job.viewer, [row for row, _ in batch], about)
        db.session.rollback()
        values = []
        for each, (_, raw) in zip(planned, batch, strict=True):
            tally.add(each.outcome, each.findings, each.differs, each.standing)
            cells = kept_cells(raw, checked.layout.position, only_known=checked.kind in MAPPED)
            values.append(
                row_values(
                    each.number, each.outcome, each.row, each.findings, cells, differs=each.differs, step=each.step,
                    standing=each.standing,
                )
            )  # fmt: skip
        for start in range(0, len(values), KEPT_AT_ONCE):
            with writing():
                keep_rows(file_id, values[start : start + KEPT_AT_ONCE])
                done += len(values[start : start + KEPT_AT_ONCE])
                job.progress(done, checked.reading.rows)
    return tally


def home_code_of(unit_id: int | None) -> str:
    """The code of the importer's own unit if it is a school: meant by rows that name none."""
    unit = db.session.get(Unit, unit_id) if unit_id else None
    return unit.code if unit is not None and unit.kind == UnitKind.SCHOOL else ""


def about_of(file: ImportFile) -> About:
    """What the whole file is about."""
    return About(home_code_of(file.unit_id), file.subject_id, file.facts.get("mapping", {}))
