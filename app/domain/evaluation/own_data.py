"""What does the evaluation keep about one person?  Plain values for the person's own copy (DP-2).

What they wrote, what was published about them, their evidence.  Never who decided or what one colleague said, nor the
opinions that they gave on others; nor a rank that is not published yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.copies.models import PaperCopy
from app.domain.evaluation.evidence.models import Evidence, EvidenceFile
from app.domain.evaluation.evidence.rules import ScanState, code_of, sent_pieces
from app.domain.evaluation.models import Decision, Edition, Evaluation, Period, SelfAssessment
from app.domain.evaluation.peers.counting import tallies
from app.domain.evaluation.rules.flow import KNOWN, EvaluationState
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import MANAGERS
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Standard, decode

Rows = list[dict[str, Any]]
WORDS = ("strengths", "improvements", "goal", "content", "schedule", "conditions", "homeroom")


@dataclass(frozen=True)
class StoredCopy:
    """A file of the store: the name it gets in the copy, and where its bytes lie."""

    name: str
    stored_name: str


def own_sections(person_id: int) -> dict[str, Rows]:
    """What was written, sent and published in the person's evaluations, and their evidence.

    The caller has made sure that it is the person who asks.
    """
    own = db.session.scalars(
        select(Evaluation)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Evaluation.person_id == person_id)
        .options(joinedload(Evaluation.period))
        .order_by(Period.year.desc())
    ).all()
    return {
        "evaluations": _evaluations(person_id),
        "self_assessments": _written(person_id) + _sent(person_id),
        "decisions": _decisions(own),
        "colleague_counts": _counts(own),
        "appeals": _appeals(own),
        "evidence": _evidence(person_id),
        "paper_copies": [
            {"year": year, "files": copy.name, "added_at": copy.added_at} for year, copy in _copies(person_id)
        ],
    }


def own_files(person_id: int) -> list[StoredCopy]:
    """Every file of the person's store that can be opened, superseded ones too, and the scans of their papers, under
    names that differ.
    """
    found = (
        select(Evidence.number, EvidenceFile.id, EvidenceFile.name, EvidenceFile.stored_name)
        .join(EvidenceFile, EvidenceFile.evidence_id == Evidence.id)
        .where(Evidence.person_id == person_id, EvidenceFile.scan != ScanState.INFECTED)
        .order_by(EvidenceFile.id)
    )
    evidence = [
        StoredCopy(f"minh-chung/{code_of(number)}/{file_id} {name}", stored_name)
        for number, file_id, name, stored_name in db.session.execute(found)
    ]
    papers = [
        StoredCopy(f"phieu-giay/{year}/{copy.id} {copy.name}", copy.stored_name)
        for year, copy in _copies(person_id)
        if copy.scan != ScanState.INFECTED
    ]
    return evidence + papers


def _evaluations(person_id: int) -> Rows:
    # That the head has ranked somebody is not known before it is published; "considered" reads the same.
    state = case(
        (Evaluation.state == EvaluationState.DECIDED, EvaluationState.CONSIDERED.value), else_=Evaluation.state
    )
    found = (
        select(
            Period.year, Unit.name.label("unit"), Evaluation.position, Evaluation.subject, state.label("state"),
            Evaluation.excused, Evaluation.return_reason, Evaluation.sent_at, Evaluation.receipt,
        )
        .join(Period, Period.id == Evaluation.period_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(Evaluation.person_id == person_id)
        .order_by(Period.year.desc())
    )  # fmt: skip
    return [dict(row._mapping) for row in db.session.execute(found)]


def _written(person_id: int) -> Rows:
    """What stands in the self-assessments as last saved; it has no number."""
    found = (
        select(Period.year, Evaluation.standard_id, SelfAssessment)
        .join(Evaluation, Evaluation.id == SelfAssessment.evaluation_id)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Evaluation.person_id == person_id)
        .order_by(Period.year.desc())
    )
    return [
        {"year": year, "edition": None, "made_at": own.saved_at, **_content(standard_id, vars(own)), "applied": None}
        for year, standard_id, own in db.session.execute(found)
    ]


def _sent(person_id: int) -> Rows:
    """Every edition that was sent, with the codes of the evidence that each criterion used."""
    found = (
        select(Period.year, Evaluation.standard_id, Edition)
        .join(Evaluation, Evaluation.id == Edition.evaluation_id)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Evaluation.person_id == person_id, Edition.kind == "self")
        .order_by(Period.year.desc(), Edition.number)
    )
    return [
        {
            "year": year, "edition": edition.number, "made_at": edition.made_at,
            **_content(standard_id, edition.content), "applied": _codes(edition.content),
        }
        for year, standard_id, edition in db.session.execute(found)
    ]  # fmt: skip


def _content(standard_id: int, content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "levels": _levels(standard_of(standard_id), str(content["levels"])),
        **{name: content.get(name) or None for name in WORDS},
        "modules": "; ".join(standard_of(standard_id).module_names(content.get("modules") or ())) or None,
    }


def _codes(content: Mapping[str, Any]) -> str | None:
    used = {no: ", ".join(piece.code for piece in pieces) for no, pieces in sent_pieces(content).items()}
    return "; ".join(f"{no}: {codes}" for no, codes in used.items()) or None


def _decisions(own: Sequence[Evaluation]) -> Rows:
    """What was published: rank, levels, remarks; never by whom."""
    by_id = {one.id: one for one in own if EvaluationState(one.state) in KNOWN}
    rows = []
    for decision in db.session.scalars(select(Decision).where(Decision.evaluation_id.in_(by_id))):
        evaluation = by_id[decision.evaluation_id]
        standard = standard_of(evaluation.standard_id)
        reasons = "; ".join(f"{no}: {text}" for no, text in decision.reasons.items())
        rows.append({
            "year": evaluation.period.year, "rank": _rank(standard, decision.rank),
            "levels": _levels(standard, decision.levels), "reasons": reasons or None,
            "comment": decision.comment or None, "rank_reason": decision.rank_reason,
            "published_at": decision.published_at, "acknowledged_at": decision.acknowledged_at,
        })  # fmt: skip
    return rows


def _counts(own: Sequence[Evaluation]) -> Rows:
    """The colleagues' counts as the person's own page shows them: once published, from three answers (ANON-10)."""
    shown = [one for one in own if EvaluationState(one.state) in KNOWN and one.position not in MANAGERS]
    rows = []
    for one in shown:
        found, names = tallies([one])[one.id], [level.name for level in standard_of(one.standard_id).levels]
        for no, counts in enumerate(found.counts or (), start=1):
            said = "; ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
            rows.append({"year": one.period.year, "criterion": no, "counts": said})
    return rows


def _appeals(own: Sequence[Evaluation]) -> Rows:
    """What the person asked for and what came of it; what is being weighed stays out until it is settled."""
    by_id = {one.id: one for one in own}
    found = select(Appeal).where(Appeal.evaluation_id.in_(by_id)).order_by(Appeal.filed_at)
    return [
        {
            "year": by_id[one.evaluation_id].period.year, "state": one.state, "text": one.text,
            "criteria": ", ".join(map(str, one.criteria)) or None, "filed_at": one.filed_at,
            "outcome": one.outcome, "rank": _rank(standard_of(by_id[one.evaluation_id].standard_id), one.rank),
            "reason": one.reason, "settled_at": one.settled_at,
        }
        for one in db.session.scalars(found)
    ]  # fmt: skip


def _rank(standard: Standard, rank: int | None) -> str | None:
    return None if rank is None else standard.level(rank).name


def _levels(standard: Standard, encoded: str) -> str | None:
    """The levels by their names, a criterion's number before each; None when there is none yet."""
    named = [
        f"{no} {standard.level(level).name}"
        for no, level in enumerate(decode(encoded), start=1)
        if level is not None
    ]  # fmt: skip
    return "; ".join(named) or None


