"""How does the head decide?  Rates, ranks, publishes; by office or dated delegation, never about themselves.

Circular 20/2018 Điều 10 khoản 1 (head of school), circular 14/2018 Điều 10 khoản 1 (head of the direct managing body).
"""

from collections.abc import Mapping

from sqlalchemy import func, select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.access import evaluations_visible
from app.domain.evaluation.hand_in.closing import refuse_where_closed
from app.domain.evaluation.in_time import refuse_out_of_time
from app.domain.evaluation.models import Decision, Edition, Evaluation, Period
from app.domain.evaluation.periods import head_decides_in
from app.domain.evaluation.refusals import DecidedAnew, Incomplete, NotNow, StaleVersion, is_saved_already
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.deciding import rank_to_explain
from app.domain.evaluation.rules.flow import WRITABLE, EvaluationState, Move, after
from app.domain.evaluation.sheets import office_over, sheet_of, why_not_rated
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.ranking import rank_form
from app.domain.standards.rules.standard import decode, encode, rated_anew
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result, known_to_page, note_version

RATE, DECIDE, PUBLISH, RETURN = "rate_sheet", "decide_rank", "publish_rank", "return_self_assessment"


class ReasonsNeeded(RuntimeError):
    """Levels (by criterion number) or the rank differ from what was said, without a reason."""

    def __init__(self, criteria: tuple[int, ...], rank: bool) -> None:
        super().__init__(f"criteria {criteria}, rank {rank}")
        self.criteria, self.rank = criteria, rank


def rate(
    viewer: Viewer, evaluation_id: int, changes: Mapping[int, int | None], reasons: Mapping[int, str], version: int,
    comment: str | None = None, page: str = "",
) -> int:  # fmt: skip
    """Save the head's levels (None takes one back) with the reasons given; returns the new version.

    `page` is the key of the page's form.

    The first saving closes the recall, and the correction of a sheet that did not come back: its author is told.
    Raises LookupError, NotNow, StaleVersion, ValueError (no such criterion).
    """
    with writing():
        evaluation, decision = _to_rate(viewer, evaluation_id)
        standard = standard_of(evaluation.standard_id)
        said = {int(no): text for no, text in decision.reasons.items()} | dict(reasons)
        before = (decision.levels, decision.reasons, decision.comment)
        decision.levels = encode(rated_anew(standard, decode(decision.levels), changes))
        decision.reasons = {str(no): text for no, text in sorted(said.items()) if text}
        decision.comment = decision.comment if comment is None else comment
        same = before == (decision.levels, decision.reasons, decision.comment)
        known = known_to_page(viewer, RATE, page, decision.version, version)
        if is_saved_already(decision.version, known, same=same):
            return decision.version
        decision.ruled = rank_form(standard, decode(decision.levels)).rank
        decision.saved_at = clock.campaign_now()
        decision.version += 1
        note_version(viewer, RATE, page, decision.version)
        if evaluation.returned_at is not None and evaluation.state in WRITABLE:  # also an answer that was taken back
            tell(evaluation.person_id, "rated_uncorrected", "evaluation", evaluation.id)
        if evaluation.state != EvaluationState.CONSIDERED:
            _move(viewer, evaluation, Move.RATE, "evaluation_considered")
        return decision.version


@rerunnable
def decide(viewer: Viewer, evaluation_id: int, rank: int, rank_reason: str, version: int, submit_key: str = "") -> None:
    """Rank somebody.  The rule proposes; where the head goes another way a reason is asked.

    Raises LookupError, NotNow, StaleVersion, Incomplete, ReasonsNeeded, ValueError (no such rank).
    """
    with writing():
        if is_repeat(viewer, DECIDE, submit_key):
            return
        evaluation, decision = _to_rate(viewer, evaluation_id)
        if decision.version != version:
            raise StaleVersion
        standard = standard_of(evaluation.standard_id)
        found = sheet_of(evaluation)
        if found.ranking.missing:
            raise Incomplete(found.ranking.missing)
        if rank not in {clause.rank for clause in standard.ranking.clauses}:
            raise ValueError("no such rank")
        bare = tuple(no for no in found.to_explain if not found.reasons.get(no))
        unexplained = rank_to_explain(found.ranking.rank, rank) and not rank_reason
        if bare or unexplained:
            raise ReasonsNeeded(bare, unexplained)
        office = office_over(viewer, evaluation)
        assert office is not None
        decision.rank, decision.ruled, decision.rank_reason = rank, found.ranking.rank, rank_reason or None
        decision.decided_at, decision.decided_by = clock.campaign_now(), viewer.person_id
        decision.decided_as, decision.delegation_id = office.position, office.delegation_id
        decision.version += 1
        evaluation.rank = rank
        _move(viewer, evaluation, Move.DECIDE, "rank_decided", facts={"rank": rank, "ruled": found.ranking.rank})
        _keep_edition(evaluation, decision)
        keep_result(viewer, DECIDE, submit_key, evaluation.id)


