"""How is it changed who is asked about one colleague?  By the group's head or the school's, with a reason, on record.

Nobody changes it about themselves, whoever has answered stays asked, and once the step is over nothing changes.
"""

from collections.abc import Collection

from sqlalchemy import delete, select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.hand_in.closing import refuse_where_closed
from app.domain.evaluation.models import Evaluation, PeerAdjustment, Period
from app.domain.evaluation.peers.about import asking_of, candidates, may_adjust
from app.domain.evaluation.peers.asking import asked_about
from app.domain.evaluation.peers.counting import is_closed
from app.domain.evaluation.peers.models import NotCollated
from app.domain.evaluation.peers.rules import check_adjustment
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.organisation.rules import MANAGERS, Problem
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result

ADJUST = "adjust_peers"
ASKED = "asked_about_colleagues"


class Refused(RuntimeError):
    """The rules speak against it; nothing is kept, so the corrected form may be sent again."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@rerunnable
def adjust(
    viewer: Viewer, evaluation_id: int, add: Collection[int], drop: Collection[int], reason: str,
    version: int | None = None, submit_key: str = "",
) -> None:  # fmt: skip
    """Ask these people (ids) beside, and those no more, about one colleague.

    `version` is that of the `Asking` that was shown; None does not ask.
    Raises LookupError, NotNow (closed, not open yet), StaleVersion, Refused.
    """
    with writing():
        evaluation = _locked(viewer, evaluation_id)
        if is_repeat(viewer, ADJUST, submit_key):
            return
        check_open(db.session.get_one(Period, evaluation.period_id))
        refuse_where_closed(evaluation)
        asking = asking_of(candidates(evaluation))
        if version is not None and version != asking.version:
            raise StaleVersion
        if db.session.get(NotCollated, (evaluation.period_id, evaluation.group_id or 0)):
            raise Refused([Problem("not_collated")])
        refuse(check_adjustment(asking, add, drop, reason))
        _keep(evaluation.id, dict.fromkeys(drop, False) | dict.fromkeys(add, True))
        mark_stale([evaluation.unit_id])
        record(
            viewer, "peers_adjusted", "evaluation", evaluation.id, reason=reason, unit_id=evaluation.unit_id,
            after={"asked_beside": sorted(add), "asked_no_more": sorted(drop)},
        )  # fmt: skip
        tell_many(sorted(add), ASKED, "evaluation", evaluation.id)
        keep_result(viewer, ADJUST, submit_key, evaluation.id)


def check_open(period: Period) -> None:
    """Raise NotNow before the period opens and once opinions are over."""
    if clock.campaign_now() < period.opens:
        raise NotNow("opinions_not_open")
    if is_closed(period):
        raise NotNow("asking_over")


def refuse(problems: list[Problem]) -> None:
    """Raise Refused where there are any."""
    if problems:
        raise Refused(problems)


def _locked(viewer: Viewer, evaluation_id: int) -> Evaluation:
    """The evaluation, locked against answers that come in meanwhile.  Raises LookupError."""
    found = select(Evaluation).where(
        Evaluation.id == evaluation_id, Evaluation.position.not_in(MANAGERS), Evaluation.excused.is_(None)
    )
    evaluation = db.session.scalar(found.with_for_update())
    if evaluation is None or not may_adjust(viewer, evaluation):
        raise LookupError(evaluation_id)
    return evaluation


def _keep(evaluation_id: int, wanted: dict[int, bool]) -> None:
    """Store what differs from the default, for each of these people."""
    earlier = delete(PeerAdjustment).where(
        PeerAdjustment.evaluation_id == evaluation_id, PeerAdjustment.rater_id.in_(wanted)
    )
    db.session.execute(earlier)
    by_default = asked_about([evaluation_id])[evaluation_id]
    for person_id, asked in wanted.items():
        if (person_id in by_default) is not asked:
            db.session.add(PeerAdjustment(evaluation_id=evaluation_id, rater_id=person_id, asked=asked))
