"""How is it changed who is asked, and how are they reminded?  By the group's head or the school's, on record.

Nobody changes it about themselves; whoever has answered stays asked; and once counts are shown nobody is added: the
difference between two counts would be one colleague's answer.
"""

from collections.abc import Collection
from datetime import datetime, time

from sqlalchemy import delete, func, select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.hand_in.closing import refuse_where_closed
from app.domain.evaluation.models import Evaluation, PeerAdjustment, PeerOpinion, Period
from app.domain.evaluation.peers.asking import Rater, asked_about
from app.domain.evaluation.peers.counting import group_headed, is_closed, tallies
from app.domain.evaluation.peers.models import JoinedGroup, NotCollated
from app.domain.evaluation.peers.rules import Arranging, Way, check_adjustment, check_arrangement
from app.domain.evaluation.peers.watching import about_evaluation, may_adjust, may_arrange, silent_in
from app.domain.evaluation.self_assessment import NotNow
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.notices.models import Notice
from app.domain.organisation.models import SubjectGroup
from app.domain.organisation.rules import MANAGERS, Problem
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

ADJUST, ARRANGE, REMIND = "adjust_peers", "arrange_group", "remind_peers"
ASKED, REMINDER = "asked_about_colleagues", "peer_reminder"


class Refused(RuntimeError):
    """The rules speak against it; nothing is kept, so the corrected form may be sent again."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@rerunnable
def adjust(
    viewer: Viewer, evaluation_id: int, add: Collection[int], drop: Collection[int], reason: str, submit_key: str = ""
) -> None:
    """Ask these people (ids) beside, and those no more, about one colleague.

    Raises LookupError, NotNow (closed, not open yet), Refused.
    """
    with writing():
        evaluation = _to_adjust(viewer, evaluation_id)
        if is_repeat(viewer, ADJUST, submit_key):
            return
        _check_open(db.session.get_one(Period, evaluation.period_id))
        refuse_where_closed(evaluation)
        if db.session.get(NotCollated, (evaluation.period_id, evaluation.group_id or 0)):
            raise Refused([Problem("not_collated")])
        _refuse(check_adjustment(about_evaluation(viewer, evaluation).asking, add, drop, reason))
        wanted = dict.fromkeys(drop, False) | dict.fromkeys(add, True)
        db.session.execute(
            delete(PeerAdjustment).where(
                PeerAdjustment.evaluation_id == evaluation.id, PeerAdjustment.rater_id.in_(wanted)
            )
        )
        by_default = asked_about([evaluation.id])[evaluation.id]
        for person_id, asked in wanted.items():
            if (person_id in by_default) is not asked:
                db.session.add(PeerAdjustment(evaluation_id=evaluation.id, rater_id=person_id, asked=asked))
        record(
            viewer, "peers_adjusted", "evaluation", evaluation.id, reason=reason, unit_id=evaluation.unit_id,
            after={"asked_beside": sorted(add), "asked_no_more": sorted(drop)},
        )  # fmt: skip
        tell_many(sorted(add), ASKED, "evaluation", evaluation.id)
        keep_result(viewer, ADJUST, submit_key, evaluation.id)


@rerunnable
def arrange(
    viewer: Viewer, period_id: int, group_id: int, way: Way, joined: Collection[int], remark: str, submit_key: str = ""
) -> None:
    """Settle what becomes of a group in a period: alone, joined by others (ids), or not collated with a remark.

    Raises LookupError, NotNow (locked), Refused.
    """
    with writing():
        group = db.session.scalar(select(SubjectGroup).where(SubjectGroup.id == group_id).with_for_update())
        evaluations = _of_group(period_id, group_id)
        if group is None or not evaluations or not may_arrange(viewer, group.unit_id):
            raise LookupError(group_id)
        if is_repeat(viewer, ARRANGE, submit_key):
            return
        period = db.session.get_one(Period, period_id)
        if not period.opens <= clock.campaign_now() < period.locks:
            raise NotNow("locked")
        refuse_where_closed(evaluations[0])
        now = _arranging(period, group, evaluations)
        _refuse(check_arrangement(now, way, joined, remark))
        for table in (JoinedGroup, NotCollated):
            db.session.execute(delete(table).where(table.period_id == period_id, table.group_id == group_id))
        if way is Way.JOINED:
            db.session.add_all(
                JoinedGroup(period_id=period_id, group_id=group_id, joined_id=each) for each in sorted(joined)
            )
        elif way is Way.LEFT_OUT:
            db.session.add(NotCollated(period_id=period_id, group_id=group_id, remark=remark))
        record(
            viewer, "group_arranged", "period", period_id, reason=remark or None, unit_id=group.unit_id,
            after={"group": group_id, "way": way, "joined": sorted(joined) if way is Way.JOINED else []},
        )  # fmt: skip
        keep_result(viewer, ARRANGE, submit_key, group_id)


def joined_now(period_id: int, group_id: int) -> frozenset[int]:
    """Ids of the groups whose members are asked about this one's too."""
    found = select(JoinedGroup.joined_id).where(JoinedGroup.period_id == period_id, JoinedGroup.group_id == group_id)
    return frozenset(db.session.scalars(found))


