"""How are people reminded of what is still open?  In the app and by mail, at most once a day each, on record."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.organisation.models import Unit
from app.domain.progress.models import Campaign, Reminded, Reminder
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import is_repeat, keep_result, result_of

ACT = "remind"


def notice_of(campaign: Campaign, state: str) -> str:
    """The kind of notice that urges the people in a state: the ID campaign has one, an evaluation one a state."""
    return "campaign_reminder" if campaign.kind == "sector_id" else f"{state}_reminder"


def ask_reminder(viewer: Viewer, campaign: Campaign, unit: Unit | None, state: str, submit_key: str = "") -> int:
    """Ask for a reminder to everybody of a list; returns its job's id.  The same form sent twice reminds once."""
    with writing():
        if is_repeat(viewer, ACT, submit_key):
            return result_of(viewer, ACT, submit_key) or 0
        reminder = Reminder(
            campaign_id=campaign.id, person_id=viewer.person_id, unit_id=unit.id if unit else None, state=state,
            sender=f"{viewer.name} ({viewer.unit_name})", created_at=clock.now(),
        )  # fmt: skip
        db.session.add(reminder)
        db.session.flush()
        unit_id = unit.id if unit else viewer.unit_id
        job = request_job("remind", {"reminder_id": reminder.id}, viewer, unit_id=unit_id)
        record(viewer, "reminder_sent", "reminder", reminder.id, after={"state": state}, unit_id=unit_id)
        keep_result(viewer, ACT, submit_key, job.id)
    return job.id


def reminded_today(campaign_id: int) -> Any:
    """A select of the people whom this campaign has reminded today."""
    return select(Reminded.person_id).where(Reminded.campaign_id == campaign_id, Reminded.day == clock.today())


def remind(reminder: Reminder, notice: str, person_ids: Sequence[int], **values: Any) -> int:
    """Tell these people, inside the caller's `writing()`, save those reminded today already; returns how many."""
    if not is_writing():
        raise RuntimeError("reminding belongs to the transaction of its batch")
    if not person_ids:
        return 0
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    shared = {"campaign_id": reminder.campaign_id, "day": clock.today(), "reminder_id": reminder.id}
    noted = db.session.scalars(
        dialect.insert(Reminded)
        .values([shared | {"person_id": person_id} for person_id in person_ids])
        .on_conflict_do_nothing()
        .returning(Reminded.person_id)
    )
    new = sorted(noted)
    tell_many(new, notice, "reminder", reminder.id, **values)
    db.session.execute(
        update(Reminder)
        .where(Reminder.id == reminder.id)
        .values(told=Reminder.told + len(new), passed_over=Reminder.passed_over + len(person_ids) - len(new))
    )
    return len(new)
