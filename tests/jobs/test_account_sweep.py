"""LOG-3: traces of sign-ins are kept for a time, and only for a time."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.models import FailedAttempts, KnownOrigin, LoginSession
from app.domain.accounts.sessions import open_session
from app.domain.viewer import SYSTEM
from app.jobs.account_sweep import sweep_accounts
from app.jobs.runner import PERIODS, JobContext


def kept() -> tuple[int, ...]:
    db.session.rollback()
    return tuple(
        db.session.scalar(select(func.count()).select_from(each))
        for each in (LoginSession, FailedAttempts, KnownOrigin)
    )


@pytest.mark.both_databases
def test_log_3_traces_of_sign_ins_are_forgotten_in_their_time(cast, frozen):
    at = clock.now()
    with writing():
        db.session.execute(delete(LoginSession))
    open_session(cast.teacher.account_id, cast.teacher.appointment_id, at)
    with writing():
        db.session.add(FailedAttempts(key="0" * 64, count=3, first_at=at, last_at=at))
        db.session.add(KnownOrigin(account_id=cast.teacher.account_id, kind="device", digest="1" * 64, last_at=at))
    for days, left in (
        (0, (1, 1, 1)),
        (2, (1, 0, 1)),
        (89, (1, 0, 1)),
        (91, (0, 0, 1)),
        (364, (0, 0, 1)),
        (366, (0, 0, 0)),
    ):
        frozen(at + timedelta(days=days))
        sweep_accounts(JobContext(0, 0, {}, {}, SYSTEM, None))
        assert kept() == left, days


def test_log_3_the_sweep_runs_every_day():
    assert PERIODS["sweep_accounts"] == timedelta(days=1)
