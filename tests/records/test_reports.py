"""The report on its pages: who reads it, each number with its list, filters in the address, files that agree."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from app.db import db, writing
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Person
from app.domain.reporting import purposes
from app.domain.reporting.figures.signs import Track
from app.domain.reporting.figures.tables import ModuleLine, Satisfaction, context_of
from app.domain.reporting.models import Report
from app.domain.reporting.queries import parts_of, reading_of, report_for, tables_of
from app.domain.viewer import SYSTEM
from app.web.reporting.editions import LANGUAGES, edition_of
from app.web.reporting.words import NOTHING, VIETNAMESE
from tests.hand_ins import finish
from tests.pages import fill, find_form, text_of, tree, words
from tests.reports import count_report, freeze


@pytest.fixture
def report(cast, period) -> int:
    """Id of the counted report of 2022, with the school's people ranked."""
    finish(cast, period, "school")
    return count_report(cast)


def reading(report_id, viewer=SYSTEM, unit_id=None):
    return reading_of(viewer, report_for(viewer, report_id), unit_id)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("province_officer", 200), ("director", 200), ("district_head", 200), ("principal", 200),
        ("vice_principal", 200), ("lecturer", 404), ("ministry_officer", 404), ("far_officer", 404),
        ("commune_officer", 404), ("teacher", 404), ("school_admin", 404), ("viettel_staff", 404), ("leaver", 404),
    ],
)  # fmt: skip
def test_az_3_who_reads_a_report_that_is_not_frozen(clients, report, who, status):
    assert clients[who].get(f"/records/reports/{report}").status_code == status


@pytest.mark.parametrize("who", ["lecturer", "ministry_officer"])
def test_az_9_university_and_ministry_read_numbers_without_lists_once_it_is_frozen(cast, clients, report, who):
    freeze(cast, report)
    page = clients[who].get(f"/records/reports/{report}")
    assert page.status_code == 200 and "/people?" not in page.text
    assert clients[who].get(f"/records/reports/{report}/people?track=rank&signs=2").status_code == 404


def test_every_number_of_people_opens_its_list(clients, report):
    client, read = clients.province_officer, reading(report)
    for part in parts_of(read):
        page = client.get(f"/records/reports/{report}?part={part}").text
        for table in tables_of(read, part):
            for line in table.lines:
                for number in line.numbers:
                    opens = number.cell is not None and number.decimals == 0 and number.value
                    if opens and not number.cell.part.ethnicity and line.unit_id is None:
                        query = "&".join(f"{key}={value}" for key, value in number.cell.address().items())
                        assert query.replace("&", "&amp;") in page or query in page
    people = client.get(f"/records/reports/{report}/people?track=rank&at=0&signs=0123&who=t")
    assert "Nguyễn Thị Hoa" in people.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "track=own&signs=3",
        "track=rank",
        "track=rank&signs=2&at=x",
        "track=nothing&signs=2",
        "track=rank&signs=2&unit=99999",
    ],
)
def test_an_address_that_names_no_list_is_not_there(clients, report, query):
    assert clients.province_officer.get(f"/records/reports/{report}/people?{query}").status_code == 404


def test_a_school_learns_nothing_of_the_ranks_of_its_heads(cast, clients, report):
    page = clients.vice_principal.get(f"/records/reports/{report}").text
    assert "A.2" not in page
    for query in ("track=rank&signs=x-0123", "track=rank&signs=x-0123&who=pv"):
        people = clients.vice_principal.get(f"/records/reports/{report}/people?{query}").text
        assert cast.principal.name not in people
    opened = words(clients.vice_principal.get(f"/records/reports/{report}/people/{cast.principal.person_id}"))
    assert cast.principal.name in opened and "Bồi dưỡng" in opened and "Xếp loại" not in opened


def test_a_school_and_an_office_read_of_themselves_only(cast, clients, report):
    other = cast.units["other_school"]
    assert clients.principal.get(f"/records/reports/{report}?unit={other}").status_code == 404
    assert clients.district_head.get(f"/records/reports/{report}?unit={other}").status_code == 200
    assert clients.district_head.get(f"/records/reports/{report}?unit={cast.units['province']}").status_code == 404
    assert clients.principal.get(f"/records/reports/{report}/people/{cast.stranger.person_id}").status_code == 404


