"""How is a rank appealed and the appeal settled?  By the person in time, by the office above, on the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.queries import (
    AppealSheet,
    appeal_of,
    appeal_sheet,
    appeal_to_settle,
    first_edition,
    holders_to_tell,
    settling_office,
    window_of,
)
from app.domain.evaluation.appeals.rules import AppealState, Outcome, check_settlement, settling_unit
from app.domain.evaluation.hand_in.closing import note_amended
from app.domain.evaluation.models import Decision, Edition, Evaluation, PeerOpinion
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import EvaluationState, Move, after
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Delegation, Person, Unit
from app.domain.organisation.rules import OFFICES, Problem, UnitKind
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, decode, encode, with_levels
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result

FILE, WITHDRAW, SETTLE = "file_appeal", "withdraw_appeal", "settle_appeal"


@dataclass(frozen=True)
class NamedOpinion:
    """What one colleague said, with their name (ANON-10: only for the second decider, with a purpose, on record)."""

    name: str
    form: Form


@dataclass(frozen=True)
class Settlement:
    """What the second decider decides."""

    outcome: Outcome
    rank: int | None
    reason: str
    rank_reason: str


@rerunnable
def file_appeal(viewer: Viewer, evaluation_id: int, text: str, criteria: Sequence[int], submit_key: str = "") -> None:
    """Ask the office above to look at the own published rank again; once a decision, in time.

    What was decided on paper is appealed on paper.  Raises LookupError (not the viewer's own), NotNow, ValueError (no
    such criterion).
    """
    with writing():
        if is_repeat(viewer, FILE, submit_key):
            return
        evaluation = _own(viewer, evaluation_id)
        if evaluation.period.kind != "held":
            raise NotNow("appeal_on_paper")
        window = window_of(evaluation)
        if window is None:
            raise NotNow("locked")
        if window.appeal is not None:
            raise NotNow("appealed_once")
        standard = standard_of(evaluation.standard_id)
        if any(not 1 <= no <= len(standard.criteria) for no in criteria):
            raise ValueError("no such criterion")
        if not window.is_open:
            raise NotNow("appeal_late")
        first = first_edition(evaluation.id)
        appeal = Appeal(
            evaluation_id=evaluation.id, state=AppealState.OPEN, text=text, criteria=sorted(set(criteria)),
            filed_at=clock.campaign_now(), first_decider_id=first.made_by, first_signed_for_id=_signed_for(first),
            settled_in=settling_unit(_chain(evaluation), evaluation.decided_in), levels=encode(standard.blank),
            reasons={}, comment="", version=1,
        )  # fmt: skip
        db.session.add(appeal)
        _move(viewer, evaluation, Move.APPEAL, "rank_appealed", {"settled_in": appeal.settled_in})
        _tell_offices(appeal, evaluation, "appeal_filed", "rank_is_appealed")
        keep_result(viewer, FILE, submit_key, evaluation.id)


@rerunnable
def withdraw_appeal(viewer: Viewer, evaluation_id: int, submit_key: str = "") -> None:
    """Take the own appeal back, until somebody has taken it up; there is no second one.  Raises LookupError, NotNow."""
    with writing():
        if is_repeat(viewer, WITHDRAW, submit_key):
            return
        evaluation = _own(viewer, evaluation_id)
        appeal = appeal_of(evaluation.id)
        if appeal is None:
            raise LookupError(evaluation_id)
        if appeal.state != AppealState.OPEN:
            raise NotNow("appeal_taken" if appeal.state == AppealState.TAKEN else "appeal_over")
        appeal.state = AppealState.WITHDRAWN
        appeal.version += 1
        _move(viewer, evaluation, Move.WITHDRAW, "appeal_withdrawn")
        _tell_offices(appeal, evaluation, "appeal_withdrawn", "appeal_withdrawn")
        keep_result(viewer, WITHDRAW, submit_key, evaluation.id)


def take_up(viewer: Viewer, evaluation_id: int) -> None:
    """Begin to settle: the person cannot withdraw any more.  Again changes nothing.  Raises LookupError, NotNow."""
    with writing():
        appeal = _to_settle(viewer, evaluation_id)
        if appeal.state == AppealState.TAKEN:
            return
        if appeal.state != AppealState.OPEN:
            raise NotNow("appeal_over")
        evaluation = appeal.evaluation
        _check_time(evaluation)
        appeal.state, appeal.taken_at, appeal.taken_by = AppealState.TAKEN, clock.campaign_now(), viewer.person_id
        appeal.version += 1
        record(viewer, "appeal_taken_up", "evaluation", evaluation.id, unit_id=evaluation.unit_id)
        tell(evaluation.person_id, "appeal_taken_up", "evaluation", evaluation.id)


def review(
    viewer: Viewer, evaluation_id: int, changes: Mapping[int, int | None], reasons: Mapping[int, str], version: int,
    comment: str = "",
) -> int:  # fmt: skip
    """Save the second decider's own levels (None keeps the first decider's) with reasons; returns the new version.

    Raises LookupError, NotNow, StaleVersion, ValueError (no such criterion or level).
    """
    with writing():
        appeal = _taken(viewer, evaluation_id, version)
        standard = standard_of(appeal.evaluation.standard_id)
        if any(
            not 1 <= no <= len(standard.criteria) or (level is not None and not 0 <= level < len(standard.levels))
            for no, level in changes.items()
        ):
            raise ValueError("no such criterion or level")
        first = appeal_sheet(appeal).first.form
        own = {no: None if level == first[no - 1] else level for no, level in changes.items()}
        appeal.levels = encode(with_levels(decode(appeal.levels), own))
        said = {int(no): text for no, text in appeal.reasons.items()} | dict(reasons)
        appeal.reasons = {str(no): text for no, text in sorted(said.items()) if text}
        appeal.comment = comment
        appeal.version += 1
        return appeal.version


@rerunnable
def settle(
    viewer: Viewer, evaluation_id: int, decided: Settlement, version: int, submit_key: str = ""
) -> list[Problem]:  # fmt: skip
    """Keep or change the rank, with a reason; the person and whoever decided first learn of it at once.

    Returns what speaks against it.  Raises LookupError, NotNow, StaleVersion, ValueError (no such rank).
    """
    with writing():
        if is_repeat(viewer, SETTLE, submit_key):
            return []
        appeal = _taken(viewer, evaluation_id, version)
        sheet, evaluation = appeal_sheet(appeal), appeal.evaluation
        rank = sheet.first.rank if decided.outcome is Outcome.KEPT else decided.rank
        if rank not in {clause.rank for clause in standard_of(evaluation.standard_id).ranking.clauses}:
            raise ValueError("no such rank")
        changed = sheet.form != sheet.first.form
        problems = check_settlement(
            decided.outcome, sheet.first.rank, rank, sheet.ranking.rank, decided.reason, decided.rank_reason,
            changed=changed,
        )  # fmt: skip
        if sheet.unexplained:
            problems.append(Problem("level_reasons_missing", "outcome"))
        if problems:
            db.session.rollback()
            return problems
        _settled(viewer, appeal, sheet, decided, rank)
        if changed or decided.outcome is Outcome.CHANGED:
            _replace_decision(appeal, sheet)
            note_amended(viewer, evaluation)
        db.session.get_one(Decision, evaluation.id).acknowledged_at = None  # there is something new to read
        _keep_edition(appeal, sheet)
        facts = {"outcome": decided.outcome.value, "rank": rank, "rank_before": sheet.first.rank}
        _move(viewer, evaluation, Move.SETTLE, "appeal_settled", facts, reason=decided.reason)
        tell(evaluation.person_id, "appeal_settled", "evaluation", evaluation.id)
        first = sorted({appeal.first_decider_id, appeal.first_signed_for_id or appeal.first_decider_id})
        tell_many(first, "appeal_of_yours_settled", "evaluation", evaluation.id, name=evaluation.person.full_name)
        keep_result(viewer, SETTLE, submit_key, evaluation.id)
    return []


def open_named_opinions(viewer: Viewer, evaluation_id: int, purpose: str) -> list[NamedOpinion]:
    """The colleagues' sheets with names, for the second decider alone; every look is on record with its purpose.

    ANON-10: confidential otherwise, and the rated person never learns the names.  Raises LookupError, NotNow.
    """
    with writing():
        appeal = _to_settle(viewer, evaluation_id)
        if appeal.state != AppealState.TAKEN:
            raise NotNow("appeal_not_taken")
        _check_time(appeal.evaluation)
        found = (
            select(Person.full_name, PeerOpinion.levels)
            .join(Person, Person.id == PeerOpinion.rater_id)
            .where(PeerOpinion.evaluation_id == evaluation_id, PeerOpinion.sent_at.is_not(None))
            .order_by(Person.sort_key, PeerOpinion.id)
        )
        named = [NamedOpinion(name, decode(levels)) for name, levels in db.session.execute(found)]
        record(
            viewer, "named_opinions_opened", "evaluation", evaluation_id, after={"sheets": len(named)},
            reason=purpose, unit_id=appeal.settled_in,
        )  # fmt: skip
        return named


def _settled(viewer: Viewer, appeal: Appeal, sheet: AppealSheet, decided: Settlement, rank: int) -> None:
    office = settling_office(viewer, appeal, appeal.evaluation.person_id)
    assert office is not None
    appeal.state, appeal.outcome, appeal.reason = AppealState.SETTLED, decided.outcome.value, decided.reason
    appeal.rank, appeal.ruled, appeal.rank_reason = rank, sheet.ranking.rank, decided.rank_reason or None
    appeal.settled_at, appeal.settled_by = clock.campaign_now(), viewer.person_id
    appeal.settled_as, appeal.delegation_id = office.position, office.delegation_id
    appeal.version += 1


def _replace_decision(appeal: Appeal, sheet: AppealSheet) -> None:
    """What holds from now on; what was decided first stays in its edition."""
    decision = db.session.get_one(Decision, appeal.evaluation_id)
    decision.levels, decision.ruled, decision.rank = encode(sheet.form), appeal.ruled, appeal.rank
    decision.reasons = {**decision.reasons, **appeal.reasons}
    decision.rank_reason = appeal.rank_reason
    decision.decided_at, decision.decided_by = appeal.settled_at, appeal.settled_by
    decision.decided_as, decision.delegation_id = appeal.settled_as, appeal.delegation_id
    decision.version += 1
    appeal.evaluation.rank = appeal.rank


def _keep_edition(appeal: Appeal, sheet: AppealSheet) -> None:
    """Keep what was asked and what was settled, word for word."""
    content = {
        "text": appeal.text, "criteria": appeal.criteria, "outcome": appeal.outcome, "reason": appeal.reason,
        "levels": encode(sheet.form), "reasons": appeal.reasons, "comment": appeal.comment, "rank": appeal.rank,
        "ruled": appeal.ruled, "rank_reason": appeal.rank_reason, "as": appeal.settled_as,
        "delegation_id": appeal.delegation_id,
        "before": {"levels": encode(sheet.first.form), "rank": sheet.first.rank},
    }  # fmt: skip
    db.session.add(
        Edition(
            evaluation_id=appeal.evaluation_id, kind="appeal", number=1, content=content, made_at=appeal.settled_at,
            made_by=appeal.settled_by,
        )
    )  # fmt: skip


def _own(viewer: Viewer, evaluation_id: int) -> Evaluation:
    """The viewer's own evaluation, locked.  Raises LookupError."""
    found = select(Evaluation).where(Evaluation.id == evaluation_id, Evaluation.person_id == viewer.person_id)
    evaluation = db.session.scalar(found.with_for_update())
    if evaluation is None:
        raise LookupError(evaluation_id)
    return evaluation


