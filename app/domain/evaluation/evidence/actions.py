"""How does somebody keep their evidence: pieces, their files, what a scanner finds in them?

The bytes are safely stored before a row names them (UP-4); what an act leaves without a row it answers, so that its
caller removes the bytes.  Whatever was sent once is never deleted: it is superseded (UP-7).
"""

from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.evidence import queries
from app.domain.evaluation.evidence.applying import own_piece, use_of, writable
from app.domain.evaluation.evidence.models import Evidence, EvidenceFile, EvidenceUse
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.rules import (
    FILES_PER_CRITERION,
    SPACE_PER_YEAR,
    ScanState,
    code_of,
    is_safe_link,
    school_year,
)
from app.domain.evaluation.evidence.stored import KeptFile, columns_of, keep_row, note_scan
from app.domain.evaluation.refusals import is_saved_already
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.models import Person
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

ADD, ADD_FILE, REMOVE = "add_evidence", "add_evidence_file", "remove_evidence"


@dataclass(frozen=True)
class Details:
    """What a person writes about a piece."""

    name: str
    description: str = ""
    link: str = ""


@dataclass(frozen=True)
class Added:
    """Id of the piece; `fresh` False when the form had been sent before, and its file is not needed."""

    evidence_id: int
    fresh: bool = True


@rerunnable
def add_piece(
    viewer: Viewer, details: Details, file: KeptFile | None = None, use: tuple[int, int] | None = None,
    submit_key: str = "",
) -> Added:  # fmt: skip
    """Put a piece into the viewer's store, with its file; `use` (evaluation, criterion) applies it at once.

    Raises EvidenceRefused, LookupError (no such evaluation or criterion of the viewer's own), NotNow.
    """
    with writing():
        person_id = _lock_store(viewer)
        if is_repeat(viewer, ADD, submit_key):
            return Added(result_of(viewer, ADD, submit_key) or 0, fresh=False)
        _check_link(details.link)
        if file is None and not details.link:
            raise EvidenceRefused("file_or_link")
        last = db.session.scalar(select(func.max(Evidence.number)).where(Evidence.person_id == person_id))
        piece = Evidence(
            person_id=person_id, number=(last or 0) + 1, name=details.name, description=details.description,
            link=details.link, added_at=clock.campaign_now(), version=1,
        )  # fmt: skip
        db.session.add(piece)
        db.session.flush()
        if use is not None:
            evaluation = writable(viewer, *use)
            db.session.execute(insert(EvidenceUse).values(**use_of(evaluation.id, use[1], piece.id)))
        if file is not None:
            _keep(viewer, piece, file)
        record(viewer, "evidence_added", "evidence", piece.id, after=_facts(piece), unit_id=viewer.unit_id)
        keep_result(viewer, ADD, submit_key, piece.id)
        return Added(piece.id)


@rerunnable
def add_file(viewer: Viewer, evidence_id: int, file: KeptFile, submit_key: str = "") -> Added:
    """Add a file to a piece.  Raises LookupError, EvidenceRefused."""
    with writing():
        _lock_store(viewer)
        piece = own_piece(viewer, evidence_id)
        if is_repeat(viewer, ADD_FILE, submit_key):
            return Added(piece.id, fresh=False)
        _keep(viewer, piece, file)
        record(viewer, "evidence_file_added", "evidence", piece.id, unit_id=viewer.unit_id)
        keep_result(viewer, ADD_FILE, submit_key, piece.id)
        return Added(piece.id)


def change_piece(viewer: Viewer, evidence_id: int, details: Details, version: int) -> None:
    """Write name, description and link anew; what was sent keeps its own words in the edition.

    Raises LookupError, StaleVersion, EvidenceRefused.
    """
    with writing():
        piece = own_piece(viewer, evidence_id)
        same = (piece.name, piece.description, piece.link) == (details.name, details.description, details.link)
        if is_saved_already(piece.version, version, same=same):
            return
        _check_link(details.link)
        if not details.link and not queries.number_of_files([piece.id]):
            raise EvidenceRefused("file_or_link")
        piece.name, piece.description, piece.link = details.name, details.description, details.link
        piece.version += 1
        record(viewer, "evidence_changed", "evidence", piece.id, after=_facts(piece), unit_id=viewer.unit_id)


