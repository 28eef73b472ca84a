"""Province and middle level set targets on one page, see whether they add up, and take the list with them."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.progress.actions import rebuild
from app.domain.training.catalogue.rules import Way
from app.domain.training.targets.models import TrainingTarget
from app.domain.training.years.actions import open_year
from app.domain.training.years.rules import Wish, YearPlan
from tests.training import make_modules


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def year_id(cast) -> int:
    wishes = tuple(Wish(each, Way.ONLINE) for each in make_modules().values())
    plan = YearPlan(2022, clock.start_of(date(2022, 1, 1)), clock.start_of(date(2022, 12, 1)), wishes)
    found, _ = open_year(cast.province_officer.viewer, plan)
    rebuild()
    db.session.rollback()
    return found


def stored(unit_id: int) -> tuple[int, int] | None:
    db.session.rollback()
    row = db.session.execute(
        select(TrainingTarget.teachers, TrainingTarget.managers).where(TrainingTarget.unit_id == unit_id)
    ).one_or_none()
    return tuple(row) if row else None


def test_from_the_province_to_the_school(clients, cast, year_id):
    province, middle, school = (
        cast[who].viewer.unit_id for who in ("province_officer", "district_officer", "principal")
    )
    typed = {
        f"teachers_{province}": "1.200", f"managers_{province}": "40",
        f"teachers_{middle}": "3", f"managers_{middle}": "2",
    }  # fmt: skip
    assert clients.province_officer.submit(f"/province/training/{year_id}/targets", **typed).status_code == 303
    assert stored(province) == (1200, 40) and stored(middle) == (3, 2)
    typed = {f"teachers_{school}": "2", f"managers_{school}": "2"}
    assert clients.district_head.submit(f"/district/training/{year_id}/targets", **typed).status_code == 303
    seen = text(clients.district_head.get(f"/records/training/{year_id}/targets/{middle}"))
    assert "thiếu 1 giáo viên" in seen and "Giao chỉ tiêu" in seen
    assert "2 giáo viên, 2 cán bộ quản lý" in text(clients.principal.get(f"/records/training/{year_id}"))
    assert "Chỉ tiêu bồi dưỡng năm 2022" in text(clients.principal.get("/account/notices"))
    assert "Chỉ tiêu giao cho" not in text(clients.teacher.get(f"/records/training/{year_id}"))


def test_promise_6_every_number_opens_its_people(clients, cast, year_id):
    middle = cast.district_officer.viewer.unit_id
    page = text(clients.district_head.get(f"/records/training/{year_id}/targets/{middle}"))
    links = [part.split('"')[0] for part in page.split('href="') if "/people" in part.split('"')[0]]
    assert len(links) >= 2
    for link in links:
        assert clients.district_head.get(link.replace("&amp;", "&")).status_code == 200
    assert "/people" not in text(
        clients.ministry_officer.get(f"/records/training/{year_id}/targets/{cast.province_officer.viewer.unit_id}")
    )


def test_a_target_above_the_headcount_is_stored_and_said(clients, cast, year_id):
    middle, school = cast.district_officer.viewer.unit_id, cast.principal.viewer.unit_id
    address, warned = f"/district/training/{year_id}/targets", "có chỉ tiêu nhiều hơn số người hiện có"
    for typed, more in (("3", ""), ("500", "nhiều hơn 497 so với số hiện có")):
        version = "0" if typed == "3" else "1"
        fields = {f"teachers_{school}": typed, f"managers_{school}": "2", f"version_{school}": version}
        assert clients.district_head.submit(address, **fields).status_code == 303
        assert stored(school) == (int(typed), 2)
        page = text(clients.district_head.get(address))
        assert (warned in page, "nhiều hơn 497" in page) == (bool(more), bool(more))
        assert more in text(clients.district_head.get(f"/records/training/{year_id}/targets/{middle}"))


def test_half_a_target_and_words_are_said_and_kept(clients, cast, year_id):
    middle = cast.district_officer.viewer.unit_id
    address = f"/province/training/{year_id}/targets"
    answer = clients.province_officer.submit(address, **{f"teachers_{middle}": "ba mươi"})
    assert answer.status_code == 422 and "ba mươi" in text(answer) and "Hãy nhập số từ 0 đến 200.000" in text(answer)
    answer = clients.province_officer.submit(address, **{f"teachers_{middle}": "30"})
    assert answer.status_code == 422 and "Hãy ghi cả hai số" in text(answer)
    assert stored(middle) is None


def test_con1_both_numbers_are_shown_and_what_was_typed_stays(clients, cast, year_id):
    middle, address = cast.district_officer.viewer.unit_id, f"/province/training/{year_id}/targets"
    mine = {f"teachers_{middle}": "31", f"managers_{middle}": "4", f"version_{middle}": "0"}
    theirs = {f"teachers_{middle}": "29", f"managers_{middle}": "5"}
    assert clients.province_officer.submit(address, **theirs).status_code == 303
    stale = clients.province_officer.submit(address, **mine)
    page = text(stale)
    assert stale.status_code == 409 and "Đã lưu: 29 giáo viên, 5 cán bộ quản lý" in page and 'value="31"' in page
    assert stored(middle) == (29, 5)
    assert clients.province_officer.submit(address, **mine | {f"version_{middle}": "1"}).status_code == 303
    assert stored(middle) == (31, 4)


def test_az2_other_doors_and_provinces_find_nothing(clients, cast, year_id):
    middle = cast.district_officer.viewer.unit_id
    assert clients.far_officer.get(f"/province/training/{year_id}/targets").status_code == 404
    assert clients.far_officer.get(f"/records/training/{year_id}/targets/{middle}").status_code == 404
    assert clients.teacher.get(f"/records/training/{year_id}/targets/{middle}").status_code == 404
    school = cast.principal.viewer.unit_id
    assert clients.principal.get(f"/records/training/{year_id}/targets/{school}").status_code == 404
    assert clients.stranger_principal.get(f"/records/training/{year_id}/targets/{middle}").status_code == 404
    foreign = {f"teachers_{school}": "1", f"managers_{school}": "1", f"version_{school}": "0"}
    clients.province_officer.post(f"/province/training/{year_id}/targets", data=foreign)
    assert stored(school) is None


def test_the_list_leaves_as_a_sheet(clients, cast, year_id):
    middle, school = cast.district_officer.viewer.unit_id, cast.principal.viewer.unit_id
    typed = {f"teachers_{school}": "2", f"managers_{school}": "1"}
    clients.district_head.submit(f"/district/training/{year_id}/targets", **typed)
    answer = clients.district_head.get(f"/records/training/{year_id}/targets/{middle}.xlsx")
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    line = next(row for row in rows if row[0] == cast.principal.viewer.unit_name)
    assert line[2:7] == (3, 2, 2, 1, 0)
