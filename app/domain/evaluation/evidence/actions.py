"""How does somebody keep their evidence, apply it to criteria, and what happens to it when they send?

The bytes are safely stored before a row names them (UP-4); what an act leaves without a row it answers, so that its
caller removes the bytes.  Whatever was sent once is never deleted: it is superseded (UP-7).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from app.db import db, is_writing, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.evidence import queries
from app.domain.evaluation.evidence.models import Evidence, EvidenceFile, EvidenceUse
from app.domain.evaluation.evidence.rules import (
    FILES_PER_CRITERION,
    SPACE_PER_YEAR,
    FileKind,
    ScanState,
    code_of,
    is_safe_link,
    school_year,
)
from app.domain.evaluation.hand_in.closing import refuse_where_closed
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import WRITABLE, EvaluationState
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.models import Person
from app.domain.standards.queries import standard_of
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import is_repeat, keep_result, result_of

ADD, ADD_FILE = "add_evidence", "add_evidence_file"
SCAN_JOB = "scan_evidence"


class EvidenceRefused(RuntimeError):
    """It cannot be kept or used; `problem` is the code of the reason."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Details:
    """What a person writes about a piece."""

    name: str
    description: str = ""
    link: str = ""


@dataclass(frozen=True)
class KeptFile:
    """A file that was inspected and lies in the storage."""

    stored_name: str
    name: str
    kind: FileKind
    size: int
    sha256: str
    scan: ScanState


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
            evaluation = _writable(viewer, *use)
            db.session.execute(insert(EvidenceUse).values(**_use(evaluation.id, use[1], piece.id)))
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
        piece = _own(viewer, evidence_id)
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
        piece = _own(viewer, evidence_id)
        if piece.version != version:
            raise StaleVersion
        _check_link(details.link)
        if not details.link and not queries.number_of_files([piece.id]):
            raise EvidenceRefused("file_or_link")
        piece.name, piece.description, piece.link = details.name, details.description, details.link
        piece.version += 1
        record(viewer, "evidence_changed", "evidence", piece.id, after=_facts(piece), unit_id=viewer.unit_id)


def remove_file(viewer: Viewer, evidence_id: int, file_id: int) -> str | None:
    """Take a file out of a piece; the stored name of bytes to remove, None when it was sent and stays (superseded).

    Raises LookupError, EvidenceRefused (nothing would be left of the piece).
    """
    with writing():
        piece = _own(viewer, evidence_id)
        living = (EvidenceFile.evidence_id == piece.id, EvidenceFile.superseded_at.is_(None))
        file = db.session.scalar(select(EvidenceFile).where(EvidenceFile.id == file_id, *living).with_for_update())
        if file is None:
            raise LookupError(file_id)
        if not piece.link and queries.number_of_files([piece.id]) == 1:
            raise EvidenceRefused("last_file")
        record(viewer, "evidence_file_removed", "evidence", piece.id, unit_id=viewer.unit_id)
        if file.sealed_at is not None:
            file.superseded_at = clock.campaign_now()
            return None
        name = file.stored_name
        db.session.delete(file)
        return name


def remove_piece(viewer: Viewer, evidence_id: int) -> list[str]:
    """Remove a piece that was never sent, with its uses; the stored names of bytes to remove.

    Raises LookupError, EvidenceRefused (it was sent).
    """
    with writing():
        piece = _own(viewer, evidence_id)
        if piece.sealed_at is not None:
            raise EvidenceRefused("sent_evidence")
        names = list(db.session.scalars(select(EvidenceFile.stored_name).where(EvidenceFile.evidence_id == piece.id)))
        for model in (EvidenceUse, EvidenceFile):
            db.session.execute(delete(model).where(model.evidence_id == piece.id))
        record(viewer, "evidence_removed", "evidence", piece.id, before=_facts(piece), unit_id=viewer.unit_id)
        db.session.delete(piece)
        return names


