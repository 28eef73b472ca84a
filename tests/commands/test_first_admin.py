"""AUTH-10, AZ-10: a new installation has no account; the server's holder makes one admin, who makes all others."""

from sqlalchemy import func, select

from app.commands.first_admin import ministry
from app.db import db, writing
from app.domain.accounts.models import Account
from app.domain.accounts.rules import AccountState
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Person, Unit


def _run(app, name: str):
    return app.test_cli_runner().invoke(args=["first-admin", name])


def test_the_first_admin_gets_a_login_and_a_code_that_opens_the_account(app, client):
    told = _run(app, "Nguyễn Thị Tâm")
    assert told.exit_code == 0, told.output
    login, code = told.output.split()
    assert db.session.scalar(select(Account.login)) == login
    secret = "mùa thu lá vàng bay"
    answer = client.submit("/kich-hoat", login=login, activation_code=code, new_password=secret, repeat_password=secret)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert db.session.scalar(select(Account.state)) == AccountState.ACTIVE
    assert db.session.scalar(select(func.count()).where(JournalEntry.event == "code_issued")) == 1


def test_az_10_there_is_no_second_first_admin(app):
    assert _run(app, "Nguyễn Thị Tâm").exit_code == 0
    assert _run(app, "Trần Văn Bình").exit_code == 1
    assert db.session.scalar(select(func.count(Person.id))) == 1


def test_in_1_a_name_that_is_none_is_refused(app):
    assert _run(app, "12345").exit_code == 2
    assert db.session.scalar(select(func.count(Person.id))) == 0


def test_the_ministry_is_made_once(app):
    with writing():
        first = ministry().id
        assert ministry().id == first
    assert db.session.scalar(select(func.count(Unit.id))) == 1
