"""Which module, year and result does a row of an LMS's list mean?"""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.domain.imports.cells import Reason
from app.domain.imports.mapping import LEAVE_OUT, Settled
from app.domain.imports.rules import CompletionRow
from app.domain.training.catalogue.rules import Audience
from app.domain.training.completion_lists import rules
from app.domain.training.completion_lists.rules import (
    Course,
    Meanings,
    as_said_before,
    derived_ref,
    is_another_attempt,
    modules_meant,
    read_row,
    year_meant,
)
from app.domain.training.records.rules import NAMES, REF_LENGTH, Status

COURSES = [
    Course("ETEP-GV-01", 1, Audience.TEACHER, "huong dan thuc hien chuong trinh"),
    Course("ETEP-GV-02", 2, Audience.TEACHER, "su dung phuong phap day hoc"),
    Course("ETEP-CBQL-01", 1, Audience.MANAGER, "quan tri hoat dong day hoc"),
]
NOW = datetime(2022, 4, 18, 3, tzinfo=UTC)
ID = "01101000001"
DONE = "2022-03-01T00:00:00+07:00"


def row(**changes) -> CompletionRow:
    blank = dict.fromkeys(
        ("ref", "full_name", "module", "year", "said", "passed", "score", "progress", "enrolled_at", "completed_at"), ""
    )
    values = blank | {"sector_id": ID, "id_was_number": False, "module": "ETEP-GV-01"} | changes
    return CompletionRow(**values)


def read(given: CompletionRow, **settled):
    return read_row(given, given.sector_id, Settled({}, **{"year": 2022, **settled}), Meanings(COURSES), NOW)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ETEP-GV-02", ["ETEP-GV-02"]),
        ("etep gv 02", ["ETEP-GV-02"]),
        ("Khóa ETEP-CBQL-01 đợt 2", ["ETEP-CBQL-01"]),
        ("Sử dụng phương pháp dạy học", ["ETEP-GV-02"]),
        ("Mô đun 2: Sử dụng phương pháp dạy học", ["ETEP-GV-02"]),
        ("Mô đun 2", ["ETEP-GV-02"]),
        ("Mô đun 1", ["ETEP-GV-01", "ETEP-CBQL-01"]),
        ("Mô đun 1 GVPT", ["ETEP-GV-01"]),
        ("Mô đun 01 (CBQL)", ["ETEP-CBQL-01"]),
        ("Module 1 cán bộ quản lý", ["ETEP-CBQL-01"]),
        ("Mô đun 12", []),
        ("Tin học", []),
        ("", []),
    ],
)
def test_a_module_is_meant_by_code_name_or_number(text, codes):
    assert modules_meant(text, COURSES) == codes


@pytest.mark.parametrize(
    ("text", "year"),
    [("2022", 2022), ("Năm 2022", 2022), ("2021-2022", 2022), ("2021 – 2022", 2022), ("2021-2023", None), ("22", None),
     ("", None)],
)  # fmt: skip
def test_a_year_is_read_as_people_write_it(text, year):
    assert year_meant(text) == year


def test_a_row_without_reference_is_the_same_record_in_every_list():
    with_zero, _ = read(row(passed="yes", completed_at=DONE))
    assert with_zero.ref == derived_ref("ETEP-GV-01", 2022, ID) == derived_ref("ETEP-GV-01", 2022, "1101000001")
    assert "1101000001" not in with_zero.ref and len(derived_ref("M" * 20, 2022, ID, 99)) <= REF_LENGTH
    own, _ = read(row(ref="VT-1", passed="yes", completed_at=DONE))
    assert own.ref == "VT-1"


@pytest.mark.parametrize(
    ("said", "settled", "status"),
    [
        ({"said": "completed", "score": "8.5", "completed_at": DONE}, {}, Status.PASSED),
        ({"said": "completed", "score": "4.9", "completed_at": DONE}, {}, Status.FAILED),
        ({"said": "completed", "score": "49", "completed_at": DONE}, {"scale": 100}, Status.FAILED),
        ({"said": "completed", "score": "85%", "completed_at": DONE}, {}, Status.PASSED),
        ({"score": "8.5"}, {"completed_on": date(2022, 3, 31)}, Status.PASSED),
        ({"score": "8.5"}, {}, Status.IN_PROGRESS),
        ({"completed_at": DONE}, {"complete_is_pass": True}, Status.PASSED),
        ({"said": "in_progress", "progress": "40"}, {}, Status.IN_PROGRESS),
        ({"progress": "40.5"}, {}, Status.IN_PROGRESS),
        ({}, {}, Status.ENROLLED),
        ({"said": "enrolled", "completed_at": DONE}, {}, Status.ENROLLED),
    ],
)  # fmt: skip
def test_how_far_somebody_is_follows_from_what_the_list_says(said, settled, status):
    report, found = read(row(**said), **settled)
    assert found == []
    assert report.status is status


def test_a_day_for_the_whole_file_is_its_first_minute_in_vietnam():
    report, _ = read(row(passed="yes"), completed_on=date(2022, 3, 31))
    assert report.completed_at == datetime(2022, 3, 30, 17, tzinfo=UTC)
    assert (report.score, report.scale) == (None, 10)
    percent, _ = read(row(said="completed", score="85%"), completed_on=date(2022, 3, 31))
    assert (percent.score, percent.scale) == (Decimal(85), 100)


