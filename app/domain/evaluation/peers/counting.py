"""What may be shown of the opinions on somebody, and to whom?  Counts, by group as form 4530 BM03 has them.

Nobody but its author ever reads an opinion; `Tally` holds counts only once they no longer single anybody out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.evaluation.access import EvaluationSight, sight
from app.domain.evaluation.models import Evaluation, PeerOpinion, Period
from app.domain.evaluation.peers.asking import asked_about
from app.domain.evaluation.peers.models import NotCollated
from app.domain.evaluation.rules.flow import KNOWN, EvaluationState
from app.domain.evaluation.rules.tally import Hidden, Tally, tally, why_hidden
from app.domain.organisation.models import Appointment
from app.domain.organisation.rules import MANAGERS, Position
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, Standard, decode
from app.domain.viewer import Viewer


def tally_of(evaluation: Evaluation) -> Tally:
    """The counts on one person, as far as they may be shown to anybody."""
    return tallies([evaluation])[evaluation.id]


def tallies(evaluations: Sequence[Evaluation]) -> dict[int, Tally]:
    """The counts on several people, by evaluation id."""
    forms: dict[int, list[Form]] = {evaluation.id: [] for evaluation in evaluations}
    found = select(PeerOpinion.evaluation_id, PeerOpinion.levels).where(
        PeerOpinion.evaluation_id.in_(forms), PeerOpinion.sent_at.is_not(None)
    )
    for evaluation_id, levels in db.session.execute(found):
        forms[evaluation_id].append(decode(levels))
    asked = asked_about(forms)
    left_out = _left_out({evaluation.period_id for evaluation in evaluations})
    standards = {each: standard_of(each) for each in {evaluation.standard_id for evaluation in evaluations}}
    return {
        each.id: _tally(
            each, standards[each.standard_id], forms[each.id], asked[each.id],
            collated=(each.period_id, each.group_id) not in left_out,
        )
        for each in evaluations
    }  # fmt: skip


def answered(evaluation_ids: Iterable[int]) -> dict[int, int]:
    """How many colleagues have answered on each."""
    found = (
        select(PeerOpinion.evaluation_id, func.count().label("number"))
        .where(PeerOpinion.evaluation_id.in_(list(evaluation_ids)), PeerOpinion.sent_at.is_not(None))
        .group_by(PeerOpinion.evaluation_id)
    )
    return {row.evaluation_id: row.number for row in db.session.execute(found)}


def counts_for_oneself(viewer: Viewer, evaluation: Evaluation) -> Tally | None:
    """The counts on the viewer themselves, once the result is published; None before, and for managers."""
    if evaluation.person_id != viewer.person_id or evaluation.position in MANAGERS:
        return None
    return tally_of(evaluation) if EvaluationState(evaluation.state) in KNOWN else None


def group_headed(viewer: Viewer) -> int | None:
    """Id of the subject group that the viewer heads in the appointment they act in."""
    if viewer.position != Position.GROUP_HEAD or viewer.appointment_id is None:
        return None
    return db.session.scalar(select(Appointment.group_id).where(Appointment.id == viewer.appointment_id))


def watches(viewer: Viewer, group_id: int | None, unit_path: str) -> bool:
    """May the viewer see the counts of this group of the unit at this path?  Its head, its school's, offices above."""
    return sees_counts_at(viewer, unit_path) or (group_id is not None and group_id == group_headed(viewer))


def sees_counts_at(viewer: Viewer, unit_path: str) -> bool:
    """May the viewer see the counts of every group of the unit at this path?  Its head, and offices above."""
    return sight(viewer, 0, unit_path) is EvaluationSight.SHEET


def counts_for(viewer: Viewer, evaluations: Sequence[Evaluation]) -> dict[int, Tally]:
    """The counts on several people whose group the viewer watches, by evaluation id.

    A group head learns the counts on themselves when everybody does: with the published result.
    """
    return {
        each.id: replace(counts, counts=None, hidden=counts.hidden or Hidden.NOT_PUBLISHED)
        if each.person_id == viewer.person_id and EvaluationState(each.state) not in KNOWN
        else counts
        for each, counts in zip(evaluations, tallies(evaluations).values(), strict=True)
    }


def is_closed(period: Period) -> bool:
    """Are opinions over?"""
    return clock.campaign_now() >= min(period.opinions_due, period.locks)


def _left_out(period_ids: set[int]) -> set[tuple[int, int]]:
    found = select(NotCollated.period_id, NotCollated.group_id).where(NotCollated.period_id.in_(period_ids))
    return {(period_id, group_id) for period_id, group_id in db.session.execute(found)}


def _tally(
    evaluation: Evaluation, standard: Standard, forms: list[Form], asked: dict[int, bool], *, collated: bool
) -> Tally:
    period = db.session.get_one(Period, evaluation.period_id)
    held = period.kind == "held"
    hidden = why_hidden(len(forms), closed=is_closed(period), collated=collated) if held else Hidden.ON_PAPER
    number = max(len(asked), len(forms))
    return tally(forms, len(standard.criteria), len(standard.levels), asked=number, hidden=hidden)
