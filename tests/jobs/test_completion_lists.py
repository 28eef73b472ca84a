"""A list of an LMS goes the way of the API's records: once under its reference, once for its meaning, never twice."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.identity.models import RegistryRecord
from app.domain.imports import actions, column_maps
from app.domain.imports.columns import ImportKind
from app.domain.imports.mapping import LEAVE_OUT, Settled
from app.domain.imports.models import ColumnMap, ImportRow
from app.domain.imports.states import FileState
from app.domain.organisation.models import Person
from app.domain.organisation.sector_id import sector_key
from app.domain.training.completion_lists.rules import derived_ref
from app.domain.training.records.actions import put, void
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.queries import standings_of
from app.domain.training.records.rules import Standing, Status
from app.domain.viewer import SYSTEM
from app.domain.work.models import Job
from app.jobs.imports.kinds import KINDS
from app.jobs.runner import run_due_jobs
from app.web.files import path_of
from tests.lists import (
    VIETTEL,
    bring_in,
    confirm,
    delimited,
    die_in_the_second_batch,
    rows_of,
    settle,
    the_file,
    upload,
    workbook,
)
from tests.training import make_modules, report, verify

LAN, HOA, NAM, FAR = "01101000001", "01101000002", "01101000011", "01102000001"
DONE = datetime(2022, 3, 15, 20, 30)


@pytest.fixture
def modules(cast) -> dict[str, int]:
    return make_modules()


def line(sector_id=LAN, module="MD-01", score=8.5, **changes):
    """A row of Viettel's list: a pass of 2022."""
    values = {"no": 1, "name": "Trần Thị Lan", "id": sector_id, "module": module, "year": 2022, "status": "Hoàn thành",
              "passed": "Đạt", "score": score, "done": DONE}  # fmt: skip
    return tuple((values | changes).values())


def records() -> list[LearningRecord]:
    db.session.rollback()
    return list(db.session.scalars(select(LearningRecord).order_by(LearningRecord.id)))


def standing(*rows: LearningRecord) -> list[Standing]:
    found = standings_of([row.id for row in rows])
    return [found[row.id] for row in rows]


def findings(file_id: int) -> list[list[str]]:
    return [[reason for _, reason, _ in row.findings] for row in rows_of(file_id)]


@pytest.mark.both_databases
def test_a_workbook_of_an_lms_becomes_records(cast, modules):
    verify(cast.teacher.person_id)
    who = cast.viettel_staff.viewer
    content = workbook(
        VIETTEL, line(), line(HOA, status="Đang học", passed="", score=None, done=None), above=["Sở GDĐT"]
    )
    file = bring_in(who, cast.units["viettel"], content)
    assert (file.state, file.counts["result"]) == (FileState.APPLIED, {"create": 2, "waiting": 1})
    first, second = records()
    assert (first.sector_id, first.status, float(first.score), first.year) == (LAN, Status.PASSED, 8.5, 2022)
    assert first.completed_at == datetime(2022, 3, 15, 13, 30, tzinfo=UTC)
    assert first.ref == derived_ref("MD-01", 2022, LAN)
    assert (second.status, second.provider_id) == (Status.IN_PROGRESS, cast.units["viettel"])
    assert standing(first, second) == [Standing.COUNTED, Standing.WAITING]


@pytest.mark.both_databases
def test_the_same_list_twice_changes_nothing_and_a_later_one_moves_forward(cast, modules):
    who, viettel = cast.viettel_staff.viewer, cast.units["viettel"]
    begun = workbook(VIETTEL, line(status="Đang học", passed="", score=None, done=None))
    bring_in(who, viettel, begun)
    again = upload(who, ImportKind.COMPLETIONS, viettel, begun)
    assert settle(who, again).counts == {"read": 1, "unchanged": 1, "waiting": 1}
    assert actions.confirm_file(who, again, the_file(again).sha256) == "nothing_to_do"
    file = bring_in(who, viettel, workbook(VIETTEL, line()))
    assert file.counts["result"] == {"update": 1, "waiting": 1}
    assert [(row.status, row.ref[:4]) for row in records()] == [(Status.PASSED, "tep:")]
    other = bring_in(who, viettel, workbook(VIETTEL, line(score=9)))
    assert other.counts["refused"] == 1 and findings(other.id) == [["said_otherwise"]]


