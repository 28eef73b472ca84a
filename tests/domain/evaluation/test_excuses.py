"""Who is not due after all: said by the deciding office or the school's admin, with a reason, before a decision."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation import deciding, peers
from app.domain.evaluation.excuses import queries
from app.domain.evaluation.excuses.actions import bring_back, excuse
from app.domain.evaluation.excuses.models import Excuse
from app.domain.evaluation.excuses.rules import ExcusedFor
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.results import queries as results
from app.domain.evaluation.results.actions import enter
from app.domain.evaluation.results.rules import Paper
from app.domain.evaluation.roll import counted
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.standards.queries import standard_of
from tests.evaluations import LOCKS, assess, evaluation_of, hold_period

pytestmark = pytest.mark.both_databases
NOTE = "Quyết định nghỉ số 12 ngày 01/03/2022"


def row(evaluation_id) -> Evaluation:
    return db.session.get_one(Evaluation, evaluation_id)


@pytest.mark.parametrize("who", ["principal", "school_admin", "district_admin", "province_admin"])
def test_excused_with_a_reason_and_due_again(cast, period, evaluation, who):
    mine, due = evaluation("teacher"), counted(cast.principal.viewer, period).due
    for _ in range(2):
        excuse(cast[who].viewer, mine, ExcusedFor.LONG_LEAVE, NOTE, "key")
    assert (row(mine).excused, counted(cast.principal.viewer, period).due) == ("long_leave", due - 1)
    assert [(one.name, one.note) for one in queries.not_due(cast[who].viewer, period, 0, 50)] == [
        ("Trần Thị Lan", NOTE)
    ]
    assert "Trần Thị Lan" not in {one.full_name for one in peers.asked_of(cast.peer.viewer, period)}
    assert "person_excused" in set(db.session.scalars(select(Notice.kind)))
    with pytest.raises(NotNow, match="excused"):
        deciding.rate(cast.principal.viewer, mine, {1: 2}, {}, 0)
    bring_back(cast[who].viewer, mine, "Đã đi làm lại")
    assert row(mine).excused is None and db.session.get(Excuse, mine) is None
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "evaluation")).all()
    assert [(each.event, each.reason) for each in entries] == [
        ("person_excused", NOTE), ("person_due_again", "Đã đi làm lại")
    ]  # fmt: skip
    with pytest.raises(NotNow, match="not_excused"):
        bring_back(cast[who].viewer, mine, "Lần nữa")


@pytest.mark.parametrize(
    "who", ["teacher", "peer", "vice_principal", "group_head", "stranger_principal", "stranger_admin", "district_head",
            "district_officer", "far_admin", "staff"]
)  # fmt: skip
def test_az_nobody_else_excuses(cast, evaluation, who):
    with pytest.raises(LookupError):
        excuse(cast[who].viewer, evaluation("teacher"), ExcusedFor.OTHER, NOTE)


@pytest.mark.parametrize(
    ("who", "rated", "may"),
    [("school_admin", "principal", False), ("school_admin", "vice_principal", False), ("principal", "principal", False),
     ("district_admin", "principal", True), ("district_head", "principal", True)],
)  # fmt: skip
def test_az_10_who_leads_is_excused_from_above(cast, evaluation, who, rated, may):
    assert (queries.evaluation_to_excuse(cast[who].viewer, evaluation(rated)) is not None) is may


def test_once_decided_nobody_is_excused(cast, evaluation):
    mine = evaluation("teacher")
    assess(cast, mine, "teacher", "2" * 15)
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    with pytest.raises(NotNow, match="decided"):
        excuse(cast.principal.viewer, mine, ExcusedFor.LEFT, NOTE)


@pytest.mark.parametrize("reason", [ExcusedFor.MERGED, ExcusedFor.ON_LEAVE])
def test_what_the_system_says_is_not_said_by_hand(cast, evaluation, reason):
    with pytest.raises(ValueError):
        excuse(cast.principal.viewer, evaluation("teacher"), reason, NOTE)


def test_con_5_after_the_lock_nothing_moves(cast, evaluation, frozen):
    mine = evaluation("teacher")
    clock.pin_today(None)
    frozen(clock.start_of(LOCKS))
    with pytest.raises(NotNow, match="locked"):
        excuse(cast.principal.viewer, mine, ExcusedFor.OTHER, NOTE)


def test_in_a_period_of_paper_somebody_is_excused_until_the_result_is_in(cast):
    period = hold_period(cast, kind="entered")
    mine, due = evaluation_of(cast, period, "teacher"), results.counted(cast.principal.viewer, period).due
    excuse(cast.principal.viewer, mine, ExcusedFor.LEFT, NOTE)
    assert results.counted(cast.principal.viewer, period).due == due - 1
    bring_back(cast.principal.viewer, mine, "Ghi nhầm người")
    assert enter(cast.principal.viewer, mine, Paper(2, standard_of(row(mine).standard_id).blank), 0) == []
    with pytest.raises(NotNow, match="published"):
        excuse(cast.principal.viewer, mine, ExcusedFor.LEFT, NOTE)
