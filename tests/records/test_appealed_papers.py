"""After an appeal is settled every sheet tells what holds now, and a code printed before says that it was replaced."""

import shutil

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import Outcome
from app.domain.evaluation.appeals.settling import Settlement, review, settle, take_up
from app.domain.evaluation.papers.models import Paper
from tests.evaluations import assess, evaluation_of
from tests.records.test_papers import cells_of, decide, said, school

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture
def published(cast, period):
    """Khá throughout, published."""
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    decide(cast, mine, levels="2" * 15)
    return mine


def settle_appeal(cast, evaluation_id: int, outcome: Outcome) -> None:
    """The office above lifts every level to Tốt, or keeps the rank as it is."""
    file_appeal(cast.teacher.viewer, evaluation_id, "Tiêu chí 5 đã có minh chứng từ tháng 3.", [5])
    head = cast.district_head.viewer
    take_up(head, evaluation_id)
    version = db.session.get_one(Appeal, evaluation_id).version
    rank = None
    if outcome is Outcome.CHANGED:
        numbers, rank = range(1, 16), 3
        version = review(
            head, evaluation_id, dict.fromkeys(numbers, 3), dict.fromkeys(numbers, "Có minh chứng"), version
        )
    assert settle(head, evaluation_id, Settlement(outcome, rank, "Đã xem lại mọi minh chứng.", ""), version) == []


def codes() -> list[str]:
    found = list(db.session.scalars(select(Paper.code).order_by(Paper.id)))
    db.session.rollback()
    return found


def test_the_persons_sheet_shows_the_new_rank_and_who_gave_it(cast, clients, client, published):
    url = f"/records/papers/people/{published}/result"
    before = said(clients.teacher.post(url + ".pdf"))
    assert cast.principal.name in before and cast.district_head.name not in before
    (first,) = codes()
    settle_appeal(cast, published, Outcome.CHANGED)
    for answer in (clients.teacher.get(url), client.get(f"/xac-minh/{first}")):
        assert answer.status_code == 200
    assert "Đã được thay thế" in client.get(f"/xac-minh/{first}").get_data(as_text=True)
    after = said(clients.teacher.post(url + ".pdf"))
    assert cast.district_head.name in after and cast.principal.name not in after
    page = clients.teacher.get(url).get_data(as_text=True)
    assert "Tốt" in page
    (_, second) = codes()
    verified = client.get(f"/xac-minh/{second}").get_data(as_text=True)
    assert "Còn giá trị" in verified and "Tốt" in verified


def test_a_rank_that_is_kept_leaves_the_printed_sheet_as_it_was(cast, clients, client, published):
    url = f"/records/papers/people/{published}/result"
    said(clients.teacher.post(url + ".pdf"))
    settle_appeal(cast, published, Outcome.KEPT)
    said(clients.teacher.post(url + ".pdf"))
    (only,) = codes()
    assert "Còn giá trị" in client.get(f"/xac-minh/{only}").get_data(as_text=True)


def test_a_kept_rank_with_another_level_is_a_sheet_of_its_own(cast, clients, client, published):
    """The rank stays, a level does not: what was printed before no longer tells what holds."""
    url = f"/records/papers/people/{published}/result"
    said(clients.teacher.post(url + ".pdf"))
    (first,) = codes()
    file_appeal(cast.teacher.viewer, published, "Tiêu chí 5 đã có minh chứng từ tháng 3.", [5])
    head = cast.district_head.viewer
    take_up(head, published)
    version = review(head, published, {5: 3}, {5: "Có minh chứng"}, 2)
    assert settle(head, published, Settlement(Outcome.KEPT, None, "Đã xem lại mọi minh chứng.", ""), version) == []
    after = said(clients.teacher.post(url + ".pdf"))
    assert cast.district_head.name in after and "xem xét lại ngày" in after and "PHÒNG GDĐT" in after
    assert "Đã được thay thế" in client.get(f"/xac-minh/{first}").get_data(as_text=True)
    assert len(codes()) == 2


def test_the_schools_tables_count_the_new_rank_once(cast, clients, period, published):
    settle_appeal(cast, published, Outcome.CHANGED)
    rows = cells_of(clients.principal.get(school(cast, period, "school") + ".xlsx"))
    mine = [row for row in rows if cast.teacher.name in row]
    assert [row[-1] for row in mine] == ["Khá", None, "Tốt"]  # oneself, colleagues, whoever decided
    totals = cells_of(clients.principal.get(school(cast, period, "report") + ".xlsx"))[-1]
    assert totals[3] == 1 and totals[-2:] == [1, 100]
    text = said(clients.principal.get(school(cast, period, "report") + ".pdf"))
    assert "100,00" in text or "100" in text