@pytest.mark.both_databases
def test_what_another_source_has_told_counts_no_second_time(cast, modules):
    verify(cast.teacher.person_id)
    put(SYSTEM, cast.units["vnpt"], [report("vnpt-1")], modules)
    file = bring_in(cast.viettel_staff.viewer, cast.units["viettel"], workbook(VIETTEL, line()))
    assert file.counts["result"] == {"create": 1, "duplicate": 1}
    assert standing(*records()) == [Standing.COUNTED, Standing.DUPLICATE]
    assert findings(file.id) == [["counts_already"]]


@pytest.mark.both_databases
def test_the_provider_own_reference_is_the_apis_too(cast, modules):
    viettel = cast.units["viettel"]
    put(SYSTEM, viettel, [report("VT-7", status=Status.IN_PROGRESS)], modules)
    headings = (*VIETTEL, "Mã bản ghi")
    file = bring_in(cast.viettel_staff.viewer, viettel, workbook(headings, (*line(), "VT-7")))
    assert file.counts["result"] == {"update": 1, "waiting": 1}
    assert len(records()) == 1
    void(SYSTEM, viettel, "VT-7", "Nhập nhầm")
    gone = bring_in(cast.viettel_staff.viewer, viettel, workbook(headings, (*line(score=7), "VT-7")))
    assert findings(gone.id) == [["taken_back"]]


@pytest.mark.both_databases
def test_a_waiting_row_counts_by_itself_once_its_id_is_verified(cast, modules):
    bring_in(cast.viettel_staff.viewer, cast.units["viettel"], workbook(VIETTEL, line()))
    assert standing(*records()) == [Standing.WAITING]
    verify(cast.teacher.person_id)
    assert standing(*records()) == [Standing.COUNTED]


@pytest.mark.both_databases
def test_imp_3_an_id_that_excel_made_a_number_gets_its_zero_back(cast, modules):
    verify(cast.teacher.person_id)
    file = bring_in(cast.viettel_staff.viewer, cast.units["viettel"], workbook(VIETTEL, line(int(LAN)), line(int(HOA))))
    assert file.counts["recovered_zeros"] == 1, "what nobody verified stays as it was given, and is remarked"
    assert [row.sector_id for row in records()] == [LAN, HOA.lstrip("0")]
    assert findings(file.id)[1] == ["zero_suspected", "still_waits"]
    verify(cast.peer.person_id)
    assert standing(*records()) == [Standing.COUNTED, Standing.COUNTED]
    again = bring_in(cast.viettel_staff.viewer, cast.units["viettel"], workbook(VIETTEL, line(LAN), line(HOA)))
    assert again.counts["unchanged"] == 2, "with its zero it is the record that it was without"
    assert len(records()) == 2


def test_an_office_recovers_zeros_through_the_registry_and_a_provider_does_not(cast, modules):
    with writing():
        db.session.add(
            RegistryRecord(
                sector_id=LAN, sector_key=sector_key(LAN), full_name="Trần Thị Lan",
                birth_date=datetime(1985, 5, 20).date(), unit_code="110010001", changed_at=clock.now(),
            )
        )  # fmt: skip
    content = workbook(VIETTEL, line(int(LAN)))
    asked = upload(cast.viettel_staff.viewer, ImportKind.COMPLETIONS, cast.units["viettel"], content)
    assert "recovered_zeros" not in settle(cast.viettel_staff.viewer, asked).counts
    asked = upload(cast.province_officer.viewer, ImportKind.COMPLETIONS, cast.units["viettel"], content)
    assert settle(cast.province_officer.viewer, asked).counts["recovered_zeros"] == 1


@pytest.mark.both_databases
def test_imp_5_an_office_reports_its_own_people_only_and_learns_nothing_of_others(cast, modules):
    verify(cast.far_teacher.person_id)
    who = cast.province_officer.viewer
    content = workbook(VIETTEL, line(LAN), line(FAR), line("09999999999"))
    file = bring_in(who, cast.units["viettel"], content)
    assert file.counts["result"] == {"create": 1, "waiting": 1}
    refused = [
        reasons for row, reasons in zip(rows_of(file.id), findings(file.id), strict=True) if row.outcome == "refused"
    ]
    assert refused == [["id_not_yours"]] * 2, "somebody elsewhere and nobody at all are refused alike"
    assert [row.sector_id for row in records()] == [LAN]


