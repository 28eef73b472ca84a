"""What becomes of a group that is too small for counts?  The head of the school joins groups, or leaves it out."""

from collections.abc import Collection

from sqlalchemy import delete, func, select

from app.db import db, rerunnable, writing
from app.domain.evaluation.hand_in.closing import refuse_where_closed
from app.domain.evaluation.in_time import refuse_out_of_time
from app.domain.evaluation.models import Evaluation, PeerAdjustment, PeerOpinion, Period
from app.domain.evaluation.peers.adjusting import refuse
from app.domain.evaluation.peers.asking import Rater
from app.domain.evaluation.peers.counting import is_closed
from app.domain.evaluation.peers.models import JoinedGroup, NotCollated
from app.domain.evaluation.peers.rules import Arranging, Way, check_arrangement
from app.domain.evaluation.peers.settled import arrangement_of, other_groups
from app.domain.evaluation.peers.watching import may_arrange
from app.domain.evaluation.refusals import StaleVersion
from app.domain.evaluation.rules.calendar import Step
from app.domain.journal.actions import record
from app.domain.organisation.models import SubjectGroup
from app.domain.organisation.rules import MANAGERS
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result

ARRANGE = "arrange_group"


@rerunnable
def arrange(
    viewer: Viewer, period_id: int, group_id: int, way: Way, joined: Collection[int], remark: str,
    version: int | None = None, submit_key: str = "",
) -> None:  # fmt: skip
    """Settle what becomes of a group in a period: alone, joined by others (ids), or not collated with a remark.

    `version` is that of the `Arrangement` that was shown; None does not ask.
    Raises LookupError, NotNow (locked), StaleVersion, Refused.
    """
    with writing():
        group = db.session.scalar(select(SubjectGroup).where(SubjectGroup.id == group_id).with_for_update())
        evaluations = _of_group(period_id, group_id)
        if group is None or not evaluations or not may_arrange(viewer, group.unit_id):
            raise LookupError(group_id)
        if is_repeat(viewer, ARRANGE, submit_key):
            return
        period = db.session.get_one(Period, period_id)
        refuse_out_of_time(period, Step.HAND_IN)  # until the lock
        refuse_where_closed(evaluations[0])
        start = _start(period, group_id, evaluations)
        if version is not None and version != start.now.version:
            raise StaleVersion
        refuse(check_arrangement(start, way, joined, remark))
        _keep(period_id, group_id, way, joined, remark)
        mark_stale([group.unit_id])
        record(
            viewer, "group_arranged", "period", period_id, reason=remark or None, unit_id=group.unit_id,
            after={"group": group_id, "way": way, "joined": sorted(joined) if way is Way.JOINED else []},
        )  # fmt: skip
        keep_result(viewer, ARRANGE, submit_key, group_id)


def _of_group(period_id: int, group_id: int) -> list[Evaluation]:
    """The evaluations of a group, locked against answers that come in meanwhile."""
    found = select(Evaluation).where(
        Evaluation.period_id == period_id, Evaluation.group_id == group_id, Evaluation.excused.is_(None),
        Evaluation.position.not_in(MANAGERS),
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(Evaluation.id).with_for_update()))


def _start(period: Period, group_id: int, evaluations: list[Evaluation]) -> Arranging:
    ids = [evaluation.id for evaluation in evaluations]
    answered_from = (
        select(Rater.group_id)
        .join(PeerOpinion, PeerOpinion.rater_id == Rater.person_id)
        .where(Rater.period_id == period.id, PeerOpinion.evaluation_id.in_(ids), PeerOpinion.sent_at.is_not(None))
    )
    adjusted = (
        select(PeerAdjustment.evaluation_id, PeerAdjustment.asked, func.count())
        .where(PeerAdjustment.evaluation_id.in_(ids))
        .group_by(PeerAdjustment.evaluation_id, PeerAdjustment.asked)
    )
    number = dict.fromkeys(ids, len(ids) - 1)
    for evaluation_id, asked, count in db.session.execute(adjusted):
        number[evaluation_id] += count if asked else -count
    return Arranging(
        arrangement_of(period.id, group_id), frozenset(each for each, _ in other_groups(group_id)),
        tuple(number.values()), frozenset(each for each in db.session.scalars(answered_from) if each is not None),
        is_closed(period),
    )  # fmt: skip


def _keep(period_id: int, group_id: int, way: Way, joined: Collection[int], remark: str) -> None:
    for table in (JoinedGroup, NotCollated):
        db.session.execute(delete(table).where(table.period_id == period_id, table.group_id == group_id))
    if way is Way.JOINED:
        db.session.add_all(
            JoinedGroup(period_id=period_id, group_id=group_id, joined_id=each) for each in sorted(set(joined))
        )
    elif way is Way.LEFT_OUT:
        db.session.add(NotCollated(period_id=period_id, group_id=group_id, remark=remark))