def reopen(viewer: Viewer, evaluation_id: int) -> None:
    """Take the own ranking back before it is published; a second time there is nothing left to take back.

    Raises LookupError, NotNow.
    """
    with writing():
        if _decided_by(viewer, evaluation_id).state == EvaluationState.CONSIDERED:
            return
        evaluation, decision = _held(viewer, evaluation_id, Move.REOPEN)
        _move(viewer, evaluation, Move.REOPEN, "rank_reopened")
        decision.rank = decision.decided_by = decision.decided_at = None
        decision.decided_as = decision.delegation_id = None
        decision.version += 1
        evaluation.rank = None


@rerunnable
def publish(
    viewer: Viewer, evaluation_ids: list[int], submit_key: str = "", shown: Mapping[int, int] | None = None
) -> int:  # fmt: skip
    """Let the people know their rank; returns how many were told.

    `shown` is the version of each decision that was read (`decided_on`); None does not ask.
    Raises LookupError, NotNow, DecidedAnew (nobody is told).
    """
    with writing():
        if is_repeat(viewer, PUBLISH, submit_key):
            return len(evaluation_ids)
        if shown is not None:
            _refuse_decided_anew(viewer, shown)
        for evaluation_id in sorted(evaluation_ids):  # in the order in which a hand-in locks them
            evaluation, decision = _held(viewer, evaluation_id, Move.PUBLISH)
            decision.published_at = clock.campaign_now()
            decision.version += 1
            _move(viewer, evaluation, Move.PUBLISH, "rank_published")
            tell(evaluation.person_id, "rank_published", "evaluation", evaluation.id)
        if evaluation_ids:
            keep_result(viewer, PUBLISH, submit_key, evaluation_ids[0])
    return len(evaluation_ids)


def decided_on(evaluation_ids: list[int]) -> dict[int, tuple[int | None, int]]:
    """`(rank, version)` of each decision, read at one moment; the caller has found the evaluations in scope."""
    found = select(Decision).where(Decision.evaluation_id.in_(evaluation_ids))
    return {each.evaluation_id: (each.rank, each.version) for each in db.session.scalars(found)}


def return_to_person(viewer: Viewer, evaluation_id: int, reason: str, submit_key: str = "") -> None:
    """Give the self-assessment back for correction ("trả lại để sửa").  Raises LookupError, NotNow."""
    with writing():
        if is_repeat(viewer, RETURN, submit_key):
            return
        evaluation = _decided_by(viewer, evaluation_id)
        evaluation.return_reason, evaluation.returned_at = reason, clock.campaign_now()
        _move(viewer, evaluation, Move.RETURN, "self_assessment_returned", reason=reason)
        tell(evaluation.person_id, "self_assessment_returned", "evaluation", evaluation.id)
        keep_result(viewer, RETURN, submit_key, evaluation.id)


def acknowledge(viewer: Viewer, evaluation_id: int) -> None:
    """The person has seen the own rank.  Raises LookupError."""
    with writing():
        found = select(Evaluation).where(Evaluation.id == evaluation_id, Evaluation.person_id == viewer.person_id)
        evaluation = db.session.scalar(found.with_for_update())
        decision = db.session.get(Decision, evaluation_id) if evaluation is not None else None
        if evaluation is None or decision is None or decision.published_at is None:
            raise LookupError(evaluation_id)
        if decision.acknowledged_at is None:
            decision.acknowledged_at = clock.campaign_now()
            record(viewer, "rank_acknowledged", "evaluation", evaluation.id, unit_id=evaluation.unit_id)