def test_dp_7_who_belongs_to_a_minority_is_listed_for_a_purpose_on_record(clients, report):
    client, address = clients.province_officer, f"/records/reports/{report}/people?track=rank&signs=x-0123&ethnicity=k"
    asked = client.get(address)
    assert "Mục đích xem danh sách" in asked.text
    assert client.get(address.replace("people?", "people.xlsx?")).status_code == 404
    assert client.post(address, data={"purpose": "ngắn"}).status_code == 422
    said = client.post(address, data={"purpose": "Đối chiếu số liệu trước khi trình"})
    assert said.status_code == 303
    assert "Mục đích xem danh sách" not in client.get(address).text
    assert "Mục đích xem danh sách" in clients.director.get(address).text  # each says it for themselves
    again = find_form(clients.director.get(address))
    for purpose in ("Trả lời kiểm toán nhà nước", "Trả lời kiểm toán nhà nước", "Kiểm tra hồ sơ hai huyện"):
        assert clients.director.post(address, data=fill(again, {"purpose": purpose})).status_code == 303
    kept = db.session.scalars(select(JournalEntry.reason).where(JournalEntry.event == purposes.SAID)).all()
    assert kept[1:] == ["Trả lời kiểm toán nhà nước", "Kiểm tra hồ sơ hai huyện"], "each purpose once"


@pytest.mark.parametrize("who", ["principal", "district_head"])
def test_dp_7_only_a_province_s_office_and_auditors_list_who_belongs_to_a_minority(clients, report, who):
    page = clients[who].get(f"/records/reports/{report}")
    assert "chỉ mở cho sở và kiểm toán viên" in page.text
    assert "/people?" in page.text and "ethnicity=" not in page.text
    listed = f"/records/reports/{report}/people"
    for minority in ("k", "d"):
        for end in ("", ".xlsx"):
            assert clients[who].get(f"{listed}{end}?track=here&signs=0&ethnicity={minority}").status_code == 404


def test_filters_live_in_the_address_and_htmx_swaps_the_body_only(clients, report):
    address = f"/records/reports/{report}?level=2&sex=f"
    page, part = (
        clients.province_officer.get(address),
        clients.province_officer.get(address, headers={"HX-Request": "true"}),
    )
    assert "Chỉ tính" in page.text and '<option value="f" selected' in page.text
    assert part.text.lstrip().startswith('<div id="report_body">') and "<nav" not in part.text


def test_files_are_whole_and_say_so_whatever_is_filtered(clients, report):
    page = clients.province_officer.get(f"/records/reports/{report}?level=1&sex=f")
    files = [link for link in re.findall(r'href="([^"]+)"', page.text) if "/files/report." in link]
    assert len(files) == 8 and not any("level" in link or "sex" in link for link in files)
    assert "không theo bộ lọc" in words(page)
    for link in files:
        assert clients.province_officer.get(link.replace("&amp;", "&")).status_code == 200


def test_pages_of_a_report_ask_little_of_the_database(clients, report, statements):
    clients.province_officer.get("/account/")  # signs in
    for part in ("A.1", "A.2", "B", "C"):
        before = len(statements)
        clients.province_officer.get(f"/records/reports/{report}?part={part}")
        assert len(statements) - before <= 12, part


