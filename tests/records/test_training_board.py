"""The boards of a year of training as each role sees them: numbers, lists, paper, spreadsheet, reminders."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.notices.models import Notice
from app.domain.organisation.assigning import Task, assign
from app.domain.organisation.models import Assignment
from app.domain.organisation.rules import AssignmentTask
from app.domain.progress.actions import rebuild
from app.domain.progress.models import Campaign, Reminder
from app.domain.training.board.urging import COPY, urging
from app.domain.training.catalogue.rules import Way
from app.domain.training.records.actions import put
from app.domain.training.records.rules import Status
from app.domain.training.years.actions import open_year
from app.domain.training.years.rules import MODULE, YEAR, Wish, YearPlan
from app.domain.viewer import SYSTEM
from app.jobs.runner import run_due_jobs
from tests.pages import tree
from tests.training import make_modules, report, verify

DAY = date(2022, 4, 18)


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def boards(cast) -> dict[str, str]:
    """Addresses: of the year, and of the first module."""
    modules = make_modules()
    wishes = tuple(Wish(each, Way.ONLINE) for each in modules.values())
    plan = YearPlan(2022, clock.start_of(date(2022, 1, 1)), clock.start_of(date(2022, 7, 1)), wishes)
    open_year(cast.province_officer.viewer, plan)
    reports = [report("a"), report("b", sector_id="01101000002", status=Status.IN_PROGRESS)]
    put(SYSTEM, cast.units["viettel"], reports, modules)
    verify(cast.teacher.person_id, cast.peer.person_id)
    rebuild()
    found = {kind: campaign for campaign, kind in db.session.execute(
        select(Campaign.id, Campaign.kind).where(Campaign.kind.in_([YEAR, MODULE])).order_by(Campaign.id.desc())
    )}  # fmt: skip
    db.session.rollback()
    return {kind: f"/records/training-progress/{campaign}" for kind, campaign in found.items()}


def test_from_the_province_down_to_the_person(clients, cast, boards):
    whole = text(clients.province_officer.get(boards[MODULE]))
    assert "Mô đun 1: Chương trình mới" in whole and "Phòng GDĐT Thanh Sơn" in whole
    school = text(clients.principal.get(boards[MODULE]))
    assert school.index(cast.group_head.name) < school.index(cast.peer.name) < school.index(cast.teacher.name)
    assert "đang học" in school and "Chưa học" in school


def test_promise_6_every_state_opens_its_people(clients, cast, boards):
    for state, names in {
        "passed": {"teacher"}, "in_progress": {"peer"}, "not_started": {"group_head"}, "begun": {"peer"},
    }.items():  # fmt: skip
        page = text(clients.principal.get(f"{boards[MODULE]}/people?state={state}"))
        for who in ("teacher", "peer", "group_head"):
            assert (cast[who].name in page) == (who in names), (state, who)


@pytest.mark.parametrize("kind", [YEAR, MODULE])
def test_board_and_list_leave_as_paper_and_as_a_sheet(clients, boards, kind):
    for tail in ("/board.xlsx", "/people.xlsx"):
        answer = clients.district_officer.get(boards[kind] + tail)
        assert answer.status_code == 200 and answer.mimetype.endswith("sheet")
    for tail in ("/print", "/people/print"):
        assert "Tiến độ bồi dưỡng năm 2022" in text(clients.district_officer.get(boards[kind] + tail))


@pytest.mark.parametrize("kind", [YEAR, MODULE])
def test_exp_4_a_schools_sheet_has_its_own_figures_as_its_paper(clients, cast, boards, kind):
    address = f"{boards[kind]}/{cast.units['school']}"
    (paper,) = tree(clients.district_officer.get(f"{address}/print")).iter("tfoot")
    shown = [" ".join("".join(cell.itertext()).split()) for cell in paper.iter("th", "td")]
    sheet = load_workbook(BytesIO(clients.district_officer.get(f"{address}/board.xlsx").data)).active
    (line,) = sheet.iter_rows(min_row=4, values_only=True)
    assert line[0] == shown[0] == cast.principal.viewer.unit_name and line[2] > 0
    assert [str(line[2]), str(line[3]), str(line[4])] == shown[1:4]
    assert [str(each) for each in line[6:9]] == shown[5:8]


def test_az2_the_board_keeps_to_the_viewers_place(clients, cast, boards):
    assert clients.far_officer.get(boards[YEAR]).status_code == 404
    assert clients.teacher.get(boards[YEAR]).status_code in {403, 404}
    assert cast.teacher.name not in text(clients.stranger_principal.get(boards[MODULE]))
    ministry = text(clients.ministry_officer.get(boards[YEAR]))
    assert "Sở GDĐT Bắc Hà" in ministry and "/people" not in ministry


def test_a_lecturer_follows_the_provinces_that_the_university_serves(clients, cast, boards):
    for kind in (YEAR, MODULE):
        page = clients.lecturer.get(boards[kind])
        assert page.status_code == 200 and "Tiến độ bồi dưỡng năm 2022" in text(page)
    listed = text(clients.lecturer.get(f"{boards[MODULE]}/people?state=passed"))
    assert cast.teacher.name in listed and cast.peer.name not in listed


def test_those_who_have_not_begun_are_reminded(clients, cast, boards):
    address = f"{boards[MODULE]}/reminder"
    assert "bắt đầu học" in text(clients.principal.get(address))
    assert clients.principal.submit(f"{address}?state=not_started").status_code == 303
    run_due_jobs()
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.kind == "not_started_reminder")))
    assert cast.group_head.person_id in told and cast.teacher.person_id not in told


def urge(cast, by, to, units=(), people=()):
    task = Task(AssignmentTask.URGE_TRAINING, cast[to].person_id, DAY, None)
    assert assign(cast[by].viewer, task, [cast.units[unit] for unit in units], people).made
    db.session.rollback()


def test_a_board_warns_of_schools_where_nobody_urges_and_opens_their_list(clients, cast, boards):
    for who, many in {
        "province_officer": "3 trường chưa", "district_officer": "2 trường chưa", "principal": "Trường chưa",
        "lecturer": "3 trường chưa", "ministry_officer": "3 trường chưa",
    }.items():  # fmt: skip
        page = clients[who].get(boards[YEAR])
        assert f"{many} có người đôn đốc" in text(page), who
        (link,) = [a.get("href") for a in tree(page).iter("a") if "/assignments/unassigned" in (a.get("href") or "")]
        listed = text(clients[who].get(link))
        assert f"{many[0] if many[0].isdigit() else 1} trường chưa có người đôn đốc" in listed, who
        assert "Trường THCS Nguyễn Du" in listed, who
    urge(cast, "district_head", "district_officer", units=("district",))
    assert "1 trường chưa có người đôn đốc" in text(clients.province_officer.get(boards[MODULE]))
    assert "chưa có người đôn đốc" not in text(clients.principal.get(boards[MODULE]))
    assert "1 trường chưa có người đôn đốc" in text(clients.director.get(f"{boards[YEAR]}/print"))
    assert "đôn đốc" not in text(clients.province_officer.get("/records/campaign"))


def test_az2_the_list_of_schools_without_anybody_keeps_to_the_viewers_place(clients, cast):
    for who, unit in (("district_officer", "far_school"), ("principal", "other_school"), ("lecturer", "far_school")):
        for tail in ("", ".xlsx"):
            answer = clients[who].get(f"/records/assignments/unassigned{tail}?unit={cast.units[unit]}")
            assert answer.status_code == 404, (who, tail)


@pytest.mark.both_databases
def test_those_assigned_to_urge_are_told_of_a_reminder_once_and_of_how_many(clients, cast, boards):
    urge(cast, "district_head", "district_officer", units=("district", "school"))  # twice over the same people: once
    urge(cast, "principal", "vice_principal", people=[cast.group_head.person_id, cast.teacher.person_id])
    urge(cast, "director", "province_admin", units=("upper_school",))
    clients.principal.submit(f"{boards[MODULE]}/reminder?state=not_started")
    run_due_jobs()
    db.session.rollback()
    told = {notice.person_id: notice.values for notice in db.session.scalars(select(Notice).where(Notice.kind == COPY))}
    many = db.session.scalars(select(Reminder.told)).one()
    assert set(told) == {cast.district_officer.person_id, cast.vice_principal.person_id}
    assert told[cast.district_officer.person_id]["number"] == str(many)
    assert told[cast.vice_principal.person_id]["number"] == "1"  # the teacher has passed
    assert "được phân công đôn đốc: học Mô đun 1" in text(clients.district_officer.get("/account/notices"))
    assert urging(db.session.scalars(select(Reminder)).one()) == {}  # a job that runs again tells nobody twice


@pytest.mark.parametrize("kind", [YEAR, MODULE])
def test_a_board_with_its_warning_keeps_to_its_queries(clients, cast, boards, statements, kind):
    for who in ("ministry_officer", "province_officer", "district_officer", "principal", "lecturer"):
        clients[who].get(boards[kind])
        before = len(statements)
        clients[who].get(boards[kind])
        assert len(statements) - before <= 12, who


def test_whoever_urges_somewhere_finds_the_board_from_the_assignment(clients, cast, boards):
    urge(cast, "district_head", "district_officer", units=("school",))
    at = f"/records/assignments/{db.session.scalars(select(Assignment.id)).one()}"
    (link,) = [a for a in tree(clients.district_officer.get(at)).iter("a") if "Xem tiến độ" in (a.text or "")]
    assert cast.teacher.name in text(clients.district_officer.get(link.get("href")))
    assert "Xem tiến độ bồi dưỡng" not in text(clients.teacher.get(at))