def _decided_by(viewer: Viewer, evaluation_id: int) -> Evaluation:
    """The evaluation, locked, if the viewer decides about it.  Raises LookupError."""
    found = select(Evaluation).where(Evaluation.id == evaluation_id, evaluations_visible(viewer))
    evaluation = db.session.scalar(found.with_for_update())
    if evaluation is None or office_over(viewer, evaluation) is None:
        raise LookupError(evaluation_id)
    if evaluation.excused is not None:
        raise NotNow("excused")
    refuse_where_closed(evaluation)
    return evaluation


def _refuse_decided_anew(viewer: Viewer, shown: Mapping[int, int]) -> None:
    evaluations = [_decided_by(viewer, evaluation_id) for evaluation_id in sorted(shown)]
    decisions = [db.session.get(Decision, each.id, populate_existing=True) for each in evaluations]
    anew = tuple(
        evaluation.person.full_name
        for evaluation, decision in zip(evaluations, decisions, strict=True)
        if decision is None or decision.version != shown[evaluation.id]
    )
    if anew:
        raise DecidedAnew(anew)


def _held(viewer: Viewer, evaluation_id: int, move: Move) -> tuple[Evaluation, Decision]:
    evaluation = _decided_by(viewer, evaluation_id)
    if after(EvaluationState(evaluation.state), move) is None:
        raise NotNow(evaluation.state)
    return evaluation, db.session.get_one(Decision, evaluation_id)


def _to_rate(viewer: Viewer, evaluation_id: int) -> tuple[Evaluation, Decision]:
    evaluation = _decided_by(viewer, evaluation_id)
    period = _period(evaluation)
    refused = why_not_rated(
        evaluation, period, clock.campaign_now(), head_decides=head_decides_in(period, evaluation.unit_id)
    )
    if refused is not None:
        raise NotNow(refused)
    decision = db.session.get(Decision, evaluation.id)
    if decision is None:
        blank = standard_of(evaluation.standard_id).blank
        decision = Decision(
            evaluation_id=evaluation.id, levels=encode(blank), reasons={}, comment="", version=0,
            saved_at=clock.campaign_now(),
        )  # fmt: skip
        db.session.add(decision)
    return evaluation, decision


def _move(
    viewer: Viewer, evaluation: Evaluation, move: Move, event: str, *, facts: dict[str, object] | None = None,
    reason: str | None = None,
) -> None:  # fmt: skip
    """Move the evaluation by the table, in time, and put it on record.  Raises NotNow."""
    target = after(EvaluationState(evaluation.state), move)
    if target is None:
        raise NotNow(evaluation.state)
    refuse_out_of_time(_period(evaluation), Step.DECISION)
    before, evaluation.state = evaluation.state, target
    evaluation.version += 1
    mark_stale([evaluation.unit_id])
    office = office_over(viewer, evaluation)
    signing = {"signs_for": office.position} if office is not None and office.delegation_id is not None else {}
    record(
        viewer, event, "evaluation", evaluation.id, before={"state": before},
        after={"state": target, **(facts or {}), **signing}, reason=reason, unit_id=evaluation.unit_id,
    )  # fmt: skip


def _period(evaluation: Evaluation) -> Period:
    return db.session.get_one(Period, evaluation.period_id)


def _keep_edition(evaluation: Evaluation, decision: Decision) -> None:
    """Keep what was decided, word for word, each time."""
    editions = select(func.count()).where(Edition.evaluation_id == evaluation.id, Edition.kind == "decision")
    content = {
        "levels": decision.levels, "reasons": decision.reasons, "comment": decision.comment, "rank": decision.rank,
        "ruled": decision.ruled, "rank_reason": decision.rank_reason, "as": decision.decided_as,
        "delegation_id": decision.delegation_id,
    }  # fmt: skip
    db.session.add(
        Edition(
            evaluation_id=evaluation.id, kind="decision", number=db.session.execute(editions).scalar_one() + 1,
            content=content, made_at=decision.decided_at, made_by=decision.decided_by,
        )
    )  # fmt: skip
