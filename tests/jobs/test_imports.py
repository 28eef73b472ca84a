"""A file goes from upload to applied in jobs that may be killed, by rows that may be bad, and twice changes nothing."""

import hashlib
import threading
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.identity.models import IdCase, RegistryRecord
from app.domain.imports import actions
from app.domain.imports.columns import ImportKind
from app.domain.imports.models import ImportFile, ImportRow
from app.domain.imports.states import ConfirmProblem, FileState, Outcome
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import SYSTEM
from app.domain.work.models import Job
from app.integrations.spreadsheets.writing import Heading, write_csv
from app.jobs.imports.sweeping import sweep_imports
from app.jobs.runner import JobContext, run_due_jobs
from app.web.files import new_name, path_of, writing_to
from tests.lists import die_in_the_second_batch

HEADINGS = ["TT", "Họ và tên", "Ngày sinh", "Nữ", "Mã định danh", "Chức vụ", "Tổ chuyên môn", "Mã trường"]
TEACHER = ("Lò Thị Bưởi", "05/09/1988", "x", "09352319252", "Giáo viên", "Tổ Toán", "110010001")


def roster(*rows) -> bytes:
    content = BytesIO()
    write_csv(content, [Heading(each) for each in HEADINGS], [(number, *row) for number, row in enumerate(rows, 1)])
    return content.getvalue()


def changed(row, **changes):
    names = ("name", "born", "female", "sector_id", "position", "group", "unit")
    return tuple(changes.get(name, value) for name, value in zip(names, row, strict=True))


def upload(member, content: bytes, *, name="danh-sach.csv", kind=ImportKind.ROSTER) -> int:
    stored = new_name()
    with writing_to(stored) as target:
        target.write(content)
    digest = hashlib.sha256(content).hexdigest()
    file = actions.register_file(member.viewer, kind, name, actions.StoredBytes(stored, digest, len(content)))
    run_due_jobs()
    return file_at(file.id).id


def file_at(file_id: int) -> ImportFile:
    db.session.rollback()
    return db.session.get_one(ImportFile, file_id, populate_existing=True)


def confirm(member, file_id: int):
    outcome = actions.confirm_file(member.viewer, file_id, file_at(file_id).sha256)
    run_due_jobs()
    return outcome


def bring_in(member, *rows, **options) -> ImportFile:
    file_id = upload(member, roster(*rows), **options)
    confirm(member, file_id)
    return file_at(file_id)


def person_named(name: str) -> Person | None:
    db.session.rollback()
    return db.session.scalar(select(Person).where(Person.full_name == name))


def posts_of(person: Person) -> list[Appointment]:
    found = select(Appointment).where(Appointment.person_id == person.id).order_by(Appointment.starts, Appointment.id)
    return list(db.session.scalars(found))


def registry(*sector_ids: str) -> None:
    with writing():
        for sector_id in sector_ids:
            db.session.add(
                RegistryRecord(
                    sector_id=sector_id, sector_key=sector_key(sector_id), full_name="Lò Thị Bưởi",
                    birth_date=date(1988, 9, 5), unit_code="110010001", changed_at=clock.now(),
                )
            )  # fmt: skip


def state_of_people() -> list:
    db.session.rollback()
    people = select(Person.id, Person.full_name, Person.birth_date, Person.listed_sector_id, Person.version)
    posts = select(Appointment.id, Appointment.person_id, Appointment.position, Appointment.ends, Appointment.version)
    cases = select(IdCase.id, IdCase.version)
    return [sorted(map(tuple, db.session.execute(each))) for each in (people, posts, cases)]


@pytest.mark.both_databases
def test_a_roster_adds_people_with_their_post_and_group(cast):
    file = bring_in(cast.school_admin, TEACHER, changed(TEACHER, name="Lù Văn Ổi", sector_id="", position="Kế toán"))
    assert (file.state, file.counts["create"], file.counts["result"]) == (FileState.APPLIED, 2, {"create": 2})
    person = person_named("Lò Thị Bưởi")
    assert (person.birth_date, person.gender, person.listed_sector_id) == (date(1988, 9, 5), "female", "09352319252")
    assert person.sector_id is None
    post = posts_of(person)[0]
    assert (post.unit_id, post.position, post.level, post.starts) == (
        cast.units["school"],
        "teacher",
        "THCS",
        clock.today(),
    )
    assert db.session.get_one(SubjectGroup, post.group_id).name == "Tổ Toán"
    assert posts_of(person_named("Lù Văn Ổi"))[0].title == "Kế toán"
    journalled = select(func.count()).where(JournalEntry.event == "person_added")
    assert db.session.scalar(journalled) == 2


