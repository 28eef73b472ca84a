"""How does the office above settle an appeal?  Taken up, reviewed with reasons, decided once, on the record."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.moving import check_time, move_on
from app.domain.evaluation.appeals.queries import (
    AppealSheet,
    appeal_sheet,
    appeal_to_settle,
    settling_office,
)
from app.domain.evaluation.appeals.rules import AppealState, Outcome, check_settlement
from app.domain.evaluation.hand_in.closing import note_amended
from app.domain.evaluation.models import Decision, Edition, PeerOpinion
from app.domain.evaluation.refusals import NotNow, StaleVersion, is_saved_already
from app.domain.evaluation.rules.flow import Move
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.models import Person
from app.domain.organisation.rules import Problem
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, decode, encode, rated_anew
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result, known_to_page, note_version

REVIEW, SETTLE = "review_appeal", "settle_appeal"


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


def take_up(viewer: Viewer, evaluation_id: int) -> None:
    """Begin to settle: the person cannot withdraw any more.  Again changes nothing.  Raises LookupError, NotNow."""
    with writing():
        appeal = _to_settle(viewer, evaluation_id)
        if appeal.state == AppealState.TAKEN:
            return
        if appeal.state != AppealState.OPEN:
            raise NotNow("appeal_over")
        evaluation = appeal.evaluation
        check_time(evaluation)
        appeal.state, appeal.taken_at, appeal.taken_by = AppealState.TAKEN, clock.campaign_now(), viewer.person_id
        appeal.version += 1
        record(viewer, "appeal_taken_up", "evaluation", evaluation.id, unit_id=evaluation.unit_id)
        tell(evaluation.person_id, "appeal_taken_up", "evaluation", evaluation.id)


def review(
    viewer: Viewer, evaluation_id: int, changes: Mapping[int, int | None], reasons: Mapping[int, str], version: int,
    comment: str = "", page: str = "",
) -> int:  # fmt: skip
    """Save the second decider's own levels (None keeps the first decider's) with reasons; returns the new version.

    `page` is the key of the page's form.

    Raises LookupError, NotNow, StaleVersion, ValueError (no such criterion or level).
    """
    with writing():
        appeal = _taken(viewer, evaluation_id)
        standard = standard_of(appeal.evaluation.standard_id)
        first = dict(enumerate(appeal_sheet(appeal).first.form, start=1))
        own = {no: None if level == first.get(no) else level for no, level in changes.items()}
        said = {int(no): text for no, text in appeal.reasons.items()} | dict(reasons)
        before = (appeal.levels, appeal.reasons, appeal.comment)
        appeal.levels = encode(rated_anew(standard, decode(appeal.levels), own))
        appeal.reasons = {str(no): text for no, text in sorted(said.items()) if text}
        appeal.comment = comment
        same = before == (appeal.levels, appeal.reasons, appeal.comment)
        known = known_to_page(viewer, REVIEW, page, appeal.version, version)
        if is_saved_already(appeal.version, known, same=same):
            return appeal.version
        appeal.version += 1
        note_version(viewer, REVIEW, page, appeal.version)
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
        appeal = _taken(viewer, evaluation_id)
        if appeal.version != version:
            raise StaleVersion
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
        move_on(viewer, evaluation, Move.SETTLE, "appeal_settled", facts, reason=decided.reason)
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
        check_time(appeal.evaluation)
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


def _to_settle(viewer: Viewer, evaluation_id: int) -> Appeal:
    appeal = appeal_to_settle(viewer, evaluation_id, hold=True)
    if appeal is None:
        raise LookupError(evaluation_id)
    return appeal


def _taken(viewer: Viewer, evaluation_id: int) -> Appeal:
    appeal = _to_settle(viewer, evaluation_id)
    if appeal.state != AppealState.TAKEN:
        raise NotNow("appeal_over" if appeal.state == AppealState.SETTLED else "appeal_not_taken")
    check_time(appeal.evaluation)
    return appeal
