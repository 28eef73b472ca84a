"""Coming in: every failure alike, guessing slow, a colleague never locked out (SES, AUTH-4, AUTH-5)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts import attempts, hashing, sessions
from app.domain.accounts.actions import second_factor
from app.domain.accounts.actions.passwords import change_password
from app.domain.accounts.actions.sign_in import Browser, check_again, sign_in
from app.domain.accounts.attempts import Origin
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account, FailedAttempts, LoginSession
from app.domain.accounts.rules import AccountState
from app.domain.accounts.rules.sessions import SessionState, Stage
from app.domain.journal.models import SecurityEvent
from app.domain.organisation.models import Appointment, Person

pytestmark = pytest.mark.both_databases

NOW = clock.now().replace(microsecond=0)
PASSWORD = "con mèo ngủ trên mái"
HOME, SCHOOL, ELSEWHERE = Origin("10.1.1.1", "h" * 43), Origin("10.2.2.2"), Origin("203.0.113.9")
PLAIN = Browser("Chrome, Windows", "10.1.1.0/24")
HASH = hash_password(PASSWORD)


@pytest.fixture
def teacher(cast):
    """The cast's teacher, with a password."""
    with writing():
        db.session.execute(update(Account).where(Account.id == cast.teacher.account_id).values(password_hash=HASH))
    return cast.teacher


def enter(login: str = "teacher", password: str = PASSWORD, origin: Origin = ELSEWHERE, at: datetime = NOW):
    return sign_in(login, password, origin, PLAIN, at)


def test_SES_1_the_database_keeps_no_token(teacher) -> None:
    entered = enter()
    assert entered.stage is Stage.OPEN
    row = db.session.scalars(select(LoginSession).order_by(LoginSession.id.desc())).first()
    assert len(entered.token) >= 43
    assert row.token_hash == sessions.token_hash(entered.token) != entered.token
    assert (row.browser, row.network) == ("Chrome, Windows", "10.1.1.0/24")
    assert sessions.viewer_of(entered.token).person_id == teacher.person_id


def test_SES_1_each_sign_in_has_an_id_of_its_own(teacher) -> None:
    assert enter().token != enter().token


def test_AUTH_5_every_failure_hashes_once_and_answers_none(teacher, cast, monkeypatch) -> None:
    hashed = []
    real = hashing._hasher.verify
    monkeypatch.setattr(hashing, "_hasher", type("Counting", (), {
        "verify": lambda _self, known, typed: hashed.append(known) or real(known, typed),
        "check_needs_rehash": lambda _self, _known: False,
        "hash": lambda _self, typed: HASH,
    })())  # fmt: skip
    with writing():
        db.session.execute(
            update(Account).where(Account.id == cast.peer.account_id).values(state=AccountState.DISABLED)
        )
        db.session.execute(
            update(Account)
            .where(Account.id == cast.staff.account_id)
            .values(state=AccountState.CODE_ISSUED, password_hash=None)
        )
    for login in ("nobody-at-all", "teacher", "peer", "staff"):
        hashed.clear()
        assert enter(login, "sai mật khẩu") is None
        assert len(hashed) == 1, login
    for _ in range(12):
        enter(password="sai mật khẩu")
    hashed.clear()
    assert enter() is None, "refused until an instant, though the password is right"
    assert len(hashed) == 1


def test_AUTH_4_the_tenth_failure_delays_and_the_delay_ends(teacher) -> None:
    for _ in range(10):
        assert enter(password="sai") is None
    assert enter(at=NOW + timedelta(seconds=59)) is None
    assert enter(at=NOW + timedelta(seconds=61)) is not None
    kept = db.session.scalar(select(func.count()).select_from(FailedAttempts))
    assert kept == 2, "only the address's count and everybody's"


def test_AUTH_4_a_known_device_and_a_known_address_are_not_held_up_by_strangers(teacher) -> None:
    assert enter(origin=HOME)
    assert enter(origin=SCHOOL)
    for _ in range(30):
        enter(password="sai", origin=ELSEWHERE)
    assert enter(origin=ELSEWHERE) is None
    assert enter(origin=Origin("198.51.100.7", HOME.device)), "the device, wherever it is"
    assert enter(origin=Origin(SCHOOL.address)), "the address, whichever device"


def test_AUTH_4_a_whole_school_behind_one_address_comes_in(teacher, cast, monkeypatch) -> None:
    quick = "app.domain.accounts.actions.sign_in.is_password"  # 300 real hashes take ten seconds
    monkeypatch.setattr(quick, lambda typed, _stored: typed == PASSWORD)
    for number in range(300):
        enter(f"ai-do-{number}", "sai")
    assert enter(origin=ELSEWHERE)


def test_AUTH_4_counts_survive_a_restart_and_hold_no_address(teacher) -> None:
    enter(password="sai")
    keys = db.session.scalars(select(FailedAttempts.key)).all()
    assert len(keys) == 3
    assert not any(ELSEWHERE.address in key or "teacher" in key for key in keys)


