"""How is a result taken over from paper?  One by one by a form, or many rows at once from a spreadsheet.

By the office that decided, or whoever signs for it; never about oneself.  What was taken over is corrected by taking
it over again: every edition is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.hand_in.closing import expect_hand_ins, refuse_closed
from app.domain.evaluation.in_time import refuse_out_of_time
from app.domain.evaluation.models import Decision, Edition, Evaluation, Period
from app.domain.evaluation.results.models import PaperResult
from app.domain.evaluation.results.queries import decides_about, entered, evaluation_to_enter, period_to_enter
from app.domain.evaluation.results.rules import Paper, check_paper, rank_by_rule
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import EvaluationState, Move, after
from app.domain.evaluation.rules.offices import rated_by
from app.domain.evaluation.self_assessment import NotNow, StaleVersion
from app.domain.evaluation.sheets import Office, office_in, office_over
from app.domain.journal.actions import record, record_many
from app.domain.notices.actions import tell_many
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.rules import Position, Problem
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import StandardKind, encode
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result

ENTER, ADD = "enter_result", "add_to_period"


@dataclass(frozen=True)
class Taken:
    """A result that is to be written: the evaluation in plain values, and what its paper says."""

    evaluation_id: int
    person_id: int
    unit_id: int
    standard_id: int
    state: str
    paper: Paper


def enter(
    viewer: Viewer, evaluation_id: int, paper: Paper, version: int, submit_key: str = ""
) -> list[Problem]:  # fmt: skip
    """Take one result over; problems if the paper cannot be right.

    Raises LookupError (not the viewer's to enter), NotNow (locked, under appeal), StaleVersion.
    """
    with writing():
        if is_repeat(viewer, ENTER, submit_key):
            return []
        db.session.execute(select(Evaluation.id).where(Evaluation.id == evaluation_id).with_for_update())
        evaluation = evaluation_to_enter(viewer, evaluation_id)
        office = office_over(viewer, evaluation) if evaluation else None
        if evaluation is None or office is None:
            raise LookupError(evaluation_id)
        check_open(evaluation.period)
        refuse_closed(evaluation.period_id, evaluation.decided_in)
        if after(EvaluationState(evaluation.state), Move.ENTER) is None:
            raise NotNow(evaluation.state)
        _, kept = entered(evaluation)
        if kept != version:
            raise StaleVersion
        standard = standard_of(evaluation.standard_id)
        problems = check_paper(standard, paper, evaluation.period.year, clock.today())
        if problems:
            db.session.rollback()
            return problems
        taken = Taken(
            evaluation.id, evaluation.person_id, evaluation.unit_id, evaluation.standard_id, evaluation.state, paper
        )
        write(viewer, office, [taken])
        keep_result(viewer, ENTER, submit_key, evaluation.id)
    return []


def add_newcomer(viewer: Viewer, period_id: int, person_id: int, submit_key: str = "") -> int:
    """Put somebody on the list whom the cut-off day did not find but the paper names; the id of the evaluation.

    Raises LookupError (no such period or person for the viewer's office), NotNow.
    """
    with writing():
        period = period_to_enter(viewer, period_id)
        if period is None:
            raise LookupError(period_id)
        known = select(Evaluation.id).where(Evaluation.period_id == period.id, Evaluation.person_id == person_id)
        found = db.session.scalar(known)
        if found is not None:
            if evaluation_to_enter(viewer, found) is None:
                raise LookupError(person_id)
            return found
        check_open(period)
        refuse_closed(period.id, viewer.unit_id or 0)
        post = db.session.execute(
            select(Appointment, Unit.path)
            .join(Unit, Unit.id == Appointment.unit_id)
            .where(
                Appointment.person_id == person_id, Appointment.main.is_(True), appointed_on(clock.today()),
                beneath(Unit.path, [viewer.unit_path]), Appointment.person_id != viewer.person_id,
            )
        ).first()  # fmt: skip
        if post is None or not _rated_here(viewer, period, post.path, post.Appointment.position):
            raise LookupError(person_id)
        row = evaluation_row(period, post.Appointment, viewer.unit_id or 0)
        made = db.session.execute(insert(Evaluation).returning(Evaluation.id), [row]).scalar_one()
        expect_hand_ins(period.id, [row["decided_in"]])
        mark_stale([post.Appointment.unit_id])
        record(viewer, "added_to_period", "evaluation", made, unit_id=post.Appointment.unit_id)
        is_repeat(viewer, ADD, submit_key)
        keep_result(viewer, ADD, submit_key, made)
        return made


def _rated_here(viewer: Viewer, period: Period, path: str, position: str) -> bool:
    place = Position(position)
    return rated_by(place) is not None and decides_about(viewer, period, path, place)


def evaluation_row(period: Period, post: Any, decided_in: int, position: Position | None = None) -> dict[str, Any]:
    """The values of an evaluation for somebody in this post (an appointment, or one as an import knows it)."""
    held = position or Position(post.position)
    teacher = rated_by(held) is StandardKind.TEACHER
    return {
        "period_id": period.id, "person_id": post.person_id, "unit_id": post.unit_id,
        "group_id": post.group_id, "decided_in": decided_in,
        "standard_id": period.teacher_standard_id if teacher else period.manager_standard_id, "position": held,
        "subject": post.subject, "level": post.level, "state": EvaluationState.OPEN, "version": 1,
    }  # fmt: skip


def check_open(period: Period) -> None:
    """Results are taken over from the opening until the lock, late ones too.  Raises NotNow."""
    refuse_out_of_time(period, Step.HAND_IN)


def write(viewer: Viewer, office: Office, results: Sequence[Taken]) -> None:
    """Write checked results inside the caller's `writing()`, with few statements: many rows come at once."""
    ids, at = [each.evaluation_id for each in results], clock.campaign_now()
    editions_so_far = (
        select(Edition.evaluation_id, func.count())
        .where(Edition.evaluation_id.in_(ids), Edition.kind == "decision")
        .group_by(Edition.evaluation_id)
    )
    numbers = {row[0]: row[1] for row in db.session.execute(editions_so_far)}
    known = set(db.session.scalars(select(PaperResult.evaluation_id).where(PaperResult.evaluation_id.in_(ids))))
    new = [each for each in results if each.evaluation_id not in known]
    again = [each for each in results if each.evaluation_id in known]
    if new:
        db.session.execute(insert(Decision), [_decision(viewer, office, each, at) | {"version": 1} for each in new])
        db.session.execute(insert(PaperResult), [_source(viewer, each, at) | {"version": 1} for each in new])
    for each in again:
        _update(Decision, each.evaluation_id, _decision(viewer, office, each, at))
        _update(PaperResult, each.evaluation_id, _source(viewer, each, at))
    for each in results:
        db.session.execute(
            update(Evaluation)
            .where(Evaluation.id == each.evaluation_id)
            .values(state=EvaluationState.PUBLISHED, rank=each.paper.rank, excused=None, version=Evaluation.version + 1)
        )
    db.session.execute(
        insert(Edition),
        [_edition(viewer, office, each, numbers.get(each.evaluation_id, 0) + 1, at) for each in results],
    )
    mark_stale({each.unit_id for each in results})
    tell_many([each.person_id for each in results], "paper_result_entered")
    record_many(
        viewer, "paper_result_entered", "evaluation",
        [
            (each.evaluation_id, each.unit_id, {"state": each.state},
             {"state": EvaluationState.PUBLISHED, "rank": each.paper.rank})
            for each in results
        ],
    )  # fmt: skip
    db.session.expire_all()


def office_for(viewer: Viewer) -> Office | None:
    """By what right the viewer enters results in their unit."""
    return office_in(viewer, viewer.unit_id) if viewer.unit_id is not None else None


def _update(model: Any, evaluation_id: int, values: dict[str, Any]) -> None:
    chosen = update(model).where(model.evaluation_id == evaluation_id)
    db.session.execute(chosen.values(**values, version=model.version + 1))


def _decision(viewer: Viewer, office: Office, each: Taken, at: Any) -> dict[str, Any]:
    paper = each.paper
    return {
        "evaluation_id": each.evaluation_id, "levels": encode(paper.levels), "reasons": {}, "comment": "",
        "ruled": rank_by_rule(standard_of(each.standard_id), paper.levels), "rank": paper.rank,
        "rank_reason": paper.rank_reason or None, "saved_at": at,
        "decided_at": clock.start_of(paper.signed_on) if paper.signed_on else at, "decided_by": viewer.person_id,
        "decided_as": office.position, "delegation_id": office.delegation_id, "published_at": at,
        "acknowledged_at": None,
    }  # fmt: skip


def _source(viewer: Viewer, each: Taken, at: Any) -> dict[str, Any]:
    paper = each.paper
    return {
        "evaluation_id": each.evaluation_id, "self_rank": paper.self_rank, "signed_on": paper.signed_on,
        "signed_by": paper.signed_by, "document": paper.document, "entered_by": viewer.person_id, "entered_at": at,
    }  # fmt: skip


def _edition(viewer: Viewer, office: Office, each: Taken, number: int, at: Any) -> dict[str, Any]:
    paper = each.paper
    content = {
        "levels": encode(paper.levels), "rank": paper.rank, "rank_reason": paper.rank_reason or None,
        "self_rank": paper.self_rank, "signed_on": paper.signed_on.isoformat() if paper.signed_on else None,
        "signed_by": paper.signed_by, "document": paper.document, "as": office.position,
        "delegation_id": office.delegation_id, "from_paper": True,
    }  # fmt: skip
    return {
        "evaluation_id": each.evaluation_id, "kind": "decision", "number": number, "content": content, "made_at": at,
        "made_by": viewer.person_id,
    }  # fmt: skip
