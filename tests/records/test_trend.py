"""The page of somebody's years: one's own, and what a head may read of it."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation import deciding
from app.domain.journal.models import SecurityEvent
from tests.evaluations import assess, evaluation_of

HX = {"HX-Request": "true"}


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_ones_own_years_with_words_bars_and_a_table(cast, clients, period, headers):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    page = text(clients.teacher.get("/records/trend", headers=headers))
    assert "Chưa có xếp loại nào được công bố" in page and "15 Khá" in page and "<svg" in page
    head = cast.principal.viewer
    version = deciding.rate(head, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(head, mine, 2, "", version)
    assert "Năm 2022, thủ trưởng" not in text(clients.teacher.get("/records/trend"))
    deciding.publish(head, [mine])
    page = text(clients.teacher.get("/records/trend"))
    assert "Xếp loại gần nhất: <strong>Khá</strong>, năm học 2021–2022" in page and "Năm 2022, thủ trưởng" in page
    assert "Thông tư 20/2018/TT-BGDĐT" in page and "Trường THCS Nguyễn Du" in page
    assert f"/teacher/evaluation/{mine}" in page


def test_a_manager_has_years_too_and_others_an_empty_page(cast, clients, period):
    assert "14/2018/TT-BGDĐT" in text(clients.principal.get("/records/trend"))
    assert "Chưa có năm nào" in text(clients.district_officer.get("/records/trend"))


def test_aud_4_the_head_reads_from_the_sheet_and_is_noted(cast, clients, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    url = f"/records/trend/{mine}"
    assert url in text(clients.principal.get(f"/principal/evaluations/{mine}"))
    assert f"Quá trình của {cast.teacher.name}" in text(clients.principal.get(url))
    seen = select(SecurityEvent.about_person_id).where(SecurityEvent.event == "trend_opened")
    assert db.session.scalars(seen).all() == [cast.teacher.person_id]
    for who in ("peer", "school_admin", "stranger_principal", "far_officer", "viettel_staff"):
        assert clients[who].get(url).status_code == 404, who
    assert "Quá trình đánh giá" in text(clients.teacher.get(url))  # one's own, by whichever address
    assert len(db.session.scalars(seen).all()) == 1


def test_the_own_evaluation_leads_to_ones_years(cast, clients, period):
    mine = evaluation_of(cast, period, "teacher")
    assert "/records/trend" in text(clients.teacher.get(f"/teacher/evaluation/{mine}"))
