"""The archive of one's own data: complete, readable, with the files of the evidence store (DP-2)."""

import io
import json
import shutil
import zipfile

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.accounts.actions.own import request_export
from app.domain.evaluation.evidence import actions
from app.domain.evaluation.evidence.actions import Details
from app.domain.evaluation.evidence.models import EvidenceFile
from app.domain.work.models import ResultFile
from app.jobs.intake import take_in
from app.jobs.own_data import as_pdf, gather
from app.jobs.runner import run_due_jobs
from app.web.files import path_of
from app.web.labels import kinds
from tests import evidence_files as files
from tests.evaluations import assess, evaluation_of
from tests.web.papers import text_of


@pytest.fixture
def mine(cast, period):
    evaluation = evaluation_of(cast, period, "teacher")
    for name in ("Giáo án", "Giáo án"):
        file = take_in(files.as_upload("Giáo án.pdf", files.pdf()))
        actions.add_piece(cast.teacher.viewer, Details(name), file, (evaluation, 3))
    assess(cast, evaluation, "teacher", "3" * 15)
    return evaluation


def archive(cast) -> zipfile.ZipFile:
    request_export(cast.teacher.viewer)
    run_due_jobs()
    made = db.session.scalars(select(ResultFile)).one()
    content = path_of(made.stored_name).read_bytes()
    assert made.size == len(content)
    return zipfile.ZipFile(io.BytesIO(content))


def test_dp_2_evaluations_and_the_files_of_the_store_are_in_the_copy(cast, mine):
    with archive(cast) as copy:
        assert [name for name in copy.namelist() if name.startswith("minh-chung/")] == [
            "minh-chung/MC-0001/1 Giáo án.pdf", "minh-chung/MC-0002/2 Giáo án.pdf",
        ]  # fmt: skip
        assert files.pages_of(copy.read("minh-chung/MC-0001/1 Giáo án.pdf")) == 1
        own = json.loads(copy.read("du-lieu-cua-toi.json"))
    assert own["evaluations"][0]["state"] == "sent" and own["self_assessments"][1]["applied"] == "3: MC-0001, MC-0002"


def test_dp_2_a_file_that_is_gone_keeps_nobody_from_the_rest(cast, mine):
    first = select(EvidenceFile.stored_name).order_by(EvidenceFile.id)
    path_of(db.session.scalars(first).first()).unlink()
    with archive(cast) as copy:
        assert "minh-chung/MC-0002/2 Giáo án.pdf" in copy.namelist()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_dp_2_the_paper_speaks_vietnamese(cast, mine):
    paper = text_of(as_pdf(gather(cast.teacher.person_id), cast.teacher.name))
    for words in ("Tự đánh giá", "Đã nộp", "Mức từng tiêu chí", "MC-0001"):
        assert words in paper
    assert "self_assessments" not in paper and "None" not in paper


def test_every_section_and_column_has_words(cast, mine):
    sections = gather(cast.teacher.person_id)
    assert sections.keys() <= kinds()["own_section"].keys()
    for rows in sections.values():
        for row in rows:
            assert row.keys() <= kinds()["own_column"].keys()
