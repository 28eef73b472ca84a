"""What is stored of reports?  The report with its papers and steps, and the snapshots of people it is counted from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.evaluation.evidence.stored import StoredFile
from app.domain.organisation.models import PathText, Person, Unit

STATES = "('draft','checked','submitted','returned','approved','frozen','signed','published','sent')"
KEPT = "('frozen','signed','published','sent')"


class Snapshot(db.Model):
    """The people of a province at one instant (`as_of`), read in one transaction, with all that counts them.

    It is written in batches and not to be read before it is sealed: only then has it a `digest`, which names its whole
    content.  One that a frozen report stands on is `kept`: its rows can neither be changed nor deleted.  `context` is
    everything beside people that the tables need (figures.tables.Context).
    """

    __tablename__ = "report_snapshot"
    __table_args__ = (
        Index("ix_report_snapshot_unit", "unit_id", "year", "sealed_at"),
        CheckConstraint("(sealed_at is null) = (digest is null)", name="sealed_has_digest"),
        CheckConstraint("not kept or sealed_at is not null", name="kept_is_sealed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    people: Mapped[int] = mapped_column(Integer)
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    digest: Mapped[str | None] = mapped_column(String(64))
    kept: Mapped[bool] = mapped_column(default=False)

    unit: Mapped[Unit] = relationship()


class SnapshotPerson(db.Model):
    """One person of a snapshot with the facts that put them into their cells (figures.signs.Fact).

    `place` is where they stand when all are ordered by unit and name, so that a unit's people are one range.
    """

    __tablename__ = "report_person"
    __table_args__ = (UniqueConstraint("person_id", "snapshot_id"), {"sqlite_with_rowid": False})

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("report_snapshot.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    evaluation_id: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(100))
    slice: Mapped[str] = mapped_column(String(8))
    here: Mapped[str] = mapped_column(String(1))
    rank: Mapped[str] = mapped_column(String(1))
    levels: Mapped[str] = mapped_column(String(60))
    lowest: Mapped[str] = mapped_column(String(20))
    own: Mapped[str] = mapped_column(String(60))
    finished: Mapped[str] = mapped_column(String(1))
    modules: Mapped[str] = mapped_column(String(60))
    declared: Mapped[str] = mapped_column(String(100))
    derived: Mapped[str] = mapped_column(String(100))
    way: Mapped[str] = mapped_column(String(1))
    season: Mapped[str] = mapped_column(String(1))
    effect: Mapped[str] = mapped_column(String(60))


class SnapshotUnit(db.Model):
    """A unit of a snapshot as it was: a report keeps its units when they are merged, renamed or gone.

    `target` is how many people it was to bring through the year's training; the places of the people counted at and
    beneath it run from `first` until before `until`.
    """

    __tablename__ = "report_unit"
    __table_args__ = (Index("ix_report_unit_parent", "snapshot_id", "parent_id"),)

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("report_snapshot.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(Integer)
    path: Mapped[str] = mapped_column(PathText)
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    name_fold: Mapped[str] = mapped_column(String(200))
    target: Mapped[int | None] = mapped_column(Integer)
    first: Mapped[int] = mapped_column(Integer)
    until: Mapped[int] = mapped_column(Integer)


class SnapshotCube(db.Model):
    """How many people of a unit (and of all beneath it) have which sign where (figures.cube.Cube), a row a track."""

    __tablename__ = "report_cube"

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("report_snapshot.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    track: Mapped[str] = mapped_column(String(12), primary_key=True)
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)


class SnapshotOutlier(db.Model):
    """A school of a snapshot that stands out, and why (outliers.Unusual); the others have no row."""

    __tablename__ = "report_outlier"
    __table_args__ = (
        CheckConstraint("all_best is not null or opinions is not null", name="stands_out"),
        CheckConstraint(
            "(opinions is null) = (own is null) and (opinions is null) = (colleagues is null)", name="means_together"
        ),
    )

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("report_snapshot.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    all_best: Mapped[int | None] = mapped_column(Integer)
    opinions: Mapped[int | None] = mapped_column(Integer)
    own: Mapped[float | None] = mapped_column(Double)
    colleagues: Mapped[float | None] = mapped_column(Double)


class Report(db.Model):
    """A province's TEMIS report of a year, one row an edition (lần ban hành): nothing issued is overwritten.

    `corrects_id` is the edition that this one corrects, `reason` why it was returned or corrected; `issuer` the name of
    the office that issues it, where that is not the province's own: it has become part of another meanwhile.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "edition"),
        Index("ix_report_year", "year", "state"),
        CheckConstraint(f"state in {STATES}", name="state_known"),
        CheckConstraint("edition > 0", name="edition_from_one"),
        CheckConstraint("(edition = 1) = (corrects_id is null)", name="later_edition_corrects"),
        CheckConstraint(f"(frozen_at is not null) = (state in {KEPT})", name="frozen_iff_kept"),
        CheckConstraint("(frozen_at is null) = (frozen_by is null)", name="frozen_by_somebody"),
        CheckConstraint(
            "state not in ('signed','published','sent') or (number is not null and signed_on is not null"
            " and signer is not null)",
            name="signed_has_paper",
        ),
        CheckConstraint("state not in ('published','sent') or published_at is not null", name="published_has_a_time"),
        CheckConstraint("(state = 'sent') = (sent_at is not null)", name="sent_has_a_time"),
        CheckConstraint("state = 'draft' or snapshot_id is not null", name="counted_before_checked"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    edition: Mapped[int] = mapped_column(Integer, default=1)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    issuer: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("report_snapshot.id"), index=True)
    reason: Mapped[str | None] = mapped_column(String(1000))
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    number: Mapped[str | None] = mapped_column(String(60))
    signed_on: Mapped[date | None] = mapped_column(Date)
    signer: Mapped[str | None] = mapped_column(String(100))
    signer_position: Mapped[str | None] = mapped_column(String(60))
    link: Mapped[str | None] = mapped_column(String(500))
    # The public edition hides numbers under 5 (EXP-4); the signed one is full.
    suppresses: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    unit: Mapped[Unit] = relationship()
    snapshot: Mapped[Snapshot | None] = relationship()


