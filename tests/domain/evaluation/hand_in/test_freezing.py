"""What lies above is frozen: every way to change something of the unit and period is refused, in one sentence."""

import threading
from datetime import date

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain.evaluation import deciding, peers, self_assessment
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import Outcome
from app.domain.evaluation.appeals.settling import Settlement, review, settle, take_up
from app.domain.evaluation.cycles.actions import consent
from app.domain.evaluation.evidence.actions import Details, add_piece
from app.domain.evaluation.evidence.applying import bring_over, set_uses
from app.domain.evaluation.excuses.actions import bring_back, excuse
from app.domain.evaluation.excuses.rules import ExcusedFor
from app.domain.evaluation.hand_in import actions, queries
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.opinions.actions import open_survey
from app.domain.evaluation.peers.adjusting import adjust
from app.domain.evaluation.peers.arranging import arrange
from app.domain.evaluation.peers.rules import Way
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.results.actions import add_newcomer, enter
from app.domain.evaluation.results.rules import Paper
from app.domain.organisation.models import Unit
from app.domain.standards.queries import standard_of
from tests.evaluations import evaluation_of, hold_period
from tests.factories import make_teacher
from tests.hand_ins import accept, finish, hand_in_of

pytestmark = pytest.mark.both_databases
STATES = {"sent": "handed_in", "checked": "handed_in", "accepted": "hand_in_accepted"}


def close(cast, period, state, unit="school"):
    """The unit's results in this state, however unfinished they are: only the check is at stake."""
    hand_in_of(cast, period, unit)
    with writing():
        row = db.session.scalars(
            select(HandIn).where(HandIn.period_id == period, HandIn.unit_id == cast.units[unit])
        ).one()
        row.state, row.sent_at, row.sent_by = state, row.period.opens, cast.principal.person_id
        row.receipt, row.accepted_at = f"NKQ-{unit}"[:20], row.period.opens if state == "accepted" else None


def ways(cast, period, mine):
    """Every action that changes something of an evaluation, by name."""
    head, own, peer = cast.principal.viewer, cast.teacher.viewer, cast.peer.viewer
    group_id = db.session.get_one(Evaluation, mine).group_id
    piece = add_piece(own, Details("Giáo án", "", "https://example.edu.vn/giao-an")).evidence_id
    return {
        "rate": lambda: deciding.rate(head, mine, {1: 2}, {}, 0),
        "return": lambda: deciding.return_to_person(head, mine, "Viết rõ hơn"),
        "save levels": lambda: self_assessment.save_levels(own, mine, {1: 2}, 0),
        "save words": lambda: self_assessment.save_words(own, mine, self_assessment.Words("Tốt"), 0),
        "send": lambda: self_assessment.send(own, mine, 0),
        "use evidence": lambda: set_uses(own, mine, 1, [piece]),
        "add used evidence": lambda: add_piece(own, Details("Hồ sơ", "", "https://example.edu.vn"), None, (mine, 1)),
        "bring evidence over": lambda: bring_over(own, mine),
        "excuse": lambda: excuse(head, mine, ExcusedFor.OTHER, "Lý do khác"),
        "excuse by the admin": lambda: excuse(cast.school_admin.viewer, mine, ExcusedFor.OTHER, "Lý do khác"),
        "opinion": lambda: peers.save_opinion(peer, mine, {1: 2}, 0),
        "send opinions": lambda: peers.send_opinions(peer, period),
        "ask others": lambda: adjust(head, mine, [], [cast.peer.person_id], "Không cùng chuyên môn"),
        "arrange a group": lambda: arrange(head, period, group_id, Way.LEFT_OUT, [], "Tổ quá nhỏ để lấy ý kiến"),
    }  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_way_to_write_is_closed(cast, period, evaluation, state):
    mine = evaluation("teacher")
    acts = ways(cast, period, mine)
    close(cast, period, state)
    before = db.session.get_one(Evaluation, mine).version
    for name, act in acts.items():
        with pytest.raises(NotNow, match=STATES[state]):
            act()
            pytest.fail(name)
    assert db.session.get_one(Evaluation, mine, populate_existing=True).version == before


@pytest.mark.parametrize("state", ["open", "returned", "reopened"])
def test_what_came_back_is_open_again(cast, period, evaluation, state):
    mine = evaluation("teacher")
    acts = ways(cast, period, mine)
    close(cast, period, "sent")
    with writing():
        hand_in_of(cast, period, "school").state = state
    for name in ("save levels", "opinion", "use evidence"):
        acts[name]()


def test_a_rank_is_neither_taken_back_nor_published_nor_recalled(cast, period, evaluation):
    mine = evaluation("teacher")
    finish(cast, period, "school", publish=False)
    close(cast, period, "sent")
    for act in (
        lambda: deciding.reopen(cast.principal.viewer, mine),
        lambda: deciding.publish(cast.principal.viewer, [mine]),
        lambda: deciding.decide(cast.principal.viewer, mine, 2, "", 2),
    ):
        with pytest.raises(NotNow, match="handed_in"):
            act()


