"""The public page of a report: figures of the newest published edition, nobody's name."""

import pytest

from app.domain.reporting.moving import correct_report
from app.public import reports
from tests.hand_ins import finish
from tests.pages import words
from tests.reports import count_report, freeze, publish


@pytest.fixture
def report(cast, period) -> int:
    finish(cast, period, "school")
    return count_report(cast)


@pytest.fixture
def address(app, cast) -> str:
    from app.db import db
    from app.domain.organisation.models import Unit

    code = db.session.get_one(Unit, cast.units["province"]).code
    db.session.rollback()
    return f"/bao-cao/{code}/2022"


def test_there_is_none_before_it_is_published(cast, client, report, address):
    assert client.get(address).status_code == 404
    freeze(cast, report)
    assert client.get(address).status_code == 404
    publish(cast, report)
    page = client.get(address)
    said = words(page)
    assert page.status_code == 200 and "12/BC-SGDĐT" in said and "Võ Thị Hương" in said and "A.1.1" in said
    assert "Tại thời điểm tính, số liệu chưa đủ. A.1 Giáo viên, A.2 Cán bộ quản lý: thiếu" in said
    assert "/people" not in page.get_data(as_text=True)
    assert "public" not in page.headers.get("Cache-Control", "")  # a correction shows at once, everywhere
    assert not [each.name for each in (cast.teacher, cast.peer, cast.principal) if each.name in said]
    assert client.get(address.replace("2022", "2021")).status_code == 404


def test_small_numbers_are_hidden_where_the_province_wants_it(cast, client, report, address):
    freeze(cast, report)
    publish(cast, report, suppresses=True)
    said = words(client.get(address))
    assert "…" in said and "Các số dưới 5" in said


def test_a_correction_shows_once_it_is_published_and_names_what_it_replaces(cast, client, report, address):
    freeze(cast, report)
    publish(cast, report)
    second, _ = correct_report(cast.province_officer.viewer, report, "Thiếu số liệu của một trường.")
    assert "thay lần 1" not in words(client.get(address))
    count_report(cast)
    freeze(cast, second)
    publish(cast, second)
    assert "Lần ban hành 2 này thay lần 1, số 12/BC-SGDĐT ngày " in words(client.get(address))


def test_a_machine_that_asks_again_and_again_waits(cast, client, report, address, monkeypatch):
    monkeypatch.setattr(reports, "MOST_A_MINUTE", 2)
    monkeypatch.setattr(reports, "_asked", type(reports._asked)())
    assert [client.get(address).status_code for _ in range(3)] == [404, 404, 429]
