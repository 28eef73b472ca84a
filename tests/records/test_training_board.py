"""The boards of a year of training as each role sees them: numbers, lists, paper, spreadsheet, reminders."""

from datetime import date

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.notices.models import Notice
from app.domain.progress.actions import rebuild
from app.domain.progress.models import Campaign
from app.domain.training.catalogue.rules import Way
from app.domain.training.records.actions import put
from app.domain.training.records.rules import Status
from app.domain.training.years.actions import open_year
from app.domain.training.years.rules import MODULE, YEAR, Wish, YearPlan
from app.domain.viewer import SYSTEM
from app.jobs.runner import run_due_jobs
from tests.training import make_modules, report, verify


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