def test_an_id_listed_here_and_verified_elsewhere_is_not_the_offices_to_report(cast, modules):
    with writing():
        far = db.session.get_one(Person, cast.far_teacher.person_id)
        far.sector_id, far.sector_key = LAN, sector_key(LAN)
    file = bring_in(cast.province_officer.viewer, cast.units["viettel"], workbook(VIETTEL, line(LAN)))
    assert findings(file.id) == [["id_not_yours"]]


def test_az_5_nobody_brings_in_their_own_completion(cast, modules):
    with writing():
        officer = db.session.get_one(Person, cast.province_officer.person_id)
        officer.sector_id, officer.sector_key = "01101000777", sector_key("01101000777")
    file = bring_in(cast.province_officer.viewer, cast.units["viettel"], workbook(VIETTEL, line("01101000777")))
    assert findings(file.id) == [["own_record"]] and records() == []


@pytest.mark.parametrize(
    ("member", "provider"), [("province_officer", "vnpt"), ("viettel_staff", "vnpt"), ("far_officer", "viettel")]
)
def test_lists_of_other_lmss_are_refused_row_by_row(cast, modules, member, provider):
    file = bring_in(cast[member].viewer, cast.units[provider], workbook(VIETTEL, line()))
    assert findings(file.id) == [["lms_not_yours"]] and records() == []


@pytest.mark.parametrize("member", ["teacher", "principal", "district_officer", "province_admin", "lecturer",
                                    "ministry_officer", "ministry_admin"])  # fmt: skip
def test_only_a_province_and_a_provider_bring_in_completions(cast, member):
    stored = actions.StoredBytes("ab/cd/" + "0" * 32, "0" * 64, 1)
    with pytest.raises(actions.NotAllowed):
        actions.register_file(
            cast[member].viewer, ImportKind.COMPLETIONS, "a.csv", stored, subject_id=cast.units["viettel"]
        )


@pytest.mark.parametrize(("encoding", "sign"), [("utf-8-sig", ";"), ("utf-8", ","), ("utf-16", "\t"), ("cp1258", ";")])
def test_a_csv_of_whatever_encoding_is_read(cast, modules, encoding, sign):
    row = ("1", "Trần Thị Lan", LAN, "MD-01", "2022", "Hoàn thành", "Đạt", "8.5", "15/03/2022 20:30")
    content = delimited(VIETTEL, row, encoding=encoding, sign=sign)
    file = bring_in(cast.viettel_staff.viewer, cast.units["viettel"], content, "ds.csv")
    assert file.counts["result"] == {"create": 1, "waiting": 1}
    assert file.facts["encoding"] == ("cp1258" if encoding == "cp1258" else "")


@pytest.mark.both_databases
def test_a_report_of_one_moodle_course(cast, modules):
    """Moodle's completion report: one course, its own words, a day spelt out, more columns than we want to know."""
    headings = (
        "First name",
        "Last name",
        "ID number",
        "Email address",
        "Completion status",
        "Grade/10.00",
        "Completed",
    )
    rows = [
        ("Lan", "Trần Thị", LAN, "lan@truong.example", "Completed (achieved pass grade)", "8,50",
         "Tuesday, 15 March 2022, 8:30 PM"),
        ("Hoa", "Nguyễn Thị", HOA, "hoa@truong.example", "Completed (did not achieve pass grade)", "3,00",
         "16 March 2022, 8:30 AM"),
        ("Nam", "Hoàng Văn", NAM, "nam@truong.example", "Not completed", "-", "-"),
    ]  # fmt: skip
    content = delimited(headings, *rows, encoding="utf-8", sign="\t")
    file = bring_in(cast.viettel_staff.viewer, cast.units["viettel"], content, "moodle.csv", module="MD-02", year=2022)
    assert file.counts["result"] == {"create": 3, "waiting": 3}
    assert [(row.status, row.year) for row in records()] == [
        (Status.PASSED, 2022), (Status.FAILED, 2022), (Status.IN_PROGRESS, 2022)
    ]  # fmt: skip
    assert {row.module_id for row in records()} == {modules["MD-02"]}
    stored = str(db.session.execute(select(ImportRow.cells, ImportRow.record)).all())
    assert "truong.example" not in stored, "DP-7: what an LMS tells beside is not kept"


