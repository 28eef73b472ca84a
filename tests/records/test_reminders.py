"""Reminders: seen before they are sent, once a day each, within the sender's sight, on record."""

import smtplib
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.config import Settings
from app.db import db, writing
from app.domain.identity.flows import ClaimState
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import Person
from app.domain.progress import actions
from app.domain.progress.models import Reminded, Reminder
from app.integrations import mail
from app.jobs.runner import run_due_jobs
from tests.cast import Cast
from tests.factories import make_claim
from tests.pages import words

REMINDER = "/records/campaign/reminder"


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where mails go in this test."""
    monkeypatch.setattr(mail, "FOLDER", tmp_path)
    monkeypatch.setattr(mail.send, "__defaults__", (tmp_path,))
    return tmp_path


def reminded() -> set[int]:
    db.session.rollback()
    return set(db.session.scalars(select(Notice.person_id).where(Notice.kind == "campaign_reminder")))


@pytest.mark.both_databases
@pytest.mark.parametrize("hx", [False, True])
def test_a_head_reminds_who_has_not_started_and_nobody_else(cast: Cast, clients, box: Path, hx: bool) -> None:
    make_claim(cast.teacher.person_id)
    with writing():
        db.session.execute(update(Person).where(Person.id == cast.peer.person_id).values(email="hoa@truong.example"))
    actions.rebuild()
    page = clients.principal.get(REMINDER)
    assert "6 người" in words(page) and "Đỗ Văn Minh" in words(page) and "trước ngày 23/04/2022" in words(page)
    answer = clients.principal.submit(REMINDER, hx=hx)
    assert answer.status_code == (204 if hx else 303)
    run_due_jobs()
    assert (
        len(reminded()) == 6 and cast.teacher.person_id not in reminded() and cast.stranger.person_id not in reminded()
    )
    (sent,) = box.glob("*.eml")
    letter = message_from_bytes(sent.read_bytes(), policy=policy.default)
    assert letter["To"] == "hoa@truong.example" and "Đỗ Văn Minh" in letter.get_content()
    assert db.session.scalar(select(func.count()).where(JournalEntry.event == "reminder_sent")) == 1


@pytest.mark.both_databases
def test_nobody_is_reminded_twice_a_day_whoever_asks(cast: Cast, clients, box: Path) -> None:
    actions.rebuild()
    clients.principal.submit(REMINDER)
    run_due_jobs()
    clients.district_officer.submit(REMINDER)
    run_due_jobs()
    db.session.rollback()
    first, second = db.session.scalars(select(Reminder).order_by(Reminder.id)).all()
    assert (first.told, first.passed_over, second.told, second.passed_over) == (7, 0, 3, 7)
    assert db.session.scalar(select(func.count()).select_from(Reminded)) == len(reminded()) == 10
    assert "Hôm nay mọi người trong danh sách đã được nhắc" in words(clients.principal.get(REMINDER))


def test_con_4_a_double_tap_reminds_once(cast: Cast, clients, box: Path) -> None:
    from tests.pages import fill, find_form

    page = clients.principal.get(REMINDER)
    data = fill(find_form(page, "reminder"), {})
    first, second = (clients.principal.post(REMINDER, data=data) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.scalar(select(func.count()).select_from(Reminder)) == 1


def test_a_lecturer_reminds_the_provinces_of_their_university(cast: Cast, clients, box: Path) -> None:
    make_claim(cast.far_teacher.person_id, ClaimState.MISMATCH)
    make_claim(cast.stranger.person_id, ClaimState.MISMATCH)
    clients.lecturer.submit(f"{REMINDER}?state=mismatch")
    run_due_jobs()
    assert reminded() == {cast.stranger.person_id}


@pytest.mark.parametrize("role", ["ministry_officer", "viettel_staff"])
def test_who_has_no_list_reminds_nobody(cast: Cast, clients, role: str) -> None:
    assert clients[role].get(REMINDER).status_code == 404
    assert clients[role].get(f"/records/campaign/{cast.units['school']}/reminder").status_code == 404


def test_a_mail_that_fails_leaves_the_notice(cast: Cast, clients, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise mail.MailNotSent("ConnectionRefusedError")

    monkeypatch.setattr(mail, "send", refuse)
    with writing():
        db.session.execute(update(Person).where(Person.id == cast.peer.person_id).values(email="hoa@truong.example"))
    clients.principal.submit(REMINDER)
    run_due_jobs()
    assert cast.peer.person_id in reminded()
    assert db.session.scalar(select(func.count()).where(Notice.mailed_at.is_not(None))) == 0


def test_a_mail_header_takes_no_second_line(tmp_path: Path) -> None:
    message = mail.compose(Settings(), "a@b.example\nBcc: c@d.example", "Nhắc\r\nBcc: x@y.example", "Nội dung")
    assert message["Bcc"] is None and "\n" not in message["Subject"]


def test_production_without_a_server_sends_nothing_and_says_so(tmp_path: Path) -> None:
    settings = Settings(env="production", mail_server="")
    with pytest.raises(mail.MailNotSent):
        mail.send(settings, mail.compose(settings, "a@b.example", "x", "y"), tmp_path)


def test_a_server_that_is_down_is_a_failure_with_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: object, **_options: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(smtplib, "SMTP", down)
    settings = Settings(mail_server="mail.example:25")
    with pytest.raises(mail.MailNotSent, match="ConnectionRefusedError"):
        mail.send(settings, mail.compose(settings, "a@b.example", "x", "y"))
