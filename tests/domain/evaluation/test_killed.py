"""REL-2: a process killed in the middle of an act leaves nothing of it or all of it; pressed again, it is done once."""

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.evaluation import deciding, self_assessment
from app.domain.evaluation.hand_in.rules import HandInState
from app.domain.evaluation.models import Edition, Evaluation
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.surveys.actions import PURPOSE, send_answer
from app.domain.surveys.models import SurveyResult
from app.domain.surveys.rules import unpack
from app.sealing import unseal
from tests.evaluations import assess, evaluation_of
from tests.hand_ins import finish, hand_in_of, send
from tests.killed import killed_after_commit, killed_before_commit
from tests.surveys import open_about, who_answered

pytestmark = pytest.mark.both_databases
DEATHS = pytest.mark.parametrize(
    ("dies", "stands"), [(killed_before_commit, False), (killed_after_commit, True)], ids=["before", "after"]
)
ALL = dict.fromkeys(range(1, 16), 2)


def number(what, *where) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(what).where(*where)).scalar_one()


def state_of(evaluation_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Evaluation, evaluation_id).state


@DEATHS
def test_rel_2_killed_while_sending_a_self_assessment(cast, period, dies, stands):
    mine = evaluation_of(cast, period, "teacher")
    version = self_assessment.save_levels(cast.teacher.viewer, mine, ALL, 0)
    sent = Edition.evaluation_id == mine
    dies(lambda: self_assessment.send(cast.teacher.viewer, mine, version, "key"))
    assert (state_of(mine) != "open", number(Edition, sent)) == (stands, int(stands))
    receipt = self_assessment.send(cast.teacher.viewer, mine, version, "key")
    assert receipt and number(Edition, sent) == 1
    assert number(JournalEntry, JournalEntry.event == "self_assessment_sent") == 1


@DEATHS
def test_rel_2_killed_while_saving_a_level(cast, period, dies, stands):
    mine = evaluation_of(cast, period, "teacher")
    dies(lambda: self_assessment.save_levels(cast.teacher.viewer, mine, ALL, 0))
    db.session.rollback()
    kept = self_assessment.draft_of(db.session.get_one(Evaluation, mine))
    assert (kept.levels, kept.version) == (((2,) * 15, 1) if stands else ((None,) * 15, 0))


@DEATHS
def test_rel_2_killed_while_publishing_everybody_or_nobody_is_told(cast, period, dies, stands):
    head, people = cast.principal.viewer, []
    for key in ("teacher", "peer"):
        people.append(evaluation_of(cast, period, key))
        assess(cast, people[-1], key, "2" * 15)
        deciding.decide(head, people[-1], 2, "", deciding.rate(head, people[-1], ALL, {}, 0))
    told = Notice.kind == "rank_published"
    dies(lambda: deciding.publish(head, people, "key"))
    assert {state_of(each) for each in people} == {"published" if stands else "decided"}
    assert number(Notice, told) == (2 if stands else 0)
    assert deciding.publish(head, people, "key") == 2
    assert {state_of(each) for each in people} == {"published"} and number(Notice, told) == 2


@DEATHS
def test_rel_2_killed_while_handing_in(cast, period, dies, stands):
    finish(cast, period, "school")
    dies(lambda: send(cast, period, "school", key="key"))
    db.session.rollback()
    assert (hand_in_of(cast, period, "school").state != HandInState.OPEN) is stands
    assert send(cast, period, "school", key="key") == []
    assert hand_in_of(cast, period, "school").state == HandInState.SENT
    assert number(JournalEntry, JournalEntry.event == "hand_in_sent") == 1


@DEATHS
def test_rel_2_killed_while_sending_an_anonymous_answer(cast, period, dies, stands):
    """The used invitation and the count stand or fall together: nobody is lost, nobody counts twice (ANON-1)."""
    form_id, who = open_about(cast, period), cast.teacher.viewer
    dies(lambda: send_answer(who, form_id, (3,) * 18, "Công tâm"))
    db.session.rollback()
    assert who_answered(form_id) == [who.person_id] * stands
    send_answer(who, form_id, (3,) * 18, "Công tâm")
    db.session.rollback()
    kept = unpack(unseal(PURPOSE, db.session.scalar(select(SurveyResult.sealed))))
    assert kept.counts == ((0, 0, 0, 1),) * 18 and kept.comments == ("Công tâm",)
    assert who_answered(form_id) == [who.person_id]
