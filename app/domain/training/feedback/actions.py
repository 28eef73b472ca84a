"""How is a survey on a module opened, closed and counted?  The office asks, jobs do it in small transactions."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom

from sqlalchemy import func, or_, select, update

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.self_assessment import NotNow
from app.domain.journal.actions import record
from app.domain.organisation.successions import office_of
from app.domain.surveys.actions import NewSurvey, begin_form, close_together, collect, invite, start_form
from app.domain.surveys.models import SurveyForm, SurveyInvitation
from app.domain.surveys.rules import Scale
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import Audience
from app.domain.training.feedback.learners import learners_to_ask
from app.domain.training.feedback.models import FeedbackBox, FeedbackRun
from app.domain.training.feedback.queries import forms_of, may_run
from app.domain.training.feedback.rules import (
    FORM_KINDS,
    Questionnaire,
    RunKind,
    RunState,
    lay_out,
    share_out,
)
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import is_repeat, keep_result, result_of

OPEN, CLOSE = "open_feedback", "close_feedback"
INVITED_AT_ONCE = 200
LONGEST_RUN = timedelta(days=120)
LONGEST_ABOUT = 200
_random = SystemRandom()


@dataclass(frozen=True)
class Wanted:
    """What the office wants to ask about: a module or a whole programme (by code), whom, and until when."""

    kind: RunKind
    subject: str
    audience: Audience
    closes_at: datetime


def ask_to_open(viewer: Viewer, wanted: Wanted, questionnaire: Questionnaire, submit_key: str = "") -> int:
    """Have a run opened, as work of its own; returns the run's id, the same when sent twice.

    Raises LookupError (not the viewer's to run, or no such module), NotNow (one is under way, or a wrong day).
    """
    with writing():
        if not may_run(viewer) or viewer.unit_id is None:
            raise LookupError(wanted.subject)
        if is_repeat(viewer, OPEN, submit_key):
            return result_of(viewer, OPEN, submit_key) or 0
        title = _title(wanted)
        if not clock.campaign_now() < wanted.closes_at <= clock.campaign_now() + LONGEST_RUN:
            raise NotNow("feedback_times")
        year = clock.today().year
        earlier = select(FeedbackRun).where(
            FeedbackRun.unit_id == viewer.unit_id, FeedbackRun.subject == wanted.subject,
            FeedbackRun.audience == wanted.audience,
        )  # fmt: skip
        same = db.session.scalars(earlier).all()
        if any(run.state in {RunState.PREPARING, RunState.OPEN, RunState.COUNTING} for run in same):
            raise NotNow("feedback_under_way")
        run = FeedbackRun(
            unit_id=viewer.unit_id, year=year, kind=wanted.kind, subject=wanted.subject, audience=wanted.audience,
            number=1 + max((each.number for each in same if each.year == year), default=0), title=title,
            questionnaire=questionnaire.code, state=RunState.PREPARING, closes_at=wanted.closes_at,
            groups=[{"name": group.name, "statements": list(group.statements)} for group in questionnaire.groups],
        )  # fmt: skip
        db.session.add(run)
        db.session.flush()
        record(
            viewer, "feedback_opened", "feedback_run", run.id, unit_id=viewer.unit_id,
            after={"subject": wanted.subject, "closes_at": wanted.closes_at},
        )  # fmt: skip
        request_job("open_feedback", {"run_id": run.id}, viewer, unit_id=viewer.unit_id)
        keep_result(viewer, OPEN, submit_key, run.id)
        return run.id


def _title(wanted: Wanted) -> str:
    """What people are told they are asked about.  Raises LookupError."""
    column = TrainingModule.code if wanted.kind is RunKind.MODULE else TrainingModule.programme
    found = select(TrainingModule).where(column == wanted.subject, TrainingModule.audience == wanted.audience)
    module = db.session.scalar(found.limit(1))
    if module is None:
        raise LookupError(wanted.subject)
    return (module.title if wanted.kind is RunKind.MODULE else f"Chương trình {module.programme}")[:LONGEST_ABOUT]


def open_run(run_id: int, tick: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Invite everybody and start; after a break it goes on where it stopped.  Returns how many are asked."""
    if not _lay_out(run_id):
        return 0
    invited, total = 0, sum(box.size for box in _boxes(run_id))
    for number in _invite(run_id):
        invited += number
        tick(invited, total)
    return _start(run_id)


def _lay_out(run_id: int) -> bool:
    """Make the boxes unless they are made; False when the run is not to be opened (any more)."""
    run = db.session.get_one(FeedbackRun, run_id)
    numbers = Counter(unit_id for _, unit_id in learners_to_ask(run))
    with writing():
        run = _locked(run_id)
        if run.state != RunState.PREPARING:
            return False
        if _boxes(run_id):
            return True
        boxes = lay_out(numbers)
        if not boxes:
            run.state, run.closed_at = RunState.TOO_FEW, clock.campaign_now()
            record(SYSTEM, "feedback_too_few", "feedback_run", run.id, unit_id=run.unit_id)
            return False
        db.session.add_all(FeedbackBox(run_id=run_id, unit_id=box.unit_id, size=box.size) for box in boxes)
    return True


def _invite(run_id: int) -> Iterator[int]:
    """Fill the boxes in small transactions; yields how many were invited each time."""
    run, boxes = db.session.get_one(FeedbackRun, run_id), _boxes(run_id)
    units = {box.unit_id for box in boxes}
    waiting: dict[int | None, list[int]] = {}
    for person_id, unit_id in learners_to_ask(run):
        waiting.setdefault(unit_id if unit_id in units else None, []).append(person_id)
    places = [(box.id, box.unit_id, box.size) for box in boxes]
    for box_id, place, size in places:
        people, form_id = waiting.get(place, []), _form_of(run_id, box_id)
        asked = select(func.count()).where(SurveyInvitation.form_id == form_id)
        room = size - db.session.execute(asked).scalar_one()
        while room > 0 and people:
            batch = people[: min(room, INVITED_AT_ONCE)]
            del people[: len(batch)]
            with writing():
                invite(db.session.get_one(SurveyForm, form_id), batch)
            room -= len(batch)
            yield len(batch)


def _form_of(run_id: int, box_id: int) -> int:
    """Id of the box's form, begun where it is not yet."""
    run = db.session.get_one(FeedbackRun, run_id)
    kind = FORM_KINDS[RunKind(run.kind)]
    found = select(SurveyForm.id).where(SurveyForm.kind == kind, SurveyForm.subject_id == box_id)
    known = db.session.scalar(found)
    if known is not None:
        return known
    with writing():
        run, box = db.session.get_one(FeedbackRun, run_id), db.session.get_one(FeedbackBox, box_id)
        statements = [statement for group in run.groups for statement in group["statements"]]
        new = NewSurvey(kind, box.id, run.title, run.unit_id, statements, Scale.AGREEMENT, run.closes_at)
        return begin_form(new, box.size).id


@rerunnable
def _start(run_id: int) -> int:
    """From here on the run takes answers."""
    with writing():
        run = _locked(run_id)
        if run.state == RunState.PREPARING:
            forms = db.session.scalars(select(SurveyForm).where(SurveyForm.id.in_(forms_of(run)))).all()
            for form in forms:
                start_form(form)
            run.state, run.opened_at = RunState.OPEN, clock.campaign_now()
            run.invited = sum(form.invited for form in forms)
        return run.invited


@rerunnable
def ask_to_close(viewer: Viewer, run_id: int, submit_key: str = "") -> None:
    """End a run before its time, for good; a job counts.  Raises LookupError, NotNow (not open)."""
    with writing():
        run = _own(viewer, run_id)
        if is_repeat(viewer, CLOSE, submit_key):
            return
        if run.state != RunState.OPEN:
            raise NotNow("feedback_not_open")
        run.state, run.closes_at = RunState.COUNTING, clock.campaign_now()
        over = update(SurveyForm).where(SurveyForm.id.in_(forms_of(run)))
        db.session.execute(over.values(closes_at=run.closes_at).execution_options(synchronize_session=False))
        record(viewer, "feedback_closed", "feedback_run", run.id, unit_id=run.unit_id)
        request_job("count_feedback", {"run_id": run.id}, viewer, unit_id=run.unit_id)
        keep_result(viewer, CLOSE, submit_key, run.id)


def runs_due() -> list[int]:
    """Ids of the runs whose time is over and that are not counted yet."""
    over = or_(
        FeedbackRun.state == RunState.COUNTING,
        (FeedbackRun.state == RunState.OPEN) & (FeedbackRun.closes_at <= clock.campaign_now()),
    )
    return list(db.session.scalars(select(FeedbackRun.id).where(over).order_by(FeedbackRun.id)))


@rerunnable
def count_run(run_id: int) -> int | None:
    """Open all boxes together, keep what is shown, throw the rest away; None when the run is not over.

    From five answers on; fewer are thrown away unseen (ANON-4).  Counted before, nothing changes.
    """
    run = db.session.get_one(FeedbackRun, run_id)
    before = collect(db.session.scalars(forms_of(run)).all())
    with writing():
        run = _locked(run_id)
        if run_id not in runs_due():
            return run.answers
        found = db.session.execute(forms_of(run).add_columns(FeedbackBox.unit_id))
        boxes: dict[int, int | None] = {row[0]: row[1] for row in found}
        held = close_together(list(boxes), before)
        shared = share_out(((boxes[form_id], collected) for form_id, collected in held.items()), _random)
        if shared is not None:
            run.counts = [list(row) for row in shared.whole.counts]
            run.rows = {str(unit_id): [list(row) for row in counts] for unit_id, counts in shared.rows.items()}
            run.comments = [{"text": text, "hidden": False} for text in shared.whole.comments]
        run.answers = sum(collected.answers for collected in held.values())
        run.state, run.closed_at = RunState.CLOSED, clock.campaign_now()
        after = {"answers": run.answers}
        record(SYSTEM, "feedback_counted", "feedback_run", run.id, after=after, unit_id=run.unit_id)
        return run.answers


def hide_comment(viewer: Viewer, run_id: int, number: int, *, hidden: bool) -> None:
    """Keep a comment that tells of somebody from other offices, or show it again; on record without its words (ANON-5).

    Raises LookupError.
    """
    with writing():
        run = _own(viewer, run_id)
        if run.comments is None or not 0 <= number < len(run.comments):
            raise LookupError(number)
        if run.comments[number]["hidden"] is hidden:
            return
        run.comments = [
            each | {"hidden": hidden} if place == number else each for place, each in enumerate(run.comments)
        ]
        event = "feedback_comment_hidden" if hidden else "feedback_comment_shown"
        record(viewer, event, "feedback_run", run.id, unit_id=run.unit_id)


def _boxes(run_id: int) -> list[FeedbackBox]:
    found = select(FeedbackBox).where(FeedbackBox.run_id == run_id).order_by(FeedbackBox.id)
    return list(db.session.scalars(found))


def _own(viewer: Viewer, run_id: int) -> FeedbackRun:
    """The run, locked, of the viewer's own province.  Raises LookupError."""
    run = db.session.get(FeedbackRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or not may_run(viewer) or office_of(run.unit_id) != viewer.unit_id:
        raise LookupError(run_id)
    return run


def _locked(run_id: int) -> FeedbackRun:
    return db.session.get_one(FeedbackRun, run_id, with_for_update=True, populate_existing=True)