@pytest.mark.both_databases
def test_the_same_file_twice_changes_nothing(cast):
    rows = [TEACHER, changed(TEACHER, name="Lù Văn Ổi", sector_id="09352319253")]
    bring_in(cast.school_admin, *rows)
    bring_in(cast.school_admin, changed(TEACHER, born="09/05/1988"))
    before = state_of_people()
    assert len(before[2]) == 1
    again = upload(cast.school_admin, roster(*rows))
    assert file_at(again).counts == {"read": 2, "unchanged": 2}
    assert actions.confirm_file(cast.school_admin.viewer, again, file_at(again).sha256) is ConfirmProblem.NOTHING_TO_DO
    bring_in(cast.school_admin, changed(TEACHER, born="09/05/1988"))
    assert state_of_people() == before


@pytest.mark.both_databases
def test_two_files_that_disagree_end_in_a_list_and_a_case(cast):
    bring_in(cast.school_admin, TEACHER)
    file = bring_in(cast.school_admin, changed(TEACHER, born="09/05/1988", group="Tổ Tin"))
    person = person_named("Lò Thị Bưởi")
    assert person.birth_date == date(1988, 9, 5)
    row = db.session.scalar(select(ImportRow).where(ImportRow.file_id == file.id))
    assert (row.outcome, row.differs, row.findings[0][1]) == (Outcome.UPDATE, True, "birth_date_differs")
    case = db.session.scalar(select(IdCase).where(IdCase.person_id == person.id))
    assert (case.kind, case.unit_id) == ("roster_differs", cast.units["school"])


@pytest.mark.both_databases
def test_imp_3_a_lost_zero_comes_back_through_the_registry(cast):
    registry("09352319252")
    file = bring_in(cast.school_admin, changed(TEACHER, sector_id="9352319252"))
    assert file.counts["recovered_zeros"] == 1
    assert person_named("Lò Thị Bưởi").listed_sector_id == "09352319252"


def test_imp_3_a_number_that_fits_two_ids_is_refused(cast):
    registry("09352319252", "009352319252")
    file = bring_in(cast.school_admin, changed(TEACHER, sector_id="9352319252"))
    assert file.counts == {"read": 1, "refused": 1}


def test_a_registry_that_learns_the_zero_later_completes_the_list(cast):
    bring_in(cast.school_admin, changed(TEACHER, sector_id="9352319252"))
    registry("09352319252")
    bring_in(cast.school_admin, changed(TEACHER, sector_id="9352319252"))
    assert person_named("Lò Thị Bưởi").listed_sector_id == "09352319252"


@pytest.mark.both_databases
def test_a_roster_fills_blanks_and_changes_the_post_but_overwrites_nothing(cast):
    lan = cast.teacher
    bring_in(cast.school_admin, (lan.name, "20/05/1985", "x", "01101000001", "Tổ trưởng", "Tổ Văn", "110010001"))
    person = person_named(lan.name)
    posts = posts_of(person)
    assert [post.position for post in posts] == ["teacher", "group_head"]
    assert (posts[0].ends, posts[1].starts, posts[1].main) == (clock.today(), clock.today(), True)


@pytest.mark.both_databases
def test_the_new_school_takes_over_somebody_and_the_old_one_is_told(cast):
    lan = cast.teacher
    row = (lan.name, "20/05/1985", "x", "01101000001", "Giáo viên", "", "110010002")
    file = bring_in(cast.stranger_admin, row)
    assert file.counts["move"] == 1
    person = person_named(lan.name)
    old, new = posts_of(person)
    assert (old.ends, old.end_reason, new.unit_id) == (clock.today(), "moved", cast.units["other_school"])
    told = {tuple(row) for row in db.session.execute(select(Notice.person_id, Notice.kind))}
    assert told >= {(lan.person_id, "you_moved"), (cast.school_admin.person_id, "person_moved_away")}


@pytest.mark.parametrize("wrong", [{"born": "21/05/1985"}, {"name": "Trần Thị Lành"}, {"sector_id": "01101000009"}])
def test_imp_5_somebody_elsewhere_is_neither_moved_nor_betrayed(cast, wrong):
    lan = (cast.teacher.name, "20/05/1985", "x", "01101000001", "Giáo viên", "", "110010002")
    file = bring_in(cast.stranger_admin, changed(lan, **wrong))
    assert file.counts == {"read": 1, "create": 1, "result": {"create": 1}}
    assert len(posts_of(db.session.get_one(Person, cast.teacher.person_id))) == 1


