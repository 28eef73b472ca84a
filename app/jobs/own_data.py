"""How does a person get a copy of everything kept about them?  One archive: PDF, JSON, files (DP-2)."""

import json
import logging
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.db import db, writing
from app.domain import clock
from app.domain.accounts import own_data as accounts
from app.domain.evaluation import own_data as evaluation
from app.domain.identity import own_data as identity
from app.domain.notices.actions import tell
from app.domain.organisation import own_data as organisation
from app.domain.surveys import queries as surveys
from app.domain.training import own_data as training
from app.domain.training.certificates import own_data as certificates
from app.domain.training.needs import own_data as needs
from app.domain.training.support import own_data as support
from app.jobs.files import ZIP, hand_over
from app.jobs.runner import JobContext, runs
from app.web import formats
from app.web.files import path_of
from app.web.labels import kinds, label
from app.web.pdf_tables import Column, Letterhead, TableDocument, table_pdf

# Which dictionary words the codes of a column, and of which section where a column's name means several things.
CODES = {
    "gender": "gender", "position": "position", "role": "role", "level": "level",
    "account.state": "account_state", "own_acts.event": "journal_event", "changes.event": "journal_event",
    "looks.event": "security_event", "notices.kind": "notice", "origins.kind": "known_origin",
    "requests.kind": "request_kind", "requests.state": "request_state", "claims.state": "claim_state",
    "attempts.move": "id_move", "attempts.outcome": "id_outcome", "cases.kind": "case_kind",
    "cases.state": "case_state", "cases.outcome": "case_outcome",
    "surveys.survey": "survey_kind", "surveys.answers": "survey_answers",
    "evaluations.state": "evaluation_state", "evaluations.excused": "excused",
    "appeals.state": "appeal_state", "appeals.outcome": "appeal_outcome",
    "core.state": "core_state", "core.audience": "core_audience", "support_plans.state": "plan_state",
    "needs.state": "needs_form_state", "needs.way": "training_way", "needs.season": "needs_season",
    "learning.state": "learning_status", "learning.standing": "record_standing",
    "training_exceptions.kind": "training_exception_kind",
    "certificates.state": "certificate_state",
    "task": "assignment_task", "assignments.state": "assignment_state", "assignments_about.state": "assignment_state",
}  # fmt: skip
Rows = list[dict[str, Any]]
log = logging.getLogger("temis.job")


@runs("own_data")
def copy_own_data(job: JobContext) -> None:
    """Gather, write, hand over; the person who asked is the person it is about."""
    person_id = int(job.args["person_id"])
    if person_id != job.viewer.person_id:
        raise PermissionError("a copy of somebody else's data")
    sections, files = gather(person_id), evaluation.own_files(person_id)
    db.session.rollback()
    with tempfile.TemporaryFile() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("du-lieu-cua-toi.json", as_json(sections))
            archive.writestr("du-lieu-cua-toi.pdf", as_pdf(sections, job.viewer.name))
            for file in files:
                _add_file(archive, file)
        out.seek(0)
        link = hand_over(job, out, f"Dữ liệu của tôi {clock.today():%d-%m-%Y}.zip", ZIP, own=True)
    with writing():
        tell(person_id, "own_data_ready")
    job.finish(link=link)


def _add_file(archive: zipfile.ZipFile, file: evaluation.StoredCopy) -> None:
    """A file as it lies there, packed already by its own format; one that is gone keeps nobody from the rest."""
    try:
        archive.write(path_of(file.stored_name), file.name, zipfile.ZIP_STORED)
    except FileNotFoundError:
        log.error("stored_file_missing", extra={"stored_name": file.stored_name})


def gather(person_id: int) -> dict[str, Rows]:
    """Every section of every part of the house."""
    return (
        accounts.own_sections(person_id)
        | organisation.own_sections(person_id)
        | identity.own_sections(person_id)
        | evaluation.own_sections(person_id)
        | surveys.own_sections(person_id)
        | training.own_sections(person_id)
        | support.own_sections(person_id)
        | needs.own_sections(person_id)
        | certificates.own_sections(person_id)
    )


def as_json(sections: Mapping[str, Rows]) -> str:
    """For machines: codes and ISO dates, as stored."""
    return json.dumps(sections, ensure_ascii=False, indent=1, default=_plain)


def as_pdf(sections: Mapping[str, Rows], name: str) -> bytes:
    """For reading: one line for each fact, in the person's language."""
    rows = [line for section, found in sections.items() for line in _lines(section, found)]
    return table_pdf(
        TableDocument(
            title="DỮ LIỆU CÁ NHÂN",
            subtitle=f"{name}. Lập lúc {formats.instant(clock.now())}",
            columns=[Column("Mục", 3), Column("Thông tin", 3), Column("Nội dung", 6)],
            rows=rows,
            letterhead=Letterhead("", "TEMIS", formats.day(clock.today())),
            footer="Không gồm tên người khác, ý kiến của từng đồng nghiệp. Câu trả lời phiếu ẩn danh không được lưu.",
        )
    )


def _lines(section: str, rows: Rows) -> list[tuple[str, str, str]]:
    name = label(section, "own_section")
    if not rows:
        return [(name, "", "Không có")]
    facts = [fact for row in rows for fact in row.items()]
    return [(name, label(column, "own_column"), _said(section, column, value)) for column, value in facts]


def _said(section: str, column: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return formats.instant(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    kind = CODES.get(f"{section}.{column}") or CODES.get(column, "")
    return kinds().get(kind, {}).get(str(value), str(value))


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
