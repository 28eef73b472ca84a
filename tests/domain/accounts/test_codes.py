"""Slips, activation, resets: AUTH-3, AUTH-6, AZ-10, SES-4."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts import sessions
from app.domain.accounts.actions import codes
from app.domain.accounts.actions.passwords import activate, change_password
from app.domain.accounts.actions.sign_in import Browser, SignedIn, sign_in
from app.domain.accounts.attempts import Origin
from app.domain.accounts.models import Account, ActivationCode
from app.domain.accounts.rules import AccountState, activation
from app.domain.accounts.rules.passwords import PasswordProblem
from app.domain.accounts.rules.states import DisabledReason
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import Unit
from tests.factories import make_teacher

pytestmark = pytest.mark.both_databases
PLACE, BROWSER = Origin("203.0.113.9", "d" * 43), Browser()
PASSWORD = "con mèo ngủ trên mái"


@pytest.fixture
def newcomer(cast) -> int:
    """Somebody at the cast's school who has no account yet."""
    return make_teacher(db.session.get_one(Unit, cast.units["school"]), "Nguyễn Văn Mới").id


def slip_for(cast, person_id: int, admin: str = "school_admin") -> codes.Slip:
    [slip] = codes.issue_codes(cast[admin].viewer, [person_id], None)
    return slip


def use(slip: codes.Slip, password: str = PASSWORD, at: datetime | None = None):
    return activate(slip.login_name, slip.code, password, PLACE, BROWSER, at or clock.now())


def test_AUTH_3_a_slip_makes_the_account_and_keeps_only_a_digest(cast, newcomer) -> None:
    slip = slip_for(cast, newcomer)
    account = db.session.scalar(select(Account).where(Account.person_id == newcomer))
    kept = db.session.get_one(ActivationCode, account.id)
    assert account.state == AccountState.CODE_ISSUED
    assert slip.login_name == account.login == f"moinv{newcomer}"
    assert activation.tidy(slip.code) not in kept.digest
    assert len(kept.digest) == 64
    assert slip.password_length == 10


def test_AUTH_3_the_code_opens_once_and_the_password_is_the_persons_own(cast, newcomer) -> None:
    slip = slip_for(cast, newcomer)
    assert isinstance(use(slip), SignedIn)
    assert use(slip) is None
    assert sign_in(slip.login_name, PASSWORD, PLACE, BROWSER, clock.now())
    assert db.session.scalar(select(func.count()).select_from(ActivationCode)) == 0


def test_AUTH_3_a_new_slip_kills_the_earlier_one(cast, newcomer) -> None:
    first, second = slip_for(cast, newcomer), slip_for(cast, newcomer)
    assert use(first) is None
    assert isinstance(use(second), SignedIn)


def test_AUTH_3_a_code_dies_at_its_hour(cast, newcomer) -> None:
    slip = slip_for(cast, newcomer)
    assert use(slip, at=slip.good_until) is None
    assert isinstance(use(slip, at=slip.good_until - timedelta(seconds=1)), SignedIn)


def test_AUTH_2_a_refused_password_leaves_the_code_alive(cast, newcomer) -> None:
    slip = slip_for(cast, newcomer)
    assert use(slip, "123456@Abc") == [PasswordProblem.WIDELY_KNOWN]
    assert isinstance(use(slip), SignedIn)


def test_AUTH_5_a_wrong_code_tells_nothing_about_passwords(cast, newcomer) -> None:
    slip = slip_for(cast, newcomer)
    assert activate(slip.login_name, "AAAA-AAAA-AAAA", "123", PLACE, BROWSER, clock.now()) is None
    assert activate("khong-co-ai", slip.code, "123", PLACE, BROWSER, clock.now()) is None


