"""A school's sheets in one go: progress, one file for whoever asked, the same again when the work is repeated."""

import io
import shutil
import zipfile

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.papers import batches
from app.domain.evaluation.papers.models import Paper
from app.domain.work.models import Job
from app.jobs.runner import JobContext, run_due_jobs
from tests.evaluations import assess, evaluation_of
from tests.killed import die, killed_in
from tests.web.papers import text_of

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
PEOPLE = ("teacher", "peer", "group_head")


@pytest.fixture
def period(cast, period):
    for key in PEOPLE:
        assess(cast, evaluation_of(cast, period, key), key, "2" * 15)
    return period


def ask(clients, cast, period: int, who: str = "principal", **choices) -> Job:
    url = f"/records/papers/{period}/{cast.units['school']}"
    answer = clients[who].post(url, data={"what": "self", "packed": "pdf", "group": "", **choices})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    run_due_jobs()
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.kind == "papers").order_by(Job.id.desc())).first()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_page_asks_and_shows_what_is_missing(clients, cast, period, headers):
    url = f"/records/papers/{period}/{cast.units['school']}"
    assert clients.principal.get(url, headers=headers).status_code == 200
    assert clients.principal.post(url, headers=headers, data={"packed": "pdf"}).status_code == 422
    assert clients.teacher.post(url, data={"what": "self", "packed": "pdf"}).status_code == 404
    assert clients.stranger_principal.post(url, data={"what": "self", "packed": "pdf"}).status_code == 404


def test_all_sent_sheets_in_one_pdf_for_whoever_asked(clients, cast, period):
    job = ask(clients, cast, period)
    assert (job.state, job.result["count"], job.done, job.total) == ("done", 3, 3, 3)
    paper = clients.principal.get(job.result["link"]).get_data()
    text = " ".join(text_of(paper).split())
    assert text.count("PHIẾU TỰ ĐÁNH GIÁ CỦA GIÁO VIÊN CƠ SỞ GIÁO DỤC PHỔ THÔNG") == 3
    assert all(cast[key].name in text for key in PEOPLE)
    assert clients.vice_principal.get(job.result["link"]).status_code == 404
    assert "Đã in 3 phiếu" in clients.principal.get(f"/records/jobs/{job.id}").get_data(as_text=True)


def test_more_than_one_file_holds_is_split_openly_and_nothing_is_left_out(clients, cast, period, monkeypatch):
    monkeypatch.setattr(batches, "MOST_AT_ONCE", 2)
    page = clients.principal.get(f"/records/papers/{period}/{cast.units['school']}").get_data(as_text=True)
    assert "Phiếu 1 đến 2" in page and "nên chia phần" in page
    printed = []
    for part, count in (("1", 2), ("2", 1)):
        job = ask(clients, cast, period, part=part)
        assert job.result["count"] == count
        answer = clients.principal.get(job.result["link"])
        assert f"ph%E1%BA%A7n%20{part}%20c%E1%BB%A7a%202" in answer.headers["Content-Disposition"]
        printed.append(" ".join(text_of(answer.get_data()).split()))
    assert [sum(cast[key].name in text for text in printed) for key in PEOPLE] == [1, 1, 1]


def test_where_everything_fits_no_part_is_asked_for(clients, cast, period):
    page = clients.principal.get(f"/records/papers/{period}/{cast.units['school']}").get_data(as_text=True)
    assert "nên chia phần" not in page


def test_a_repeated_run_prints_the_same_codes(clients, cast, period):
    ask(clients, cast, period)
    before = set(db.session.scalars(select(Paper.code)))
    ask(clients, cast, period)
    assert set(db.session.scalars(select(Paper.code))) == before
    assert len(before) == 3


def test_con_4_the_same_form_sent_twice_prints_once(clients, cast, period):
    first = ask(clients, cast, period, submit_key="a" * 32)
    assert ask(clients, cast, period, submit_key="a" * 32).id == first.id


def test_everything_of_a_school_as_an_archive(clients, cast, period):
    job = ask(clients, cast, period, what="all", packed="zip")
    archive = zipfile.ZipFile(io.BytesIO(clients.principal.get(job.result["link"]).get_data()))
    names = archive.namelist()
    assert len(names) == job.result["count"] == 6  # BM04, BM05, one group's BM03, three BM01
    assert any(cast.teacher.name in name for name in names)
    for name in names:
        assert PdfReader(io.BytesIO(archive.read(name))).pages


def test_nothing_to_print_is_said(clients, cast, period):
    job = ask(clients, cast, period, what="result")
    assert (job.state, job.result) == ("done", {"count": 0})
    assert "Chưa có phiếu nào" in clients.principal.get(f"/records/jobs/{job.id}").get_data(as_text=True)


def test_the_deciding_list_leaves_as_a_table(clients, cast, period):
    answer = clients.principal.get(f"/records/papers/deciding/{period}.xlsx?state=waiting")
    assert answer.status_code == 200
    for other in ("teacher", "stranger_principal", "district_officer", "vice_principal"):
        found = clients[other].get(f"/records/papers/deciding/{period}.xlsx").status_code
        assert found == (200 if other == "stranger_principal" else 404), other


@pytest.mark.both_databases
def test_rel_2_a_bulk_print_killed_in_the_middle_is_ended_by_the_next_worker(clients, cast, period, monkeypatch):
    monkeypatch.setattr("app.jobs.papers.BATCH", 1)
    run_due_jobs()  # nothing else is due
    url = f"/records/papers/{period}/{cast.units['school']}"
    assert clients.principal.post(url, data={"what": "self", "packed": "pdf", "group": ""}).status_code == 303
    calls, progress = [], JobContext.progress

    def dying(*given):
        calls.append(given)
        progress(*given)
        if len(calls) == 2:
            die()

    def work():
        monkeypatch.setattr(JobContext, "progress", dying)
        run_due_jobs()

    killed_in(work)
    found = select(Job).where(Job.kind == "papers")
    job = db.session.scalars(found).one()
    assert (job.state, job.done, job.total) == ("running", 1, 3)  # the second step died with the process
    first = list(db.session.scalars(select(Paper.code).order_by(Paper.id)))
    assert len(first) == 2
    with writing():  # a minute later
        db.session.execute(update(Job).where(Job.kind == "papers").values(lease_until=clock.now()))
    run_due_jobs()
    db.session.rollback()
    job = db.session.scalars(found).one()
    assert (job.state, job.result["count"], job.tries) == ("done", 3, 2)
    codes = list(db.session.scalars(select(Paper.code).order_by(Paper.id)))
    assert codes[:2] == first and len(codes) == 3
    text = " ".join(text_of(clients.principal.get(job.result["link"]).get_data()).split())
    assert all(text.count(cast[key].name) >= 1 for key in PEOPLE)
