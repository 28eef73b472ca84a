"""How does a final sheet get its code?  Once an edition: who prints it again gets the same code and the same fields."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.papers.codes import CODE_LENGTH, CODE_SIGNS, code_of
from app.domain.evaluation.papers.models import Paper
from app.domain.evaluation.papers.rules import Subject
from app.domain.journal.actions import record, record_many
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import Repeated, once

PRINT = "papers"


@dataclass(frozen=True)
class ToIssue:
    """A final sheet as it is about to be printed; the caller has loaded it within the viewer's scope."""

    subject: Subject
    edition: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Issued:
    """The code of an edition, and the fields that were printed when it was given."""

    code: str
    content: dict[str, Any]


def issue(viewer: Viewer, sheets: Sequence[ToIssue]) -> list[Issued]:
    """Give each sheet its code, in one transaction; an edition that has one keeps it with the fields printed then."""
    with writing():
        fresh = [row for each in sheets if (row := _insert(viewer, each)) is not None]
        record_many(
            viewer, "paper_issued", "paper", [(id_, unit_id, None, {"kind": kind}) for id_, kind, unit_id in fresh]
        )
        names = [(each.subject.kind, each.subject.key, each.edition) for each in sheets]
        known = {
            (row.kind, row.subject, row.edition): Issued(row.code, row.content)
            for row in db.session.scalars(
                select(Paper).where(tuple_(Paper.kind, Paper.subject, Paper.edition).in_(names))
            )
        }
        return [known[name] for name in names]


def _insert(viewer: Viewer, sheet: ToIssue) -> tuple[int, str, int | None] | None:
    """Note the edition; None when it was noted before, also by a parallel request."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    subject = sheet.subject
    noted = db.session.execute(
        dialect.insert(Paper)
        .values(
            code=code_of([secrets.randbelow(len(CODE_SIGNS)) for _ in range(CODE_LENGTH)]),
            kind=subject.kind, subject=subject.key, edition=sheet.edition, period_id=subject.period_id,
            evaluation_id=subject.evaluation_id, unit_id=subject.unit_id, group_id=subject.group_id,
            content=sheet.content, issued_at=clock.campaign_now(), issued_by=viewer.person_id,
        )
        .on_conflict_do_nothing()
        .returning(Paper.id)
    ).first()  # fmt: skip
    return (noted.id, subject.kind, subject.unit_id) if noted is not None else None


def request_print(viewer: Viewer, args: dict[str, Any], unit_id: int, submit_key: str = "") -> int:
    """Ask for many sheets of a unit in one file; the job's id, the same for a form sent twice (CON-4).

    `args` are those of the job `papers`; the caller has loaded the unit within the viewer's scope, the job does again.
    """
    asked = once(viewer, PRINT, submit_key, lambda: _request(viewer, args, unit_id), lambda job_id: job_id)
    return asked.subject_id if isinstance(asked, Repeated) else asked


def _request(viewer: Viewer, args: dict[str, Any], unit_id: int) -> int:
    with writing():
        job = request_job(PRINT, {**args, "file_kind": PRINT}, viewer, unit_id=viewer.unit_id)
        record(viewer, "papers_requested", "job", job.id, after={"kind": args["kind"]}, unit_id=unit_id)
        return job.id
