"""How do reminders reach people?  A notice each in batches, then a mail to those who left an address."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, false, func, select, update

from app.config import Settings
from app.db import db, writing
from app.domain import clock
from app.domain.evaluation import periods
from app.domain.evaluation.board import roll as rated
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.peers import reminding
from app.domain.identity.roll import Wanted, roll
from app.domain.notices.actions import tell
from app.domain.notices.models import Notice
from app.domain.organisation.access import unit_paths
from app.domain.organisation.models import Person, Unit
from app.domain.progress import queries, reminders
from app.domain.progress.models import OVER, Campaign, Reminder
from app.domain.training.board import roll as learners
from app.domain.training.board.indicators import scope_of_module, scope_of_year
from app.domain.training.board.urging import COPY, urging
from app.domain.training.needs.counting import NEEDS
from app.domain.training.needs.models import NeedsRound
from app.domain.training.needs.people import Wanted as WantedNeeds
from app.domain.training.needs.roll import Asked, Roll
from app.domain.training.years.models import RequiredModule, TrainingYear
from app.domain.training.years.rules import MODULE, YEAR
from app.domain.work.actions import request_job
from app.integrations import mail
from app.jobs.runner import JobContext, runs
from app.web import formats
from app.web.labels import label

BATCH = 200


@runs("remind")
def remind(job: JobContext) -> None:
    """Tell everybody on the list, as the one who asked may see it; a person reminded today is passed over."""
    reminder = db.session.get_one(Reminder, job.args["reminder_id"])
    campaign = db.session.get_one(Campaign, reminder.campaign_id)
    people, named = _people_of(job, campaign, reminder)
    notice, values = reminders.notice_of(campaign, reminder.state), {"sender": reminder.sender} | named
    after, done = job.cursor.get("after", 0), job.cursor.get("done", 0)
    total = db.session.scalar(select(func.count()).select_from(people.subquery())) or 0
    while batch := db.session.scalars(people.where(Person.id > after).order_by(Person.id).limit(BATCH)).all():
        with writing():
            reminders.remind(db.session.get_one(Reminder, job.args["reminder_id"]), notice, batch, **values)
            after, done = batch[-1], done + len(batch)
            job.progress(done, max(total, done), {"after": after, "done": done})
    if campaign.kind in {YEAR, MODULE}:
        _tell_who_urges(reminder, values)
    with writing():
        told = db.session.get_one(Reminder, job.args["reminder_id"], populate_existing=True)
        key = f"mail_reminder:{told.id}"
        request_job("mail_reminder", {"reminder_id": told.id}, job.viewer, unit_id=job.unit_id, key=key)
        result = {"told": told.told, "passed_over": told.passed_over}
    job.finish(**result)


def _tell_who_urges(reminder: Reminder, values: dict[str, str]) -> None:
    """A copy for those assigned to urge where somebody was reminded; a job that runs again tells nobody twice."""
    reminder_id, numbers = reminder.id, list(urging(reminder).items())
    db.session.rollback()
    for start in range(0, len(numbers), BATCH):
        with writing():
            for person_id, many in numbers[start : start + BATCH]:
                tell(person_id, COPY, "reminder", reminder_id, number=formats.number(many), **values)


def _people_of(job: JobContext, campaign: Campaign, reminder: Reminder) -> tuple[Select, dict[str, str]]:
    """Whom a reminder is for, by id, and what its words name beside the sender."""
    unit = db.session.get(Unit, reminder.unit_id) if reminder.unit_id else None
    paths = (unit.path,) if unit else unit_paths(job.viewer)
    if campaign.kind == periods.CAMPAIGN:
        period = db.session.get_one(Period, campaign.subject_id)
        due = formats.deadline_to_keep(rated.due_of(period, reminder.state), clock.campaign_now())
        found = rated.roll(job.viewer, rated.Wanted(paths, period, state=reminder.state))
        people = select(Person.id).where(
            Person.id.in_(found.with_only_columns(Evaluation.person_id, maintain_column_froms=True))
        )
        return people, {"deadline": due, "year": str(period.year)}
    if campaign.kind == OVER:  # closed between the asking and now
        return select(Person.id).where(false()), {}
    if campaign.kind == NEEDS:
        round_ = db.session.get_one(NeedsRound, campaign.subject_id)
        path = unit.path if unit else round_.unit.path
        years = f"{round_.year - 1}–{round_.year}"
        missing = Roll(job.viewer, Asked(round_, path, WantedNeeds(missing=True))).people()
        return missing, {"deadline": formats.deadline(round_.closes), "years": years}
    if campaign.kind in {YEAR, MODULE}:
        return _learners(job, campaign, reminder, paths)
    deadline = queries.deadline_of(campaign, unit.path).at if unit else campaign.deadline
    people = roll(job.viewer, Wanted(paths, deadline, state=reminder.state))
    return people, {"deadline": formats.deadline(deadline)}


def _learners(
    job: JobContext, campaign: Campaign, reminder: Reminder, paths: tuple[str, ...]
) -> tuple[Select, dict[str, str]]:
    """Who of a year, or of one module, is in the reminder's state."""
    required = db.session.get_one(RequiredModule, campaign.subject_id) if campaign.kind == MODULE else None
    year = required.year if required else db.session.get_one(TrainingYear, campaign.subject_id)
    scope = scope_of_module(required) if required else scope_of_year(year)
    people = learners.roll(job.viewer, learners.Wanted(paths, scope, state=reminder.state))
    what = required.module.title if required else f"các mô đun năm {year.year}"
    return people, {"deadline": formats.deadline(year.due), "year": str(year.year), "what": what}


@runs("mail_reminder")
def mail_reminder(job: JobContext) -> None:
    """Send a board's reminder by mail to those who have an address."""
    reminder = db.session.get_one(Reminder, job.args["reminder_id"])
    campaign = db.session.get_one(Campaign, reminder.campaign_id)
    kinds = [reminders.notice_of(campaign, reminder.state), COPY]
    _mail(job, kinds, and_(Notice.subject_kind == "reminder", Notice.subject_id == reminder.id))


@runs("mail_peer_reminder")
def mail_peer_reminder(job: JobContext) -> None:
    """Send today's reminders of colleagues' opinions by mail to those who have an address."""
    today = Notice.created_at >= reminding.start_of_today()
    _mail(job, [reminding.REMINDER], and_(Notice.subject_id == job.args["period_id"], today))


def _mail(job: JobContext, kinds: Sequence[str], which: ColumnElement[bool]) -> None:
    """Mail what these notices say; one that fails leaves the notice in the app."""
    settings: Settings = current_app.extensions["settings"]
    waiting = db.session.execute(
        select(Notice.id, Notice.kind, Notice.values, Person.email)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.kind.in_(kinds), which, Notice.mailed_at.is_(None), Person.email.is_not(None))
        .order_by(Notice.id)
    ).all()
    db.session.rollback()
    sent = failed = 0
    for number, (notice_id, kind, values, address) in enumerate(waiting, start=1):
        text = label(kind, "mail").format(**values, address=settings.base_url)
        try:
            mail.send(settings, mail.compose(settings, address, label(kind, "mail_subject"), text))
        except mail.MailNotSent:
            failed += 1
            continue
        sent += 1
        with writing():
            db.session.execute(update(Notice).where(Notice.id == notice_id).values(mailed_at=clock.now()))
            job.progress(number, len(waiting))
    job.finish(sent=sent, failed=failed)
