"""What is missing and stands out before a report is submitted; years side by side; all provinces for the ministry."""

from datetime import date

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation, PeerOpinion
from app.domain.organisation.models import Person, Unit
from app.domain.reporting.beginning import open_report
from app.domain.reporting.extraction import extract
from app.domain.reporting.figures.signs import Track
from app.domain.reporting.moving import correct_report
from app.domain.reporting.outliers import Said, Unusual, is_all_best, mean_of, unusual
from app.domain.reporting.overview import years_reported
from app.domain.reporting.papers import record_sending
from app.domain.reporting.rules import Addressee
from app.domain.reporting.work import reminders_due
from tests.evaluations import evaluation_of
from tests.hand_ins import finish
from tests.reports import count_report, freeze, give_opinion, make_unusual, publish


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


def test_the_number_of_units_that_were_not_accepted_opens_them(cast, clients, period):
    report = count_report(cast)
    way = f"/records/reports/{report}"
    page = text(clients.province_officer.get(f"{way}/units"))
    number = int(page.partition(" đơn vị của Sở")[0].rpartition(">")[2])
    assert number == page.count('<tr><th scope="row">') > 0 and "Chưa nộp" in page
    for place in (f"{way}/checks", way):
        shown = text(clients.province_officer.get(place))
        assert f"{number} đơn vị" in shown and f"{way}/units" in shown, place
    assert clients.district_head.get(f"{way}/units").status_code == 200
    for who in ("principal", "ministry_officer", "teacher", "far_officer"):
        assert clients[who].get(f"{way}/units").status_code in (403, 404), who


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


def test_what_colleagues_said_counts_from_three_opinions_on_and_without_what_is_blank():
    ranks, own = "0123", {Track.OWN: {"t1fknm": {"03": 2}}}
    assert unusual(own, ranks, Said(3, 2.5)) == Unusual(None, 3, 3.0, 2.5)
    assert unusual(own, ranks, Said(3, 2.6)) is None and unusual(own, ranks, None) is None
    best = {Track.RANK: {"t1fknm": {"03": 10}, "p1fknm": {"01": 1}}}
    assert unusual(best, ranks, Said(3, 0.0)) == Unusual(10)
    assert unusual(best | own, ranks, Said(4, 1.0)) == Unusual(10, 4, 3.0, 1.0)


def test_schools_that_stand_out_are_named_with_the_reason_to_whoever_reads_of_them(cast, clients):
    make_unusual(cast)
    address = f"/records/reports/{count_report(cast)}/checks"
    page = text(clients.province_officer.get(address))
    assert "trung bình 3 so với 1" in page and "3 phiếu góp ý" in page and "Trường THCS Nguyễn Du" in page
    assert "giáo viên đã xếp loại đều ở mức cao nhất" in page and "Trường THPT Quang Trung" in page
    page = text(clients.district_head.get(address))
    assert "Trường THCS Nguyễn Du" in page and "Trường THPT Quang Trung" not in page


def test_levels_that_nobody_sent_are_their_authors_alone(cast, clients):
    make_unusual(cast)
    with writing():
        db.session.execute(update(Evaluation).values(sent_at=None, receipt=None))
    address = f"/records/reports/{count_report(cast)}/checks"
    assert "trung bình 3 so với 1" not in text(clients.province_officer.get(address))


def test_what_is_sent_later_changes_nothing_before_the_report_is_counted_anew(cast, clients):
    period = make_unusual(cast)
    report = count_report(cast)
    with writing():
        for rater in ("teacher", "vice_principal"):
            give_opinion(cast, evaluation_of(cast, period, "group_head"), rater, "3" * 15)
    address = f"/records/reports/{report}/checks"
    assert "trung bình 3 so với 1 " in text(clients.province_officer.get(address))
    count_report(cast)
    assert "trung bình 3 so với 1,8 " in text(clients.province_officer.get(address))


@pytest.mark.both_databases
def test_opinions_are_summed_without_blanks_and_unsent_ones(cast):
    period = make_unusual(cast)
    with writing():
        one = evaluation_of(cast, period, "group_head")
        give_opinion(cast, one, "teacher", "02-3" + "-" * 11)
        db.session.add(
            PeerOpinion(
                evaluation_id=one, rater_id=cast.vice_principal.person_id, levels="3" * 15, saved_at=clock.now()
            )
        )
    said = extract(cast.units["province"], 2022).said
    assert said == {cast.units["school"]: Said(4, 50 / 48)}


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


def test_an_office_reads_of_which_years_it_has_no_report_and_how_late_that_is(cast, clients, period):
    assert "Chưa có báo cáo" in text(clients.far_officer.get("/records/reports"))  # nobody has one
    count_report(cast)
    page = text(clients.far_officer.get("/records/reports"))
    assert "Chốt số liệu trước ngày 25/12/2022" in page and "Chưa lập" in page and "Đã quá hạn" not in page
    clock.pin_today(date(2022, 12, 25))
    assert "Đã quá hạn" in text(clients.far_officer.get("/records/reports"))
    for who in ("province_officer", "district_head"):
        assert "Chưa lập" not in text(clients[who].get("/records/reports"))
    with writing():  # one that began later owes none
        db.session.get_one(Unit, cast.units["far_province"]).valid_from = date(2023, 1, 1)
    assert "Chưa lập" not in text(clients.far_officer.get("/records/reports"))


def test_a_correction_takes_nothing_back_from_the_boards(cast, clients, period):
    """What is public stays public, readable and in time, while the next edition is prepared."""
    report = count_report(cast)
    freeze(cast, report)
    publish(cast, report)
    officer = cast.province_officer.viewer
    for addressee in Addressee:
        record_sending(officer, report, addressee, clock.today(), "so@bacha.edu.vn")
    later, problems = correct_report(officer, report, "Bổ sung một trường nộp muộn")
    assert later != report and problems == []
    clock.pin_today(date(2023, 6, 1))
    page = text(clients.ministry_officer.get("/records/reports?year=2022"))
    assert "1/2 tỉnh đã công bố" in page and f'href="/records/reports/{report}"' in page
    assert "/bao-cao/11/2022" in page and "Đang đính chính, lần ban hành 2" in page
    assert ">Đã gửi</span>" in page and "Bản nháp" not in page  # what is out, not what is being made
    board = text(clients.ministry_officer.get("/records/overview?year=2022"))
    assert "Đang đính chính" in board and "Bản nháp" not in board
    assert page.count("Quá hạn<") == 1  # the other province, which has none
    assert "Quá hạn" not in text(clients.province_officer.get("/province/"))
    assert "Đã quá hạn" not in text(clients.province_officer.get(f"/province/reports/{later}"))
    assert "Đính chính, lần ban hành 2" in text(clients.province_officer.get("/records/reports"))
    assert reminders_due() == []


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
