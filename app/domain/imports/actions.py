"""How does a file go from upload to preview to applied?  Each step a short transaction; slow work is the job's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.imports.cells import Finding
from app.domain.imports.columns import ImportKind
from app.domain.imports.models import ImportFile, ImportRow
from app.domain.imports.offices import OF_ONE, kinds_allowed
from app.domain.imports.queries import file_for, standings_of_rows
from app.domain.imports.records import to_plain
from app.domain.imports.rules import Record
from app.domain.imports.states import (
    PREVIEW_LIVES,
    ConfirmProblem,
    FileState,
    Outcome,
    Standing,
    check_confirming,
)
from app.domain.journal.actions import record
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import Repeated, once

CHECK_JOB, APPLY_JOB = "check_import", "apply_import"


@dataclass(frozen=True)
class StoredBytes:
    """Bytes that already lie in the storage folder, under a name of ours."""

    name: str
    sha256: str
    size: int


class NotAllowed(Exception):
    """The viewer's office does not bring in files of this kind."""


def register_file(
    viewer: Viewer,
    kind: ImportKind,
    file_name: str,
    stored: StoredBytes,
    submit_key: str = "",
    *,
    subject_id: int | None = None,
) -> ImportFile:
    """Note an uploaded file and ask for its check; a form sent twice gives back the first file.  Raises NotAllowed.

    `subject_id` is what a file of a kind OF_ONE is about; each row is asked again whether the viewer may.
    """
    registered = once(
        viewer, "import", submit_key, lambda: _register(viewer, kind, file_name, stored, subject_id),
        lambda file: file.id,
    )  # fmt: skip
    if isinstance(registered, Repeated):
        return db.session.get_one(ImportFile, registered.subject_id)
    return registered


def _register(
    viewer: Viewer, kind: ImportKind, file_name: str, stored: StoredBytes, subject_id: int | None
) -> ImportFile:  # fmt: skip
    if kind not in kinds_allowed(viewer) or viewer.account_id is None or viewer.unit_id is None:
        raise NotAllowed
    if (subject_id is not None) != (kind in OF_ONE):
        raise NotAllowed
    with writing():
        file = ImportFile(
            kind=kind, subject_id=subject_id, account_id=viewer.account_id, unit_id=viewer.unit_id,
            file_name=file_name[:200], sha256=stored.sha256, size=stored.size, stored_name=stored.name,
            created_at=clock.now(),
        )  # fmt: skip
        db.session.add(file)
        db.session.flush()
        job = request_job(CHECK_JOB, {"file_id": file.id}, viewer, unit_id=viewer.unit_id, key=f"check-{file.id}")
        file.job_id = job.id
        record(
            viewer, "import_uploaded", "import_file", file.id,
            after={"kind": kind, "sha256": stored.sha256, "size": stored.size}, unit_id=viewer.unit_id,
        )  # fmt: skip
    return file


def forget_rows(file_id: int) -> None:
    """Forget the rows of a file, a batch at a time: before a check begins again, and when the file is old."""
    while True:
        with writing():
            numbers = select(ImportRow.number).where(ImportRow.file_id == file_id).limit(400)
            stale = list(db.session.scalars(numbers))
            if not stale:
                return
            db.session.execute(delete(ImportRow).where(ImportRow.file_id == file_id, ImportRow.number.in_(stale)))


def keep_rows(file_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Keep a batch of checked rows, inside the caller's `writing()`."""
    if rows:
        # Into the table and not by the ORM, which looks at every value of every row once more.
        db.session.execute(insert(ImportRow.__table__), [row | {"file_id": file_id} for row in rows])


def row_values(
    number: int,
    outcome: Outcome,
    record: Record | None,
    findings: Sequence[Finding],
    cells: list,
    *,
    differs: bool,
    step: int,
    standing: Standing | None = None,
) -> dict[str, Any]:
    """A checked row as the table keeps it."""
    return {
        "number": number, "outcome": outcome, "differs": differs, "step": step, "cells": cells, "standing": standing,
        "record": to_plain(record) if record is not None else None,
        "findings": [[column, str(reason), shown] for column, reason, shown in findings],
    }  # fmt: skip


def finish_checking(file_id: int, facts: dict[str, Any], counts: dict[str, int]) -> None:
    """The preview is ready and can be confirmed for an hour."""
    with writing():
        file = db.session.get_one(ImportFile, file_id)
        file.state, file.facts, file.counts = FileState.CHECKED, facts, counts
        file.expires_at = clock.now() + PREVIEW_LIVES


def refuse_file(file_id: int, code: str, facts: dict[str, Any]) -> None:
    """The file as a whole cannot be imported; `code` and `facts` say why."""
    with writing():
        file = db.session.get_one(ImportFile, file_id)
        file.state, file.refusal = FileState.REFUSED, {"code": code} | facts


def confirm_file(viewer: Viewer, file_id: int, sha256: str) -> ImportFile | ConfirmProblem | None:
    """Have the previewed file applied; confirmed twice it is applied once (IMP-1).  None: no such file.

    `sha256` is what the preview page was made from.
    """
    with writing():
        file = file_for(viewer, file_id)
        if file is None:
            return None
        if file.state in (FileState.APPLYING, FileState.APPLIED) and sha256 == file.sha256:
            return file
        problem = check_confirming(
            FileState(file.state), sha256 == file.sha256, file.expires_at, clock.now(), work_of(file)
        )
        if problem is not None:
            return problem
        taken = db.session.execute(
            update(ImportFile)
            .where(ImportFile.id == file_id, ImportFile.state == FileState.CHECKED)
            .values(state=FileState.APPLYING)
        )
        if taken.rowcount:  # type: ignore[attr-defined]
            args = {"file_id": file_id}
            job = request_job(APPLY_JOB, args, viewer, unit_id=file.unit_id, key=f"apply-{file_id}")
            db.session.execute(update(ImportFile).where(ImportFile.id == file_id).values(job_id=job.id))
            record(
                viewer, "import_confirmed", "import_file", file_id,
                after={"sha256": sha256, "counts": file.counts}, unit_id=file.unit_id,
            )  # fmt: skip
        db.session.refresh(file)
    return file


def work_of(file: ImportFile) -> int:
    """How many rows of the file would do something: change data, or open a case."""
    return sum(file.counts.get(name, 0) for name in ("create", "update", "move", "differs"))


def note_outcomes(file_id: int, changed: Sequence[tuple[int, Outcome, list[list[str]], Standing | None]]) -> None:
    """Rows that came out otherwise than previewed, since somebody else was quicker: note what they are now."""
    for number, outcome, findings, standing in changed:
        values: dict[str, Any] = {"outcome": outcome, "findings": findings, "standing": standing}
        if outcome is Outcome.REFUSED:
            values["record"] = None
        db.session.execute(
            update(ImportRow).where(ImportRow.file_id == file_id, ImportRow.number == number).values(**values)
        )


def finish_applying(viewer: Viewer, file_id: int, failed_name: str | None, result: dict[str, int]) -> None:
    """The file is applied; `result` counts what was really done."""
    standing = standings_of_rows(file_id)
    db.session.rollback()
    with writing():
        file = db.session.get_one(ImportFile, file_id)
        file.state, file.applied_at, file.failed_name = FileState.APPLIED, clock.now(), failed_name
        file.counts = {name: n for name, n in file.counts.items() if name not in set(Standing)} | standing
        file.counts = file.counts | {"result": result}
        record(viewer, "import_applied", "import_file", file_id, after=result, unit_id=file.unit_id)
