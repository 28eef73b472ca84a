"""Every act of an evaluation leaves the boards' figures true: what is stored is what a fresh count would say."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation import deciding, opening, self_assessment
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import Outcome
from app.domain.evaluation.appeals.settling import Settlement, settle, take_up
from app.domain.evaluation.excuses.actions import bring_back, excuse
from app.domain.evaluation.excuses.rules import ExcusedFor
from app.domain.evaluation.hand_in.actions import recall
from app.domain.evaluation.hand_in.rules import Move
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.peers.adjusting import adjust
from app.domain.evaluation.peers.arranging import arrange
from app.domain.evaluation.peers.rules import Way
from app.domain.evaluation.results.actions import add_newcomer, enter
from app.domain.evaluation.results.rules import Paper
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import KNOWN, RANKED
from app.domain.identity.merging import merge_people
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.people import move_person
from app.domain.organisation.posts import Post
from app.domain.organisation.rules import Position
from app.domain.progress import actions
from app.domain.progress.models import Campaign, Figure
from app.domain.standards.queries import standard_of
from app.jobs.runner import run_due_jobs
from tests import hand_ins
from tests.cast import Cast
from tests.evaluations import (
    HAND_IN_DUE,
    OPINIONS_DUE,
    assess,
    evaluation_of,
    give_opinions,
    hold_period,
    make_small_group,
    move_day,
    plan,
)
from tests.factories import make_teacher

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def counted_before(cast: Cast) -> None:
    """From here on only what is marked is counted."""
    actions.rebuild()


def figures(cast: Cast, unit: str = "school") -> dict[str, tuple[int, int, int]]:
    """What is stored for a unit: expected, done and late, by figure; nothing that was marked waits any more."""
    actions.recount_all_marked()
    assert actions.compare() == []
    found = select(Figure).join(Campaign, Campaign.id == Figure.campaign_id).where(Campaign.kind == "evaluation")
    rows = db.session.scalars(found.where(Figure.unit_id == cast.units[unit]))
    told = {row.indicator: (row.expected, row.done, row.late) for row in rows}
    db.session.rollback()
    return told


def test_from_the_first_level_to_acceptance(cast: Cast, period: int) -> None:
    mine, hers = evaluation_of(cast, period, "teacher"), evaluation_of(cast, period, "peer")
    before = figures(cast)
    due = before["assessed"][0]
    assert before["assessed"] == (due, 0, 0) and before["handed_in"] == (1, 0, 0)
    assess(cast, mine, "teacher", "2" * 15)
    assert figures(cast)["assessed"] == (due, 1, 0)
    self_assessment.recall(cast.teacher.viewer, mine)
    assert figures(cast)["assessed"] == (due, 0, 0)
    assess(cast, mine, "teacher", "2" * 15)
    asked = figures(cast)["answered"][0]
    give_opinions(cast, period, "teacher", 2)
    assert figures(cast)["answered"] == (asked, 1, 0) and asked >= 3
    excuse(cast.principal.viewer, hers, ExcusedFor.LONG_LEAVE, "Nghỉ thai sản")
    assert figures(cast)["assessed"] == (due - 1, 1, 0)
    bring_back(cast.principal.viewer, hers, "Đã đi làm lại")
    deciding.return_to_person(cast.principal.viewer, mine, "Thiếu minh chứng")
    assert figures(cast)["assessed"] == (due, 0, 0)
    move_day(0)
    assess(cast, hers, "peer", "2" * 15)
    assert figures(cast)["assessed"] == (due, 1, 1)
    hand_ins.accept(cast, period, "school")
    told = figures(cast)
    assert told["accepted"] == told["handed_in"] == (1, 1, 0) and told["published"][1] == told["rank_2"][1] > 0
    hand_ins.decide(cast, "director", period, "school", Move.REOPEN)
    assert figures(cast)["handed_in"] == (1, 0, 0)


def test_a_rank_that_is_taken_back_or_changed_counts_once(cast: Cast, period: int) -> None:
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    move_day(1)
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    assert figures(cast)["ranked"][1] == 1 and figures(cast)["rank_2"][1] == 0
    deciding.reopen(cast.principal.viewer, mine)
    assert figures(cast)["ranked"][1] == 0
    version = deciding.rate(cast.principal.viewer, mine, {}, {}, version + 2)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    deciding.publish(cast.principal.viewer, [mine])
    assert figures(cast)["rank_2"][1] == 1
    file_appeal(cast.teacher.viewer, mine, "Tiêu chí 5 đã có minh chứng.", [5])
    take_up(cast.district_head.viewer, mine)
    lift = Settlement(Outcome.CHANGED, 3, "Minh chứng đã nộp đủ.", "Có thành tích cấp tỉnh")
    settle(cast.district_head.viewer, mine, lift, appeals_version(mine))
    told = figures(cast)
    assert (told["rank_3"][1], told["rank_2"][1], told["published"][1]) == (1, 0, 1)


def appeals_version(evaluation_id: int) -> int:
    version = db.session.scalars(select(Appeal.version).where(Appeal.evaluation_id == evaluation_id)).one()
    db.session.rollback()
    return version


def test_who_is_asked_changes_who_has_answered_all(cast: Cast) -> None:
    small = make_small_group(cast)
    period = hold_period(cast)
    before = figures(cast)["answered"]
    mine = evaluation_of(cast, period, "teacher")
    group = db.session.get_one(Evaluation, mine).group_id
    db.session.rollback()
    arrange(cast.principal.viewer, period, small, Way.JOINED, [group], "Tổ quá ít người nên ghép tổ")
    joined = figures(cast)["answered"]
    assert joined[0] >= before[0]
    give_opinions(cast, period, "teacher", 2)
    done = figures(cast)["answered"][1]
    assert done == 1
    outsider = db.session.scalars(
        select(Evaluation.person_id).where(Evaluation.period_id == period, Evaluation.group_id == small)
    ).first()
    db.session.rollback()
    adjust(cast.principal.viewer, mine, [outsider], [], "Dạy cùng khối lớp nhiều năm")
    assert figures(cast)["answered"][1] == 1


def test_moved_dates_have_lateness_counted_anew(cast: Cast, period: int) -> None:
    mine = evaluation_of(cast, period, "teacher")
    move_day(1)
    assess(cast, mine, "teacher", "2" * 15)
    assert figures(cast)["assessed"][1:] == (1, 1)
    now = plan()
    longer = replace(now, deadlines=now.deadlines | {Step.SELF: clock.start_of(OPINIONS_DUE)})
    version = db.session.get_one(Period, period).version
    db.session.rollback()
    assert opening.change_period(cast.province_officer.viewer, period, longer, version) == []
    run_due_jobs()
    assert figures(cast)["assessed"][1:] == (1, 0)
    deadline = db.session.scalars(select(Campaign.deadline).where(Campaign.subject_id == period)).one()
    assert deadline == longer.deadlines[Step.DECISION]


def test_a_period_of_one_province_costs_the_others_nothing(cast: Cast, period: int) -> None:
    actions.rebuild()
    found = select(Figure.unit_id).join(Campaign, Campaign.id == Figure.campaign_id)
    counted = set(db.session.scalars(found.where(Campaign.kind == "evaluation")))
    assert cast.units["school"] in counted and cast.units["far_school"] not in counted


def test_a_new_day_moves_the_pace(cast: Cast, period: int) -> None:
    assess(cast, evaluation_of(cast, period, "teacher"), "teacher", "2" * 15)
    actions.rebuild()
    assert figures(cast)["assessed_lately"][1] == 1
    move_day(8, since=clock.today())
    assert actions.turn_day() > 0
    told = figures(cast)
    assert told["assessed_lately"][1] == 0 and told["assessed"][1] == 1


PLACES = ("school", "other_school", "upper_school", "district", "province", "ministry")


def told_everywhere(cast: Cast, period: int) -> dict[str, dict[str, tuple[int, int, int]]]:
    """The stored figures of every unit of the province, each held against what the evaluations themselves say."""
    told = {unit: figures(cast, unit) for unit in PLACES}
    for unit in PLACES:
        for figure, expected in by_hand(cast, period, unit).items():
            assert told[unit].get(figure, (0, 0, 0))[1] == expected, (unit, figure)
    return told


def by_hand(cast: Cast, period: int, unit: str) -> dict[str, int]:
    """A count that knows nothing of the indicators: everybody beneath the unit, one by one."""
    path = db.session.get_one(Unit, cast.units[unit]).path
    rows = db.session.scalars(select(Evaluation).where(Evaluation.period_id == period, Evaluation.excused.is_(None)))
    beneath = [row for row in rows if row.unit.path.startswith(path)]
    count = {
        "assessed": sum(row.state != "returned" and row.sent_at is not None for row in beneath),
        "ranked": sum(row.state in RANKED for row in beneath),
        "published": sum(row.state in KNOWN for row in beneath),
        **{f"rank_{rank}": sum(row.state in KNOWN and row.rank == rank for row in beneath) for rank in range(4)},
    }
    db.session.rollback()
    return count


def merge(cast: Cast, keep: int, gone: int) -> None:
    versions = tuple(db.session.get_one(Person, each).version for each in (keep, gone))
    db.session.rollback()
    assert merge_people(cast.province_admin.viewer, keep, gone, versions, {}, "Cùng căn cước, hai hồ sơ.") == []


@pytest.mark.parametrize(
    ("keep", "gone"), [("teacher", "peer"), ("peer", "teacher"), ("teacher", "stranger"), ("stranger", "teacher")]
)
def test_two_records_of_one_person_count_once(cast: Cast, keep: str, gone: str, period: int) -> None:
    """Whichever record goes, in one school or in two: one evaluation counts, the one that is further on."""
    assess(cast, evaluation_of(cast, period, "teacher"), "teacher", "2" * 15)
    give_opinions(cast, period, "teacher", 2)
    give_opinions(cast, period, "peer", 3)
    before = told_everywhere(cast, period)
    merge(cast, cast[keep].person_id, cast[gone].person_id)
    told = told_everywhere(cast, period)
    lost = "other_school" if "stranger" in (keep, gone) else "school"
    for unit in ("school", "other_school", "district", "province"):
        due, expected = before[unit]["assessed"][0], unit == lost or unit in ("district", "province")
        assert told[unit].get("assessed", (0, 0, 0))[0] == due - expected, unit
    assert told["school"]["assessed"][1] == told["province"]["assessed"][1] == 1
    assert told["school"]["answered"][1] == (2 if lost == "other_school" else 1)


def test_a_merge_after_acceptance_counts_once_and_leaves_the_hand_in(cast: Cast, period: int) -> None:
    hand_ins.accept(cast, period, "school")
    before = told_everywhere(cast, period)
    merge(cast, cast.stranger.person_id, cast.teacher.person_id)
    told = told_everywhere(cast, period)
    assert told["school"]["accepted"] == (1, 1, 0) and told["school"]["rank_2"] == before["school"]["rank_2"]
    assert told["province"]["published"][0] == before["province"]["published"][0] - 1


def test_whoever_moves_counts_where_the_cut_off_found_them(cast: Cast, period: int) -> None:
    mine = evaluation_of(cast, period, "teacher")
    give_opinions(cast, period, "teacher", 2)
    before = told_everywhere(cast, period)
    birth = db.session.get_one(Person, cast.teacher.person_id).birth_date
    db.session.rollback()
    post = Post(Position.TEACHER, clock.today())
    moved = move_person(
        cast.stranger_admin.viewer, "01101000001", cast.teacher.name, birth, cast.units["other_school"], post
    )
    assert isinstance(moved, Person)
    db.session.rollback()
    assert told_everywhere(cast, period) == before
    assess(cast, mine, "teacher", "2" * 15)
    hand_ins.accept(cast, period, "school")
    told = told_everywhere(cast, period)
    assert told["school"]["assessed"][1] == 1 and told["other_school"] == before["other_school"]
    assert told["school"]["published"] == before["school"]["published"][:1] + (before["school"]["published"][0] - 1, 0)


def test_results_from_paper_count_as_they_are_entered_and_corrected(cast: Cast) -> None:
    period = hold_period(cast, kind="entered")
    before = told_everywhere(cast, period)
    mine = evaluation_of(cast, period, "teacher")
    blank = standard_of(db.session.get_one(Evaluation, mine).standard_id).blank
    db.session.rollback()
    assert enter(cast.principal.viewer, mine, Paper(2, blank), 0) == []
    told = told_everywhere(cast, period)["school"]
    assert told["ranked"][1] == told["published"][1] == told["rank_2"][1] == 1
    assert enter(cast.principal.viewer, mine, Paper(3, blank), 1) == []
    told = told_everywhere(cast, period)["school"]
    assert (told["rank_3"][1], told["rank_2"][1], told["published"][1]) == (1, 0, 1)
    new = make_teacher(db.session.get_one(Unit, cast.units["school"]), "Mới Văn Thêm").id
    add_newcomer(cast.principal.viewer, period, new)
    told = told_everywhere(cast, period)
    assert told["province"]["ranked"][0] == before["province"]["ranked"][0] + 1


def test_a_changed_rank_of_an_accepted_school_and_a_reopened_one(cast: Cast, period: int) -> None:
    mine = evaluation_of(cast, period, "teacher")
    hand_ins.accept(cast, period, "school")
    file_appeal(cast.teacher.viewer, mine, "Tiêu chí 5 đã có minh chứng.", [5])
    assert told_everywhere(cast, period)["school"]["accepted"] == (1, 1, 0)
    take_up(cast.district_head.viewer, mine)
    lift = Settlement(Outcome.CHANGED, 3, "Minh chứng đã nộp đủ.", "Có thành tích cấp tỉnh")
    settle(cast.district_head.viewer, mine, lift, appeals_version(mine))
    told = told_everywhere(cast, period)
    assert told["province"]["rank_3"][1] == told["school"]["rank_3"][1] == 1
    hand_ins.decide(cast, "director", period, "school", Move.REOPEN)
    told = told_everywhere(cast, period)["school"]
    assert (told["handed_in"], told["accepted"]) == ((1, 0, 0), (1, 0, 0)) and told["rank_3"][1] == 1


def test_sent_late_recalled_and_given_back(cast: Cast, period: int) -> None:
    hand_ins.finish(cast, period, "school")
    move_day(1, since=HAND_IN_DUE)
    assert hand_ins.send(cast, period, "school") == []
    told = told_everywhere(cast, period)["school"]
    assert told["handed_in"] == (1, 1, 1) and told["handed_in_late"][1] == 1
    recall(cast.principal.viewer, period, hand_ins.hand_in_of(cast, period, "school").version)
    told = told_everywhere(cast, period)["school"]
    assert told["handed_in"][1] == told["handed_in_late"][1] == 0
    assert hand_ins.send(cast, period, "school") == []
    hand_ins.decide(cast, "district_head", period, "school", Move.RETURN)
    told = told_everywhere(cast, period)
    assert told["school"]["handed_in"][1] == told["district"]["handed_in"][1] == 0
