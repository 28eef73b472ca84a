"""From upload to a stored, named file; what is left when a process dies; the scanner that was down."""

import io
import os
import stat
import time
from dataclasses import replace

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.db import db
from app.domain.evaluation.copies import actions as copies
from app.domain.evaluation.copies.models import PaperCopy
from app.domain.evaluation.evidence import actions, queries
from app.domain.evaluation.evidence.actions import Details
from app.domain.evaluation.evidence.models import EvidenceFile
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.stored import StoredFile
from app.integrations.evidence.inspecting import FileRefused
from app.jobs import intake
from app.jobs.runner import JobContext, run_due_jobs
from app.web.files import UPLOADS, folder, path_of
from tests import evidence_files as files
from tests.evaluations import evaluation_of, hold_period
from tests.integrations.clamd import clamd


def upload(name: str, content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), name)


@pytest.fixture
def scanner(app, monkeypatch):
    def use(address: str) -> None:
        settings = app.extensions["settings"]
        monkeypatch.setitem(app.extensions, "settings", replace(settings, scanner=address))

    return use


def sweep() -> int:
    job = JobContext(0, 0, {}, {}, actions.SYSTEM, None)
    intake.sweep_uploads(job)
    return job.result["swept"]


def stored_files() -> list:
    return [path for path in (folder() / UPLOADS).rglob("*") if path.is_file()]


def grow_old() -> None:
    for path in stored_files():
        os.utime(path, (time.time() - 90_000,) * 2)


def test_up4_a_kept_file_lies_under_a_random_name_readable_by_the_service_alone(cast):
    file = intake.take_in(upload("C:\\Ảnh\\Dự giờ.jpg", files.photo()))
    path = path_of(file.stored_name)
    assert file.stored_name.startswith("uploads/") and not path.suffix
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and path.stat().st_size == file.size
    assert (file.name, file.kind, file.scan) == ("Dự giờ.jpg", "jpg", "unscanned")


def test_up7_the_same_bytes_twice_are_two_files(cast):
    one, two = (intake.take_in(upload("a.pdf", files.pdf())) for _ in range(2))
    assert one.sha256 == two.sha256 and one.stored_name != two.stored_name


def test_up2_a_refused_file_leaves_nothing(cast):
    before = len(stored_files())
    for name, content in (("a.pdf", b""), ("a.exe", b"MZ"), ("a.pdf", b"%PDF" + b"0" * 11_000_000)):
        with pytest.raises(FileRefused):
            intake.take_in(upload(name, content))
    assert len(stored_files()) == before


def test_rel_2_a_process_killed_between_file_and_row_leaves_no_counted_orphan(cast):
    sweep(), grow_old(), sweep()
    killed = intake.take_in(upload("a.pdf", files.pdf()))  # …and no row: the process died here
    kept = intake.take_in(upload("b.pdf", files.pdf()))
    actions.add_piece(cast.teacher.viewer, Details("Giáo án"), kept)
    draft = path_of(kept.stored_name).with_suffix(".part")  # …or while it was being written
    draft.write_bytes(b"%PDF")
    assert queries.space_used_now(cast.teacher.viewer) == kept.size
    assert sweep() == 0, "what is fresh may be named in a moment"
    grow_old()
    assert sweep() == 2
    assert not path_of(killed.stored_name).exists() and not draft.exists() and path_of(kept.stored_name).exists()


def test_up6_without_a_scanner_files_are_kept_unscanned(cast):
    assert intake.take_in(upload("a.pdf", files.pdf())).scan == "unscanned"


def test_up6_clean_files_are_kept_and_malware_is_refused(cast, scanner):
    with clamd() as address:
        scanner(address)
        assert intake.take_in(upload("a.pdf", files.pdf())).scan == "clean"
        infected = files.pdf() + files.EICAR
        with pytest.raises(FileRefused) as refused:
            intake.take_in(upload("a.pdf", infected))
    assert refused.value.code == "infected"


def test_up6_while_the_scanner_is_down_files_wait_and_are_checked_when_it_is_back(cast, scanner):
    with clamd() as address:
        pass
    scanner(address)
    for name, content in (("a.pdf", files.pdf()), ("b.pdf", files.pdf() + files.EICAR)):
        file = intake.take_in(upload(name, content))
        assert file.scan == "checking"
        actions.add_piece(cast.teacher.viewer, Details(name), file)
    run_due_jobs()
    assert set(db.session.scalars(select(EvidenceFile.scan))) == {"checking"}
    with clamd() as address:
        scanner(address)
        job = JobContext(0, 0, {}, {}, actions.SYSTEM, None)
        intake.scan_evidence(job)
    assert job.result == {"checked": 2}
    db.session.expire_all()
    assert sorted(db.session.scalars(select(EvidenceFile.scan))) == ["clean", "infected"]


def test_up4_and_up6_scans_of_papers_are_swept_and_checked_like_evidence(cast, scanner):
    period_id = hold_period(cast, kind="entered")
    with clamd() as address:
        pass
    scanner(address)
    head, mine = cast.principal.viewer, evaluation_of(cast, period_id, "teacher")
    kept = [intake.take_in_copy(upload(f"{no}.pdf", files.pdf())) for no in range(2)]
    for file in kept:
        copies.add_copy(head, period_id, mine, file)
    grow_old()
    sweep()
    assert all(path_of(file.stored_name).exists() for file in kept)
    with clamd() as address:
        scanner(address)
        job = JobContext(0, 0, {}, {}, actions.SYSTEM, None)
        intake.scan_evidence(job)
    assert job.result == {"checked": 2}
    db.session.expire_all()
    assert set(db.session.scalars(select(PaperCopy.scan))) == {"clean"}


@pytest.mark.parametrize("name", ["a.docx", "a.svg", "a.pdf.exe", "khong-duoi"])
def test_up1_a_scan_of_a_paper_is_a_pdf_or_an_image(cast, name):
    with pytest.raises(EvidenceRefused, match="no_scan"):
        intake.take_in_copy(upload(name, b"x"))


def test_up4_and_up6_every_table_that_names_uploads_is_swept_and_checked():
    assert set(intake.KEPT) == set(StoredFile.__subclasses__())
