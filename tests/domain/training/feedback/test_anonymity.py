"""ANON, for surveys of thousands: who reads the whole live database and the logs cannot tell who answered what."""

import io
import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.journal.models import JournalEntry
from app.domain.surveys.actions import PURPOSE
from app.domain.surveys.models import SurveyResult
from app.domain.surveys.rules import unpack
from app.domain.training.feedback.actions import ask_to_close
from app.domain.work.models import Submission
from app.jobs.runner import run_due_jobs
from app.sealing import unseal
from app.web.trace import JsonLines, pseudonym
from tests.feedback import SIZE, answer, form_of, forms, open_run_of, people_at, run_of, send
from tests.reader import changed, everything
from tests.strict_client import sign_in
from tests.surveys import invited, who_answered

pytestmark = pytest.mark.both_databases
MINE = {"stranger": "2", "teacher": "4", "peer": "3"}


@pytest.fixture
def run_id(cast):
    people_at(cast, "school", 6)
    people_at(cast, "upper_school", 6)
    return open_run_of(cast)


@pytest.fixture
def lines():
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("temis")
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in sink.getvalue().splitlines()]
    logger.removeHandler(handler)


def sending(clients, form_id, who):
    fields = {f"choice_{no}": MINE[who] for no in range(1, SIZE + 1)}
    words = {"material": f"Học liệu của {who}", "comment": f"Góp ý của {who}"}
    answer = clients[who].submit(f"/teacher/training/feedback/{form_id}", **fields, **words)
    assert answer.status_code == 303 and answer.location.endswith(f"/teacher/training/feedback/{form_id}/sent")


def test_anon_1_answers_change_one_row_and_nothing_tells_who_said_what(clients, cast, run_id):
    form_id = form_of(cast, run_id)
    for who in MINE:
        assert clients[who]  # signed in before
    before = everything()
    for who in MINE:
        sending(clients, form_id, who)
    new = changed(before, everything())
    assert new.keys() == {"survey_result"} and len(new["survey_result"]) == 1
    (result,) = new["survey_result"]
    assert result["counts"] is result["comments"] is None
    kept = unpack(unseal(PURPOSE, result["sealed"]))
    assert kept.counts == ((0, 1, 1, 1),) * SIZE and len(kept.comments) == 6
    assert set(who_answered(form_id)) == {cast[who].person_id for who in MINE}


def test_anon_1_closing_leaves_nothing_but_the_one_partition(cast, run_id):
    """Which box an answer lay in is forgotten, too: a box is no slice."""
    units = cast.units
    answer(run_id, {units["district"]: 8, units["upper_school"]: 4}, remark="Tiếng nhỏ")
    ask_to_close(cast.province_officer.viewer, run_id)
    before = everything()
    run_due_jobs()
    new = changed(before, everything())
    for row in new["survey_result"]:
        assert row["sealed"] is row["counts"] is row["comments"] is None
    (run,) = new["feedback_run"]
    assert json.loads(run["rows"]) == {} if isinstance(run["rows"], str) else run["rows"] == {}
    assert run_of(run_id).answers == 12


def test_anon_7_the_log_knows_nobody_who_opened_or_sent_it(app, clients, cast, run_id, lines):
    form_id = form_of(cast, run_id)
    sending(clients, form_id, "teacher")
    answer = sign_in(app, cast.teacher.account_id, cast.teacher.appointment_id).get(
        f"/teacher/training/feedback/{form_id}/sent"
    )
    assert "X-Request-Id" not in answer.headers
    found = [line for line in lines() if line.get("route", "").startswith("/teacher/training/feedback")]
    assert len(found) == 3
    for line in found:
        assert (line["user"], line["unit"], line["request_id"]) == ("", None, "")
    whole = json.dumps(lines(), ensure_ascii=False)
    assert "Góp ý của" not in whole
    with app.test_request_context():
        assert pseudonym(cast.teacher.account_id) not in whole


def test_aud_5_nothing_is_journalled_and_no_key_is_kept(clients, cast, run_id):
    counts = [select(func.count()).select_from(table) for table in (JournalEntry, Submission)]
    before = [db.session.scalar(count) for count in counts]
    form_id = form_of(cast, run_id)
    for who in MINE:
        sending(clients, form_id, who)
    db.session.rollback()
    assert [db.session.scalar(count) for count in counts] == before


def test_con_2_many_sendings_at_once_count_once_each(app, cast, run_id):
    form_id = form_of(cast, run_id)
    people = invited(form_id)
    db.session.remove()

    def one(who):
        with app.app_context():
            try:
                send(who, form_id, who.person_id % 4, "Lời")
            finally:
                db.session.remove()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, people * 3))
    kept = unpack(unseal(PURPOSE, db.session.get_one(SurveyResult, form_id).sealed))
    expected = tuple(sum(who.person_id % 4 == choice for who in people) for choice in range(4))
    assert kept.counts == (expected,) * SIZE and len(kept.comments) == len(people) == len(who_answered(form_id))


def test_the_boxes_of_others_are_untouched_by_an_answer(clients, cast, run_id):
    before = {row["form_id"]: row for row in everything()["survey_result"]}
    form_id = form_of(cast, run_id)
    sending(clients, form_id, "teacher")
    after = {row["form_id"]: row for row in everything()["survey_result"]}
    assert {each for each in forms(run_id) if before[each] != after[each]} == {form_id}
