"""Which criteria use which evidence, as somebody writes, and as it is sealed when they send?

Once sent, uses stand still and live on in the edition, word for word.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.evaluation.evidence import queries
from app.domain.evaluation.evidence.models import Evidence, EvidenceFile, EvidenceUse
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.rules import FILES_PER_CRITERION, code_of
from app.domain.evaluation.hand_in.closing import refuse_where_closed
from app.domain.evaluation.in_time import refuse_out_of_time
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import WRITABLE, EvaluationState
from app.domain.journal.actions import record
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer


def set_uses(viewer: Viewer, evaluation_id: int, criterion: int, evidence_ids: Iterable[int]) -> None:
    """Let a criterion use exactly these pieces of the viewer's store.

    Raises LookupError (not the viewer's own), NotNow, EvidenceRefused (too many files).
    """
    wanted = set(evidence_ids)
    with writing():
        evaluation = writable(viewer, evaluation_id, criterion)
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


def set_criteria(viewer: Viewer, evidence_id: int, evaluation_id: int, criteria: Iterable[int]) -> None:
    """Let exactly these criteria of an evaluation use a piece of the viewer's store, whatever else they use.

    Raises LookupError (not the viewer's own, no such criterion), NotNow, EvidenceRefused (too many files).
    """
    wanted = set(criteria)
    with writing():
        evaluation, piece = writable(viewer, evaluation_id, *wanted), own_piece(viewer, evidence_id)
        uses = queries.uses_in(evaluation.id)
        before = {criterion for criterion, used in uses if used == piece.id}
        if wanted == before:
            return
        files = queries.files_of_each({used for _, used in uses} | {piece.id})
        for criterion in wanted - before:
            beside = sum(files.get(used, 0) for no, used in uses if no == criterion)
            if beside + files.get(piece.id, 0) > FILES_PER_CRITERION:
                raise EvidenceRefused("criterion_full")
        _replace(evaluation.id, {(each, piece.id) for each in before}, {(each, piece.id) for each in wanted})
        _record_uses(viewer, evaluation, len(wanted), piece=piece.id)


def bring_over(viewer: Viewer, evaluation_id: int) -> int:
    """Apply what last year's criteria used to the same criteria again; returns how many uses that added.

    Only within one standard: by another, pieces stay in the store and are applied anew.  A criterion that would be
    over its number of files is left as it is.  Raises LookupError, NotNow.
    """
    with writing():
        evaluation = writable(viewer, evaluation_id)
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


def own_piece(viewer: Viewer, evidence_id: int) -> Evidence:
    """The viewer's own piece, locked.  Raises LookupError."""
    found = select(Evidence).where(Evidence.id == evidence_id, Evidence.person_id == viewer.person_id)
    piece = db.session.scalar(found.with_for_update())
    if piece is None or viewer.person_id is None:
        raise LookupError(evidence_id)
    return piece


def writable(viewer: Viewer, evaluation_id: int, *criteria: int) -> Evaluation:
    """The viewer's own evaluation, locked, while its self-assessment may be written.  Raises LookupError, NotNow."""
    found = select(Evaluation).where(Evaluation.id == evaluation_id, Evaluation.person_id == viewer.person_id)
    evaluation = db.session.scalar(found.with_for_update())
    if evaluation is None or viewer.person_id is None:
        raise LookupError(evaluation_id)
    known = range(1, len(standard_of(evaluation.standard_id).criteria) + 1)
    if any(criterion not in known for criterion in criteria):
        raise LookupError(criteria)
    if evaluation.excused is not None:
        raise NotNow("excused")
    if EvaluationState(evaluation.state) not in WRITABLE:
        raise NotNow("sent")
    period = db.session.get_one(Period, evaluation.period_id)
    refuse_out_of_time(period, Step.SELF)
    refuse_where_closed(evaluation)
    return evaluation


def _replace(evaluation_id: int, before: set[tuple[int, int]], wanted: set[tuple[int, int]]) -> None:
    for criterion, evidence_id in before - wanted:
        gone = use_of(evaluation_id, criterion, evidence_id)
        db.session.execute(delete(EvidenceUse).filter_by(**gone))
    if rows := [use_of(evaluation_id, *each) for each in sorted(wanted - before)]:
        db.session.execute(insert(EvidenceUse), rows)


def use_of(evaluation_id: int, criterion: int, evidence_id: int) -> dict[str, int]:
    return {"evaluation_id": evaluation_id, "criterion": criterion, "evidence_id": evidence_id}


def _record_uses(viewer: Viewer, evaluation: Evaluation, number: int, **facts: object) -> None:
    record(
        viewer, "evidence_applied", "evaluation", evaluation.id, after={"pieces": number, **facts},
        unit_id=evaluation.unit_id,
    )  # fmt: skip