@pytest.mark.both_databases
def test_columns_and_courses_are_kept_for_the_providers_next_list(cast, modules):
    headings = ("Mã riêng", "Lớp", "KQ cuối", "Hết ngày")
    rows = [
        (LAN, "Lớp A1", "Đạt", "15/03/2022"),
        (HOA, "Lớp B2", "Chưa đạt", "15/03/2022"),
        (NAM, "Thử", "Đạt", "1/3/2022"),
    ]
    who, viettel = cast.viettel_staff.viewer, cast.units["viettel"]
    file_id = upload(who, ImportKind.COMPLETIONS, viettel, delimited(headings, *rows), "a.csv")
    file = the_file(file_id)
    assert (file.state, file.facts["headings"]) == (FileState.MAPPING, list(headings))
    assert file.facts["samples"][1] == ["Lớp A1", "Lớp B2", "Thử"]
    settle(
        who, file_id, position={"sector_id": 0, "module": 1, "passed": 2, "completed_at": 3}, year=2022, scale=100,
        names={"lop a1": "MD-01", "lop b2": "MD-02", "thu": LEAVE_OUT},
    )  # fmt: skip
    assert the_file(file_id).counts == {"read": 3, "create": 2, "waiting": 2, "refused": 1}
    assert the_file(file_id).facts["position"] == {"sector_id": 0, "module": 1, "passed": 2, "completed_at": 3}
    confirm(who, file_id)
    assert [row.status for row in records()] == [Status.PASSED, Status.FAILED]
    kept = column_maps.kept_for(viettel)
    assert kept.columns == {"ma rieng": "sector_id", "lop": "module", "kq cuoi": "passed", "het ngay": "completed_at"}
    assert kept.settings == {"scale": 100, "complete_is_pass": False}
    assert kept.names == {"lop a1": "MD-01", "lop b2": "MD-02", "thu": LEAVE_OUT}
    again = upload(cast.province_officer.viewer, ImportKind.COMPLETIONS, viettel, delimited(headings, *rows), "b.csv")
    settled = settle(cast.province_officer.viewer, again, year=2022, scale=100, names=dict(kept.names))
    assert settled.counts == {"read": 3, "unchanged": 2, "waiting": 2, "refused": 1}
    assert db.session.scalar(select(func.count()).select_from(ColumnMap)) == 1


def test_columns_are_settled_again_until_the_file_is_confirmed(cast, modules):
    who = cast.viettel_staff.viewer
    file_id = upload(who, ImportKind.COMPLETIONS, cast.units["viettel"], workbook(VIETTEL, line()))
    settle(who, file_id, position={"sector_id": 0, "module": 3, "year": 4})
    assert the_file(file_id).counts["refused"] == 1
    position = {"sector_id": 2, "module": 3, "year": 4, "said": 5, "passed": 6, "completed_at": 8}
    assert settle(who, file_id, position=position).counts == {"read": 1, "create": 1, "waiting": 1}
    confirm(who, file_id)
    with pytest.raises(column_maps.TooLate):
        column_maps.settle_columns(who, file_id, Settled({"sector_id": 0}))
    assert column_maps.settle_columns(cast.vnpt_staff.viewer, file_id, Settled({"sector_id": 0})) is None


def test_rows_of_a_list_that_mean_the_same_name_each_other(cast, modules):
    file_id = upload(cast.viettel_staff.viewer, ImportKind.COMPLETIONS, cast.units["viettel"],
                     workbook(VIETTEL, line(), line(int(LAN)), line(LAN, "MD-02")))  # fmt: skip
    file = settle(cast.viettel_staff.viewer, file_id)
    assert (file.counts["create"], file.counts["refused"]) == (2, 1)
    assert rows_of(file_id)[1].findings == [["sector_id", "duplicate_in_file", "2"]]


def test_imp_2_formulas_exponents_and_faults_are_named_with_their_cell(cast, modules):
    file_id = upload(
        cast.viettel_staff.viewer, ImportKind.COMPLETIONS, cast.units["viettel"],
        workbook(VIETTEL, line("=1+1"), line("1.1E+10"), line(score="tám"), line(done=44635), line(module="Tin học")),
    )  # fmt: skip
    settle(cast.viettel_staff.viewer, file_id)
    found = [row.findings[0][:2] for row in rows_of(file_id)]
    assert found == [["sector_id", "formula"], ["sector_id", "id_exponent"], ["score", "number_malformed"],
                     ["completed_at", "date_malformed"], ["module", "module_unknown"]]  # fmt: skip


