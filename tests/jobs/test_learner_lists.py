"""A list lets people off a year of training, adds them, or puts them under the rule again; each is told why."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.imports import actions
from app.domain.imports.columns import ImportKind
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Position
from app.domain.training.catalogue.rules import Way
from app.domain.training.years.actions import open_year
from app.domain.training.years.models import TrainingException
from app.domain.training.years.rules import Wish, YearPlan
from app.domain.work.models import Job
from app.jobs.runner import run_due_jobs
from app.web.labels.imports import finding_sentence
from tests.factories import make_teacher
from tests.lists import confirm, die_in_the_second_batch, rows_of, the_file, upload, workbook
from tests.training import make_modules, verify

HEADINGS = ("TT", "Họ và tên", "Ngày sinh", "Mã định danh", "Mã trường", "Ngoại lệ", "Lý do")
SCHOOL, BORN = "110010001", "20/05/1985"


@pytest.fixture
def year_id(cast) -> int:
    return a_year(cast.province_officer.viewer)


def a_year(who) -> int:
    modules = make_modules()
    now = clock.campaign_now()
    plan = YearPlan(2022, now - timedelta(days=30), now + timedelta(days=60), (Wish(modules["MD-01"], Way.ONLINE),))
    year_id, problems = open_year(who, plan)
    assert year_id is not None, problems
    return year_id


def line(name, sector_id="", exception="Miễn", reason="Nghỉ thai sản cả năm", unit=SCHOOL, born=BORN):
    return (1, name, born, sector_id, unit, exception, reason)


def bring_in(who, year_id, *rows):
    file_id = upload(who, ImportKind.LEARNERS, year_id, workbook(HEADINGS, *rows))
    confirm(who, file_id)
    return the_file(file_id)


def exceptions() -> dict[int, tuple[str, str, str]]:
    db.session.rollback()
    return {
        row.person_id: (row.kind, row.audience, row.reason) for row in db.session.scalars(select(TrainingException))
    }


def findings(file_id: int) -> list[list[str]]:
    return [[reason for _, reason, _ in row.findings] for row in rows_of(file_id)]


@pytest.mark.both_databases
def test_people_are_let_off_and_added_and_told_why(cast, year_id):
    who = cast.province_officer.viewer
    file = bring_in(
        who, year_id, line("Trần Thị Lan"),
        line("Lê Thị Thu", exception="Học thêm", reason="Chuyển sang dạy lớp từ học kỳ 2"),
        line("Phạm Văn Khoa", exception="Học mô đun CBQL", reason="Nguồn quy hoạch hiệu trưởng"),
    )  # fmt: skip
    assert file.counts["result"] == {"create": 3}
    assert exceptions() == {
        cast.teacher.person_id: ("exempt", "teacher", "Nghỉ thai sản cả năm"),
        cast.staff.person_id: ("added", "teacher", "Chuyển sang dạy lớp từ học kỳ 2"),
        cast.group_head.person_id: ("added", "manager", "Nguồn quy hoạch hiệu trưởng"),
    }
    told = db.session.execute(select(Notice.person_id, Notice.kind).where(Notice.kind.like("training%"))).all()
    assert {tuple(each) for each in told} == {
        (cast.teacher.person_id, "training_exempt"), (cast.staff.person_id, "training_added"),
        (cast.group_head.person_id, "training_added"),
    }  # fmt: skip
    journalled = select(func.count()).where(JournalEntry.event == "training_exception_made")
    assert db.session.scalar(journalled) == 3


@pytest.mark.both_databases
def test_the_same_list_twice_changes_nothing_and_another_one_what_it_says(cast, year_id):
    who = cast.province_officer.viewer
    bring_in(who, year_id, line("Trần Thị Lan"))
    again = the_file(upload(who, ImportKind.LEARNERS, year_id, workbook(HEADINGS, line("Trần Thị Lan"))))
    assert again.counts == {"read": 1, "unchanged": 1}
    file = bring_in(who, year_id, line("Trần Thị Lan", reason="Đang học thạc sĩ tập trung"))
    assert file.counts["result"] == {"update": 1}
    assert exceptions()[cast.teacher.person_id][2] == "Đang học thạc sĩ tập trung"
    ended = bring_in(who, year_id, line("Trần Thị Lan", exception="Theo quy định", reason=""))
    assert (ended.counts["result"], exceptions()) == ({"update": 1}, {})
    assert [each.counts.get("typed_over") for each in (again, file, ended)] == [None, 1, 1]
    assert [[finding_sentence(each) for each in rows_of(one.id)[0].findings] for one in (file, ended)] == [
        ["Lý do ngoại lệ: Thay điều đã ghi: Nghỉ thai sản cả năm → Đang học thạc sĩ tập trung."],
        [
            "Ngoại lệ: Thay điều đã ghi: Được miễn → Theo quy định.",
            "Lý do ngoại lệ: Thay điều đã ghi: Đang học thạc sĩ tập trung → –.",
        ],
    ]


@pytest.mark.both_databases
def test_who_is_found_by_the_rule_anyway_needs_no_exception(cast, year_id):
    file = bring_in(
        cast.province_officer.viewer, year_id, line("Trần Thị Lan", exception="Thêm"), line("Lê Thị Thu"),
        line("Phạm Văn Khoa", exception="Theo chức vụ"),
    )  # fmt: skip
    assert file.counts == {"read": 3, "unchanged": 3}
    assert findings(file.id) == [["learns_anyway"], ["need_not_learn"], []]
    assert exceptions() == {}


def test_people_are_met_by_id_with_or_without_their_school(cast, year_id):
    verify(cast.teacher.person_id)
    file = bring_in(
        cast.province_officer.viewer, year_id, line("Trần Thị Lan", 1101000001, unit=""),
        line("Nguyễn Thị Hoa", "01101000002", unit="", born=None),
    )  # fmt: skip
    assert file.counts["result"] == {"create": 2}


@pytest.mark.both_databases
def test_az_2_imp_5_somebody_elsewhere_does_not_exist(cast, year_id):
    far = "01102000001"
    file = bring_in(
        cast.province_officer.viewer, year_id, line("Nông Thị Đào", unit="120010001"), line("Ai Đó", unit="99999"),
        line("Nông Thị Đào", far, unit=""), line("Ai Đó", "01999999999", unit=""), line("Không Có Ai"),
    )  # fmt: skip
    assert findings(file.id) == [["unit_not_yours"]] * 2 + [["person_unknown"]] * 3
    assert exceptions() == {}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exception": ""}, "missing"), ({"exception": "Hoãn"}, "not_in_list"), ({"reason": ""}, "missing"),
        ({"reason": "Ốm"}, "too_short"), ({"unit": "", "sector_id": ""}, "missing"), ({"reason": "=1+1"}, "formula"),
        ({"born": "31/02/1985"}, "date_not_real"),
    ],
)  # fmt: skip
def test_a_row_that_says_too_little_is_refused_with_its_reason(cast, year_id, changes, reason):
    file = bring_in(cast.province_officer.viewer, year_id, line("Trần Thị Lan", **changes))
    assert (file.counts["refused"], findings(file.id)[0][0]) == (1, reason)


@pytest.mark.both_databases
def test_what_differs_from_what_we_know_is_decided_by_hand(cast, year_id):
    verify(cast.teacher.person_id)
    file = bring_in(
        cast.province_officer.viewer, year_id, line("Trần Thị Lành", "01101000001"),
        line("Nguyễn Thị Hoa", born=None),
    )  # fmt: skip
    assert file.counts["by_hand"] == 2
    assert findings(file.id) == [["name_differs"], ["several_candidates"]]
    assert exceptions() == {}


def test_the_second_of_two_rows_about_one_person_names_the_first(cast, year_id):
    verify(cast.teacher.person_id)
    file = bring_in(
        cast.province_officer.viewer, year_id, line("Trần Thị Lan", "01101000001", unit=""),
        line("Trần Thị Lan", exception="Thêm"),
    )  # fmt: skip
    assert rows_of(file.id)[1].findings == [["full_name", "duplicate_in_file", "2"]]


def test_az_5_nobody_lets_themselves_off(cast, year_id):
    with writing():
        officer = db.session.get_one(Person, cast.province_officer.person_id)
        officer.listed_sector_id, officer.listed_sector_key = "01101000888", "1101000888"
    file = bring_in(cast.province_officer.viewer, year_id, line("Lê Hoàng Long", "01101000888", unit=""))
    assert findings(file.id) == [["own_record"]]


def test_az_2_another_provinces_year_is_not_theirs(cast, year_id):
    file = bring_in(cast.far_officer.viewer, year_id, line("Nông Thị Đào", unit="120010001"))
    assert findings(file.id) == [["year_not_yours"]] and exceptions() == {}


@pytest.mark.parametrize("member", ["principal", "district_officer", "province_admin", "viettel_staff", "teacher"])
def test_only_a_province_brings_in_learners(cast, year_id, member):
    stored = actions.StoredBytes("ab/cd/" + "0" * 32, "0" * 64, 1)
    with pytest.raises(actions.NotAllowed):
        actions.register_file(cast[member].viewer, ImportKind.LEARNERS, "a.csv", stored, subject_id=year_id)


@pytest.mark.both_databases
def test_rel_2_a_killed_worker_tells_nobody_twice(cast, year_id, monkeypatch):
    unit = db.session.get_one(Unit, cast.units["school"])
    db.session.rollback()
    names = [f"Lò Thị {chr(65 + n // 26)}{chr(97 + n % 26)}" for n in range(180)]
    for start in range(0, len(names), 60):
        with writing():
            for name in names[start : start + 60]:
                make_teacher(unit, name, position=Position.TEACHER)
    file_id = upload(
        cast.province_officer.viewer, ImportKind.LEARNERS, year_id, workbook(HEADINGS, *(line(name) for name in names))
    )
    die_in_the_second_batch(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        confirm(cast.province_officer.viewer, file_id)
    db.session.rollback()
    assert 0 < len(exceptions()) < 180
    with writing():
        job = db.session.get_one(Job, the_file(file_id).job_id)
        job.lease_until = clock.now() - timedelta(seconds=1)
    run_due_jobs()
    assert the_file(file_id).counts["result"] == {"create": 180}
    assert len(exceptions()) == 180
    assert db.session.scalar(select(func.count()).where(Notice.kind == "training_exempt")) == 180