def other_groups(group_id: int) -> list[tuple[int, str]]:
    """The other groups of the same school, by name."""
    unit_id = select(SubjectGroup.unit_id).where(SubjectGroup.id == group_id).scalar_subquery()
    found = select(SubjectGroup.id, SubjectGroup.name).where(
        SubjectGroup.unit_id == unit_id, SubjectGroup.id != group_id
    )
    return [(each, name) for each, name in db.session.execute(found.order_by(SubjectGroup.name))]


def remind(viewer: Viewer, period_id: int, group_id: int, submit_key: str = "") -> int:
    """Tell those who are asked about somebody of a group and have not answered, each at most once a day; how many.

    Raises LookupError, NotNow (not open).
    """
    with writing():
        unit_id = db.session.scalar(select(SubjectGroup.unit_id).where(SubjectGroup.id == group_id))
        silent = silent_in(viewer, period_id, group_id)
        if unit_id is None or silent is None or not (group_headed(viewer) == group_id or may_arrange(viewer, unit_id)):
            raise LookupError(group_id)
        if is_repeat(viewer, REMIND, submit_key):
            return result_of(viewer, REMIND, submit_key) or 0
        _check_open(db.session.get_one(Period, period_id))
        people = [one.person_id for one in silent if one.person_id != viewer.person_id]
        midnight = datetime.combine(clock.now().astimezone(clock.VIETNAM).date(), time.min, clock.VIETNAM)
        today = select(Notice.person_id).where(
            Notice.kind == REMINDER, Notice.subject_id == period_id, Notice.person_id.in_(people),
            Notice.created_at >= midnight,
        )  # fmt: skip
        told = set(db.session.scalars(today))
        new = [person_id for person_id in people if person_id not in told]
        tell_many(new, REMINDER, "period", period_id, sender=viewer.name)
        record(viewer, "peers_reminded", "period", period_id, after={"told": len(new)}, unit_id=unit_id)
        keep_result(viewer, REMIND, submit_key, len(new))
        return len(new)


def _to_adjust(viewer: Viewer, evaluation_id: int) -> Evaluation:
    """The evaluation, locked against answers that come in meanwhile.  Raises LookupError."""
    found = select(Evaluation).where(
        Evaluation.id == evaluation_id, Evaluation.position.not_in(MANAGERS), Evaluation.excused.is_(None)
    )
    evaluation = db.session.scalar(found.with_for_update())
    if evaluation is None or not may_adjust(viewer, evaluation):
        raise LookupError(evaluation_id)
    return evaluation


def _of_group(period_id: int, group_id: int) -> list[Evaluation]:
    found = select(Evaluation).where(
        Evaluation.period_id == period_id, Evaluation.group_id == group_id, Evaluation.excused.is_(None),
        Evaluation.position.not_in(MANAGERS),
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(Evaluation.id).with_for_update()))


def _arranging(period: Period, group: SubjectGroup, evaluations: list[Evaluation]) -> Arranging:
    ids = [evaluation.id for evaluation in evaluations]
    answered_from = (
        select(Rater.group_id)
        .join(PeerOpinion, PeerOpinion.rater_id == Rater.person_id)
        .where(Rater.period_id == period.id, PeerOpinion.evaluation_id.in_(ids), PeerOpinion.sent_at.is_not(None))
    )
    adjusted = select(PeerAdjustment.evaluation_id, PeerAdjustment.asked, func.count()).where(
        PeerAdjustment.evaluation_id.in_(ids)
    )
    number = dict.fromkeys(ids, len(ids) - 1)
    for evaluation_id, asked, count in db.session.execute(
        adjusted.group_by(PeerAdjustment.evaluation_id, PeerAdjustment.asked)
    ):
        number[evaluation_id] += count if asked else -count
    return Arranging(
        others=frozenset(each for each, _ in other_groups(group.id)), joined=joined_now(period.id, group.id),
        asked=tuple(number.values()),
        answered_from=frozenset(each for each in db.session.scalars(answered_from) if each is not None),
        counts_shown=any(each.counts is not None for each in tallies(evaluations).values()), closed=is_closed(period),
    )  # fmt: skip


def _check_open(period: Period) -> None:
    if clock.campaign_now() < period.opens:
        raise NotNow("opinions_not_open")
    if is_closed(period):
        raise NotNow("opinions_closed")


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)
