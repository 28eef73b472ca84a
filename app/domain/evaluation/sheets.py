"""What does the head have before them, and by what right?  The office, whom it decides about, their sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain import clock
from app.domain.evaluation.access import evaluations_visible
from app.domain.evaluation.correcting import correction_until
from app.domain.evaluation.models import Decision, Edition, Evaluation, Period
from app.domain.evaluation.peers.counting import tallies
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.queries import with_works_until
from app.domain.evaluation.rules.calendar import Step, Timing
from app.domain.evaluation.rules.deciding import levels_to_explain
from app.domain.evaluation.rules.flow import WRITABLE, EvaluationState, Move, after
from app.domain.evaluation.rules.tally import Hidden, Tally
from app.domain.organisation.delegations import delegation_for, holds_office
from app.domain.organisation.models import Person
from app.domain.organisation.rules import MANAGERS
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.ranking import Ranking, rank_form
from app.domain.standards.rules.standard import Form, Standard, decode
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Office:
    """By what right somebody decides: their position, and the delegation if they sign for its holder."""

    position: str
    delegation_id: int | None = None


@dataclass(frozen=True)
class Sheet:
    """What the head has before them: the sent self-assessment, the colleagues' counts, the own levels so far."""

    evaluation: Evaluation
    sent: dict[str, object] | None  # the newest edition that was sent, None if none was
    self_form: Form | None
    colleagues: Tally
    form: Form
    reasons: dict[int, str]
    comment: str
    ranking: Ranking
    to_explain: tuple[int, ...]
    rank: int | None
    rank_reason: str | None
    version: int
    saved_at: datetime | None = None  # when the head's levels were saved last

    @property
    def awaits_colleagues(self) -> bool:
        """May opinions of colleagues still come in?  Those on managers are a survey of its own."""
        return self.evaluation.position not in MANAGERS and self.colleagues.hidden is Hidden.WAITING


def office_over(viewer: Viewer, evaluation: Evaluation) -> Office | None:
    """By what right the viewer decides about this evaluation; None: by none, and never about themselves."""
    if viewer.person_id is None or viewer.person_id == evaluation.person_id:
        return None
    return office_in(viewer, evaluation.decided_in)


def office_in(viewer: Viewer, unit_id: int) -> Office | None:
    """By what right the viewer decides in this unit."""
    if viewer.unit_id != unit_id:
        return None
    if holds_office(viewer):
        return Office(viewer.position)
    delegation = delegation_for(viewer, unit_id, clock.today())
    return Office(delegation.by_position, delegation.id) if delegation else None


def evaluation_to_decide(viewer: Viewer, evaluation_id: int) -> Evaluation | None:
    """An evaluation that the viewer decides about."""
    evaluation = db.session.scalar(
        select(Evaluation)
        .where(Evaluation.id == evaluation_id, evaluations_visible(viewer))
        .options(
            joinedload(Evaluation.person), joinedload(Evaluation.period), joinedload(Evaluation.unit),
            with_works_until(),
        )
    )  # fmt: skip
    if evaluation is None or evaluation.period.kind != "held":  # from paper: evaluation.results
        return None
    return evaluation if office_over(viewer, evaluation) else None


def why_not_rated(evaluation: Evaluation, period: Period, at: datetime, *, head_decides: bool) -> str | None:
    """Why the head may not rate this one now, as the code of a refusal; None when nothing is in the way.

    Whoever has not sent in time is rated without a self-assessment, not before; whoever corrects a sheet that was given
    back has the time for it (`correcting`), and is then rated by what was sent before.  In a year between only the
    self-assessment is due, unless the superior consented to a shorter cycle (circulars 20/2018 and 14/2018, Điều 11).
    """
    state = EvaluationState(evaluation.state)
    if after(state, Move.RATE) is None:
        return state
    if not head_decides:
        return "year_between"
    if state in WRITABLE and at < period.self_due:
        return "self_assessment_open"
    correction = correction_until(evaluation, period)
    if correction is not None and at < correction:
        return "correction_open"
    timing = calendar_of(period).timing(Step.DECISION, at)
    return timing if timing in {Timing.EARLY, Timing.LOCKED} else None


@dataclass(frozen=True)
class Signature:
    """Who decided, in whose office and when; `for_another` where they signed for its holder ("ký thay")."""

    name: str
    position: str
    at: datetime
    for_another: bool


def signature_of(evaluation: Evaluation) -> Signature | None:
    """Who signed the rank that stands; None while nobody has decided."""
    found = (
        select(Person.full_name, Decision.decided_as, Decision.decided_at, Decision.delegation_id)
        .join(Person, Person.id == Decision.decided_by)
        .where(Decision.evaluation_id == evaluation.id)
    )
    row = db.session.execute(found).first()
    return Signature(row[0], row[1] or "", row[2], row[3] is not None) if row and row[2] else None


def sheet_of(evaluation: Evaluation) -> Sheet:
    """Everything on the sheet of one evaluation."""
    return sheets_of([evaluation])[0]


def sheets_of(evaluations: Sequence[Evaluation]) -> list[Sheet]:
    """The sheets of several, in their order; as many queries as for one."""
    ids = [evaluation.id for evaluation in evaluations]
    standards = {number: standard_of(number) for number in {each.standard_id for each in evaluations}}
    sent, counts = sent_editions(evaluations), tallies(evaluations)
    decisions = db.session.scalars(select(Decision).where(Decision.evaluation_id.in_(ids)))
    rated = {decision.evaluation_id: decision for decision in decisions}
    return [
        _sheet(each, standards[each.standard_id], sent.get(each.id), counts[each.id], rated.get(each.id))
        for each in evaluations
    ]


def _sheet(
    evaluation: Evaluation, standard: Standard, edition: Edition | None, colleagues: Tally, decision: Decision | None
) -> Sheet:
    own = decode(str(edition.content["levels"])) if edition else None
    form = decode(decision.levels) if decision else standard.blank
    ranking, to_explain = rank_form(standard, form), levels_to_explain(own, colleagues, form)
    content = edition.content if edition else None
    if decision is None:
        return Sheet(evaluation, content, own, colleagues, form, {}, "", ranking, to_explain, None, None, 0)
    reasons = {int(no): text for no, text in decision.reasons.items()}
    return Sheet(
        evaluation, content, own, colleagues, form, reasons, decision.comment, ranking, to_explain, decision.rank,
        decision.rank_reason, decision.version, decision.saved_at,
    )  # fmt: skip


def sent_editions(evaluations: Sequence[Evaluation]) -> dict[int, Edition]:
    """The newest self-assessment of each, by evaluation; what its author has recalled is theirs alone again."""
    sent = [each.id for each in evaluations if each.sent_at is not None]
    found = select(Edition).where(Edition.evaluation_id.in_(sent), Edition.kind == "self")
    return {edition.evaluation_id: edition for edition in db.session.scalars(found.order_by(Edition.number))}


def sent_levels(evaluations: Sequence[Evaluation]) -> dict[int, Form]:
    """The levels of each whose own assessment lies before the head, by evaluation."""
    editions = sent_editions([each for each in evaluations if each.is_self_assessed])
    return {evaluation_id: decode(str(edition.content["levels"])) for evaluation_id, edition in editions.items()}