def _copies(person_id: int) -> list[tuple[int, PaperCopy]]:
    """The scans of the person's own signed papers, with the year; known once the result is."""
    found = (
        select(Period.year, PaperCopy)
        .join(Evaluation, Evaluation.id == PaperCopy.evaluation_id)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Evaluation.person_id == person_id, Evaluation.state.in_(KNOWN), PaperCopy.removed_at.is_(None))
        .order_by(Period.year.desc(), PaperCopy.id)
    )
    return [(year, copy) for year, copy in db.session.execute(found)]


def _evidence(person_id: int) -> Rows:
    names: dict[int, list[str]] = {}
    files = select(EvidenceFile.evidence_id, EvidenceFile.name).join(Evidence, Evidence.id == EvidenceFile.evidence_id)
    for evidence_id, name in db.session.execute(files.where(Evidence.person_id == person_id).order_by(EvidenceFile.id)):
        names.setdefault(evidence_id, []).append(name)
    return [
        {
            "code": code_of(piece.number), "name": piece.name, "description": piece.description or None,
            "link": piece.link or None, "files": "; ".join(names.get(piece.id, [])) or None,
            "added_at": piece.added_at, "sealed_at": piece.sealed_at,
        }
        for piece in db.session.scalars(
            select(Evidence).where(Evidence.person_id == person_id).order_by(Evidence.number)
        )
    ]  # fmt: skip