@pytest.mark.parametrize("code", ["110010002", "120010001", "99999999"])
def test_imp_5_rows_of_other_units_are_refused_alike(cast, code):
    file = bring_in(cast.school_admin, changed(TEACHER, unit=code))
    row = db.session.scalar(select(ImportRow).where(ImportRow.file_id == file.id))
    assert row.findings == [["unit_code", "unit_not_yours", code]]
    assert person_named("Lò Thị Bưởi") is None


def test_a_district_brings_in_its_schools_and_no_others(cast):
    rows = [changed(TEACHER, name=f"Lò Thị {given}", sector_id="", unit=code) for given, code in
            (("Mai", "110010001"), ("Đào", "110010002"), ("Lê", "110000003"))]  # fmt: skip
    file = bring_in(cast.district_admin, *rows)
    assert (file.counts["create"], file.counts["refused"]) == (2, 1)


def test_a_row_without_unit_means_the_importers_own_school(cast):
    bring_in(cast.school_admin, changed(TEACHER, unit=""))
    assert posts_of(person_named("Lò Thị Bưởi"))[0].unit_id == cast.units["school"]


def test_nfd_capitals_and_duplicates_within_the_file(cast):
    capitals = changed(TEACHER, name="LO\u0300 THI\u0323 BU\u031bO\u031b\u0309I")
    file = bring_in(cast.school_admin, capitals, TEACHER)
    assert (file.counts["create"], file.counts["refused"]) == (1, 1)
    assert person_named("Lò Thị Bưởi") is not None
    refused = db.session.scalar(select(ImportRow).where(ImportRow.outcome == Outcome.REFUSED))
    assert refused.findings[0] == ["sector_id", "duplicate_in_file", "2"]


def test_a_huge_roster_is_one_short_transaction_after_another(cast, frozen):
    rows = [changed(TEACHER, name=f"Lò Thị {chr(65 + n // 26 % 26)}{chr(97 + n % 26)}", sector_id=f"0{9300000000 + n}",
                    born=f"{1 + n % 28:02}/09/1988") for n in range(600)]  # fmt: skip
    file = bring_in(cast.school_admin, *rows)
    assert file.counts["result"] == {"create": 600}


@pytest.mark.both_databases
def test_a_killed_import_goes_on_where_it_was(cast, monkeypatch):
    rows = [changed(TEACHER, name=f"Lò Thị {chr(97 + n // 26)}{chr(97 + n % 26)}", sector_id="") for n in range(250)]
    before = db.session.scalar(select(func.count()).select_from(Person))
    file_id = upload(cast.school_admin, roster(*rows))
    die_in_the_second_batch(monkeypatch)
    actions.confirm_file(cast.school_admin.viewer, file_id, file_at(file_id).sha256)
    with pytest.raises(KeyboardInterrupt):
        run_due_jobs()
    db.session.rollback()
    job = db.session.get_one(Job, file_at(file_id).job_id)
    assert 0 < job.done < 250
    with writing():
        job.lease_until = clock.now() - timedelta(seconds=1)
    run_due_jobs()
    assert file_at(file_id).counts["result"] == {"create": 250}
    after = db.session.scalar(select(func.count()).select_from(Person))
    assert after - before == 250


@pytest.mark.both_databases
def test_imp_1_confirming_twice_applies_once(cast):
    file_id = upload(cast.school_admin, roster(TEACHER))
    first = confirm(cast.school_admin, file_id)
    second = confirm(cast.school_admin, file_id)
    assert isinstance(first, ImportFile)
    assert isinstance(second, ImportFile)
    assert db.session.scalar(select(func.count()).where(Job.kind == actions.APPLY_JOB)) == 1


def test_imp_1_a_preview_is_bound_to_user_unit_hash_and_hour(cast, frozen):
    file_id = upload(cast.school_admin, roster(TEACHER))
    sha256 = file_at(file_id).sha256
    assert actions.confirm_file(cast.principal.viewer, file_id, sha256) is None
    assert actions.confirm_file(cast.district_admin.viewer, file_id, sha256) is None
    assert actions.confirm_file(cast.school_admin.viewer, file_id, "0" * 64) is ConfirmProblem.OTHER_FILE
    frozen(clock.now() + timedelta(hours=1, seconds=1))
    assert actions.confirm_file(cast.school_admin.viewer, file_id, sha256) is ConfirmProblem.EXPIRED


