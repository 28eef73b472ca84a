"""AUTH-7: required for province and ministry, offered to others; figures never work twice, eight codes once each."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts import sessions
from app.domain.accounts.actions import second_factor
from app.domain.accounts.actions.codes import reset_account
from app.domain.accounts.actions.sign_in import Browser, sign_in
from app.domain.accounts.attempts import Origin
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account, OneTimeCode, SecondFactor
from app.domain.accounts.rules.sessions import Stage
from app.domain.accounts.rules.two_factor import code_at

pytestmark = pytest.mark.both_databases
PASSWORD, PLACE = "con mèo ngủ trên mái", Origin("203.0.113.9")
HASH = hash_password(PASSWORD)


@pytest.fixture
def passwords(cast) -> None:
    with writing():
        db.session.execute(update(Account).values(password_hash=HASH))


def enter(login: str):
    return sign_in(login, PASSWORD, PLACE, Browser(), clock.now())


@pytest.mark.parametrize(
    ("login", "stage"),
    [
        ("province-officer", Stage.ENROLMENT),
        ("province-admin", Stage.ENROLMENT),
        ("ministry-officer", Stage.ENROLMENT),
        ("teacher", Stage.OPEN),
        ("principal", Stage.OPEN),
        ("district-admin", Stage.OPEN),
    ],
)
def test_AUTH_7_who_must_have_one(cast, passwords, login: str, stage: Stage) -> None:
    entered = enter(login)
    assert entered.stage is stage
    assert (sessions.viewer_of(entered.token) is None) == (stage is not Stage.OPEN)


def test_AUTH_7_set_up_once_then_asked_each_time(cast, passwords) -> None:
    account_id, at = cast.director.account_id, clock.now()
    token = enter("director").token
    secret = second_factor.secret_of(account_id)
    assert second_factor.confirm_second_factor(token, "000000", at) is None
    passed = second_factor.confirm_second_factor(token, code_at(secret, at), at)
    assert passed.token != token
    assert len(passed.codes) == 8
    assert sessions.viewer_of(passed.token)

    waiting = enter("director")
    assert waiting.stage is Stage.SECOND_FACTOR
    used = code_at(secret, at)
    assert second_factor.pass_second_factor(waiting.token, used, PLACE, at) is None, "the same figures twice"
    later = at + timedelta(seconds=30)
    entered = second_factor.pass_second_factor(waiting.token, code_at(secret, later), PLACE, later)
    assert sessions.viewer_of(entered.token).role == "province"
    assert second_factor.pass_second_factor(waiting.token, code_at(secret, later), PLACE, later) is None


def test_AUTH_7_a_one_time_code_works_once(cast, passwords) -> None:
    at = clock.now()
    token = enter("director").token
    codes = second_factor.confirm_second_factor(
        token, code_at(second_factor.secret_of(cast.director.account_id), at), at
    ).codes
    assert second_factor.pass_second_factor(enter("director").token, codes[3].lower(), PLACE, at)
    assert second_factor.pass_second_factor(enter("director").token, codes[3], PLACE, at) is None
    assert second_factor.codes_left(cast.director.account_id) == 7


def test_AUTH_7_the_secret_and_the_codes_are_not_readable_in_the_database(cast, passwords) -> None:
    at = clock.now()
    token = enter("director").token
    secret = second_factor.secret_of(cast.director.account_id)
    codes = second_factor.confirm_second_factor(token, code_at(secret, at), at).codes
    kept = db.session.scalar(select(SecondFactor.secret_sealed))
    assert secret not in kept
    assert not set(codes) & set(db.session.scalars(select(OneTimeCode.digest)))


def test_AUTH_7_guessing_figures_gets_slow(cast, passwords) -> None:
    at = clock.now()
    second_factor.adopt_second_factor(cast.teacher.account_id, at)
    token = enter("teacher").token
    for _ in range(10):
        assert second_factor.pass_second_factor(token, "12345", PLACE, at) is None
    right = code_at(second_factor.secret_of(cast.teacher.account_id), at)
    assert second_factor.pass_second_factor(token, right, PLACE, at) is None
    later = at + timedelta(minutes=1)
    assert second_factor.pass_second_factor(
        token, second_factor.next_figures(cast.teacher.account_id, later), PLACE, later
    )


def test_AUTH_7_a_password_alone_is_good_for_ten_minutes(cast, passwords) -> None:
    second_factor.adopt_second_factor(cast.teacher.account_id, clock.now())
    token = enter("teacher").token
    at = clock.now() + timedelta(minutes=11)
    figures = second_factor.next_figures(cast.teacher.account_id, at)
    assert second_factor.pass_second_factor(token, figures, PLACE, at) is None


def test_AUTH_6_a_reset_forgets_the_lost_phone(cast, passwords) -> None:
    second_factor.adopt_second_factor(cast.teacher.account_id, clock.now())
    reset_account(cast.school_admin.viewer, cast.teacher.person_id, identity_seen=True)
    assert second_factor.secret_of(cast.teacher.account_id) is None


def test_SES_4_taking_the_second_factor_away_ends_every_session(cast, passwords) -> None:
    at = clock.now()
    second_factor.adopt_second_factor(cast.director.account_id, at)
    figures = second_factor.next_figures(cast.director.account_id, at)
    here = second_factor.pass_second_factor(enter("director").token, figures, PLACE, at).token
    there = sessions.open_session(cast.director.account_id, cast.director.appointment_id, at)
    second_factor.remove_second_factor(sessions.viewer_of(here))
    assert sessions.viewer_of(here) is None
    assert sessions.viewer_of(there) is None
    assert enter("director").stage is Stage.ENROLMENT


def test_the_demonstration_prints_figures_that_work_even_twice_in_a_row(cast, passwords) -> None:
    account_id, at = cast.teacher.account_id, clock.now()
    second_factor.adopt_second_factor(account_id, at)
    for _ in range(2):
        figures = second_factor.next_figures(account_id, at)
        assert second_factor.pass_second_factor(enter("teacher").token, figures, PLACE, at)
