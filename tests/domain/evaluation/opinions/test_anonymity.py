"""ANON: who reads the whole live database, its system columns and the logs, cannot tell who answered what.

The reader here has more than that: the sealing key, too.
"""

import base64
import io
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, text

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.opinions.actions import close_survey
from app.domain.journal.models import JournalEntry
from app.domain.surveys.actions import PURPOSE, send_answer
from app.domain.surveys.models import SurveyForm, SurveyResult
from app.domain.surveys.rules import unpack
from app.domain.work.models import Submission
from app.sealing import unseal
from app.web.trace import JsonLines, pseudonym
from tests.evaluations import evaluation_of
from tests.reader import changed, everything
from tests.strict_client import sign_in
from tests.surveys import answer_all, invited, open_about, who_answered

pytestmark = pytest.mark.both_databases
MINE = ("teacher", "peer", "staff")
WORDS = {"teacher": "Rất công tâm", "peer": "Nên họp gọn hơn", "staff": "Giữ nếp tốt"}
CHOICES = {"teacher": "4", "peer": "2", "staff": "3"}


@pytest.fixture
def survey(cast, period):
    return open_about(cast, period)


@pytest.fixture
def lines():
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("temis")
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in sink.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_the_reader_misses_nothing_that_one_answer_might_leave(app, cast, survey):
    """The reader itself is put to the test: a row, a changed column, a number drawn each show."""
    before = everything()
    with writing():
        db.session.add(Submission(account_id=cast.teacher.account_id, act="x", key="k", at=clock.now()))
    assert "submission" in changed(before, everything())
    before = everything()
    with writing():
        db.session.execute(text("update survey_form set counted = counted"))
    found = changed(before, everything())
    assert ("survey_form" in found) is (db.engine.dialect.name == "postgresql")  # xmin
    if db.engine.dialect.name == "postgresql":
        name = db.session.execute(text("select schemaname || '.' || sequencename from pg_sequences limit 1"))
        db.session.execute(text("select nextval(:name)"), {"name": name.scalar_one()})
        db.session.rollback()
        assert changed(before, everything()).get("every sequence")
    else:
        assert "sqlite_sequence" not in inspect(db.engine).get_table_names()


def sending(clients, form_id, who) -> None:
    client = clients[who]
    fields = {f"choice_{no}": CHOICES[who] for no in range(1, 19)}
    answer = client.submit(f"/teacher/opinions/{form_id}", **fields, comment=WORDS[who])
    assert answer.status_code == 303 and answer.location.endswith(f"/teacher/opinions/{form_id}/sent")


def test_anon_1_several_answers_change_one_row_and_nothing_tells_who_said_what(clients, survey):
    for who in MINE:
        assert clients[who]  # signed in before
    before = everything()
    for who in MINE:
        sending(clients, survey, who)
    new = changed(before, everything())
    assert new.keys() == {"survey_result"}
    (result,) = new["survey_result"]
    system = {"hidden_rowid"} if db.engine.dialect.name == "sqlite" else {"xmin", "xmax", "ctid"}
    assert set(result) == {"form_id", "answered", "sealed", "counts", "comments"} | system
    assert result["counts"] is result["comments"] is None
    kept = unpack(unseal(PURPOSE, result["sealed"]))
    assert kept.counts == ((0, 1, 1, 1),) * 18 and sorted(kept.comments) == sorted(WORDS.values())


def test_anon_1_an_invitation_is_never_written_again(app, clients, cast, survey):
    """Neither the transaction nor the place on disk of a row tells when its person came, or that they came last."""
    before = everything()["survey_invitation"]
    for number, who in enumerate(("staff", "teacher", "peer"), start=1):  # not the order of the seats
        sending(clients, survey, who)
        found = everything()
        assert found["survey_invitation"] == before
        assert found["survey_result"][0]["answered"].count("1") == number
    assert set(who_answered(survey)) == {cast[who].person_id for who in MINE}


def test_anon_2_the_first_answer_is_no_open_book_either(app, clients, cast, survey):
    """One answer alone would be its author's: while the survey runs the counts are sealed, and without a time."""
    sending(clients, survey, "teacher")
    whole = json.dumps(everything()["survey_result"], default=str, ensure_ascii=False)
    assert WORDS["teacher"] not in whole and "[0, 0, 0, 1]" not in whole
    sealed = db.session.scalar(select(SurveyResult.sealed))
    assert base64.urlsafe_b64decode(sealed)[1:9] == bytes(8)  # where such a seal has its second


