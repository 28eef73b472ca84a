"""Colleagues who have not answered are reminded in the app and by mail, each once a day."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.peers.reminding import remind
from app.domain.evaluation.refusals import NotNow
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import Person
from app.integrations import mail
from app.jobs.runner import run_due_jobs
from tests.evaluations import OPINIONS_DUE, give_opinions

pytestmark = pytest.mark.both_databases


@pytest.fixture
def box(tmp_path, monkeypatch):
    """Where mails go in this test."""
    monkeypatch.setattr(mail, "FOLDER", tmp_path)
    monkeypatch.setattr(mail.send, "__defaults__", (tmp_path,))
    return tmp_path


def reminded():
    db.session.rollback()
    return db.session.scalars(select(Notice.person_id).where(Notice.kind == "peer_reminder")).all()


def test_who_is_silent_is_told_once_a_day_and_never_oneself(cast, period, group, box):
    with writing():
        db.session.execute(update(Person).where(Person.id == cast.teacher.person_id).values(email="lan@truong.example"))
    give_opinions(cast, period, "peer", 2)
    assert remind(cast.group_head.viewer, period, group) == 3  # the teacher and two without accounts
    assert cast.teacher.person_id in reminded()
    assert not {cast.peer.person_id, cast.group_head.person_id} & set(reminded())
    assert remind(cast.principal.viewer, period, group) == 1  # the group head alone was not told yet
    run_due_jobs()
    (sent,) = box.glob("*.eml")
    letter = message_from_bytes(sent.read_bytes(), policy=policy.default)
    assert letter["To"] == "lan@truong.example" and "Phạm Văn Khoa" in letter.get_content()
    with writing():
        db.session.execute(update(Notice).values(created_at=clock.now() - timedelta(days=1), mailed_at=None))
    assert remind(cast.group_head.viewer, period, group) == 3
    run_due_jobs()
    assert len(list(box.glob("*.eml"))) == 2, "yesterday's is not mailed again"
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "peers_reminded")).all()
    assert [entry.after["told"] for entry in entries] == [3, 1, 3]


def test_con_4_a_form_sent_twice_reminds_once(cast, period, group):
    assert [remind(cast.principal.viewer, period, group, "k1") for _ in range(2)] == [5, 5]
    assert len(reminded()) == 5


@pytest.mark.parametrize("who", ["teacher", "vice_principal", "stranger_principal", "school_admin", "district_head"])
def test_az_others_do_not_remind(cast, period, group, who):
    with pytest.raises(LookupError):
        remind(cast[who].viewer, period, group)
    assert reminded() == []


def test_con_5_nobody_is_reminded_of_what_is_over(cast, period, group):
    clock.pin_today(OPINIONS_DUE)
    with pytest.raises(NotNow, match="asking_over"):
        remind(cast.principal.viewer, period, group)
