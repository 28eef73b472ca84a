"""Whose years may be read by whom: one's own from every school, others' by the evaluation's own unit."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.evaluation import deciding
from app.domain.evaluation.enrolment import enrol, schools_of
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.opening import open_period
from app.domain.evaluation.queries import EarlierLevels, earlier_levels
from app.domain.evaluation.results import actions as results
from app.domain.evaluation.results.rules import Paper
from app.domain.evaluation.trend.queries import YEARS, own_trend, trend_behind
from app.domain.standards.queries import standard_of
from tests.domain.evaluation.test_moves import move
from tests.evaluations import DECISION_DUE, assess, evaluation_of, move_day, open_year, plan

pytestmark = pytest.mark.both_databases
LEVELS = "2" * 15


@pytest.fixture
def paper_year(cast, period):
    """The same people a year earlier, results on paper."""
    return open_year(cast, year=2021, kind="entered", cutoff=date(2021, 12, 31))


def rank(cast, evaluation_id: int, key: str = "principal", *, publish: bool = True, size: int = 15) -> None:
    head = cast[key].viewer
    version = deciding.rate(head, evaluation_id, dict.fromkeys(range(1, size + 1), 2), {}, 0)
    deciding.decide(head, evaluation_id, 2, "", version)
    if publish:
        deciding.publish(head, [evaluation_id])


def enter(cast, evaluation_id: int, level: int | None = None) -> None:
    blank = standard_of(db.session.get_one(Evaluation, evaluation_id).standard_id).blank
    levels = blank if level is None else (level,) * len(blank)
    taken = Paper(1, levels, 3, "", date(2022, 4, 1), "Trần Thị Hòa", "12/QĐ")
    assert results.enter(cast.principal.viewer, evaluation_id, taken, 0) == []


def test_ones_own_years_hold_what_was_sent_what_was_published_and_what_came_from_paper(cast, period, paper_year):
    assert own_trend(cast.lecturer.viewer) is None
    mine, earlier = (evaluation_of(cast, each, "teacher") for each in (period, paper_year))
    enter(cast, earlier, 1)
    assess(cast, mine, "teacher", LEVELS)
    rank(cast, mine, publish=False)
    now, then = own_trend(cast.teacher.viewer).years
    assert (now.year, now.own_rank, now.head, now.rank) == (2022, 2, None, None)  # decided, not published
    assert (then.year, then.own, then.own_rank, then.rank, then.from_paper) == (2021, None, 3, 1, True)
    assert then.head == (1,) * 15
    deciding.publish(cast.principal.viewer, [mine])
    now = own_trend(cast.teacher.viewer).years[0]
    assert (now.head, now.rank) == ((2,) * 15, 2)


def test_az_3_others_read_only_the_evaluations_of_their_own_units(cast, period, paper_year):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", LEVELS)
    for who in ("principal", "vice_principal", "district_officer", "province_officer"):
        assert len(trend_behind(cast[who].viewer, mine).years) == 2, who
    for who in ("peer", "group_head", "staff", "school_admin", "stranger_principal", "far_officer", "lecturer"):
        assert trend_behind(cast[who].viewer, mine) is None, who
    head = evaluation_of(cast, period, "principal")
    assert trend_behind(cast.vice_principal.viewer, head) is None
    assert trend_behind(cast.district_head.viewer, head) is not None
    assert trend_behind(cast.principal.viewer, 10**9) is None


def test_a_move_between_sending_and_ranking_keeps_the_record_with_the_person_and_counts_once(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", LEVELS)
    who = move(cast, "teacher", "other_school")
    rank(cast, mine)
    trend = own_trend(who)
    assert [(year.unit, year.own, year.rank) for year in trend.years] == [("Trường THCS Nguyễn Du", (2,) * 15, 2)]
    held = select(func.count()).where(Evaluation.person_id == cast.teacher.person_id)
    assert db.session.execute(held).scalar_one() == 1
    assert trend_behind(cast.principal.viewer, mine).total == 1
    assert trend_behind(cast.stranger_principal.viewer, mine) is None  # the new head has had no part in it


def test_a_later_year_at_the_new_school_does_not_open_the_earlier_ones_to_its_head(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", LEVELS)
    who = move(cast, "teacher", "other_school")
    next_year, problems = open_period(cast.province_officer.viewer, plan(year=2023, cutoff=date(2022, 12, 31)))
    assert next_year is not None, problems
    enrol(next_year, schools_of(next_year))
    there = db.session.scalar(
        select(Evaluation.id).where(Evaluation.period_id == next_year, Evaluation.person_id == who.person_id)
    )
    assert [year.unit for year in own_trend(who).years] == ["Trường THCS Lê Lợi", "Trường THCS Nguyễn Du"]
    assert [year.year for year in trend_behind(cast.stranger_principal.viewer, there).years] == [2023]
    assert [year.year for year in trend_behind(cast.district_officer.viewer, there).years] == [2023, 2022]


def test_what_is_being_corrected_is_not_shown_as_sent(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", LEVELS)
    deciding.return_to_person(cast.principal.viewer, mine, "Bổ sung minh chứng tiêu chí 5.")
    assert trend_behind(cast.principal.viewer, mine).years[0].own is None
    assert own_trend(cast.teacher.viewer, page=9).total == 1 <= YEARS


def test_the_levels_at_hand_are_those_of_the_nearest_earlier_year_that_one_may_see(cast, period, paper_year):
    later = open_year(cast, year=2023)
    years = (paper_year, period, later)
    then, mine, next_one = (db.session.get_one(Evaluation, evaluation_of(cast, each, "teacher")) for each in years)
    enter(cast, then.id, 1)
    assert earlier_levels(mine) == EarlierLevels(2021, (1,) * 15, published=True)
    assert earlier_levels(next_one) == EarlierLevels(2021, (1,) * 15, published=True)  # 2022 says nothing yet
    assess(cast, mine.id, "teacher", LEVELS)
    rank(cast, mine.id)
    assert earlier_levels(next_one) == EarlierLevels(2022, (2,) * 15, published=False)
    assert earlier_levels(mine) == EarlierLevels(2021, (1,) * 15, published=True)
    assert earlier_levels(then) is None, "what came later is no earlier year"


def test_neither_a_rank_without_levels_nor_an_unpublished_one_is_at_hand(cast, period, paper_year):
    later = open_year(cast, year=2023)
    years = (paper_year, period, later)
    then, mine, next_one = (db.session.get_one(Evaluation, evaluation_of(cast, each, "teacher")) for each in years)
    enter(cast, then.id)
    assert earlier_levels(mine) is None
    move_day(1, since=DECISION_DUE)
    rank(cast, mine.id, publish=False)
    assert earlier_levels(next_one) is None
    deciding.publish(cast.principal.viewer, [mine.id])
    assert earlier_levels(next_one) == EarlierLevels(2022, (2,) * 15, published=True)  # without a self-assessment
