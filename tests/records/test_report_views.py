"""What is missing and stands out before a report is submitted; years side by side; all provinces for the ministry."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation, PeerOpinion, SelfAssessment
from app.domain.organisation.models import Person
from app.domain.reporting.actions import open_report
from app.domain.reporting.checks import is_all_best, mean_of
from app.domain.reporting.overview import years_reported
from tests.hand_ins import finish
from tests.reports import count_report, freeze, publish


@pytest.fixture
def period(cast, period) -> int:
    finish(cast, period, "school")
    return period


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_what_is_missing_opens_the_people_it_is_missing_of(cast, clients, period):
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).gender = None
    report = count_report(cast)
    page = text(clients.province_officer.get(f"/records/reports/{report}/checks"))
    assert "Chưa rõ giới tính" in page and "1 người" in page
    people = text(clients.province_officer.get(f"/records/reports/{report}/people?track=rank&signs=x-0123456789&sex=?"))
    assert cast.teacher.name in people and cast.peer.name not in people


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("province_officer", 200),
        ("district_head", 200),
        ("principal", 404),
        ("ministry_officer", 404),
        ("teacher", 404),
    ],
)
def test_offices_check_and_nobody_else(cast, clients, period, who, status):
    assert clients[who].get(f"/records/reports/{count_report(cast)}/checks").status_code == status


@pytest.mark.parametrize(
    ("ranks", "all_best"),
    [
        ({3: 10}, True),
        ({3: 9}, False),
        ({2: 1, 3: 10}, False),
        ({}, False),
        ({2: 12, 3: 0}, False),
        ({0: 0, 3: 40}, True),
    ],
)
def test_a_school_stands_out_where_ten_or_more_are_all_of_the_best_rank(ranks, all_best):
    assert is_all_best(ranks) is all_best


def test_the_mean_level_is_of_what_teachers_rated():
    assert mean_of({"t1fknm": {"03": 1, "12": 1, "2-": 5}, "p1fknm": {"00": 9}}) == 2.5
    assert mean_of({"t1fknm": {"0-": 3}}) is None and mean_of({}) is None


def test_own_levels_far_above_the_colleagues_are_named_with_both_means(cast, clients, period):
    with writing():
        ids = db.session.scalars(
            select(Evaluation.id).where(Evaluation.unit_id == cast.units["school"], Evaluation.position == "teacher")
        ).all()
        for evaluation_id in ids:
            db.session.merge(SelfAssessment(evaluation_id=evaluation_id, levels="3" * 15, saved_at=clock.now()))
        at = clock.now()
        for rater in ("group_head", "peer", "staff"):
            db.session.add(
                PeerOpinion(
                    evaluation_id=ids[0], rater_id=cast[rater].person_id, levels="1" * 15, saved_at=at, sent_at=at
                )
            )
    checks = f"/records/reports/{count_report(cast)}/checks"
    assert "trung bình 3 so với 1" not in text(clients.province_officer.get(checks))  # drafts, which are their authors'
    with writing():
        for one in db.session.scalars(select(Evaluation).where(Evaluation.id.in_(ids))):
            one.sent_at, one.receipt = at, f"DG-{one.id}"
    count_report(cast)
    page = text(clients.province_officer.get(checks))
    assert "trung bình 3 so với 1" in page and "Trường THCS Nguyễn Du" in page


def test_years_stand_side_by_side_and_each_number_opens_its_people(cast, clients, period):
    report = count_report(cast)
    page = text(clients.province_officer.get(f"/records/reports/{report}/trend"))
    assert "2022" in page and "Bản nháp" in page and "track=rank" in page
    freeze(cast, report)
    later = text(clients.lecturer.get(f"/records/reports/{report}/trend"))
    assert "Bản nháp" not in later and "track=rank" not in later


def test_the_ministry_sees_who_is_late_before_any_figure_is_theirs_to_read(cast, clients, period):
    report = count_report(cast)
    page = text(clients.ministry_officer.get("/records/reports"))
    assert "Sở GDĐT Bắc Hà" in page and "Sở GDĐT An Phú" in page and "Chưa lập" in page
    assert f"/records/reports/{report}" not in page
    freeze(cast, report)
    publish(cast, report)
    page = text(clients.ministry_officer.get("/records/reports?year=2022"))
    assert f"/records/reports/{report}" in page and "/bao-cao/11/2022" in page
    assert "1/2 tỉnh đã công bố" in page


def test_a_university_sees_the_provinces_that_it_serves(cast, clients, period):
    count_report(cast)
    page = text(clients.lecturer.get("/records/reports"))
    assert "Sở GDĐT Bắc Hà" in page and "Sở GDĐT An Phú" not in page


def test_a_university_is_offered_the_years_of_its_provinces_only(cast, period):
    count_report(cast)
    open_report(cast.units["far_province"], 2021)
    assert years_reported(cast.lecturer.viewer) == [2022]
    assert years_reported(cast.ministry_officer.viewer) == [2022, 2021]
    assert years_reported(cast.province_officer.viewer) == []


@pytest.mark.parametrize(
    "query", ["unit=99999999999999999999", "unit=-1", "unit=x", "unit=٣", "year=99999999999999999999"]
)
def test_numbers_that_are_none_in_an_address_do_no_harm(cast, clients, period, query):
    report = count_report(cast)
    assert clients.province_officer.get(f"/records/reports/{report}?{query}").status_code in (200, 404)
    assert clients.ministry_officer.get(f"/records/reports?{query}").status_code == 200
