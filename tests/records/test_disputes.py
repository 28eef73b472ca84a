"""Offices above the schools read along which results their people call wrong, and who has not answered."""

import io
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.training.records import disputes
from app.domain.training.records.actions import put
from app.domain.training.records.disputed import dispute_beneath, disputes_beneath, number_beneath
from app.domain.training.records.models import LearningRecord, RecordDispute
from app.domain.viewer import SYSTEM
from tests.pages import words
from tests.training import make_modules, report, verify

PAGE = "/records/disputes"
REASON = "Tôi chưa học mô đun này bao giờ."
ABOVE = ("district_officer", "district_head", "province_officer", "director")
NOT_ABOVE = (
    "teacher", "principal", "stranger_principal", "far_officer", "commune_officer", "lecturer", "ministry_officer",
    "viettel_staff", "school_admin", "auditor",
)  # fmt: skip


@pytest.fixture
def dispute(cast) -> int:
    """The teacher calls a result of Viettel's wrong; the dispute's id."""
    put(SYSTEM, cast.units["viettel"], [report("v1")], make_modules())
    verify(cast.teacher.person_id)
    record_id = db.session.scalars(select(LearningRecord.id)).one()
    db.session.rollback()
    disputes.dispute(cast.teacher.viewer, record_id, REASON)
    return db.session.scalars(select(RecordDispute.id)).one()


@pytest.mark.both_databases
def test_az_3_the_offices_above_read_it_and_nobody_else(cast, dispute):
    db.session.rollback()
    for who in ABOVE:
        viewer = cast[who].viewer
        assert [each.said.id for each in disputes_beneath(viewer, waits=True)] == [dispute], who
        assert (number_beneath(viewer, waits=True), number_beneath(viewer, waits=False)) == (1, 0)
        assert dispute_beneath(viewer, dispute).name == cast.teacher.name
    for who in NOT_ABOVE:
        viewer = cast[who].viewer
        assert disputes_beneath(viewer, waits=True) == [] and number_beneath(viewer, waits=True) == 0, who
        assert dispute_beneath(viewer, dispute) is None


def test_the_list_says_for_how_long_and_opens_the_record(cast, clients, dispute):
    with writing():
        db.session.execute(update(RecordDispute).values(opened_at=clock.now() - timedelta(days=12, hours=1)))
    for who in ABOVE:
        page = words(clients[who].get(PAGE))
        assert cast.teacher.name in page and REASON in page and "1 báo sai chưa trả lời" in page
        assert "12" in page and "Đã báo sai, chờ trả lời" in page
        one = words(clients[who].get(f"{PAGE}/{dispute}"))
        assert "Đã chờ 12 ngày" in one and REASON in one and "v1" in one
    for who in NOT_ABOVE:
        for path in (PAGE, f"{PAGE}/{dispute}", f"{PAGE}.xlsx"):
            if clients[who].get(path).status_code != 404:
                assert who in ("commune_officer", "far_officer") and path != f"{PAGE}/{dispute}"
                assert cast.teacher.name not in words(clients[who].get(PAGE))


def test_what_was_answered_leaves_the_list_for_the_other_one(cast, clients, dispute):
    client = clients.province_officer
    assert "1 chưa trả lời" in words(client.get("/province/")) and "1 chưa trả lời" in words(
        clients.district_officer.get("/district/")
    )
    assert "1 báo sai chưa trả lời" in words(client.get("/records/training"))
    disputes.answer(cast.viettel_staff.viewer, dispute, give_way=False, words="Đã đối chiếu nhật ký học.")
    assert "Không có báo sai nào chưa trả lời" in words(client.get(PAGE))
    answered = words(client.get(f"{PAGE}?state=answered"))
    assert "1 báo sai đã trả lời" in answered and "Giữ nguyên" in answered
    assert "Đã đối chiếu nhật ký học." in words(client.get(f"{PAGE}/{dispute}"))
    assert "báo sai" not in words(client.get("/province/"))
    part = client.partial(f"{PAGE}?state=answered")
    assert b'id="disputes"' in part.data and b"<html" not in part.data


def test_exp_3_the_list_as_a_workbook(cast, clients, dispute):
    book = openpyxl.load_workbook(io.BytesIO(clients.province_officer.get(f"{PAGE}.xlsx").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[0] for row in rows].count(cast.teacher.name) == 1 and REASON in rows[-1]