def _to_settle(viewer: Viewer, evaluation_id: int) -> Appeal:
    appeal = appeal_to_settle(viewer, evaluation_id, hold=True)
    if appeal is None:
        raise LookupError(evaluation_id)
    return appeal


def _taken(viewer: Viewer, evaluation_id: int, version: int) -> Appeal:
    appeal = _to_settle(viewer, evaluation_id)
    if appeal.state != AppealState.TAKEN:
        raise NotNow("appeal_over" if appeal.state == AppealState.SETTLED else "appeal_not_taken")
    _check_time(appeal.evaluation)
    if appeal.version != version:
        raise StaleVersion
    return appeal


def _move(
    viewer: Viewer, evaluation: Evaluation, move: Move, event: str, facts: Mapping[str, object] | None = None, *,
    reason: str | None = None,
) -> None:  # fmt: skip
    """Move the evaluation by the table, before the lock, and put it on record.  Raises NotNow."""
    target = after(EvaluationState(evaluation.state), move)
    if target is None:
        raise NotNow(evaluation.state)
    _check_time(evaluation)
    before, evaluation.state = evaluation.state, target
    evaluation.version += 1
    mark_stale([evaluation.unit_id])
    record(
        viewer, event, "evaluation", evaluation.id, before={"state": before}, after={"state": target, **(facts or {})},
        reason=reason, unit_id=evaluation.unit_id,
    )  # fmt: skip