class ReportStep(db.Model):
    """One move, never overwritten; `signs_for` is the office of whoever let the actor sign."""

    __tablename__ = "report_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    event: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    position: Mapped[str] = mapped_column(String(30))
    signs_for: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(String(1000))


class ReportSending(db.Model):
    """That a report went to one of those whom the letter names: when, how, to which address."""

    __tablename__ = "report_sending"
    __table_args__ = (
        UniqueConstraint("report_id", "addressee"),
        CheckConstraint("addressee in ('department','etep','university')", name="addressee_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    addressee: Mapped[str] = mapped_column(String(12))
    sent_on: Mapped[date] = mapped_column(Date)
    address: Mapped[str] = mapped_column(String(300))
    remark: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReportScan(StoredFile, db.Model):
    """A scan of the signed paper; one that comes later stands beside the earlier ones, which stay.

    One that was added by mistake is withdrawn: it stays on record, with who withdrew it and why.
    """

    __tablename__ = "report_scan"
    __table_args__ = (
        CheckConstraint("kind in ('pdf','jpg','png')", name="kind_known"),
        CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null)",
            name="withdrawn_with_reason",
        ),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(String(1000))

    withdrawer: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by])


class ReportDeadline(db.Model):
    """Until when a step of the reports of a year is to be taken, where the ministry set another day than usual."""

    __tablename__ = "report_deadline"
    __table_args__ = (CheckConstraint("step in ('extracted','published','sent')", name="step_known"),)

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(12), primary_key=True)
    due: Mapped[datetime] = mapped_column(UtcDateTime)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