def test_AUTH_4_guessing_at_large_raises_the_alarm_once(teacher, monkeypatch) -> None:
    alarms = []
    monkeypatch.setattr(attempts, "ALARM_FAILURES", 5)
    monkeypatch.setattr(attempts.log, "error", lambda event, **_fields: alarms.append(event))
    for number in range(8):
        enter(f"ai-do-{number}", "sai", Origin(f"198.51.100.{number}"))
    assert alarms == ["sign_in_alarm"]


def test_AUTH_4_unknown_names_are_counted_alike(teacher) -> None:
    for _ in range(11):
        enter("nobody", "sai")
    refused = select(func.count()).where(SecurityEvent.event == "sign_in_refused")
    assert db.session.scalar(refused) == 1


def test_AUTH_1_a_weak_hash_is_renewed_at_sign_in(teacher) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with writing():
        db.session.execute(update(Account).where(Account.id == teacher.account_id).values(password_hash=weak))
    assert enter()
    kept = db.session.scalar(select(Account.password_hash).where(Account.id == teacher.account_id))
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("typed", ["01101000001", "1101000001", "0110 100 0001", "TEACHER", " teacher "])
def test_AUTH_3_comes_in_by_login_name_or_verified_id_with_zeros_or_not(teacher, typed: str) -> None:
    with writing():
        db.session.execute(
            update(Person)
            .where(Person.id == teacher.person_id)
            .values(sector_id="01101000001", sector_key="1101000001")
        )
    assert enter(typed)


def test_AUTH_3_an_unverified_id_is_no_login(teacher) -> None:
    assert enter("01101000001") is None


def test_AUTH_3_a_forgiving_match_must_be_the_only_one(teacher, cast) -> None:
    with writing():
        for person_id, exact in ((teacher.person_id, "0777000111"), (cast.peer.person_id, "00777000111")):
            db.session.execute(
                update(Person).where(Person.id == person_id).values(sector_id=exact, sector_key="777000111")
            )
    assert enter("0777000111"), "the exact one"
    assert enter("777000111") is None


def test_AUTH_8_the_time_before_is_kept(teacher) -> None:
    first = sessions.viewer_of(enter(at=NOW).token)
    assert sessions.signed_in_before(first) is None
    later = sessions.viewer_of(enter(at=clock.now()).token)
    assert sessions.signed_in_before(later) == NOW


def test_SES_3_a_session_rests_locks_and_opens_again_by_the_password(teacher, frozen: Callable) -> None:
    frozen(NOW)
    token = enter().token
    late = NOW + timedelta(hours=8)
    assert sessions.look_up(token, late - timedelta(seconds=1)).is_open
    assert sessions.look_up(token, late).state is SessionState.LOCKED
    assert not check_again(token, "sai", "", ELSEWHERE, late).right
    answer = check_again(token, PASSWORD, "", ELSEWHERE, late)
    assert answer.right
    assert answer.token is None
    assert sessions.look_up(token, late).is_open
    assert sessions.look_up(token, late + timedelta(hours=9, minutes=1)) is None


def test_SES_3_past_twelve_hours_the_password_gives_a_new_session(teacher) -> None:
    token = enter().token
    sessions.touch(sessions.look_up(token, NOW).viewer.session_id, NOW + timedelta(hours=11, minutes=50))
    late = NOW + timedelta(hours=12, minutes=5)
    assert sessions.look_up(token, late).state is SessionState.LOCKED
    answer = check_again(token, PASSWORD, "", ELSEWHERE, late)
    assert answer.token not in (None, token)
    assert sessions.look_up(token, late) is None
    assert sessions.look_up(answer.token, late).is_open


def rested_past_twelve_hours(login: str = "teacher"):
    """A session used all day, and the instant five minutes after its absolute end."""
    entered = sign_in(login, PASSWORD, HOME, Browser(), NOW)
    token = entered.token
    if entered.stage is Stage.SECOND_FACTOR:
        account_id = sessions.look_up(token, NOW).viewer.account_id
        token = second_factor.pass_second_factor(token, second_factor.next_figures(account_id, NOW), HOME, NOW).token
    sessions.touch(sessions.look_up(token, NOW).viewer.session_id, NOW + timedelta(hours=11, minutes=50))
    return token, NOW + timedelta(hours=12, minutes=5)