def _check_time(evaluation: Evaluation) -> None:
    if not calendar_of(evaluation.period).allows(Step.DECISION, clock.campaign_now()):
        raise NotNow("locked")


def _chain(evaluation: Evaluation) -> list[tuple[int, UnitKind]]:
    """The evaluation's school and the units above it, nearest first."""
    ids = [int(part) for part in evaluation.unit.path.strip("/").split("/")]
    kinds = {unit_id: UnitKind(kind) for unit_id, kind in db.session.execute(
        select(Unit.id, Unit.kind).where(Unit.id.in_(ids)))}  # fmt: skip
    return [(unit_id, kinds[unit_id]) for unit_id in reversed(ids)]


def _signed_for(first: Edition) -> int | None:
    delegation_id = first.content.get("delegation_id")
    return db.session.get_one(Delegation, delegation_id).by_person_id if delegation_id else None


def _tell_offices(appeal: Appeal, evaluation: Evaluation, to_second: str, to_first: str) -> None:
    """Whoever may settle, and whoever decided first, learn that it was appealed or withdrawn; never why."""
    kind = db.session.get_one(Unit, appeal.settled_in).kind
    held = select(Appointment.person_id).where(
        Appointment.unit_id == appeal.settled_in, Appointment.position.in_(OFFICES[UnitKind(kind)]),
        appointed_on(clock.today()),
    )  # fmt: skip
    name = evaluation.person.full_name
    second = holders_to_tell(appeal, evaluation.person_id, sorted(set(db.session.scalars(held))))
    tell_many(second, to_second, "evaluation", evaluation.id, name=name)
    tell(appeal.first_decider_id, to_first, "evaluation", evaluation.id, name=name)