@pytest.fixture
def full(cast, period) -> int:
    """Id of a report every table of which has rows, some of them of people of whom something is not known."""
    finish(cast, period, "school")
    with writing():
        of_one = update(Person).where(Person.id == cast.teacher.person_id)
        db.session.execute(of_one.values(gender=None, minority=None))
    report_id = count_report(cast)
    modules = (
        ModuleLine(8, "M8", "Mô đun 8: một tên dài " + "hơn bề rộng của cột " * 12, "teacher", "online", 40, 1_234_567),
        ModuleLine(9, "M9", "Mô đun 9", "manager", "", None, 2_000_000),
    )
    said = Satisfaction("Ý kiến về mô đun 8", "teacher", 12, 7, 20, 21, "M8")
    with writing():
        snapshot = db.session.get_one(Report, report_id).snapshot
        context = context_of(snapshot.context)
        context = replace(context, modules=modules, catalogue=modules, plan=modules, satisfaction=(said,))
        snapshot.context = context.document()
    return report_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_paper_workbook_csv_and_json_agree_to_the_digit(app, clients, full, language):
    def file(kind):
        answer = clients.province_officer.get(f"/records/reports/{full}/files/report.{kind}?lang={language}")
        assert answer.status_code == 200
        return answer.data

    with app.test_request_context():
        edition = edition_of(reading(full), language)
    say = edition.words
    book = openpyxl.load_workbook(io.BytesIO(file("xlsx")))
    paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file("pdf"))).pages)
    printed = " ".join(paper.split())
    archive = zipfile.ZipFile(io.BytesIO(file("zip")))
    document = json.loads(file("json"))
    told, of_lines = dictionary_in(archive.read(say.say("file", "report_dictionary"))), say.say("line", "report_entry")
    codes = [table.code for _, tables in edition.parts for table in tables]
    assert len(set(codes)) == len(codes)
    assert book.sheetnames[1:] == [each["code"] for each in document["tables"]] == list(told) == codes
    rows = [line.key for _, tables in edition.parts for table in tables for line in table.lines]
    assert {"all.unknown_sex", "all.unknown_ethnicity", "total", "module.M9", "survey.0", "unit.11001"} <= set(rows)
    for part, tables in edition.parts:
        page = tree(clients.province_officer.get(f"/records/reports/{full}?part={part}"))
        shown = [[" ".join(text_of(cell).split()) for cell in row] for row in page.iter("tr")]
        for table in tables:
            assert table.lines, table.code
            sheet = book[table.code]
            assert sheet["A1"].value == say.title_of(table) and printed.count(f"{table.code}. ") == 1
            text = archive.read(f"{table.code}.csv").decode("utf-8-sig")
            heads, *plain = csv.reader(io.StringIO(text), delimiter=";")
            assert heads[2:] == [
                words for kind, _, words in told[table.code] if kind == say.say("column", "report_entry")
            ]
            assert [row[0] for row in plain] == [key for kind, key, _ in told[table.code] if kind == of_lines]
            data = next(each for each in document["tables"] if each["code"] == table.code)
            assert len(plain) == len(data["lines"]) == len(table.lines)
            for place, line in enumerate(table.lines):
                as_printed = say.values_of(table, line)
                cells = sheet[place + 3][1 : len(as_printed) + 1]
                assert [printed_again(say, cell) for cell in cells] == [blank(value) for value in as_printed]
                assert [number_or_word(value) for value in plain[place][2:]] == [cell.value for cell in cells]
                kept = {column.key: number for column, number in zip(table.columns, line.numbers, strict=True)}
                for key, value in data["lines"][place]["values"].items():
                    assert document["dictionary"][table.code]["columns"][key]["meaning"]
                    if key in kept and isinstance(value, int | float):
                        assert say.figure_words(Decimal(str(value)), kept[key].decimals) == say.value_words(kept[key])
                assert " ".join(as_printed) in printed, (table.code, line.key)
                if language == "vi":
                    assert [" ".join(say.line_words(line).split()), *as_printed] in shown, (table.code, line.key)


def dictionary_in(file: bytes) -> dict[str, list[tuple[str, str, str]]]:
    """By table: kind, code and name of each entry; every entry says what it means, and figures how they are rounded."""
    heads, *rows = csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";")
    found: dict[str, list[tuple[str, str, str]]] = {}
    for table, kind, key, name, unit, rounding, meaning in rows:
        assert len(heads) == 7 and name and meaning and bool(unit) == (bool(rounding) or unit in ("lời", "words"))
        found.setdefault(table, []).append((kind, key, name))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dictionary_explains_what_json_has_instead_of_a_sign_or_a_word(language):
    labels = LANGUAGES[language].labels
    meanings = labels["report_column_meaning"]
    assert "null" in meanings["change"]
    assert all(
        f"way.{key}" in meanings["way"] and said in meanings["way"] for key, said in labels["training_way"].items()
    )