def test_SES_3_past_twelve_hours_the_second_factor_is_shown_again_too(teacher) -> None:
    second_factor.adopt_second_factor(teacher.account_id, NOW)
    token, late = rested_past_twelve_hours()
    for figures in ("", "000000"):
        assert not check_again(token, PASSWORD, figures, ELSEWHERE, late).right, "the password alone"
    figures = second_factor.next_figures(teacher.account_id, late)
    assert not check_again(token, "sai", figures, ELSEWHERE, late).right
    answer = check_again(token, PASSWORD, second_factor.next_figures(teacher.account_id, late), ELSEWHERE, late)
    assert answer.right
    assert sessions.look_up(answer.token, late).is_open
    assert sessions.look_up(token, late) is None
    kept = db.session.scalars(select(SecurityEvent.event).where(SecurityEvent.account_id == teacher.account_id)).all()
    assert list(kept).count("second_factor_failed") == 2
    assert list(kept).count("signed_in") == 2


def test_SES_3_guessing_figures_at_a_locked_session_gets_slow(teacher) -> None:
    second_factor.adopt_second_factor(teacher.account_id, NOW)
    token, late = rested_past_twelve_hours()
    for _ in range(10):
        assert not check_again(token, PASSWORD, "12345", ELSEWHERE, late).right
    right = second_factor.next_figures(teacher.account_id, late)
    assert not check_again(token, PASSWORD, right, ELSEWHERE, late).right


def test_SES_3_a_rested_session_within_its_life_opens_by_the_password_alone(teacher) -> None:
    second_factor.adopt_second_factor(teacher.account_id, NOW)
    entered = sign_in("teacher", PASSWORD, HOME, Browser(), NOW)
    figures = second_factor.next_figures(teacher.account_id, NOW)
    token = second_factor.pass_second_factor(entered.token, figures, HOME, NOW).token
    assert check_again(token, PASSWORD, "", ELSEWHERE, NOW + timedelta(hours=8, minutes=5)).right


def test_SES_3_changing_the_password_does_not_lengthen_the_absolute_life(teacher) -> None:
    token = enter().token
    later = NOW + timedelta(hours=7)
    new = change_password(teacher.viewer, token, PASSWORD, "bốn con gà gáy sáng", HOME, later)
    sessions.touch(sessions.look_up(new, later).viewer.session_id, NOW + timedelta(hours=11))
    assert sessions.look_up(new, NOW + timedelta(hours=11, minutes=59)).is_open
    assert sessions.look_up(new, NOW + timedelta(hours=12)).state is SessionState.LOCKED


def test_SES_3_a_shared_machine_locks_after_a_quarter_of_an_hour(teacher) -> None:
    shared = sign_in("teacher", PASSWORD, HOME, Browser(shared_machine=True), NOW)
    assert sessions.look_up(shared.token, NOW + timedelta(minutes=15)).state is SessionState.LOCKED


def test_SES_4_a_session_ends_with_the_appointment_it_acts_in(teacher) -> None:
    token = enter().token
    with writing():
        db.session.execute(
            update(Appointment).where(Appointment.id == teacher.appointment_id).values(ends=clock.today())
        )
    assert sessions.viewer_of(token) is None
    assert sessions.viewer_of(enter(at=clock.now()).token).role == "", "who left comes in for the own data (AUTH-9)"


def test_SES_4_signing_out_everywhere_ends_every_session(teacher) -> None:
    tokens = [enter(at=clock.now()).token for _ in range(3)]
    assert sessions.sign_out_everywhere(sessions.viewer_of(tokens[0]), clock.now()) >= 3
    assert [sessions.viewer_of(token) for token in tokens] == [None, None, None]


@pytest.mark.parametrize("change", [{"merged_into_id": True}, {"deceased": True}])
def test_AUTH_9_nobody_comes_in_for_the_dead_or_the_merged(teacher, cast, change) -> None:
    token = enter().token
    with writing():
        values = {"merged_into_id": cast.peer.person_id} if "merged_into_id" in change else change
        db.session.execute(update(Person).where(Person.id == teacher.person_id).values(**values))
    assert sessions.viewer_of(token) is None


def test_AZ_8_acting_in_another_appointment_is_explicit_and_ones_own(cast) -> None:
    admin = cast.school_admin.viewer
    own = [appointment.id for appointment, _unit in sessions.places_of(admin.person_id)]
    other = next(each for each in own if each != admin.appointment_id)
    assert not sessions.act_as(admin, cast.teacher.appointment_id)
    assert sessions.act_as(admin, other)
    assert db.session.get_one(LoginSession, admin.session_id).appointment_id == other


def test_an_admin_begins_as_admin_and_later_where_the_last_session_was(cast) -> None:
    account = db.session.get_one(Account, cast.school_admin.account_id)
    login = account.login
    with writing():
        account.password_hash = HASH
        db.session.execute(delete(LoginSession).where(LoginSession.account_id == account.id))
    first = sessions.viewer_of(enter(login).token)
    assert first.role == "admin"
    own = [appointment.id for appointment, _unit in sessions.places_of(first.person_id)]
    sessions.act_as(first, next(each for each in own if each != first.appointment_id))
    assert sessions.viewer_of(enter(login).token).role != "admin"