def test_a_self_assessment_is_not_recalled(cast, period, evaluation):
    mine = evaluation("teacher")
    version = self_assessment.save_levels(cast.teacher.viewer, mine, dict.fromkeys(range(1, 16), 2), 0)
    self_assessment.send(cast.teacher.viewer, mine, version)
    close(cast, period, "accepted")
    with pytest.raises(NotNow, match="hand_in_accepted"):
        self_assessment.recall(cast.teacher.viewer, mine)


def test_whoever_is_excused_stays_so(cast, period, evaluation):
    mine = evaluation("teacher")
    excuse(cast.principal.viewer, mine, ExcusedFor.OTHER, "Lý do khác")
    close(cast, period, "sent")
    with pytest.raises(NotNow, match="handed_in"):
        bring_back(cast.principal.viewer, mine, "Đã đi làm lại")


def test_paper_results_are_frozen_too(cast):
    period = hold_period(cast, kind="entered")
    mine = evaluation_of(cast, period, "teacher")
    blank = standard_of(db.session.get_one(Evaluation, mine).standard_id).blank
    new = make_teacher(db.session.get_one(Unit, cast.units["school"]), "Mới Văn Thêm").id
    close(cast, period, "sent")
    with pytest.raises(NotNow, match="handed_in"):
        enter(cast.principal.viewer, mine, Paper(2, blank), 0)
    with pytest.raises(NotNow, match="handed_in"):
        add_newcomer(cast.principal.viewer, period, new)


def test_no_cycle_is_shortened_and_no_survey_opened(cast):
    period = hold_period(cast, head_decides=False)
    close(cast, period, "sent")
    problems = consent(cast.district_head.viewer, period, cast.units["school"], "Công văn 12", date(2022, 4, 1))
    assert [problem.code for problem in problems] == ["results_handed_in"]
    close(cast, period, "sent", "district")
    principal = evaluation_of(cast, period, "principal")
    closes = db.session.get_one(HandIn, hand_in_of(cast, period, "district").id).period.opinions_due
    with pytest.raises(NotNow, match="handed_in"):
        open_survey(cast.district_officer.viewer, principal, closes)


def test_the_school_does_not_freeze_what_is_decided_above(cast, period, evaluation):
    close(cast, period, "accepted")
    principal = evaluation("principal")
    assert self_assessment.save_levels(cast.principal.viewer, principal, {1: 2}, 0) == 1
    close(cast, period, "accepted", "district")
    with pytest.raises(NotNow, match="hand_in_accepted"):
        self_assessment.save_levels(cast.principal.viewer, principal, {2: 2}, 1)


@pytest.mark.parametrize(("outcome", "amended"), [(Outcome.KEPT, False), (Outcome.CHANGED, True)])
def test_an_appeal_passes_and_a_changed_rank_marks_the_hand_in(cast, period, evaluation, outcome, amended):
    mine = evaluation("teacher")
    accept(cast, period, "school")
    file_appeal(cast.teacher.viewer, mine, "Tiêu chí 5 đã có minh chứng từ tháng 3.", [5])
    head = cast.district_head.viewer
    take_up(head, mine)
    version = db.session.get_one(Appeal, mine, populate_existing=True).version
    if outcome is Outcome.CHANGED:
        version = review(head, mine, dict.fromkeys(range(1, 16), 3), {}, version)
    decided = Settlement(outcome, 3 if amended else None, "Minh chứng đã nộp đủ và đúng.", "")
    assert settle(head, mine, decided, version) == []
    row = hand_in_of(cast, period, "school")
    assert (row.state, row.amended_at is not None) == ("accepted", amended)
    assert ("amended" in [one.event for one in queries.history_of(row)]) is amended
    assert db.session.get_one(Evaluation, mine, populate_existing=True).rank == (3 if amended else 2)


def test_send_and_publish_at_the_same_moment_come_one_after_the_other(app, cast, period):
    """Either everybody was published before, or whoever was not holds the sending up; never both."""
    ids = finish(cast, period, "school", publish=False)
    head, told = cast.principal.viewer, {}
    version = hand_in_of(cast, period, "school").version
    db.session.rollback()
    start = threading.Barrier(2)

    def run(name, act):
        with app.app_context():
            start.wait()
            try:
                told[name] = act()
            except NotNow as refused:
                told[name] = refused.reason
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=run, args=("publish", lambda: deciding.publish(head, ids))),
        threading.Thread(target=run, args=("send", lambda: actions.send(head, period, version))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told["publish"] == len(ids)
    sent = hand_in_of(cast, period, "school").state == "sent"
    assert sent is (told["send"] == [])
    if sent:
        assert hand_in_of(cast, period, "school").figures["published"] == len(ids)
    else:
        assert [problem.code for problem in told["send"]] == ["unpublished"]
