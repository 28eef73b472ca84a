"""Which machines of LMS providers may come in, with which secrets and tokens, and what did they ask for?"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.journal.models import LongId
from app.domain.organisation.models import Unit


class ApiClient(db.Model):
    """A machine of a provider; `key` is what it calls itself, `scopes` are separated by blanks."""

    __tablename__ = "api_client"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    scopes: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    provider: Mapped[Unit] = relationship()

    @property
    def scope_set(self) -> frozenset[str]:
        return frozenset(self.scopes.split())


class ApiClientProvince(db.Model):
    """A client with such rows serves these provinces only; without any, every province that its provider supplies."""

    __tablename__ = "api_client_province"

    client_id: Mapped[int] = mapped_column(ForeignKey("api_client.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class ApiSecret(db.Model):
    """A secret of a client: only its SHA-256 and its last four characters; it was shown once."""

    __tablename__ = "api_secret"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("api_client.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    tail: Mapped[str] = mapped_column(String(4))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ApiToken(db.Model):
    """A token of an hour: only its SHA-256.  It dies with the secret that asked for it."""

    __tablename__ = "api_token"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    secret_id: Mapped[int] = mapped_column(ForeignKey("api_secret.id"), index=True)
    scopes: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ApiAnswer(db.Model):
    """What was answered to an Idempotency-Key; `status` is empty while the first request is still at work (API-3)."""

    __tablename__ = "api_answer"
    __table_args__ = (CheckConstraint("(status is null) = (body is null)", name="answered_whole"),)

    client_id: Mapped[int] = mapped_column(ForeignKey("api_client.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    status: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[str | None] = mapped_column(Text)


class ApiCall(db.Model):
    """One attempt, without anything that names a learner: what was asked, how it ended, how many items (API-7).

    `day` is the campaign's, which months are counted by; `client_id` is empty where nobody showed who they are.
    """

    __tablename__ = "api_call"
    __table_args__ = (
        Index("ix_api_call_provider", "provider_id", "id"),
        Index("ix_api_call_day", "provider_id", "day"),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    day: Mapped[date] = mapped_column(Date)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("api_client.id"), index=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    act: Mapped[str] = mapped_column(String(40))
    status: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(40), default="")
    items: Mapped[int] = mapped_column(Integer, default=0)
    refused: Mapped[int] = mapped_column(Integer, default=0)
    unknown_fields: Mapped[int] = mapped_column(Integer, default=0)
    ms: Mapped[int] = mapped_column(Integer, default=0)
    request_id: Mapped[str] = mapped_column(String(40), default="")