@pytest.mark.both_databases
def test_imp_6_the_file_of_rows_to_look_at_names_refused_waiting_and_doubled_ones(cast, modules):
    verify(cast.teacher.person_id, cast.peer.person_id)
    put(SYSTEM, cast.units["vnpt"], [report("vnpt-1")], modules)
    content = workbook(VIETTEL, line(LAN), line(HOA), line(NAM), line("09", name="=cmd()"))
    file = bring_in(cast.viettel_staff.viewer, cast.units["viettel"], content)
    assert file.counts["result"] == {"create": 3, "duplicate": 1, "waiting": 1}
    sheet = openpyxl.load_workbook(BytesIO(path_of(file.failed_name).read_bytes())).active
    _note, head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [(row[head.index("Mã định danh")], row[-2]) for row in rows] == [(LAN, 2), (NAM, 4), ("09", 5)]
    assert ["không tính thêm" in rows[0][-1], "Chưa ai xác thực" in rows[1][-1], "8 đến 14" in rows[2][-1]] == [
        True
    ] * 3
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    corrected = bring_in(cast.viettel_staff.viewer, cast.units["viettel"], path_of(file.failed_name).read_bytes())
    assert corrected.facts["headings"] == list(VIETTEL), "our own columns are left aside when the file comes back"


@pytest.mark.both_databases
def test_rel_2_a_killed_worker_goes_on_without_doubles(cast, modules, monkeypatch):
    who = cast.viettel_staff.viewer
    lines = [line(f"03{number:09}", done=DONE + timedelta(minutes=number)) for number in range(250)]
    file_id = upload(who, ImportKind.COMPLETIONS, cast.units["viettel"], workbook(VIETTEL, *lines))
    settle(who, file_id)
    die_in_the_second_batch(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        confirm(who, file_id)
    db.session.rollback()
    assert 0 < len(records()) < 250, "the batch in which it died is not there"
    with writing():
        job = db.session.get_one(Job, the_file(file_id).job_id)
        job.lease_until = clock.now() - timedelta(seconds=1)
    run_due_jobs()
    assert the_file(file_id).counts["result"] == {"create": 250, "waiting": 250}
    assert len(records()) == len({row.ref for row in records()}) == 250


@pytest.mark.both_databases
def test_two_lists_that_tell_of_the_same_people_at_once_make_one_count(app, cast, modules):
    """An LMS's list and its machine, or two LMSs' lists: whoever comes second is planned anew."""
    verify(cast.teacher.person_id, cast.peer.person_id)
    viewers = [(cast.viettel_staff.viewer, cast.units["viettel"]), (cast.vnpt_staff.viewer, cast.units["vnpt"])]
    content = workbook(VIETTEL, line(LAN), line(HOA))
    for who, provider in viewers:
        file_id = upload(who, ImportKind.COMPLETIONS, provider, content)
        settle(who, file_id)
        confirm(who, file_id, run=False)
    db.session.rollback()

    def work() -> None:
        with app.app_context():
            run_due_jobs()
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = records()
    assert len(found) == 4
    assert sorted(standing(*found)) == [Standing.COUNTED] * 2 + [Standing.DUPLICATE] * 2


@pytest.mark.both_databases
def test_a_list_is_planned_before_the_lock_and_judged_by_what_is_known_when_it_is_written(cast, modules, monkeypatch):
    """Between the plan and the writing an LMS reports the same reference otherwise: the row says so, nothing breaks."""
    how, held = KINDS[ImportKind.COMPLETIONS], []

    def plan(viewer, rows, about):
        planned = how.plan(viewer, rows, about)
        held.append(is_writing())
        said = [each.report for each in planned if each.report is not None]
        put(SYSTEM, cast.units["viettel"], [replace(each, score=Decimal(9)) for each in said], modules)
        return planned

    verify(cast.teacher.person_id)
    file_id = upload(
        cast.viettel_staff.viewer, ImportKind.COMPLETIONS, cast.units["viettel"], workbook(VIETTEL, line())
    )
    settle(cast.viettel_staff.viewer, file_id)
    monkeypatch.setitem(KINDS, ImportKind.COMPLETIONS, replace(how, plan=plan))
    file = confirm(cast.viettel_staff.viewer, file_id)
    assert held == [False], "the lock is held for the writing alone"
    assert file.counts["result"] == {"refused": 1} and findings(file_id) == [["said_otherwise"]]
    assert [row.score for row in records()] == [Decimal(9)], "what was said first stands"
