"""EXP-3: what leaves is whole, within sight, on record, and says who took it; too long a list is written by a job."""

import io
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.journal.models import JournalEntry, SecurityEvent
from app.domain.work.models import Job, ResultFile
from app.jobs.runner import run_due_jobs
from app.records import exports
from tests.pages import words

PEOPLE = "/records/campaign/people.xlsx"


def _cells(content: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _exported() -> list[SecurityEvent]:
    return list(db.session.scalars(select(SecurityEvent).where(SecurityEvent.event == "exported")))


def _asked_for(client, address: str) -> str:
    """Where the file lies that a job made of a list that is too long."""
    offered = client.get(address)
    assert offered.status_code == 303, words(offered)
    asked = client.submit(offered.location)
    assert asked.status_code == 303
    assert run_due_jobs() >= 1
    job = db.session.scalar(select(Job).where(Job.kind == "export").order_by(Job.id.desc()))
    assert job.state == "done", job.problem
    assert job.result["link"] in client.get(asked.location).get_data(as_text=True)
    return job.result["link"]


@pytest.mark.both_databases
def test_exp_3_a_list_that_is_too_long_is_written_by_a_job(cast, clients, monkeypatch):
    client = clients.province_officer
    whole = _cells(client.get(f"{PEOPLE}?q=a").data)
    assert len(whole) > 6
    monkeypatch.setattr(exports, "MOST_EXPORTED", 2)
    link = _asked_for(client, f"{PEOPLE}?q=a")

    answer = client.get(link)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    written = _cells(answer.data)
    assert written[2:] == whole[2:], "the very rows of the list"
    assert written[1][0].startswith(f"Xuất bởi {cast.province_officer.viewer.name}")

    direct, queued = _exported()
    assert queued.detail == direct.detail, "who, filter, rows"
    assert queued.account_id == cast.province_officer.account_id
    assert queued.detail["rows"] == len(whole) - 3
    journalled = db.session.scalar(select(JournalEntry).where(JournalEntry.event == "export_requested"))
    assert journalled.after == {"address": f"{PEOPLE}?q=a"}


def test_exp_3_the_file_is_its_asker_s_for_a_day(cast, clients, monkeypatch, frozen):
    monkeypatch.setattr(exports, "MOST_EXPORTED", 2)
    link = _asked_for(clients.province_officer, PEOPLE)
    assert clients.district_officer.get(link).status_code == 404
    kept = db.session.scalar(select(ResultFile))
    assert kept.expires_at - kept.created_at == timedelta(hours=24)
    frozen(clock.now() + timedelta(hours=24, seconds=1))
    db.session.rollback()
    assert clients.province_officer.get(link).status_code in {302, 303, 404}


def test_exp_3_a_job_sees_what_its_asker_sees(clients, monkeypatch):
    province = _cells(clients.province_officer.get(PEOPLE).data)
    district = _cells(clients.district_officer.get(PEOPLE).data)
    assert len(district) < len(province)
    monkeypatch.setattr(exports, "MOST_EXPORTED", 2)
    written = _cells(clients.district_officer.get(_asked_for(clients.district_officer, PEOPLE)).data)
    assert written[2:] == district[2:]


def test_exp_3_a_list_that_was_not_counted_before_is_whole_too(clients, monkeypatch):
    address, client = "/records/assignments/unassigned.xlsx", clients.province_officer
    whole = _cells(client.get(address).data)
    monkeypatch.setattr(exports, "MOST_EXPORTED", len(whole) - 4)
    assert client.get(address).status_code == 303
    assert _cells(client.get(_asked_for(client, address)).data)[2:] == whole[2:]


@pytest.mark.parametrize(
    "address",
    ["", "/account", "https://example.com/records/campaign/people.xlsx", "/admin/imports/templates/roster.xlsx",
     "//example.com/records/campaign/people.xlsx", "/records/campaign/people", "/records/nowhere.xlsx", "/" * 1_001],
)  # fmt: skip
def test_exp_3_nothing_but_a_list_of_ours_is_asked_for(clients, address):
    assert clients.province_officer.get("/records/long-list", query_string={"list": address}).status_code == 404


def test_exp_3_sending_the_form_twice_asks_once(clients, monkeypatch):
    monkeypatch.setattr(exports, "MOST_EXPORTED", 2)
    form = {"list": PEOPLE, "submit_key": "a" * 32}
    answers = [clients.province_officer.post("/records/long-list", data=form) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert len(db.session.scalars(select(Job).where(Job.kind == "export")).all()) == 1


def test_exp_3_the_print_of_the_connections_is_on_record(clients):
    assert clients.province_officer.get("/records/lms/report.pdf").status_code == 200
    (event,) = _exported()
    assert event.detail["what"] == "lms_report_printed"