def set_uses(viewer: Viewer, evaluation_id: int, criterion: int, evidence_ids: Iterable[int]) -> None:
    """Let a criterion use exactly these pieces of the viewer's store.

    Raises LookupError (not the viewer's own), NotNow, EvidenceRefused (too many files).
    """
    wanted = set(evidence_ids)
    with writing():
        evaluation = _writable(viewer, evaluation_id, criterion)
        own = select(Evidence.id).where(Evidence.id.in_(wanted), Evidence.person_id == viewer.person_id)
        if set(db.session.scalars(own)) != wanted:
            raise LookupError(evaluation_id)
        before = queries.used_for(evaluation.id, criterion)
        if wanted == before:
            return
        if wanted - before and queries.number_of_files(wanted) > FILES_PER_CRITERION:
            raise EvidenceRefused("criterion_full")
        _replace(evaluation.id, {(criterion, each) for each in before}, {(criterion, each) for each in wanted})
        _record_uses(viewer, evaluation, len(wanted), criterion=criterion)


def bring_over(viewer: Viewer, evaluation_id: int) -> int:
    """Apply what last year's criteria used to the same criteria again; returns how many uses that added.

    Only within one standard: by another, pieces stay in the store and are applied anew.  A criterion that would be
    over its number of files is left as it is.  Raises LookupError, NotNow.
    """
    with writing():
        evaluation = _writable(viewer, evaluation_id)
        before = queries.uses_in(evaluation.id)
        wanted = set(before)
        earlier = queries.earlier_uses(evaluation)
        files = queries.files_of_each({piece for _, piece in [*before, *earlier]})
        for criterion, evidence_id in earlier:
            with_it = {piece for no, piece in wanted if no == criterion} | {evidence_id}
            if sum(files.get(piece, 0) for piece in with_it) <= FILES_PER_CRITERION:
                wanted.add((criterion, evidence_id))
        added = len(wanted - before)
        if added:
            _replace(evaluation.id, before, wanted)
            _record_uses(viewer, evaluation, added, brought_over=True)
        return added


def freeze_uses(evaluation_id: int) -> dict[str, Any]:
    """Seal what an evaluation uses, and answer it as its edition keeps it: pieces word for word, uses by criterion.

    Belongs to the transaction of the sending; read back by `rules.sent_pieces`.
    """
    if not is_writing():
        raise RuntimeError("evidence is sealed in the transaction of the sending")
    uses: dict[str, list[int]] = {}
    for criterion, evidence_id in sorted(queries.uses_in(evaluation_id)):
        uses.setdefault(str(criterion), []).append(evidence_id)
    ids = sorted({each for found in uses.values() for each in found})
    living = (EvidenceFile.evidence_id.in_(ids), EvidenceFile.superseded_at.is_(None))
    files: dict[int, list[dict[str, Any]]] = {each: [] for each in ids}
    for file in db.session.scalars(select(EvidenceFile).where(*living).order_by(EvidenceFile.id)):
        kept = {"id": file.id, "name": file.name, "kind": file.kind, "size": file.size}
        files[file.evidence_id].append(kept)
    pieces = [
        {
            "id": piece.id, "version": piece.version, "code": code_of(piece.number), "name": piece.name,
            "description": piece.description, "link": piece.link, "files": files[piece.id],
        }
        for piece in db.session.scalars(select(Evidence).where(Evidence.id.in_(ids)).order_by(Evidence.number))
    ]  # fmt: skip
    at = clock.campaign_now()
    db.session.execute(update(Evidence).where(Evidence.id.in_(ids), Evidence.sealed_at.is_(None)).values(sealed_at=at))
    db.session.execute(update(EvidenceFile).where(*living, EvidenceFile.sealed_at.is_(None)).values(sealed_at=at))
    return {"pieces": pieces, "uses": uses}


def settle_scan(file_id: int, state: ScanState) -> None:
    """Note what the scanner found in a file that was waiting for it; the owner is told of malware (UP-6)."""
    with writing():
        waiting = (EvidenceFile.id == file_id, EvidenceFile.scan == ScanState.CHECKING)
        file = db.session.scalar(select(EvidenceFile).where(*waiting).with_for_update())
        if file is None:
            return
        file.scan = state
        if state is ScanState.INFECTED:
            piece = db.session.get_one(Evidence, file.evidence_id)
            tell(piece.person_id, "evidence_infected", "evidence", piece.id, code=code_of(piece.number))
            record(SYSTEM, "evidence_infected", "evidence", piece.id, after={"file": file.id})


