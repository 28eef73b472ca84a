"""What rows of the sample files mean, and what their faults are called."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.imports.cells import Cell, Reason
from app.domain.imports.columns import ImportKind
from app.domain.imports.rules import check_row
from app.domain.organisation.rules import Gender, Level, LmsProvider, Position, UnitKind

TODAY = date(2022, 4, 18)
ALL = frozenset({"number", "full_name", "birth_date", "female", "ethnicity", "sector_id", "position", "group"})
ALL |= {"subject", "phone", "email", "unit_code"}


def text(value: str) -> Cell:
    return Cell("s", value)


def roster(columns=ALL, **cells):
    given_cells = {"full_name": text("Trần Thị Lan")} | {
        key: value if isinstance(value, Cell) else text(value) for key, value in cells.items()
    }
    return check_row(ImportKind.ROSTER, 4, given_cells, columns, TODAY)


def reasons(checked):
    return {(finding.column, finding.reason) for finding in checked.findings}


def test_a_row_as_schools_write_it():
    checked = roster(
        full_name="TRẦN  THỊ CẨM DIỄM ", birth_date=Cell("d", "1976-02-16T00:00:00"), female="x", ethnicity="Khmer",
        sector_id=Cell("n", "9352319252"), position="Hiệu trưởng", phone=Cell("n", "120799308"), unit_code="930010001",
    )  # fmt: skip
    row = checked.record
    assert (row.full_name, row.birth_date, row.gender) == ("Trần Thị Cẩm Diễm", date(1976, 2, 16), Gender.FEMALE)
    assert (row.sector_id, row.id_was_number, row.minority) == ("9352319252", True, True)
    assert (row.position, row.phone, row.unit_code) == (Position.PRINCIPAL, "0120799308", "930010001")
    assert reasons(checked) == {("full_name", Reason.CAPITALS_TIDIED)}


def test_a_blank_under_nu_is_a_man_only_where_there_is_such_a_column():
    assert roster().record.gender is Gender.MALE
    assert roster(columns=ALL - {"female"}).record.gender is None


def test_staff_keep_their_own_title():
    row = roster(position="Kế toán").record
    assert (row.position, row.title) == (Position.STAFF, "Kế toán")


def test_every_fault_of_the_worst_sample_row_is_named_at_once():
    checked = roster(full_name="NguyÔn V¨n TuÊn", birth_date="31/02/1988", sector_id="2.41E+10")
    assert checked.record is None
    assert reasons(checked) == {
        ("full_name", Reason.LEGACY_ENCODING),
        ("birth_date", Reason.DATE_NOT_REAL),
        ("sector_id", Reason.ID_EXPONENT),
    }


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("full_name", Cell("f", '=HYPERLINK("http://x.example","Lan")'), Reason.FORMULA),
        ("full_name", text(""), Reason.MISSING),
        ("full_name", text("L\u0430n"), Reason.NAME_MIXED_SCRIPTS),
        ("full_name", text("Lan 2"), Reason.NAME_MALFORMED),
        ("full_name", text("Lan\x07"), Reason.CONTROL_CHARACTER),
        ("full_name", Cell("e", "#REF!"), Reason.CELL_ERROR),
        ("birth_date", text("05/09/88"), Reason.DATE_MALFORMED),
        ("birth_date", Cell("n", "32391"), Reason.DATE_MALFORMED),
        ("birth_date", text("05/09/2010"), Reason.BIRTH_YEAR_IMPOSSIBLE),
        ("sector_id", Cell("n", "935231925.5"), Reason.ID_EXPONENT),
        ("sector_id", text("0935A"), Reason.ID_NOT_DIGITS),
        ("sector_id", text("1234567"), Reason.ID_WRONG_LENGTH),
        ("position", text("Phi công"), Reason.NOT_IN_LIST),
        ("unit_code", text("93/001"), Reason.CODE_MALFORMED),
        ("female", text("nam"), Reason.NOT_IN_LIST),
        ("group", text("Tæ To¸n"), Reason.LEGACY_ENCODING),
    ],
)
def test_imp_2_and_3_faults_of_cells(column, cell, reason):
    checked = roster(**{column: cell})
    assert checked.record is None
    assert reasons(checked) == {(column, reason)}


def test_worthless_contacts_are_left_out_without_refusing_the_row():
    checked = roster(email=Cell("f", "=A1"), phone="không có")
    assert (checked.record.email, checked.record.phone) == ("", "")
    assert reasons(checked) == {("email", Reason.CELL_DISREGARDED)}


def test_an_id_of_unusual_length_is_remarked_not_refused():
    checked = roster(sector_id="0935 231.925")
    assert checked.record.sector_id == "0935231925"
    assert reasons(roster(sector_id="093523192")) == {("sector_id", Reason.ID_LENGTH_UNUSUAL)}


def test_contradicting_genders_are_a_fault():
    checked = roster(columns=ALL | {"gender"}, gender="Nam", female="x")
    assert reasons(checked) == {("gender", Reason.GENDER_CONTRADICTION)}


def test_a_row_of_the_unit_list():
    cells = {"code": "930010005", "name": "Trường THCS Chu Văn An 2", "kind": "Trường", "parent_code": "93001",
             "levels": "THCS", "difficult": "x"}  # fmt: skip
    unit = check_row(ImportKind.UNITS, 10, {k: text(v) for k, v in cells.items()}, frozenset(cells), TODAY).record
    assert (unit.kind.kind, unit.kind.type_name, unit.levels) == (UnitKind.SCHOOL, "Trường", {Level.LOWER_SECONDARY})
    assert (unit.difficult, unit.lms_provider, unit.parent_code) == (True, None, "93001")


def test_a_province_names_its_provider():
    cells = {"code": Cell("n", "93"), "name": text("Sở"), "kind": text("Sở"), "parent_code": text("BO"),
             "lms_provider": text("Viettel")}  # fmt: skip
    unit = check_row(ImportKind.UNITS, 4, cells, frozenset(cells), TODAY).record
    assert (unit.code, unit.kind.kind, unit.lms_provider) == ("93", UnitKind.PROVINCE, LmsProvider.VIETTEL)


def test_a_registry_row_needs_the_id_as_text_and_a_birth_date():
    cells = {"sector_id": Cell("n", "9352319252"), "full_name": text("Lan"), "birth_date": text("")}
    checked = check_row(ImportKind.REGISTRY, 2, cells, frozenset(cells), TODAY)
    assert checked.record is None
    assert reasons(checked) == {("sector_id", Reason.ZERO_SUSPECTED), ("birth_date", Reason.MISSING)}


CELLS = st.builds(Cell, st.sampled_from("sndbfe"), st.text(max_size=40))


@given(st.sampled_from(ImportKind), st.dictionaries(st.sampled_from(sorted(ALL | {"code", "name", "kind"})), CELLS))
def test_no_row_whatever_breaks_the_check(kind, cells):
    checked = check_row(kind, 1, cells, frozenset(cells), TODAY)
    assert checked.record is not None or checked.findings
