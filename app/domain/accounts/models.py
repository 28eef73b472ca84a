"""Which accounts, sign-in sessions and traces of sign-ins are there?"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.accounts.rules import AccountState
from app.domain.accounts.rules.sessions import Stage
from app.domain.organisation.models import Person


class Account(db.Model):
    """The way in for one person.  A password exists if the account was activated; "new" is also who has no row yet."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("state in ('new','code_issued','active','disabled')", name="state_known"),
        CheckConstraint("state <> 'active' or password_hash is not null", name="active_has_password"),
        Index("uq_account_phone_login", "phone_login", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    # A confirmed phone is a second login name, therefore unique among accounts (AUTH-3).
    phone_login: Mapped[str | None] = mapped_column(String(15))
    state: Mapped[str] = mapped_column(String(12), default=AccountState.NEW)
    disabled_reason: Mapped[str | None] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_in_before_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The version of the notice on personal data that was acknowledged, and when (DP-1).
    notice_version: Mapped[str | None] = mapped_column(String(20))
    notice_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class ActivationCode(db.Model):
    """The one live code of an account: a digest only; gone once used, a new one takes its place (AUTH-3)."""

    __tablename__ = "activation_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    good_until: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(Integer)


class LoginSession(db.Model):
    """A signed-in browser; the cookie holds a random token, this row only its SHA-256 (SES-1)."""

    __tablename__ = "login_session"
    __table_args__ = (
        CheckConstraint("stage in ('open','second_factor','enrolment')", name="stage_known"),
        CheckConstraint("(ended_at is null) = (end_reason is null)", name="ended_iff_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    stage: Mapped[str] = mapped_column(String(14), default=Stage.OPEN)
    shared_machine: Mapped[bool] = mapped_column(default=False)
    browser: Mapped[str] = mapped_column(String(60), default="")
    network: Mapped[str] = mapped_column(String(45), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    end_reason: Mapped[str | None] = mapped_column(String(20))


class SecondFactor(db.Model):
    """A person's authenticator app: its secret is sealed, and the last used time step never works again (AUTH-7)."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret_sealed: Mapped[str] = mapped_column(String(300))
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OneTimeCode(db.Model):
    """One of eight codes for the day the phone is lost; kept as digest, used once."""

    __tablename__ = "one_time_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FailedAttempts(db.Model):
    """How often something failed without a success between; `key` is a digest of account, address or both (AUTH-4)."""

    __tablename__ = "failed_attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class KnownOrigin(db.Model):
    """A device or an address from which somebody once came in; strangers' failures do not hold it up (AUTH-4)."""

    __tablename__ = "known_origin"
    __table_args__ = (CheckConstraint("kind in ('device','address')", name="kind_known"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DataRequest(db.Model):
    """A person asks to see, correct, restrict or delete what is kept about them; due dates are computed (DP-3)."""

    __tablename__ = "data_request"
    __table_args__ = (
        CheckConstraint("kind in ('correction','restriction','deletion','other')", name="kind_known"),
        CheckConstraint("state in ('open','acknowledged','fulfilled','refused')", name="state_known"),
        CheckConstraint("(decided_at is not null) = (state in ('fulfilled','refused'))", name="decided_iff_over"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="open")
    text: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledge_by: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(2000))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