def test_AUTH_4_guessing_codes_gets_slow(cast, newcomer) -> None:
    slip, stranger = slip_for(cast, newcomer), Origin("198.51.100.1")
    at = clock.now()
    for _ in range(10):
        assert activate(slip.login_name, "AAAA-AAAA-AAAA", PASSWORD, stranger, BROWSER, at) is None
    assert activate(slip.login_name, slip.code, PASSWORD, stranger, BROWSER, at) is None
    later = at + timedelta(minutes=1)
    assert isinstance(activate(slip.login_name, slip.code, PASSWORD, stranger, BROWSER, later), SignedIn)


def test_AUTH_3_a_slip_never_takes_a_password_away(cast) -> None:
    assert codes.issue_codes(cast.school_admin.viewer, [cast.teacher.person_id], None) == []
    assert db.session.get_one(Account, cast.teacher.account_id).state == AccountState.ACTIVE


def test_slips_come_in_the_order_asked_and_never_for_others_people(cast, newcomer) -> None:
    stranger = make_teacher(db.session.get_one(Unit, cast.units["other_school"]), "Người Lạ").id
    second = make_teacher(db.session.get_one(Unit, cast.units["school"]), "Trần Thị Hai").id
    slips = codes.issue_codes(cast.school_admin.viewer, [second, stranger, newcomer, second], None)
    assert [slip.person_id for slip in slips] == [second, newcomer]
    wide = codes.issue_codes(cast.district_admin.viewer, [stranger, newcomer], None)
    assert [slip.person_id for slip in wide] == [stranger, newcomer]
    assert codes.issue_codes(cast.far_admin.viewer, [stranger, newcomer], None) == []
    assert codes.issue_codes(cast.principal.viewer, [newcomer], None) == []


def test_AUTH_6_a_reset_ends_sessions_kills_the_password_and_tells_the_person(cast) -> None:
    token = sessions.open_session(cast.teacher.account_id, cast.teacher.appointment_id, clock.now())
    slip = codes.reset_account(cast.school_admin.viewer, cast.teacher.person_id, identity_seen=True)
    assert isinstance(slip, codes.Slip)
    account = db.session.get_one(Account, cast.teacher.account_id)
    assert (account.state, account.password_hash) == (AccountState.CODE_ISSUED, None)
    assert sessions.viewer_of(token) is None
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == cast.teacher.person_id)).all()
    assert "account_reset" in told
    assert isinstance(use(slip), SignedIn)


def test_AUTH_6_the_admin_must_have_seen_the_person(cast) -> None:
    problems = codes.reset_account(cast.school_admin.viewer, cast.teacher.person_id, identity_seen=False)
    assert [problem.code for problem in problems] == ["identity_not_seen"]
    assert db.session.get_one(Account, cast.teacher.account_id).state == AccountState.ACTIVE


def test_AUTH_6_twenty_a_day_and_the_level_above_hears_of_it(cast, monkeypatch) -> None:
    monkeypatch.setattr(codes, "RESETS_A_DAY", 2)
    admin = cast.school_admin.viewer
    assert isinstance(codes.reset_account(admin, cast.teacher.person_id, identity_seen=True), codes.Slip)
    assert isinstance(codes.reset_account(admin, cast.peer.person_id, identity_seen=True), codes.Slip)
    third = codes.reset_account(admin, cast.staff.person_id, identity_seen=True)
    assert [problem.code for problem in third] == ["too_many_resets"]
    told = select(Notice.kind).where(Notice.person_id == cast.district_admin.person_id)
    assert db.session.scalars(told).all() == ["many_resets"]


def test_AUTH_6_an_admins_own_reset_comes_from_the_level_above(cast) -> None:
    target = cast.school_admin.person_id
    for refused in ("school_admin", "stranger_admin", "principal", "far_admin"):
        assert isinstance(codes.reset_account(cast[refused].viewer, target, identity_seen=True), list), refused
    assert isinstance(codes.reset_account(cast.district_admin.viewer, target, identity_seen=True), codes.Slip)


