"""The list of those eligible as core people, on the screen, as a spreadsheet and on paper."""

import io
import shutil

import openpyxl
import pytest
from sqlalchemy import select

from app.db import db
from app.domain.journal.models import SecurityEvent
from tests.domain.evaluation.core.test_queries import decided
from tests.evaluations import evaluation_of
from tests.web.papers import text_of

HX = {"HX-Request": "true"}
URL = "/records/core"


@pytest.fixture
def period(cast, period):
    """Two of the school are ranked: one has everything, one too few years and a key criterion below tốt."""
    decided(evaluation_of(cast, period, "teacher"), "3" * 15, 3, 2010)
    decided(evaluation_of(cast, period, "peer"), "333233333333333", 2, 2020)
    return period


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_who_is_eligible_and_what_the_others_lack(cast, clients, period, headers):
    page = text(clients.principal.get(URL, headers=headers))
    assert cast.teacher.name in page and cast.peer.name not in page
    assert "1 người đủ điều kiện, 1 người còn thiếu" in page
    lacking = text(clients.principal.get(f"{URL}?figure=lacking", headers=headers))
    assert cast.peer.name in lacking and cast.teacher.name not in lacking
    assert "mới 2 năm, cần 5; tiêu chí 4 chưa đạt mức tốt" in lacking
    assert ("<h1" in page) == (not headers)


def test_filters_name_kind_and_unit(cast, clients, period):
    officer = clients.district_officer
    assert cast.teacher.name in text(officer.get(f"{URL}?q=lan&kind=teacher"))
    assert "Không có ai" in text(officer.get(f"{URL}?kind=manager"))
    here = text(officer.get(f"{URL}?unit={cast.units['school']}&figure=all"))
    assert cast.peer.name in here and "tại Trường THCS Nguyễn Du" in here
    assert "Không có ai" in text(officer.get(f"{URL}?unit={cast.units['other_school']}"))
    assert officer.get(f"{URL}?unit={cast.units['far_school']}").status_code == 404
    assert "Không có ai" in text(officer.get(f"{URL}?q=khong-ai-ca"))


def test_whoever_has_no_ranks_in_sight_has_no_list(cast, clients, period):
    for who in ("teacher", "school_admin", "stranger_principal", "far_officer", "lecturer", "viettel_staff"):
        assert "Chưa có danh sách" in text(clients[who].get(URL)), who
        assert clients[who].get(f"{URL}.xlsx").status_code == 404, who
        assert clients[who].get(f"{URL}.pdf").status_code == 404, who
        assert "Chưa có danh sách" in text(clients[who].get(f"{URL}?period={period}")), who


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_page_paper_and_table_say_the_same(cast, clients, period):
    wanted = "?figure=all"
    book = openpyxl.load_workbook(io.BytesIO(clients.principal.get(f"{URL}.xlsx{wanted}").get_data()))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()][3:]
    assert [(row[0], row[7]) for row in rows] == [(cast.peer.name, "Không"), (cast.teacher.name, "Có")]
    paper = " ".join(text_of(clients.principal.get(f"{URL}.pdf{wanted}").get_data()).split())
    page = text(clients.principal.get(f"{URL}{wanted}"))
    for said in (cast.peer.name, cast.teacher.name, "mới 2 năm, cần 5", "Đủ điều kiện"):
        assert said in page
        assert said in paper
    exported = select(SecurityEvent.detail).where(SecurityEvent.event == "exported")
    assert [each["rows"] for each in db.session.scalars(exported)] == [2, 2]


def test_exp_1_too_long_a_list_is_refused_with_words(cast, clients, period, monkeypatch):
    from app.records import core

    monkeypatch.setattr(core, "MOST_PRINTED", 1)
    answer = clients.principal.get(f"{URL}.pdf?figure=all")
    assert answer.status_code == 409 and "nhiều nhất 1 người" in answer.get_data(as_text=True)
    assert clients.principal.get(f"{URL}.pdf").status_code == 200
