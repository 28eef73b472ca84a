"""What does the evaluation keep about one person?  Plain values for the person's own copy (DP-2).

What they wrote, what was published about them, their evidence.  Never what others said in opinions, nor who decided;
nor a rank that is not published yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, select

from app.db import db
from app.domain.evaluation.evidence.models import Evidence, EvidenceFile
from app.domain.evaluation.evidence.rules import ScanState, code_of, sent_pieces
from app.domain.evaluation.models import Decision, Edition, Evaluation, Period
from app.domain.evaluation.rules.flow import KNOWN, EvaluationState
from app.domain.organisation.models import Unit
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import decode

Rows = list[dict[str, Any]]
WORDS = ("strengths", "improvements", "goal", "content", "schedule", "conditions", "modules")


@dataclass(frozen=True)
class StoredCopy:
    """A file of the store: the name it gets in the copy, and where its bytes lie."""

    name: str
    stored_name: str


def own_sections(person_id: int) -> dict[str, Rows]:
    """Evaluations, what was sent and published in them, evidence; the caller has made sure that it is the person's."""
    return {
        "evaluations": _evaluations(person_id),
        "self_assessments": _self_assessments(person_id),
        "decisions": _decisions(person_id),
        "evidence": _evidence(person_id),
    }


def own_files(person_id: int) -> list[StoredCopy]:
    """Every file of the person's store that can be opened, superseded ones too, under names that differ."""
    found = (
        select(Evidence.number, EvidenceFile.id, EvidenceFile.name, EvidenceFile.stored_name)
        .join(EvidenceFile, EvidenceFile.evidence_id == Evidence.id)
        .where(Evidence.person_id == person_id, EvidenceFile.scan != ScanState.INFECTED)
        .order_by(EvidenceFile.id)
    )
    return [
        StoredCopy(f"minh-chung/{code_of(number)}/{file_id} {name}", stored_name)
        for number, file_id, name, stored_name in db.session.execute(found)
    ]


def _evaluations(person_id: int) -> Rows:
    # That the head has ranked somebody is not known before it is published; "considered" reads the same.
    state = case(
        (Evaluation.state == EvaluationState.DECIDED, EvaluationState.CONSIDERED.value), else_=Evaluation.state
    )
    found = (
        select(
            Period.year, Unit.name.label("unit"), Evaluation.position, Evaluation.subject,
            state.label("state"), Evaluation.excused, Evaluation.sent_at, Evaluation.receipt,
        )
        .join(Period, Period.id == Evaluation.period_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(Evaluation.person_id == person_id)
        .order_by(Period.year.desc())
    )  # fmt: skip
    return [dict(row._mapping) for row in db.session.execute(found)]


def _self_assessments(person_id: int) -> Rows:
    rows = []
    for year, standard_id, edition in db.session.execute(_editions(person_id)):
        content = edition.content
        written = {name: content.get(name) or None for name in WORDS}
        codes = {no: [piece.code for piece in pieces] for no, pieces in sent_pieces(content).items()}
        rows.append({
            "year": year, "edition": edition.number, "made_at": edition.made_at,
            "levels": _levels(standard_id, str(content["levels"])), **written,
            "applied": "; ".join(f"{no}: {', '.join(found)}" for no, found in codes.items()) or None,
        })  # fmt: skip
    return rows


def _editions(person_id: int) -> Any:
    return (
        select(Period.year, Evaluation.standard_id, Edition)
        .join(Evaluation, Evaluation.id == Edition.evaluation_id)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Evaluation.person_id == person_id, Edition.kind == "self")
        .order_by(Period.year.desc(), Edition.number)
    )


def _decisions(person_id: int) -> Rows:
    found = (
        select(Period.year, Evaluation.standard_id, Decision)
        .join(Evaluation, Evaluation.id == Decision.evaluation_id)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Evaluation.person_id == person_id, Evaluation.state.in_(KNOWN))
        .order_by(Period.year.desc())
    )
    return [
        {
            "year": year, "rank": standard_of(standard_id).level(decision.rank).name,
            "levels": _levels(standard_id, decision.levels), "comment": decision.comment or None,
            "rank_reason": decision.rank_reason, "published_at": decision.published_at,
            "acknowledged_at": decision.acknowledged_at,
        }
        for year, standard_id, decision in db.session.execute(found)
        if decision.rank is not None
    ]  # fmt: skip


def _levels(standard_id: int, encoded: str) -> str:
    """The levels by their names, a criterion's number before each."""
    standard = standard_of(standard_id)
    return "; ".join(f"{no} {name}" for no, name in _named(standard, encoded))


def _named(standard: Any, encoded: str) -> Iterator[tuple[int, str]]:
    for no, level in enumerate(decode(encoded), start=1):
        if level is not None:
            yield no, standard.level(level).name


def _evidence(person_id: int) -> Rows:
    found = select(Evidence).where(Evidence.person_id == person_id).order_by(Evidence.number)
    names: dict[int, list[str]] = {}
    files = select(EvidenceFile.evidence_id, EvidenceFile.name).join(Evidence, Evidence.id == EvidenceFile.evidence_id)
    for evidence_id, name in db.session.execute(files.where(Evidence.person_id == person_id).order_by(EvidenceFile.id)):
        names.setdefault(evidence_id, []).append(name)
    return [
        {
            "code": code_of(piece.number), "name": piece.name, "description": piece.description or None,
            "link": piece.link or None, "added_at": piece.added_at, "files": "; ".join(names.get(piece.id, [])) or None,
        }
        for piece in db.session.scalars(found)
    ]  # fmt: skip