def test_rows_are_planned_again_when_they_are_written(cast):
    """Between preview and confirmation somebody else brought the same person in."""
    file_id = upload(cast.school_admin, roster(TEACHER))
    bring_in(cast.district_admin, TEACHER)
    confirm(cast.school_admin, file_id)
    assert file_at(file_id).counts["result"] == {"unchanged": 1}
    assert db.session.scalar(select(func.count()).where(Person.full_name == "Lò Thị Bưởi")) == 1


def test_imp_6_the_file_of_failed_rows_keeps_the_users_columns_and_says_why(cast):
    bad = changed(TEACHER, name="Lan 2", born="31/02/1988")
    file = bring_in(cast.school_admin, TEACHER, bad, changed(TEACHER, name="=1+1", sector_id=""))
    sheet = openpyxl.load_workbook(BytesIO(path_of(file.failed_name).read_bytes())).active
    note, head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert note[0].startswith("Xuất bởi "), "EXP-3"
    assert head[: len(HEADINGS)] == HEADINGS
    assert head[-2:] == ["Dòng trong tệp gốc", "Lý do"]
    assert rows[0][1:3] == ["Lan 2", "31/02/1988"]
    assert rows[0][-2] == 3
    assert "Ngày 31/02/1988 không có thật" in rows[0][-1]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.both_databases