def remove_file(viewer: Viewer, evidence_id: int, file_id: int, submit_key: str = "") -> str | None:
    """Take a file out of a piece; the stored name of bytes to remove, None when it was sent and stays (superseded).

    Raises LookupError, EvidenceRefused (nothing would be left of the piece).
    """
    with writing():
        if is_repeat(viewer, REMOVE, submit_key):
            return None
        piece = own_piece(viewer, evidence_id)
        living = (EvidenceFile.evidence_id == piece.id, EvidenceFile.superseded_at.is_(None))
        file = db.session.scalar(select(EvidenceFile).where(EvidenceFile.id == file_id, *living).with_for_update())
        if file is None:
            raise LookupError(file_id)
        if not piece.link and queries.number_of_files([piece.id]) == 1:
            raise EvidenceRefused("last_file")
        record(viewer, "evidence_file_removed", "evidence", piece.id, unit_id=viewer.unit_id)
        keep_result(viewer, REMOVE, submit_key, piece.id)
        if file.sealed_at is not None:
            file.superseded_at = clock.campaign_now()
            return None
        name = file.stored_name
        db.session.delete(file)
        return name


def remove_piece(viewer: Viewer, evidence_id: int, submit_key: str = "") -> list[str]:
    """Remove a piece that was never sent, with its uses; the stored names of bytes to remove.

    Raises LookupError, EvidenceRefused (it was sent).
    """
    with writing():
        if is_repeat(viewer, REMOVE, submit_key):
            return []
        piece = own_piece(viewer, evidence_id)
        if piece.sealed_at is not None:
            raise EvidenceRefused("sent_evidence")
        names = list(db.session.scalars(select(EvidenceFile.stored_name).where(EvidenceFile.evidence_id == piece.id)))
        for model in (EvidenceUse, EvidenceFile):
            db.session.execute(delete(model).where(model.evidence_id == piece.id))
        record(viewer, "evidence_removed", "evidence", piece.id, before=_facts(piece), unit_id=viewer.unit_id)
        keep_result(viewer, REMOVE, submit_key, piece.id)
        db.session.delete(piece)
        return names


def settle_scan(file_id: int, state: ScanState) -> None:
    """Note what the scanner found in a file that was waiting for it; the owner is told of malware (UP-6)."""
    with writing():
        if file := note_scan(EvidenceFile, file_id, state):
            piece = db.session.get_one(Evidence, file.evidence_id)
            tell(piece.person_id, "evidence_infected", "evidence", piece.id, code=code_of(piece.number))
            record(SYSTEM, "evidence_infected", "evidence", piece.id, after={"file": file.id})


def _lock_store(viewer: Viewer) -> int:
    """One writer at a time for each store: numbers and space are counted in it.  Raises LookupError."""
    locked = db.session.scalar(select(Person.id).where(Person.id == viewer.person_id).with_for_update())
    if locked is None:
        raise LookupError("nobody's store")
    return locked


def _keep(viewer: Viewer, piece: Evidence, file: KeptFile) -> None:
    """Name a stored file in the piece, within the limits (UP-2); one that is unchecked asks for its check."""
    year = school_year(clock.today())
    if queries.space_used(piece.person_id, year) + file.size > SPACE_PER_YEAR:
        raise EvidenceRefused("quota_full")
    if queries.fullest_use(piece.id) >= FILES_PER_CRITERION:
        raise EvidenceRefused("criterion_full")
    keep_row(EvidenceFile(evidence_id=piece.id, school_year=year, **columns_of(file)))


def _facts(piece: Evidence) -> dict[str, object]:
    return {"code": code_of(piece.number), "version": piece.version}


def _check_link(link: str) -> None:
    if link and not is_safe_link(link):
        raise EvidenceRefused("bad_link")
