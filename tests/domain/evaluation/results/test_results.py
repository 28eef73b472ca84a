"""Results taken over from paper: by the office that decided, once, kept in editions, never about oneself."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation import self_assessment, sheets
from app.domain.evaluation.models import Decision, Edition, Evaluation
from app.domain.evaluation.opening import open_period
from app.domain.evaluation.results import actions, queries
from app.domain.evaluation.results.rules import Paper
from app.domain.evaluation.roll import periods_to_decide
from app.domain.evaluation.self_assessment import NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Position
from app.domain.standards.queries import standard_of
from tests.evaluations import LOCKS, evaluation_of, hold_period, plan
from tests.factories import make_appointment, make_person

pytestmark = pytest.mark.both_databases

KHA, TOT = 2, 3


@pytest.fixture
def period(cast):
    return hold_period(cast, kind="entered")


def paper(evaluation_id: int, rank: int | None = KHA, **more) -> Paper:
    evaluation = db.session.get_one(Evaluation, evaluation_id)
    return Paper(rank, standard_of(evaluation.standard_id).blank, **more)


def enter(cast, who, evaluation_id, rank=KHA, version=0, key="", **more):
    return actions.enter(cast[who].viewer, evaluation_id, paper(evaluation_id, rank, **more), version, key)


def test_the_head_enters_and_the_teacher_knows(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    assert enter(cast, "principal", mine, signed_on=date(2022, 4, 1), signed_by="Đỗ Văn Minh", self_rank=TOT) == []
    evaluation, decision = db.session.get_one(Evaluation, mine), db.session.get_one(Decision, mine)
    assert (evaluation.state, evaluation.rank, decision.rank) == ("published", KHA, KHA)
    assert decision.decided_at == clock.start_of(date(2022, 4, 1))
    found, version = queries.entered(evaluation)
    assert (found.self_rank, found.signed_by, version) == (TOT, "Đỗ Văn Minh", 1)
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == cast.teacher.person_id)).all()
    assert told == ["paper_result_entered"]
    assert queries.counted(cast.principal.viewer, period).entered == 1


def test_aud_1_each_taking_over_is_an_edition_and_on_record(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    enter(cast, "principal", mine)
    enter(cast, "principal", mine, TOT, version=1)
    kept = db.session.scalars(select(Edition).where(Edition.evaluation_id == mine).order_by(Edition.number)).all()
    assert [(one.number, one.content["rank"]) for one in kept] == [(1, KHA), (2, TOT)]
    entries = select(func.count()).select_from(JournalEntry).where(JournalEntry.event == "paper_result_entered")
    assert db.session.scalar(entries) == 2


def test_con_1_and_con_4_a_stale_form_is_refused_and_a_double_tap_is_one(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    enter(cast, "principal", mine, key="a1")
    assert enter(cast, "principal", mine, key="a1") == []
    assert db.session.scalar(select(func.count()).select_from(Edition).where(Edition.evaluation_id == mine)) == 1
    with pytest.raises(StaleVersion):
        enter(cast, "principal", mine, TOT, key="b2")
    assert db.session.get_one(Evaluation, mine).rank == KHA


def test_a_refused_paper_changes_nothing_and_may_be_sent_again(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    assert [one.code for one in enter(cast, "principal", mine, None, key="k")] == ["rank_missing"]
    assert db.session.get_one(Evaluation, mine).state == "open"
    assert enter(cast, "principal", mine, key="k") == []
    assert db.session.get_one(Evaluation, mine).state == "published"


@pytest.mark.parametrize("who", ["teacher", "peer", "vice_principal", "school_admin", "stranger_principal",
                                 "district_head", "district_officer", "far_principal", "ministry_officer"])  # fmt: skip
def test_az_3_only_the_office_that_decided_enters(cast, period, who):
    with pytest.raises(LookupError):
        enter(cast, who, evaluation_of(cast, period, "teacher"))


def test_the_superior_enters_the_principal_who_never_enters_their_own(cast, period):
    own = evaluation_of(cast, period, "principal")
    with pytest.raises(LookupError):
        enter(cast, "principal", own)
    assert enter(cast, "district_head", own) == []
    with pytest.raises(LookupError):
        enter(cast, "district_head", evaluation_of(cast, period, "upper_principal"))
    assert enter(cast, "director", evaluation_of(cast, period, "upper_principal")) == []


def test_con_5_after_the_lock_nothing_is_taken_over(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    clock.pin_today(LOCKS)
    with pytest.raises(NotNow):
        enter(cast, "principal", mine)


def test_nobody_assesses_or_decides_in_a_period_of_paper(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    with pytest.raises(NotNow):
        self_assessment.save_levels(cast.teacher.viewer, mine, {1: 2}, 0)
    assert sheets.evaluation_to_decide(cast.principal.viewer, mine) is None
    assert periods_to_decide(cast.principal.viewer) == []
    assert [one.id for one in queries.periods_to_enter(cast.principal.viewer)] == [period]
    assert queries.periods_to_enter(cast.vice_principal.viewer) == []


def test_and_no_paper_is_entered_where_the_period_is_held(cast, held_period):
    with pytest.raises(LookupError):
        enter(cast, "principal", evaluation_of(cast, held_period, "teacher"))


def test_somebody_whom_the_cut_off_missed_is_added_once(cast, period):
    school = db.session.get_one(Unit, cast.units["school"])
    with writing():
        person = make_person("Võ Thị Muộn")
        make_appointment(person, school, Position.TEACHER, starts=date(2022, 4, 10))
        late = person.id
    viewer = cast.principal.viewer
    found = queries.newcomers(viewer, queries.period_to_enter(viewer, period), ["% muon%"])
    assert [one.person_id for one in found] == [late]
    made = actions.add_newcomer(viewer, period, late)
    assert actions.add_newcomer(viewer, period, late) == made
    assert enter(cast, "principal", made) == []
    assert queries.newcomers(viewer, queries.period_to_enter(viewer, period), ["% muon%"]) == []


@pytest.mark.parametrize("who", ["principal", "stranger", "staff", "far_teacher"])
def test_nobody_adds_who_is_not_theirs_to_rate(cast, period, who):
    with pytest.raises(LookupError):
        if who in ("principal", "staff"):
            actions.add_newcomer(cast.stranger_principal.viewer, period, cast[who].person_id)
        else:
            actions.add_newcomer(cast.principal.viewer, period, cast[who].person_id)


def test_a_later_held_period_stands_beside(cast, period):
    again, problems = open_period(cast.province_officer.viewer, plan(year=2023, cutoff=date(2022, 12, 1)))
    assert again is not None and not problems
    assert [one.year for one in queries.periods_to_enter(cast.principal.viewer)] == [2022]
