"""What do all uploaded files that are kept have in common, and which of them still wait for the malware scanner?

Evidence, scans of signed papers, of reports, of decisions: each has a table of its own, with these columns.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import CheckConstraint, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db
from app.domain import clock
from app.domain.evaluation.evidence.rules import FileKind, ScanState
from app.domain.viewer import SYSTEM
from app.domain.work.actions import request_job

SCAN_JOB = "scan_evidence"


@dataclass(frozen=True)
class KeptFile:
    """A file that was inspected and lies in the storage."""

    stored_name: str
    name: str
    kind: FileKind
    size: int
    sha256: str
    scan: ScanState


class StoredFile:
    """A row that names a file in the storage.  Backups know the bytes by the column's name, `stored_name`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(4))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    stored_name: Mapped[str] = mapped_column(String(64), unique=True)
    scan: Mapped[str] = mapped_column(
        String(10),
        CheckConstraint("scan in ('unscanned','checking','clean','infected')", name="scan_known"),
        index=True,
    )
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


F = TypeVar("F", bound=StoredFile)


def columns_of(file: KeptFile) -> dict[str, Any]:
    """What a new row says of its file."""
    return asdict(file) | {"added_at": clock.campaign_now()}


def keep_row(row: StoredFile) -> int:
    """Name a stored file, inside the caller's `writing()`; one that is unchecked asks for its check.  The row's id."""
    db.session.add(row)
    db.session.flush()
    if row.scan == ScanState.CHECKING:
        request_job(SCAN_JOB, {}, SYSTEM)
    return row.id


def stored_names_among(model: type[StoredFile], names: Collection[str]) -> set[str]:
    """Which of these stored files do rows of the table name, also those that were taken out?"""
    return set(db.session.scalars(select(model.stored_name).where(model.stored_name.in_(names))))


def waiting_for_scan(model: type[F], after: int, limit: int) -> Sequence[F]:
    """The next files whose check is still to be done, by id."""
    waiting = select(model).where(model.scan == ScanState.CHECKING, model.id > after)
    return db.session.scalars(waiting.order_by(model.id).limit(limit)).all()


def note_scan(model: type[F], file_id: int, state: ScanState) -> F | None:
    """Inside `writing()`: note what the scanner found in a file that was waiting for it.

    The row when malware was found, so that its owner is told.
    """
    waiting = (model.id == file_id, model.scan == ScanState.CHECKING)
    file = db.session.scalar(select(model).where(*waiting).with_for_update())
    if file is None:
        return None
    file.scan = state
    return file if state is ScanState.INFECTED else None