@pytest.mark.parametrize(
    ("said", "settled", "reasons"),
    [
        ({"module": "Tin học"}, {}, [Reason.MODULE_UNKNOWN]),
        ({"module": "Mô đun 1"}, {}, [Reason.MODULE_UNCLEAR]),
        ({"module": ""}, {}, [Reason.MISSING]),
        ({"module": "Tin học"}, {"names": {"tin hoc": LEAVE_OUT}}, [Reason.MODULE_UNKNOWN]),
        ({"year": "năm nay"}, {}, [Reason.YEAR_UNCLEAR]),
        ({}, {"year": None}, [Reason.MISSING]),
        ({"said": "completed", "completed_at": DONE}, {}, [Reason.RESULT_UNSAID]),
        ({"said": "completed", "score": "8"}, {}, [Reason.DAY_UNSAID]),
        ({"said": "completed", "score": "11", "completed_at": DONE}, {}, [Reason.OUT_OF_RANGE]),
        ({"said": "completed", "score": "8", "completed_at": "2022-04-19T00:00:00+07:00"}, {}, [Reason.IN_FUTURE]),
        ({"progress": "140"}, {}, [Reason.OUT_OF_RANGE]),
        ({"ref": "HV/01"}, {}, [Reason.REF_MALFORMED]),
        ({"module": "Tin học", "year": "x", "said": "completed"}, {},
         [Reason.MODULE_UNKNOWN, Reason.YEAR_UNCLEAR, Reason.RESULT_UNSAID]),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_right_says_everything_that_is_wrong(said, settled, reasons):
    report, found = read(row(**said), **settled)
    assert report is None
    assert [finding.reason for finding in found] == reasons


def test_a_course_means_what_somebody_said_it_means():
    report, _ = read(row(module="Khóa A", passed="yes"), names={"khoa a": "ETEP-GV-02"}, completed_on=date(2022, 3, 1))
    assert report.module == "ETEP-GV-02"
    whole, _ = read(row(module="", passed="yes"), module="ETEP-GV-02", completed_on=date(2022, 3, 1))
    assert whole.module == "ETEP-GV-02"


def test_a_module_that_is_called_by_its_code_is_no_other_programmes_number():
    courses = [*COURSES, Course("GVPT 02", 0, Audience.TEACHER, "bai khac")]
    assert modules_meant("Mô đun 2", courses) == ["ETEP-GV-02"]
    assert modules_meant("Mô đun GVPT 02", courses) == ["GVPT 02"]


def test_what_a_text_means_is_found_once_however_many_rows_say_it(monkeypatch):
    asked = []
    monkeypatch.setattr(
        rules, "modules_meant", lambda text, courses: asked.append(text) or modules_meant(text, courses)
    )
    meanings = Meanings(COURSES)
    assert [meanings[text] for text in ("Mô đun 2", "Tin học", "Mô đun 2")] == [["ETEP-GV-02"], [], ["ETEP-GV-02"]]
    assert asked == ["Mô đun 2", "Tin học"]


def said_of(**changes):
    """A report of the list, and what is known under its reference: alike but for `changes`."""
    report, _ = read(row(said="completed", score="4", completed_at=DONE))
    known = {name: getattr(report, name) for name in NAMES}
    return replace(report, **changes), known


@pytest.mark.parametrize(
    ("changes", "voided", "another"),
    [
        ({}, False, False),
        ({}, True, False),
        ({"score": Decimal(3)}, False, False),
        ({"score": Decimal(3)}, True, True),
        ({"status": Status.PASSED, "completed_at": datetime(2022, 4, 1, tzinfo=UTC)}, False, True),
        ({"completed_at": datetime(2022, 4, 1, tzinfo=UTC)}, False, True),
        ({"status": Status.PASSED, "completed_at": datetime(2022, 2, 1, tzinfo=UTC)}, False, False),
        ({"status": Status.IN_PROGRESS, "score": None, "completed_at": None}, False, False),
    ],
)
def test_a_later_finish_after_a_failure_is_another_attempt(changes, voided, another):
    report, known = said_of(**changes)
    assert is_another_attempt(known, voided=voided, report=report) is another


def test_what_is_passed_is_finished_once():
    report, known = said_of(completed_at=datetime(2022, 4, 1, tzinfo=UTC))
    assert not is_another_attempt(known | {"status": Status.PASSED}, voided=False, report=report)


def test_a_list_is_read_as_it_was_first_where_it_cannot_know_better():
    later = datetime(2022, 4, 1, tzinfo=UTC)
    report, known = said_of(completed_at=later)
    assert as_said_before(known, report, dated=False, derived=True).completed_at == known["completed_at"]
    assert as_said_before(known, report, dated=True, derived=True).completed_at == later
    other, _ = said_of(completed_at=later, score=Decimal(3))
    assert as_said_before(known, other, dated=False, derived=True).completed_at == later, "it says something new"
    short = replace(report, sector_id=ID.lstrip("0"))
    assert as_said_before(known, short, dated=True, derived=True).sector_id == ID
    assert as_said_before(known, short, dated=True, derived=False).sector_id == ID.lstrip("0")
