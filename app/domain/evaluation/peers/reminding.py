"""How are colleagues reminded who have not answered?  In the app and by mail, each at most once a day, on record."""

from collections.abc import Collection
from datetime import datetime, time

from sqlalchemy import select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.peers.adjusting import check_open
from app.domain.evaluation.peers.watching import group_view, may_urge
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.notices.models import Notice
from app.domain.organisation.models import Unit
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import is_repeat, keep_result, result_of

REMIND = "remind_peers"
REMINDER = "peer_reminder"


@rerunnable
def remind(viewer: Viewer, period_id: int, group_id: int | None, submit_key: str = "") -> int:
    """Tell those who are asked about somebody of a group and have not answered; returns how many were told.

    Nobody is told twice a day, whoever reminds and for whichever group; never the viewer.
    Raises LookupError, NotNow (not open).
    """
    with writing():
        # One after the other at a school: two who remind at once must not tell the same person twice.
        db.session.execute(select(Unit.id).where(Unit.id == viewer.unit_id).with_for_update(key_share=True))
        view = group_view(viewer, period_id, group_id)
        if view is None or not may_urge(viewer, view.group):
            raise LookupError(group_id)
        if is_repeat(viewer, REMIND, submit_key):
            return result_of(viewer, REMIND, submit_key) or 0
        check_open(view.group.period)
        people = [one.person_id for one in view.silent if one.person_id != viewer.person_id]
        told = reminded_today(period_id, people)
        new = [person_id for person_id in people if person_id not in told]
        tell_many(new, REMINDER, "period", period_id, sender=viewer.name)
        if new:
            request_job("mail_peer_reminder", {"period_id": period_id}, viewer, unit_id=viewer.unit_id)
        record(
            viewer, "peers_reminded", "period", period_id, after={"group": group_id, "told": len(new)},
            unit_id=viewer.unit_id,
        )  # fmt: skip
        keep_result(viewer, REMIND, submit_key, len(new))
        return len(new)


def reminded_today(period_id: int, people: Collection[int]) -> set[int]:
    """Which of these people (ids) were reminded of this period's opinions today."""
    found = select(Notice.person_id).where(
        Notice.kind == REMINDER, Notice.subject_id == period_id, Notice.person_id.in_(people),
        Notice.created_at >= start_of_today(),
    )  # fmt: skip
    return set(db.session.scalars(found))


def start_of_today() -> datetime:
    """The last midnight in Vietnam, by the clock that stamps notices."""
    return datetime.combine(clock.now().astimezone(clock.VIETNAM).date(), time.min, clock.VIETNAM)