def printed_again(say, cell) -> str | None:
    """What the paper would have for a cell of the workbook, by its own format."""
    if not isinstance(cell.value, int | float):
        return cell.value
    return say.figure_words(Decimal(str(cell.value)), len(cell.number_format.partition(".")[2]))


def blank(value: str) -> str | None:
    return value if value != NOTHING else None


def number_or_word(value: str) -> float | str | None:
    try:
        return float(value)
    except ValueError:
        return value or None


def test_the_english_edition_says_everything_that_the_vietnamese_one_says():
    english = LANGUAGES["en"].labels
    for kind, said in english.items():
        if kind in {"report_rank", "report_signer", "report_month"}:
            continue  # levels' names are the standard's own in Vietnamese, a position as put down, months figures
        missing = VIETNAMESE.labels[kind].keys() ^ said.keys() if kind != "report_addressee" else set()
        assert not missing, kind


def test_a_draft_is_marked_and_a_frozen_one_is_not(cast, clients, report):
    def text():
        answer = clients.province_officer.get(f"/records/reports/{report}/files/report.pdf")
        return PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()

    assert "BẢN NHÁP" in text()
    freeze(cast, report)
    assert "BẢN NHÁP" not in text()
    digest = db.session.get_one(Report, report).snapshot.digest
    assert digest[:16] in text()


def test_each_annex_names_its_report_and_numbers_its_pages_by_itself(cast, clients, report):
    def pages(unit="province"):
        address = f"/records/reports/{report}/files/report.pdf?unit={cast.units[unit]}"
        return [page.extract_text() for page in PdfReader(io.BytesIO(clients.province_officer.get(address).data)).pages]

    freeze(cast, report)
    with writing():
        signed = db.session.get_one(Report, report)
        signed.number, signed.signed_on = "12/BC-SGDĐT", date(2022, 12, 5)
    opening = [page for page in pages() if "(Kèm theo Báo cáo số 12/BC-SGDĐT ngày 05 tháng 12 năm 2022 của Sở" in page]
    assert ["Phụ lục I\n" in opening[0], "Phụ lục IV\n" in opening[-1], len(opening)] == [True, True, 4]
    second = pages()[pages().index(opening[1]) + 1]
    assert second.startswith("2\n") and "Phụ lục II. TEMIS" in second and not opening[1].startswith("6\n")
    assert "không có người phải học mô đun trong năm" in " ".join(pages()[0].split())
    of_school = pages("school")
    assert sum("(Kèm theo Báo cáo TEMIS năm 2022 của Trường" in page for page in of_school) == 4
    assert not any("12/BC" in page for page in of_school)


def test_one_person_shows_what_put_them_into_their_cells(cast, clients, report):
    page = clients.province_officer.get(f"/records/reports/{report}/people/{cast.teacher.person_id}")
    assert cast.teacher.name in page.text and "Xếp loại theo chuẩn" in page.text
    assert {track.value for track in Track} >= {"rank", "levels"}


def test_verified_results_go_to_the_registry_in_its_own_rows_from_a_frozen_report_only(cast, clients, report):
    address = f"/records/reports/{report}/registry.xlsx"
    assert clients.province_officer.get(address).status_code == 404
    freeze(cast, report)
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).sector_id = "01101000001"
    for who in ("district_head", "principal", "ministry_officer", "far_officer"):
        assert clients[who].get(address).status_code == 404
    sheet = openpyxl.load_workbook(io.BytesIO(clients.province_officer.get(address).data)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] == "01101000001"]
    assert len(rows) == 1 and rows[0][2] == cast.teacher.name and rows[0][7] in ("Đạt", "Khá", "Tốt")
    assert all(row[1] is None or isinstance(row[1], str) for row in sheet.iter_rows(values_only=True))