def _lock_store(viewer: Viewer) -> int:
    """One writer at a time for each store: numbers and space are counted in it.  Raises LookupError."""
    locked = db.session.scalar(select(Person.id).where(Person.id == viewer.person_id).with_for_update())
    if locked is None:
        raise LookupError("nobody's store")
    return locked


def _own(viewer: Viewer, evidence_id: int) -> Evidence:
    """The viewer's own piece, locked.  Raises LookupError."""
    found = select(Evidence).where(Evidence.id == evidence_id, Evidence.person_id == viewer.person_id)
    piece = db.session.scalar(found.with_for_update())
    if piece is None or viewer.person_id is None:
        raise LookupError(evidence_id)
    return piece


def _writable(viewer: Viewer, evaluation_id: int, criterion: int | None = None) -> Evaluation:
    """The viewer's own evaluation, locked, while its self-assessment may be written.  Raises LookupError, NotNow."""
    found = select(Evaluation).where(Evaluation.id == evaluation_id, Evaluation.person_id == viewer.person_id)
    evaluation = db.session.scalar(found.with_for_update())
    if evaluation is None or viewer.person_id is None:
        raise LookupError(evaluation_id)
    if criterion is not None and not 1 <= criterion <= len(standard_of(evaluation.standard_id).criteria):
        raise LookupError(criterion)
    if EvaluationState(evaluation.state) not in WRITABLE:
        raise NotNow("sent")
    period = db.session.get_one(Period, evaluation.period_id)
    if not calendar_of(period).allows(Step.SELF, clock.campaign_now()):
        raise NotNow("locked")
    refuse_where_closed(evaluation)
    return evaluation


def _keep(viewer: Viewer, piece: Evidence, file: KeptFile) -> None:
    """Name a stored file in the piece, within the limits (UP-2); one that is unchecked asks for its check."""
    year = school_year(clock.today())
    if queries.space_used(piece.person_id, year) + file.size > SPACE_PER_YEAR:
        raise EvidenceRefused("quota_full")
    if queries.fullest_use(piece.id) >= FILES_PER_CRITERION:
        raise EvidenceRefused("criterion_full")
    db.session.add(
        EvidenceFile(
            evidence_id=piece.id, name=file.name, kind=file.kind, size=file.size, sha256=file.sha256,
            stored_name=file.stored_name, scan=file.scan, school_year=year, added_at=clock.campaign_now(),
        )
    )  # fmt: skip
    db.session.flush()
    if file.scan is ScanState.CHECKING:
        request_job(SCAN_JOB, {}, SYSTEM)


def _replace(evaluation_id: int, before: set[tuple[int, int]], wanted: set[tuple[int, int]]) -> None:
    for criterion, evidence_id in before - wanted:
        gone = _use(evaluation_id, criterion, evidence_id)
        db.session.execute(delete(EvidenceUse).filter_by(**gone))
    if rows := [_use(evaluation_id, *each) for each in sorted(wanted - before)]:
        db.session.execute(insert(EvidenceUse), rows)


def _use(evaluation_id: int, criterion: int, evidence_id: int) -> dict[str, int]:
    return {"evaluation_id": evaluation_id, "criterion": criterion, "evidence_id": evidence_id}


def _record_uses(viewer: Viewer, evaluation: Evaluation, number: int, **facts: object) -> None:
    record(
        viewer, "evidence_applied", "evaluation", evaluation.id, after={"pieces": number, **facts},
        unit_id=evaluation.unit_id,
    )  # fmt: skip


def _facts(piece: Evidence) -> dict[str, object]:
    return {"code": code_of(piece.number), "version": piece.version}


def _check_link(link: str) -> None:
    if link and not is_safe_link(link):
        raise EvidenceRefused("bad_link")
