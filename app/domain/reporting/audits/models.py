"""What is stored of audits?  Who may read which province's report until when, the samples drawn, what was found."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.organisation.models import Person, Unit
from app.domain.reporting.models import Report


class AuditMandate(db.Model):
    """The ministry lets an auditor read one province's report of one year; `ends` is the first day without it.

    `basis` is the contract or letter that it rests on.  One that was taken back holds no more from that day.
    """

    __tablename__ = "audit_mandate"
    __table_args__ = (
        Index("ix_audit_mandate_person", "person_id", "year"),
        Index("ix_audit_mandate_place", "province_id", "year"),
        CheckConstraint("ends > starts", name="dates_ordered"),
        CheckConstraint("(taken_back_on is null) = (taken_back_by is null)", name="taken_back_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    province_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(String(300))
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)
    invited_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_on: Mapped[date | None] = mapped_column(Date)
    taken_back_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    province: Mapped[Unit] = relationship()


class AuditSample(db.Model):
    """A random sample of the people behind one figure; the seed lets anybody draw the very same again (rules.drawn).

    `cell` is the figure's address (figures.signs.Cell.address) and `population` how many people it counts.
    """

    __tablename__ = "audit_sample"
    __table_args__ = (
        Index("ix_audit_sample_person", "person_id", "id"),
        CheckConstraint("size > 0 and size <= population", name="size_within_population"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    cell: Mapped[dict[str, str]] = mapped_column(JSON)
    population: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str] = mapped_column(String(32))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)

    report: Mapped[Report] = relationship()


class DrawnPerson(db.Model):
    """One of a sample, in the order in which they were drawn, and what the auditor found against the papers."""

    __tablename__ = "audit_drawn"
    __table_args__ = (
        UniqueConstraint("sample_id", "person_id"),
        CheckConstraint("finding in ('fits','differs','missing')", name="finding_known"),
        CheckConstraint("(finding is null) = (found_at is null)", name="found_at_a_time"),
    )

    sample_id: Mapped[int] = mapped_column(ForeignKey("audit_sample.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    finding: Mapped[str | None] = mapped_column(String(8))
    remark: Mapped[str] = mapped_column(String(1000), default="")
    found_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    sample: Mapped[AuditSample] = relationship()