def test_anon_7_the_log_knows_nobody_who_opened_or_sent_it(app, clients, cast, survey, lines):
    sending(clients, survey, "teacher")
    client = sign_in(app, cast.teacher.account_id, cast.teacher.appointment_id)
    answer = client.get(f"/teacher/opinions/{survey}/sent")
    assert "X-Request-Id" not in answer.headers
    found = [line for line in lines() if line.get("route", "").startswith("/teacher/opinions")]
    assert len(found) == 3
    for line in found:
        assert (line["user"], line["unit"], line["request_id"]) == ("", None, "")
    whole = json.dumps(lines(), ensure_ascii=False)
    assert WORDS["teacher"] not in whole
    with app.test_request_context():
        assert pseudonym(cast.teacher.account_id) not in whole


def test_anon_7_not_even_a_forged_field_leaves_a_name(app, clients, cast, survey):
    client = sign_in(app, cast.teacher.account_id, cast.teacher.appointment_id)
    client.post(f"/teacher/opinions/{survey}", data={"forged": "1"})
    events = [row for row in everything()["security_event"] if row["event"] == "unknown_fields"]
    assert [(row["account_id"], row["person_id"], row["request_id"]) for row in events] == [(None, None, "")]


def test_anon_7_a_visit_is_not_noted_as_last_seen(app, cast, survey, frozen):
    client = sign_in(app, cast.teacher.account_id, cast.teacher.appointment_id)
    before = everything()["login_session"]
    frozen(clock.now() + timedelta(minutes=5))
    client.get(f"/teacher/opinions/{survey}")
    assert everything()["login_session"] == before


def test_aud_5_nothing_is_journalled_and_no_key_is_kept(app, clients, cast, survey):
    counts = [select(func.count()).select_from(table) for table in (JournalEntry, Submission)]
    before = [db.session.scalar(count) for count in counts]
    for who in MINE:
        sending(clients, survey, who)
    db.session.rollback()
    assert [db.session.scalar(count) for count in counts] == before


def test_con_2_many_sendings_at_once_count_once_each(app, clients, cast, survey):
    people = invited(survey)
    db.session.remove()

    def send(who):
        with app.app_context():
            try:
                send_answer(who, survey, (who.person_id % 4,) * 18)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, people * 3))
    kept = unpack(unseal(PURPOSE, db.session.scalar(select(SurveyResult.sealed))))
    expected = tuple(sum(who.person_id % 4 == choice for who in people) for choice in range(4))
    assert kept.counts == (expected,) * 18
    assert len(who_answered(survey)) == len(people)


def test_anon_6_a_second_sending_changes_nothing_and_reads_the_same(app, clients, cast, survey):
    sending(clients, survey, "teacher")
    kept = select(SurveyResult.sealed), select(SurveyResult.answered)
    before = [db.session.scalars(each).all() for each in kept]
    answer = clients.teacher.post(f"/teacher/opinions/{survey}", data={f"choice_{no}": "1" for no in range(1, 19)})
    assert answer.location.endswith("/sent")
    assert [db.session.scalars(each).all() for each in kept] == before
    assert clients.teacher.get(f"/teacher/opinions/{survey}").status_code == 303


def test_anon_1_counts_changed_by_hand_are_noticed(app, clients, cast, survey):
    people = invited(survey)
    send_answer(people[0], survey, (1,) * 18)
    with writing():
        db.session.execute(text("update survey_result set answered = replace(answered, '1', '0')"))
    with pytest.raises(RuntimeError):
        send_answer(people[1], survey, (1,) * 18)


def test_anon_4_too_few_answers_are_thrown_away_unseen(cast, period, survey):
    answer_all(survey, [3, 2, 1, 0], ("Một lời",))
    close_survey(cast.district_officer.viewer, evaluation_of(cast, period, "principal"))
    result, form = db.session.get_one(SurveyResult, survey), db.session.get_one(SurveyForm, survey)
    assert (result.sealed, result.counts, result.comments, form.answers) == (None, None, None, 4)


def test_sqlite_overwrites_what_is_deleted(app):
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("pragma secure_delete")).scalar_one() == 1
    else:
        found = "select reloptions from pg_class where relname = 'survey_result'"
        assert "autovacuum_vacuum_threshold=1" in db.session.execute(text(found)).scalar_one()
