"""What is on the sheets about one person: the self-assessment, and what was decided?"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from app.db import db
from app.domain import clock
from app.domain.evaluation.access import EvaluationSight, evaluations_visible, sight
from app.domain.evaluation.appeals.settlers import first_edition
from app.domain.evaluation.evidence.queries import applied_now
from app.domain.evaluation.evidence.rules import sent_pieces
from app.domain.evaluation.models import Decision, Edition, Evaluation, SelfAssessment
from app.domain.evaluation.papers.decisions import decision_number, review_of
from app.domain.evaluation.papers.managers import survey_found
from app.domain.evaluation.papers.places import place_of, rated_in, signer_of
from app.domain.evaluation.papers.rules import (
    Found,
    PaperKind,
    PaperSource,
    ResultRow,
    ResultSheet,
    SelfSheet,
    Signer,
    Subject,
)
from app.domain.evaluation.peers.counting import tally_of
from app.domain.evaluation.results.models import PaperResult
from app.domain.evaluation.results.queries import source_of
from app.domain.evaluation.rules.flow import KNOWN, RANKED, EvaluationState
from app.domain.evaluation.sheets import sent_editions
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import is_below
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.ranking import rank_form
from app.domain.standards.rules.standard import Form, decode
from app.domain.viewer import Viewer

WORDS = ("strengths", "improvements", "goal", "content", "schedule", "conditions", "homeroom")


def evaluation_for(viewer: Viewer, evaluation_id: int) -> tuple[Evaluation, EvaluationSight] | None:
    """An evaluation whose sheets the viewer may read, and how much of it.

    One's own; else only from the unit that decides about it upwards: a vice principal reads no sheet of the principal.
    """
    decider = aliased(Unit)
    row = db.session.execute(
        select(Evaluation, decider.path)
        .join(decider, decider.id == Evaluation.decided_in)
        .where(Evaluation.id == evaluation_id, evaluations_visible(viewer))
        .options(joinedload(Evaluation.person), joinedload(Evaluation.period), joinedload(Evaluation.unit))
    ).first()
    if row is None:
        return None
    evaluation, deciding_path = row
    found = sight(viewer, evaluation.person_id, evaluation.unit.path)
    above = found is EvaluationSight.SHEET and is_below(deciding_path, viewer.unit_path)
    return (evaluation, found) if above or found is EvaluationSight.OWN else None


def person_sheet(viewer: Viewer, evaluation_id: int, kind: PaperKind) -> Found | None:
    """The sheet of this kind about one person, as far as the viewer may read it; None where there is none."""
    if kind is PaperKind.SURVEY:
        return survey_found(viewer, evaluation_id)
    found = evaluation_for(viewer, evaluation_id)
    if found is None or found[0].excused is not None:
        return None
    evaluation, how_much = found
    own = how_much is EvaluationSight.OWN
    subject = Subject(kind, evaluation.period_id, evaluation_id=evaluation.id)
    if kind is PaperKind.SELF and evaluation.period.kind == "held":
        sheet = self_sheet(evaluation, own=own)
        return Found(subject, sheet, evaluation.person_id) if sheet is not None else None
    if kind is PaperKind.RESULT and EvaluationState(evaluation.state) in (KNOWN if own else RANKED):
        return Found(subject, result_sheet(evaluation), evaluation.person_id)
    return None


def self_sheet(evaluation: Evaluation, *, own: bool) -> SelfSheet | None:
    """What was sent; before that what is saved so far, for its author alone."""
    edition = sent_editions([evaluation]).get(evaluation.id) if evaluation.is_self_assessed else None
    if edition is None and not own:
        return None
    standard = standard_of(evaluation.standard_id)
    draft = None if edition else db.session.get(SelfAssessment, evaluation.id)
    told = {name: getattr(draft, name, "") for name in (*WORDS, "modules")}
    said: dict[str, Any] = dict(edition.content) if edition else told
    levels = decode(str(said["levels"])) if edition else decode(draft.levels) if draft else standard.blank
    return SelfSheet(
        place_of(evaluation.unit), rated_in(evaluation, evaluation.unit), evaluation.period.year,
        evaluation.standard_id, levels, _evidence(evaluation.id, edition),
        **{name: str(said.get(name) or "") for name in WORDS},
        modules=standard.module_names(said.get("modules") or ()),
        rank=rank_form(standard, levels).rank,
        number=evaluation.receipt or "", made_at=edition.made_at if edition else None,
        edition=str(edition.number) if edition else None,
    )  # fmt: skip


def result_sheet(evaluation: Evaluation) -> ResultSheet:
    """What the office decided, beside what the person and the colleagues say."""
    decision = db.session.get_one(Decision, evaluation.id)
    sent = sent_editions([evaluation]).get(evaluation.id)
    own = decode(str(sent.content["levels"])) if sent else None
    made_at = decision.decided_at or decision.saved_at
    source, review = source_of(evaluation.id), review_of(evaluation.id)
    issuer = db.session.get_one(Unit, review.settled_in if review else evaluation.decided_in)
    return ResultSheet(
        place_of(evaluation.unit), place_of(issuer), rated_in(evaluation, evaluation.unit), evaluation.period.year,
        evaluation.standard_id,
        ResultRow(
            evaluation.person.full_name, own,
            source.self_rank if source else own_rank(evaluation.standard_id, own), tally_of(evaluation),
            decode(decision.levels), decision.rank,
        ),
        decision.comment, decision.rank_reason or "",
        _signer(decision, source, made_at), made_at, str(decision_number(evaluation.id)),
        PaperSource(source.document, source.signed_on) if source else None,
        _rank_before(evaluation.id) if review else None,
    )  # fmt: skip


def _rank_before(evaluation_id: int) -> int:
    return int(first_edition(evaluation_id).content["rank"])


def _signer(decision: Decision, source: PaperResult | None, made_at: datetime) -> Signer:
    """Who decided; of a result from paper whoever signed that paper, not who typed it in."""
    if source is not None:
        return Signer(decision.decided_as or "", source.signed_by)
    return signer_of(decision, made_at.astimezone(clock.VIETNAM).date())


def own_rank(standard_id: int, form: Form | None) -> int | None:
    """The rank that the rule gives for what the person said of themselves."""
    return rank_form(standard_of(standard_id), form).rank if form is not None else None


def _evidence(evaluation_id: int, edition: Edition | None) -> dict[int, tuple[str, ...]]:
    """Code and name of each piece by criterion: as it was sent, of a draft as it is applied now."""
    if edition is None:
        return applied_now(evaluation_id)
    return {no: tuple(f"{one.code} {one.name}" for one in pieces)
            for no, pieces in sent_pieces(edition.content).items()}  # fmt: skip
