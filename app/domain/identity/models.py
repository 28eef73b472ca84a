"""What is kept of sector IDs: the registry's records, each person's claim, every check of it, and the cases?"""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.identity.case_rules import CaseKind, CaseOutcome, CaseState
from app.domain.identity.flows import UNSAVED, ClaimState, Way
from app.domain.identity.rules import Outcome
from app.domain.organisation.models import Person


def one_of(column: str, values: object) -> str:
    """SQL text of a check constraint: the column holds one of these codes."""
    return f"{column} in ({', '.join(repr(str(value)) for value in values)})"  # type: ignore[attr-defined]


class RegistryRecord(db.Model):
    """A record of the sector registry: a row of the imported export, or what a remote registry last answered."""

    __tablename__ = "registry_record"
    __table_args__ = (
        Index("uq_registry_record_sector_id", "sector_id", unique=True),
        CheckConstraint("source in ('export','remote')", name="source_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sector_id: Mapped[str] = mapped_column(String(20))
    sector_key: Mapped[str] = mapped_column(String(20), index=True)
    full_name: Mapped[str] = mapped_column(String(300))
    birth_date: Mapped[date | None] = mapped_column(Date)
    gender: Mapped[str | None] = mapped_column(String(6))
    # Kinh or not, as for people: nothing finer of a person's ethnicity is kept (DP-7).
    minority: Mapped[bool | None] = mapped_column()
    unit_code: Mapped[str] = mapped_column(String(20), default="", index=True)
    unit_name: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[str] = mapped_column(String(300), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    qualification: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(6), default="export")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Claim(db.Model):
    """A person's sector ID on its way to being verified; one a person.

    `declared_at` and `verified_at` are campaign instants (what deadlines are judged by).  `matched_id` is the exact ID
    of the registry that the last successful check found; `changes` says why a verified person must confirm again.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint(one_of("state", ClaimState), name="state_known"),
        CheckConstraint(one_of("way", Way), name="way_known"),
        CheckConstraint(f"(declared_at is null) = ({one_of('state', sorted(UNSAVED))})", name="declared_iff_saved"),
        CheckConstraint("(verified_at is not null) = (state = 'verified')", name="verified_iff_at"),
        CheckConstraint("state not in ('verified','checked','duplicate') or matched_id is not null", name="matched"),
        Index("ix_claim_retry", "retry_at"),
        Index("ix_claim_state", "state", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    way: Mapped[str] = mapped_column(String(5))
    sector_id: Mapped[str] = mapped_column(String(20))
    sector_key: Mapped[str] = mapped_column(String(20), index=True)
    state: Mapped[str] = mapped_column(String(20))
    in_bulk: Mapped[bool] = mapped_column(Boolean, default=False)
    matched_id: Mapped[str | None] = mapped_column(String(20))
    changes: Mapped[list] = mapped_column(JSON, default=list)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retries: Mapped[int] = mapped_column(Integer, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship()


class Attempt(db.Model):
    """One check, with what was compared on our side and which fields agreed; never the registry's values."""

    __tablename__ = "claim_attempt"
    __table_args__ = (
        CheckConstraint(one_of("outcome", Outcome), name="outcome_known"),
        Index("ix_claim_attempt_person", "person_id", "at"),
        Index("ix_claim_attempt_account", "account_id", "at"),
        Index("ix_claim_attempt_key", "sector_key", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    account_id: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    move: Mapped[str] = mapped_column(String(20))
    sector_id: Mapped[str] = mapped_column(String(20))
    sector_key: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    fault: Mapped[str | None] = mapped_column(String(20))
    name_matched: Mapped[bool | None] = mapped_column()
    birth_date_matched: Mapped[bool | None] = mapped_column()
    ambiguous: Mapped[bool] = mapped_column(default=False)
    full_name: Mapped[str] = mapped_column(String(100))
    birth_date: Mapped[date | None] = mapped_column(Date)


class FormerSectorId(db.Model):
    """An ID that once was a person's: it still leads to them."""

    __tablename__ = "former_sector_id"
    __table_args__ = (Index("uq_former_sector_id", "sector_id", "person_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sector_id: Mapped[str] = mapped_column(String(20))
    sector_key: Mapped[str] = mapped_column(String(20), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class IdCase(db.Model):
    """Something about a person's sector ID that people must settle; one open case a person."""

    __tablename__ = "id_case"
    __table_args__ = (
        CheckConstraint(one_of("state", CaseState), name="state_known"),
        CheckConstraint(one_of("kind", CaseKind), name="kind_known"),
        CheckConstraint(f"outcome is null or {one_of('outcome', CaseOutcome)}", name="outcome_known"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed_iff_at"),
        CheckConstraint("(state = 'closed') = (outcome is not null)", name="closed_iff_outcome"),
        CheckConstraint("provider is null or provider in ('viettel','vnpt')", name="provider_known"),
        Index(
            "uq_id_case_open", "person_id", unique=True,
            sqlite_where=text("state <> 'closed'"), postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_id_case_state", "state", "due_on"),
        Index("ix_id_case_provider", "provider"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), default=CaseState.AT_SCHOOL)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    sector_id: Mapped[str | None] = mapped_column(String(20))
    other_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None] = mapped_column(Date)
    registry_wrong: Mapped[bool] = mapped_column(default=False)
    provider: Mapped[str | None] = mapped_column(String(10))
    outcome: Mapped[str | None] = mapped_column(String(20))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])


class CaseEvent(db.Model):
    """One line of a case's history: a note, or a move with its states."""

    __tablename__ = "id_case_event"
    __table_args__ = (Index("ix_id_case_event_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("id_case.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[str] = mapped_column(String(30), default="")
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    event: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str | None] = mapped_column(String(12))
    to_state: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(2000), default="")
    detail: Mapped[dict] = mapped_column(JSON, default=dict)

    actor: Mapped[Person | None] = relationship()