def test_SES_4_a_closed_account_is_out_at_once_and_comes_back_with_a_new_slip(cast) -> None:
    token = sessions.open_session(cast.teacher.account_id, cast.teacher.appointment_id, clock.now())
    admin = cast.school_admin.viewer
    assert codes.disable_account(admin, cast.teacher.person_id, "Nghi bị lộ mật khẩu") == []
    assert sessions.viewer_of(token) is None
    assert codes.issue_codes(admin, [cast.teacher.person_id], None) == []
    assert codes.enable_account(admin, cast.teacher.person_id, "Đã xác minh") == []
    assert isinstance(use(slip_for(cast, cast.teacher.person_id)), SignedIn)
    events = select(JournalEntry.event).where(JournalEntry.subject_id == cast.teacher.account_id)
    seen = db.session.scalars(events.where(JournalEntry.subject_kind == "account")).all()
    assert seen[:2] == ["account_disabled", "account_enabled"]


def test_AUTH_9_a_merged_record_closes_its_account(cast) -> None:
    token = sessions.open_session(cast.teacher.account_id, cast.teacher.appointment_id, clock.now())
    codes.close_for_good(cast.school_admin.viewer, cast.teacher.person_id, DisabledReason.MERGED)
    assert sessions.viewer_of(token) is None
    assert db.session.get_one(Account, cast.teacher.account_id).state == AccountState.DISABLED


def test_SES_1_a_changed_password_renews_this_session_and_ends_the_others(cast, newcomer) -> None:
    slip = slip_for(cast, newcomer)
    here = use(slip).token
    there = sign_in(slip.login_name, PASSWORD, PLACE, BROWSER, clock.now()).token
    viewer = sessions.viewer_of(here)
    assert change_password(viewer, here, "sai", "một câu khác hẳn", PLACE, clock.now()) is None
    assert change_password(viewer, here, PASSWORD, "123456@Abc", PLACE, clock.now()) == [PasswordProblem.WIDELY_KNOWN]
    renewed = change_password(viewer, here, PASSWORD, "một câu khác hẳn", PLACE, clock.now())
    assert renewed != here
    assert sessions.viewer_of(renewed)
    assert sessions.viewer_of(here) is sessions.viewer_of(there) is None


def test_AUTH_2_knows_the_persons_own_facts(cast, newcomer) -> None:
    slip = slip_for(cast, newcomer)
    assert PasswordProblem.HOLDS_SCHOOL in use(slip, "toi o truong nguyendu nay")
    assert PasswordProblem.HOLDS_BIRTH_DATE in use(slip, "sinh ngay 20051985")
    assert PasswordProblem.HOLDS_NAME in use(slip, "nguyenvanmoi#77")


def test_a_printed_code_of_an_active_deadline_dies_with_it(cast, newcomer) -> None:
    deadline = clock.now() + timedelta(days=20)
    [slip] = codes.issue_codes(cast.school_admin.viewer, [newcomer], deadline)
    assert abs(slip.good_until - deadline) < timedelta(seconds=1)


def test_nobody_is_printed_for_who_has_left(cast) -> None:
    with writing():
        db.session.execute(
            update(Account).where(Account.id == cast.leaver.account_id).values(state="new", password_hash=None)
        )
    assert codes.issue_codes(cast.school_admin.viewer, [cast.leaver.person_id], None) == []


def test_AUTH_2_each_slip_says_how_long_this_persons_password_must_be(cast) -> None:
    """Whoever decides in any appointment needs twelve, also where the main one is a member of staff's."""
    with writing():
        db.session.execute(update(Account).values(state=AccountState.NEW, password_hash=None))
    asked = [cast.teacher.person_id, cast.principal.person_id, cast.school_admin.person_id]
    slips = codes.issue_codes(cast.district_admin.viewer, asked, None)
    assert {slip.person_id: slip.password_length for slip in slips} == {
        cast.teacher.person_id: 10, cast.principal.person_id: 12, cast.school_admin.person_id: 12,
    }  # fmt: skip
