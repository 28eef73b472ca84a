"""How does the superior's office run the survey on a manager?  It opens and closes; who answered it never learns."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.hand_in.closing import refuse_where_closed
from app.domain.evaluation.in_time import refuse_out_of_time
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.opinions.models import ManagerHearing
from app.domain.evaluation.opinions.queries import is_over, may_run, may_see_counts, people_asked, statements_of
from app.domain.evaluation.opinions.rules import HEARD_IN_PERSON, KIND, Standing, standing
from app.domain.evaluation.periods import head_decides_in
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.self_assessment import NotNow, StaleVersion
from app.domain.journal.actions import record
from app.domain.organisation.rules import MANAGERS
from app.domain.surveys.actions import NewSurvey, TooFewInvited, close_form, mark_comment, open_form
from app.domain.surveys.models import SurveyForm
from app.domain.surveys.queries import form_about, surveys_due
from app.domain.surveys.rules import Scale
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import is_repeat, keep_result, result_of

OPEN, CLOSE, HEAR = "open_opinions", "close_opinions", "record_hearing"


def ask_to_open(viewer: Viewer, evaluation_ids: Sequence[int], closes_at: datetime, submit_key: str = "") -> int:
    """Have the surveys on these managers opened, as work of its own; returns the job's id, the same when sent twice.

    Raises LookupError when one of them is not the viewer's to run, NotNow when the calendar does not allow it.
    """
    with writing():
        if is_repeat(viewer, OPEN, submit_key):
            return result_of(viewer, OPEN, submit_key) or 0
        found = select(Evaluation).where(Evaluation.id.in_(evaluation_ids)).options(joinedload(Evaluation.unit))
        evaluations = [each for each in db.session.scalars(found) if may_run(viewer, each)]
        if not evaluations or len(evaluations) != len(set(evaluation_ids)):
            raise LookupError(evaluation_ids)
        for evaluation in evaluations:
            refuse_where_closed(evaluation)
        for period_id in {evaluation.period_id for evaluation in evaluations}:
            _check_times(db.session.get_one(Period, period_id), closes_at)
        args = {"evaluation_ids": sorted(set(evaluation_ids)), "closes_at": closes_at.isoformat()}
        job = request_job("open_opinions", args, viewer, unit_id=viewer.unit_id)
        keep_result(viewer, OPEN, submit_key, job.id)
        return job.id


@rerunnable
def open_survey(viewer: Viewer, evaluation_id: int, closes_at: datetime) -> bool:
    """Open the survey on one manager; False when it was opened before, or too few would be asked.

    Raises LookupError, NotNow.
    """
    with writing():
        evaluation = _run_by(viewer, evaluation_id)
        period = db.session.get_one(Period, evaluation.period_id)
        _check_times(period, closes_at)
        refuse_where_closed(evaluation)
        if form_about(KIND, evaluation.id) is not None or not head_decides_in(period, evaluation.unit_id):
            return False
        new = NewSurvey(
            KIND, evaluation.id, evaluation.person.full_name, int(viewer.unit_id or 0), statements_of(evaluation),
            Scale.AGREEMENT, closes_at,
        )  # fmt: skip
        try:
            form = open_form(new, people_asked(evaluation))
        except TooFewInvited:
            return False
        record(
            viewer, "opinions_opened", "evaluation", evaluation.id, unit_id=viewer.unit_id,
            after={"invited": form.invited, "closes_at": closes_at},
        )  # fmt: skip
        return True


@rerunnable
def close_survey(viewer: Viewer, evaluation_id: int, submit_key: str = "") -> None:
    """End the survey before its time, for good.  Raises LookupError, NotNow (not open)."""
    with writing():
        evaluation = _run_by(viewer, evaluation_id)
        if is_repeat(viewer, CLOSE, submit_key):
            return
        form = form_about(KIND, evaluation.id)
        if form is None or form.closed_at is not None:
            raise NotNow("survey_not_open")
        _close(viewer, form)
        keep_result(viewer, CLOSE, submit_key, evaluation.id)


def close_due() -> int:
    """End the surveys whose time is over; returns how many."""
    ids = surveys_due(KIND)
    for form_id in ids:
        with writing():
            form = db.session.get_one(SurveyForm, form_id, with_for_update=True, populate_existing=True)
            if form.closed_at is None:
                _close(SYSTEM, form)
    return len(ids)


def hide_comment(viewer: Viewer, evaluation_id: int, number: int, *, hidden: bool) -> None:
    """Keep a comment from the rated manager, or let it be read again; on record without its words (ANON-5).

    Raises LookupError.
    """
    with writing():
        evaluation = _seen_by(viewer, evaluation_id)
        form = form_about(KIND, evaluation.id)
        if form is None:
            raise LookupError(evaluation_id)
        if mark_comment(form.id, number, hidden=hidden):
            event = "opinion_comment_hidden" if hidden else "opinion_comment_shown"
            record(viewer, event, "evaluation", evaluation.id, unit_id=viewer.unit_id)


def record_hearing(viewer: Viewer, evaluation_id: int, remark: str, version: int, submit_key: str = "") -> None:
    """Put on record that the superior heard the few people in person.

    Raises LookupError, NotNow (there is a survey with a result), StaleVersion.
    """
    with writing():
        evaluation = _seen_by(viewer, evaluation_id)
        if is_repeat(viewer, HEAR, submit_key):
            return
        form = form_about(KIND, evaluation.id)
        if _standing(evaluation, form) not in HEARD_IN_PERSON:
            raise NotNow("survey_possible")
        hearing = db.session.get(ManagerHearing, evaluation.id, with_for_update=True)
        if (hearing.version if hearing else 0) != version:
            raise StaleVersion
        refuse_where_closed(evaluation)
        if hearing is None:
            hearing = ManagerHearing(evaluation_id=evaluation.id, version=0)
            db.session.add(hearing)
        hearing.remark, hearing.heard_on = remark, clock.today()
        hearing.heard_by, hearing.heard_as = viewer.person_id, viewer.position
        hearing.version += 1
        record(viewer, "people_heard", "evaluation", evaluation.id, unit_id=viewer.unit_id)
        keep_result(viewer, HEAR, submit_key, evaluation.id)


def _standing(evaluation: Evaluation, form: SurveyForm | None) -> Standing:
    invited = form.invited if form else len(people_asked(evaluation))
    over = is_over(db.session.get_one(Period, evaluation.period_id))
    return standing(invited, form is not None, form.answers if form else None, over=over)


def _close(viewer: Viewer, form: SurveyForm) -> None:
    answers = close_form(form.id)
    # The unit that runs the survey reads this entry, the school does not.
    record(viewer, "opinions_closed", "evaluation", form.subject_id, after={"answers": answers}, unit_id=form.run_in)


def _check_times(period: Period, closes_at: datetime) -> None:
    refuse_out_of_time(period, Step.DECISION)
    if not clock.campaign_now() < closes_at <= period.opinions_due:
        raise NotNow("survey_times")


def _run_by(viewer: Viewer, evaluation_id: int) -> Evaluation:
    """The evaluation, locked, of a manager whose survey the viewer runs.  Raises LookupError."""
    evaluation = _locked(evaluation_id)
    if evaluation is None or not may_run(viewer, evaluation):
        raise LookupError(evaluation_id)
    return evaluation


def _seen_by(viewer: Viewer, evaluation_id: int) -> Evaluation:
    """The same for the superior who decides, too.  Raises LookupError."""
    evaluation = _locked(evaluation_id)
    if evaluation is None or not may_see_counts(viewer, evaluation):
        raise LookupError(evaluation_id)
    return evaluation


def _locked(evaluation_id: int) -> Evaluation | None:
    found = select(Evaluation).where(
        Evaluation.id == evaluation_id, Evaluation.position.in_(MANAGERS), Evaluation.excused.is_(None)
    )
    return db.session.scalar(found.with_for_update())
