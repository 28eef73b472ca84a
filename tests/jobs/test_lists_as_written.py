"""Lists are read as the programs of LMSs and offices write them; a list that tells of a further attempt is believed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.training.board.learned import reached_by
from app.domain.training.own import once_each
from app.domain.training.records.actions import put, void
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Standing, Status
from app.domain.viewer import SYSTEM
from tests.jobs.test_completion_lists import HOA, LAN, findings, line, records, standing
from tests.lists import VIETTEL, bring_in, delimited, workbook
from tests.training import make_modules, report, verify
from tests.workbooks import by_libre_office, by_moodle, by_openpyxl, by_xlsxwriter

DONE = datetime(2022, 3, 15, 20, 30)
WRITERS = (by_openpyxl, by_xlsxwriter, by_libre_office, by_moodle)


@pytest.fixture
def modules(cast) -> dict[str, int]:
    return make_modules()


@pytest.mark.parametrize("write", WRITERS)
def test_a_workbook_says_the_same_whoever_wrote_it(cast, modules, write):
    lan = (1, "Trần Thị Lan", LAN, "MD-01", 2022, "Hoàn thành", None, 8.5, DONE)
    hoa = (2, "Nguyễn Thị Hoa", HOA, "MD-01", 2022, "Đang học", None, None, None)
    rows = [("Danh sách & kết quả",), (), VIETTEL, lan, hoa]
    file = bring_in(cast.viettel_staff.viewer, cast.units["viettel"], write(*rows))
    assert (file.facts["header_row"], file.counts["result"]) == (3, {"create": 2, "waiting": 2})
    first, second = records()
    assert (first.sector_id, first.status, first.score) == (LAN, Status.PASSED, Decimal("8.50"))
    assert first.completed_at == datetime(2022, 3, 15, 13, 30, tzinfo=UTC)
    assert (second.sector_id, second.status, second.completed_at) == (HOA, Status.IN_PROGRESS, None)


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter, by_libre_office])
def test_a_number_means_what_its_cell_shows(cast, modules, write):
    """An ID that a format fills up with zeros, a score in per cent: seen in the sheet, so meant."""
    headings = (*VIETTEL[:7], "Điểm", "Tiến độ", "Ngày hoàn thành")
    rows = [
        (
            1,
            "Trần Thị Lan",
            (int(LAN), "00000000000"),
            "MD-01",
            2022,
            "Hoàn thành",
            None,
            (0.855, "0.0%"),
            (1, "0%"),
            DONE,
        ),
        (2, "Nguyễn Thị Hoa", (int(HOA), "00000000000"), "MD-01", 2022, "Đang học", None, None, (0.4, "0%"), None),
    ]
    file = bring_in(cast.viettel_staff.viewer, cast.units["viettel"], write(headings, *rows))
    assert file.counts["result"] == {"create": 2, "waiting": 2}
    assert findings(file.id) == [["still_waits"]] * 2, "nothing is suspected: the zero can be seen"
    found = [(row.sector_id, row.status, row.score, row.scale, row.progress) for row in records()]
    assert found == [(LAN, Status.PASSED, Decimal("85.5"), 100, 100), (HOA, Status.IN_PROGRESS, None, 10, 40)]


def test_ticks_and_excels_own_line_about_the_separator(cast, modules):
    headings = (*VIETTEL[:6], "Đạt", *VIETTEL[7:])
    row = ("1", "Trần Thị Lan", LAN, "MD-01", "2022", "Hoàn thành", "x", "", "15/03/2022 20:30")
    other = ("2", "Nguyễn Thị Hoa", HOA, "MD-01", "2022", "Hoàn thành", "", "4,5", "15/03/2022")
    content = b"sep=;\r\n" + delimited(headings, row, other, encoding="utf-8")
    bring_in(cast.viettel_staff.viewer, cast.units["viettel"], content, "ds.csv")
    assert [row.status for row in records()] == [Status.PASSED, Status.FAILED]


@pytest.mark.both_databases
def test_who_failed_and_passed_later_has_both_under_references_of_their_own(cast, modules):
    verify(cast.teacher.person_id)
    who, viettel = cast.viettel_staff.viewer, cast.units["viettel"]
    failed = workbook(VIETTEL, line(passed="Chưa đạt", score=4))
    passed = workbook(VIETTEL, line(done=datetime(2022, 4, 2, 9)))
    bring_in(who, viettel, failed)
    file = bring_in(who, viettel, passed)
    assert file.counts["result"] == {"create": 1}
    first, second = records()
    assert (first.status, second.status, second.ref) == (Status.FAILED, Status.PASSED, f"{first.ref}:2")
    assert standing(first, second) == [Standing.OPEN, Standing.COUNTED]
    for again in (failed, passed):
        assert bring_in(who, viettel, again).counts["unchanged"] == 1
    contradicted = bring_in(who, viettel, workbook(VIETTEL, line(passed="Chưa đạt", score=3)))
    assert findings(contradicted.id) == [["said_otherwise"]], "the same day again, with another score"
    assert len(records()) == 2


@pytest.mark.both_databases
def test_what_was_taken_back_stays_so_until_a_list_says_something_else(cast, modules):
    verify(cast.teacher.person_id)
    who, viettel = cast.viettel_staff.viewer, cast.units["viettel"]
    bring_in(who, viettel, workbook(VIETTEL, line()))
    void(SYSTEM, viettel, records()[0].ref, "Chấm nhầm bài")
    assert bring_in(who, viettel, workbook(VIETTEL, line())).counts["unchanged"] == 1
    corrected = bring_in(who, viettel, workbook(VIETTEL, line(score=7)))
    assert corrected.counts["result"] == {"create": 1}
    assert standing(*records()) == [Standing.VOIDED, Standing.COUNTED]


@pytest.mark.both_databases
def test_a_list_without_days_keeps_those_under_which_it_was_first_brought_in(cast, modules):
    who, viettel = cast.viettel_staff.viewer, cast.units["viettel"]
    marks = workbook(VIETTEL, line(done=None), line(HOA, done=None))
    bring_in(who, viettel, workbook(VIETTEL, line(done=None)), completed_on=date(2022, 3, 31))
    later = bring_in(who, viettel, marks, completed_on=date(2022, 4, 10))
    assert later.counts["result"] == {"create": 1, "waiting": 1}
    assert (later.counts["unchanged"], later.counts.get("refused", 0)) == (1, 0)
    assert [f"{row.completed_at:%d/%m}" for row in records()] == ["30/03", "09/04"], "midnight in Vietnam"


@pytest.mark.both_databases
def test_lost_zeros_make_no_second_count_whoever_sends_first(cast, modules):
    """A list that lost its zeros before anybody verified the ID, then the machine with all digits: one count."""
    who, viettel = cast.viettel_staff.viewer, cast.units["viettel"]
    bring_in(who, viettel, workbook(VIETTEL, line(int(LAN))))
    put(SYSTEM, viettel, [report("VT-1")], modules)
    verify(cast.teacher.person_id)
    reached = reached_by([cast.teacher.person_id], [modules["MD-01"]], 2022)
    assert list(reached) == [(cast.teacher.person_id, modules["MD-01"])]
    rows = list(db.session.scalars(select(LearningRecord)))
    assert [once_each(rows)[row.id] for row in rows] == [Standing.COUNTED, Standing.DUPLICATE]
