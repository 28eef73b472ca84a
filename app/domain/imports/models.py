"""What is kept of a file somebody wants to bring in: the file, its rows, and what is to become of each; and of each
LMS, what its columns mean."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db
from app.domain.imports.states import FileState, Outcome


class ImportFile(db.Model):
    """One uploaded file.  The preview belongs to its account, unit and hash, and can be confirmed until `expires_at`.

    `stored_name` and `failed_name` lie in the storage folder; `facts` is what was found about the sheet, `counts` how
    many rows have which outcome, `refusal` why the file as a whole cannot be imported.  `subject_id` is what the file
    is about, by its kind: the provider whose completions it lists, the year of training.
    """

    __tablename__ = "import_file"
    __table_args__ = (
        UniqueConstraint("stored_name"),
        Index("ix_import_file_account", "account_id", "id"),
        CheckConstraint("kind in ('units','registry','roster','results','completions','learners')", name="kind_known"),
        CheckConstraint("(subject_id is not null) = (kind in ('completions','learners'))", name="subject_iff_of_one"),
        CheckConstraint(
            "state in ('checking','mapping','refused','checked','applying','applied')",
            name="state_known",
        ),
        CheckConstraint("(refusal is not null) = (state = 'refused')", name="refused_iff_said"),
        CheckConstraint("(applied_at is not null) = (state = 'applied')", name="applied_iff_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int | None] = mapped_column(Integer)
    account_id: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    stored_name: Mapped[str] = mapped_column(String(100))
    failed_name: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10), default=FileState.CHECKING)
    refusal: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))
    facts: Mapped[dict] = mapped_column(JSON, default=dict)
    counts: Mapped[dict] = mapped_column(JSON, default=dict)
    job_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportRow(db.Model):
    """One row of a file, with its cells as they stood there (see `sparing`) and what the check found.

    `step` orders the work (parents before children), `standing` is set where what the row says was taken in but waits
    or is told twice (states.Standing), `findings` are `[column, reason, shown]`, `record` is the checked
    row as plain values, None if it was refused.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_work", "file_id", "step", "number"),
        Index("ix_import_row_outcome", "file_id", "outcome", "number"),
        Index("ix_import_row_standing", "file_id", "standing", "number"),
        CheckConstraint(
            "outcome in ('create','update','move','unchanged','by_hand','refused')",
            name="outcome_known",
        ),
        CheckConstraint("standing in ('waiting','duplicate')", name="standing_known"),
        CheckConstraint("(record is null) = (outcome = 'refused')", name="refused_without_record"),
    )

    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    step: Mapped[int] = mapped_column(Integer, default=0)
    outcome: Mapped[str] = mapped_column(String(10), default=Outcome.REFUSED)
    differs: Mapped[bool] = mapped_column(default=False)
    standing: Mapped[str | None] = mapped_column(String(10))
    findings: Mapped[list] = mapped_column(JSON, default=list)
    cells: Mapped[list] = mapped_column(JSON, default=list)
    record: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))


class ColumnMap(db.Model):
    """What the columns of a provider's lists mean, as somebody last settled it; offered again with its next list.

    `columns` leads from a folded heading to a column's key, `names` from the folded name of a course to a module's
    code; `settings` are the answers about whole files that rarely change.
    """

    __tablename__ = "column_map"

    provider_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    columns: Mapped[dict] = mapped_column(JSON, default=dict)
    names: Mapped[dict] = mapped_column(JSON, default=dict)
    settings: Mapped[dict] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
