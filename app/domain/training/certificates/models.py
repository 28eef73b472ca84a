"""What is stored of certificates?  Each paper with every printed field, its numbers, and what became of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.organisation.models import Person, Unit

VALID = "state = 'valid'"
FLAGGED = "flagged_at is not null"
ENDED = "state <> 'valid'"


class Certificate(db.Model):
    """A paper that was given out.  `content` is what was printed, word for word, and never changes.

    `about` names what it confirms ("year-12", "programme-ETEP"); of it a person holds one valid paper at most, whoever
    issued it.  Numbers run per issuer, kind and year of issue (`counted_in`) without a gap.  `flagged_at` is set where
    a record that it stands on was taken back, until the issuer has decided.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("issuer_id", "kind", "counted_in", "number"),
        Index("ix_certificate_person", "person_id", "state"),
        Index("ix_certificate_unit", "unit_id", "about"),
        Index(
            "uq_certificate_valid", "person_id", "about", unique=True,
            sqlite_where=text(VALID), postgresql_where=text(VALID),
        ),
        Index(
            "ix_certificate_flagged", "issuer_id", sqlite_where=text(FLAGGED), postgresql_where=text(FLAGGED),
        ),
        Index(
            "ix_certificate_ended", "state", "issuer_id", "kind", "counted_in",
            sqlite_where=text(ENDED), postgresql_where=text(ENDED),
        ),
        Index(
            "ix_certificate_holders", "unit_id", "issuer_id", "kind", "counted_in", "state", "flagged_at",
        ),
        CheckConstraint("kind in ('year','programme')", name="kind_known"),
        CheckConstraint("(kind = 'year') = (training_year_id is not null)", name="year_named"),
        CheckConstraint("audience in ('teacher','manager')", name="audience_known"),
        CheckConstraint("state in ('valid','revoked','replaced')", name="state_known"),
        CheckConstraint("(state = 'replaced') = (replaced_by_id is not null)", name="replaced_by_one"),
        CheckConstraint("(state = 'valid') = (ended_at is null)", name="ended_iff_over"),
        CheckConstraint("state <> 'revoked' or reason is not null", name="revoked_with_reason"),
        CheckConstraint("flagged_at is null or state = 'valid'", name="flagged_while_valid"),
        CheckConstraint("number > 0", name="number_from_one"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(26))
    kind: Mapped[str] = mapped_column(String(10))
    about: Mapped[str] = mapped_column(String(40))
    training_year_id: Mapped[int | None] = mapped_column(ForeignKey("training_year.id"), index=True)
    audience: Mapped[str] = mapped_column(String(10))
    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    counted_in: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    place: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date] = mapped_column(Date)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(10), default="valid")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(500))
    flagged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    issuer: Mapped[Unit] = relationship(foreign_keys=[issuer_id])


class CertificateRecord(db.Model):
    """A learning record that a paper stands on."""

    __tablename__ = "certificate_record"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("learning_record.id"), primary_key=True, index=True)


class CertificateStep(db.Model):
    """What happened to a paper after it was given out, never overwritten; without a person where a machine did it."""

    __tablename__ = "certificate_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    event: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    position: Mapped[str | None] = mapped_column(String(30))
    signs_for: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(String(500))


class CertificateCounter(db.Model):
    """The last number that an issuer gave to a kind of paper in a year; held while numbers are given out (CON-2)."""

    __tablename__ = "certificate_counter"

    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer, default=0)


class CertificateCondition(db.Model):
    """A module that an issuer asks for before it gives the certificate of a programme; without any, all are asked."""

    __tablename__ = "certificate_condition"

    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("training_module.id"), primary_key=True)


class ConfirmedParticulars(db.Model):
    """What a person said of their name, birth date and sector ID: right, as they are here.  Another value: say anew."""

    __tablename__ = "confirmed_particulars"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    full_name: Mapped[str] = mapped_column(String(100))
    birth_date: Mapped[date] = mapped_column(Date)
    sector_id: Mapped[str] = mapped_column(String(20))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