def test_dp_7_neither_citizen_numbers_nor_names_of_peoples_reach_the_database(cast):
    headings = [Heading(each) for each in ("TT", "Họ và tên", "Ngày sinh", "Dân tộc", "Số CCCD", "Chức vụ")]
    rows = [(1, "Thạch Sơn", "05/09/1988", "Khmer", "093088007731", "Giáo viên"),
            (2, "Lan 2", "31/02/1988", "Khmer", "093188007732", "Giáo viên")]  # fmt: skip
    content = BytesIO()
    write_csv(content, headings, rows)
    file_id = upload(cast.school_admin, content.getvalue())
    confirm(cast.school_admin, file_id)
    assert file_at(file_id).counts["result"] == {"create": 1}
    assert person_named("Thạch Sơn").minority is True
    assert person_named("Thạch Sơn").citizen_number_sealed is None
    stored = str([db.session.execute(table.select()).all() for table in db.metadata.sorted_tables])
    assert "Thạch Sơn" in stored and "Lan 2" in stored
    assert not [secret for secret in ("Khmer", "0930880", "0931880", "93088007731") if secret in stored]
    sheet = openpyxl.load_workbook(BytesIO(path_of(file_at(file_id).failed_name).read_bytes())).active
    assert [cell.value for cell in sheet[3]][3:5] == ["DTTS", "••••••••7732"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [(b"", "a.csv", "empty"), (b"x;y\n1;2", "a.csv", "no_header"), (b"a", "a.doc", "wrong_extension")],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(cast, content, name, code):
    file = file_at(upload(cast.school_admin, content, name=name))
    assert (file.state, file.refusal["code"]) == (FileState.REFUSED, code)
    problem = actions.confirm_file(cast.school_admin.viewer, file.id, file.sha256)
    assert problem is ConfirmProblem.REFUSED


UNITS = "Mã đơn vị;Tên đơn vị;Loại;Mã đơn vị quản lý;Cấp học;Vùng khó khăn;Đơn vị cung cấp LMS\n"


def bring_in_units(member, *lines: str) -> ImportFile:
    file_id = upload(member, (UNITS + "\n".join(lines)).encode(), kind=ImportKind.UNITS)
    confirm(member, file_id)
    return file_at(file_id)


@pytest.mark.both_databases
def test_units_are_founded_under_parents_of_the_same_file_in_any_order(cast):
    file = bring_in_units(
        cast.province_admin, "110020009;Trường TH Mới;Trường;11002;TH;x;", "11002;Phòng GDĐT Mới;Phòng;11;;;"
    )
    assert file.counts["result"] == {"create": 2}
    school = db.session.scalar(select(Unit).where(Unit.code == "110020009"))
    assert school.path == f"{school.parent.path}{school.id}/"
    assert (school.parent.code, school.levels, school.difficult, school.kind) == ("11002", "TH", True, "school")


def test_units_of_others_unknown_parents_and_wrong_kinds_are_refused(cast):
    file = bring_in_units(
        cast.province_admin,
        "12;Sở khác;Sở;BO;;;", "120010002;Trường lạ;Trường;12001;TH;;", "110030001;Trường mồ côi;Trường;11009;TH;;",
        "110010001;Phòng?;Phòng;11;;;", "11004;Phòng dưới phòng;Phòng;11001;;;",
    )  # fmt: skip
    reasons = [row.findings[0][1] for row in db.session.scalars(select(ImportRow).order_by(ImportRow.number))]
    assert reasons == ["unit_not_yours", "unit_not_yours", "parent_unknown", "unit_kind_changed", "parent_kind_wrong"]
    assert file.counts == {"read": 5, "refused": 5}


def test_a_renamed_school_keeps_what_the_list_leaves_blank(cast):
    bring_in_units(cast.province_admin, "110010001;Trường THCS Nguyễn Du A;Trường;11001;;x;")
    school = db.session.get_one(Unit, cast.units["school"], populate_existing=True)
    assert (school.name, school.levels, school.difficult) == ("Trường THCS Nguyễn Du A", "THCS", True)


REGISTRY = "Mã định danh;Họ và tên;Ngày sinh;Mã đơn vị\n"


@pytest.mark.both_databases
def test_the_registrys_export_is_stored_and_only_for_ones_own_units(cast):
    lines = ["09352319252;Lò Thị Bưởi;05/09/1988;110010001", "09352319253;Ai Đó;05/09/1988;120010001"]
    file_id = upload(cast.province_admin, (REGISTRY + "\n".join(lines)).encode(), kind=ImportKind.REGISTRY)
    confirm(cast.province_admin, file_id)
    assert file_at(file_id).counts["result"] == {"create": 1}
    assert list(db.session.scalars(select(RegistryRecord.sector_id))) == ["09352319252"]
    again = upload(cast.province_admin, (REGISTRY + lines[0]).encode(), kind=ImportKind.REGISTRY)
    assert file_at(again).counts == {"read": 1, "unchanged": 1}


@pytest.mark.parametrize("member", ["school_admin", "district_admin", "principal", "teacher"])
def test_only_offices_with_the_right_bring_in_units_and_the_registry(cast, member):
    stored = actions.StoredBytes("ab/cd/" + "0" * 32, "0" * 64, 1)
    with pytest.raises(actions.NotAllowed):
        actions.register_file(cast[member].viewer, ImportKind.UNITS, "a.csv", stored)


def test_old_files_are_thrown_away_with_their_rows(cast, frozen):
    applied = bring_in(cast.school_admin, TEACHER, changed(TEACHER, name="Lan 2")).id
    waiting = upload(cast.school_admin, roster(changed(TEACHER, name="Lù Văn Ổi", sector_id="")))
    paths = [path_of(file_at(applied).stored_name), path_of(file_at(applied).failed_name)]
    waiting_path = path_of(file_at(waiting).stored_name)
    frozen(clock.now() + timedelta(days=2))
    sweep_imports(JobContext(0, 0, {}, {}, SYSTEM, None))
    assert db.session.get(ImportFile, waiting) is None
    assert not waiting_path.exists()
    assert all(path.exists() for path in paths)
    frozen(clock.now() + timedelta(days=40))
    sweep_imports(JobContext(0, 0, {}, {}, SYSTEM, None))
    assert not any(path.exists() for path in paths)
    assert file_at(applied).counts["result"] == {"create": 1}
    assert db.session.scalar(select(func.count()).select_from(ImportRow)) == 0


@pytest.mark.both_databases
def test_two_imports_of_one_school_at_the_same_time_take_turns(app, cast):
    """Both previews promised to add the same people; whoever is second finds them there."""
    rows = [changed(TEACHER, name=f"Lò Thị {chr(97 + n)}", sector_id=f"0{9300000000 + n}") for n in range(20)]
    files = [upload(cast.school_admin, roster(*rows)), upload(cast.district_admin, roster(*rows))]
    for member, file_id in zip((cast.school_admin, cast.district_admin), files, strict=True):
        actions.confirm_file(member.viewer, file_id, file_at(file_id).sha256)
    db.session.remove()
    barrier = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            barrier.wait()
            run_due_jobs()
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [file_at(file_id).state for file_id in files] == [FileState.APPLIED] * 2
    assert db.session.scalar(select(func.count()).where(Person.full_name.like("Lò Thị _"))) == 20


@pytest.mark.both_databases
def test_az_5_a_roster_never_changes_the_importers_own_record(cast):
    me = cast.school_admin
    row = (me.name, "20/05/1985", "x", "01101000007", "Hiệu trưởng", "", "110010001")
    before = state_of_people()
    file = bring_in(me, row)
    assert file.counts["unchanged"] == 1
    assert state_of_people() == before
    assert bring_in(cast.district_admin, row).counts["update"] == 1, "the level above may"
