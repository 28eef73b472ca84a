"""Whose surveys does the viewer run, and what of them may be seen?  Nothing before the end, nothing about oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.db import db, made_once
from app.domain import clock
from app.domain.evaluation.models import Evaluation, Period, ShortenedCycle
from app.domain.evaluation.opinions.models import ManagerHearing
from app.domain.evaluation.opinions.rules import ASKED, KIND, RUNNERS, Standing, runs_surveys, standing
from app.domain.evaluation.rules.flow import KNOWN, EvaluationState
from app.domain.evaluation.sheets import office_over
from app.domain.organisation.access import appointed_on
from app.domain.organisation.anybody import anybody_like, values_of
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import MANAGERS
from app.domain.standards.queries import standard_of
from app.domain.surveys.models import SurveyForm
from app.domain.surveys.queries import Comment, comments_of, counts_of, form_about
from app.domain.surveys.rules import CHOICES, Band, Counts, Scale, bands
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Surveyed:
    """One manager on the list of whoever runs the surveys; `counted` is the number of answers of the day."""

    evaluation_id: int
    name: str
    position: str
    school: str
    standing: Standing
    invited: int
    counted: int
    answers: int | None
    closes_at: datetime | None
    heard: bool


@dataclass(frozen=True)
class SurveyResult:
    """The tally of 4529 BM03 and what surrounds it, for those who may see exact counts.

    `counts` has a row a statement and a column a choice, 1 "Hoàn toàn không đồng ý" first; None while there is nothing
    to show (`standing` says why).  `counted` stands for the answers while the survey runs.
    """

    evaluation_id: int
    standing: Standing
    invited: int
    counted: int
    counted_on: date | None
    answers: int | None
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    statements: tuple[str, ...]
    choices: int
    counts: Counts | None
    comments: tuple[Comment, ...]
    hearing: ManagerHearing | None

    @property
    def answers_may_come(self) -> bool:
        """Is the survey still to be opened, or open?"""
        return self.standing in {Standing.NOT_OPEN, Standing.RUNNING}


@dataclass(frozen=True)
class OwnOpinions:
    """What the rated manager is told after publication: shares in bands, and the comments left visible."""

    statements: tuple[str, ...]
    shares: tuple[tuple[Band, ...], ...]
    comments: tuple[str, ...]


@dataclass(frozen=True)
class SurveyWork:
    """For the first page of an office that runs surveys: how many may be opened, how many run."""

    period_id: int
    year: int
    to_open: int
    running: int


def may_run(viewer: Viewer, evaluation: Evaluation) -> bool:
    """Does the viewer run the survey on this manager?  Anybody of the office right above the school, never oneself."""
    if evaluation.position not in MANAGERS or evaluation.person_id == viewer.person_id:
        return False
    return runs_surveys(viewer.role, viewer.unit_id, evaluation.unit.parent_id)


def may_see_counts(viewer: Viewer, evaluation: Evaluation) -> bool:
    """Exact counts are for whoever runs the survey and for the superior who decides (domain table of opinions)."""
    if evaluation.position not in MANAGERS or evaluation.person_id == viewer.person_id:
        return False
    return may_run(viewer, evaluation) or office_over(viewer, evaluation) is not None


def periods_run(viewer: Viewer) -> list[Period]:
    """The periods in which the viewer's office runs surveys, the newest first."""
    if viewer.role not in RUNNERS:
        return []
    mine = _asking_opinions(select(Evaluation.period_id), viewer)
    found = select(Period).where(Period.id.in_(mine)).order_by(Period.year.desc())
    return list(db.session.scalars(found))


def surveys_run(viewer: Viewer, period_id: int) -> list[Surveyed]:
    """Every manager of a period on whom the viewer's office runs the survey, by school."""
    if viewer.role not in RUNNERS:
        return []
    form = SurveyForm.id, SurveyForm.invited, SurveyForm.counted, SurveyForm.answers, SurveyForm.closes_at
    manager = Evaluation.id.label("evaluation_id"), Evaluation.unit_id, Evaluation.position, Person.full_name
    found = (
        _asking_opinions(
            select(*manager, Unit.name.label("school"), *form, ManagerHearing.version.label("heard")), viewer
        )
        .join(Person, Person.id == Evaluation.person_id)
        .outerjoin(SurveyForm, _about_this())
        .outerjoin(ManagerHearing, ManagerHearing.evaluation_id == Evaluation.id)
        .where(Evaluation.period_id == period_id)
        .order_by(Unit.name_fold, Evaluation.position, Person.sort_key, Evaluation.id)
    )
    rows = db.session.execute(found).all()
    askable = _numbers_asked({row.unit_id for row in rows if row.id is None})
    over = is_over(db.session.get_one(Period, period_id))
    return [_surveyed(row, askable.get(row.unit_id, 0) if row.id is None else row.invited, over=over) for row in rows]


def is_over(period: Period) -> bool:
    """Is it too late for a survey that nobody has opened?"""
    return period.opinions_due <= clock.campaign_now()


def _surveyed(row: Any, invited: int, *, over: bool) -> Surveyed:
    return Surveyed(
        row.evaluation_id, row.full_name, row.position, row.school,
        standing(invited, row.id is not None, row.answers, over=over), invited, row.counted or 0, row.answers,
        row.closes_at, row.heard is not None,
    )  # fmt: skip


def evaluation_asking(viewer: Viewer, evaluation_id: int) -> Evaluation | None:
    """The evaluation of a manager whose opinions the viewer may know of."""
    evaluation = db.session.scalar(
        select(Evaluation)
        .where(Evaluation.id == evaluation_id, Evaluation.position.in_(MANAGERS), Evaluation.excused.is_(None))
        .options(joinedload(Evaluation.person), joinedload(Evaluation.period), joinedload(Evaluation.unit))
    )
    return evaluation if evaluation is not None and may_see_counts(viewer, evaluation) else None


def survey_result(viewer: Viewer, evaluation_id: int) -> SurveyResult:
    """Everything about the opinions on one manager that the viewer may see, exact counts once it is closed.

    Raises LookupError: not for the viewer's eyes, above all not when it is about themselves.
    """
    evaluation = evaluation_asking(viewer, evaluation_id)
    if evaluation is None:
        raise LookupError(evaluation_id)
    form, hearing = form_about(KIND, evaluation.id), db.session.get(ManagerHearing, evaluation.id)
    over = is_over(evaluation.period)
    if form is None:
        invited = len(people_asked(evaluation))
        return SurveyResult(
            evaluation.id, standing(invited, False, None, over=over), invited, 0, None, None, None, None, None,
            statements_of(evaluation), CHOICES[Scale.AGREEMENT], None, (), hearing,
        )  # fmt: skip
    ready = form.answers is not None
    return SurveyResult(
        evaluation.id, standing(form.invited, True, form.answers, over=over), form.invited, form.counted,
        form.counted_on, form.answers, form.opened_at, form.closes_at, form.closed_at, tuple(form.statements),
        CHOICES[Scale(form.scale)], counts_of(form) if ready else None,
        tuple(comments_of(form)) if ready else (), hearing,
    )  # fmt: skip


def opinion_tally(viewer: Viewer, evaluation: Evaluation) -> SurveyResult | None:
    """The same for the deciding sheet; None where the evaluation asks no teachers and staff (a teacher's)."""
    return survey_result(viewer, evaluation.id) if may_see_counts(viewer, evaluation) else None


def own_opinions(viewer: Viewer, evaluation: Evaluation) -> OwnOpinions | None:
    """What the rated manager may know: after publication, in bands, whole school only (ANON-4)."""
    if evaluation.person_id != viewer.person_id or EvaluationState(evaluation.state) not in KNOWN:
        return None
    form = form_about(KIND, evaluation.id)
    counts = counts_of(form) if form is not None else None
    if form is None or counts is None:
        return None
    comments = tuple(comment.text for comment in comments_of(form) if not comment.hidden)
    shares = tuple(bands(row, form.answers or 0) for row in counts)
    return OwnOpinions(tuple(form.statements), shares, comments)


def survey_work(viewer: Viewer) -> SurveyWork | None:
    """What the first page of the office says about surveys; None where there is nothing to run any more."""
    if viewer.role not in RUNNERS:
        return None
    row = db.session.execute(_survey_work(anybody_like(viewer)), values_of(viewer)).first()
    return SurveyWork(*row[:4]) if row is not None and row.opinions_due > clock.campaign_now() else None


@made_once
def _survey_work(viewer: Viewer) -> Select:
    untouched = and_(SurveyForm.id.is_(None), ManagerHearing.evaluation_id.is_(None))
    running = and_(SurveyForm.id.is_not(None), SurveyForm.closed_at.is_(None))
    numbers = func.count().filter(untouched), func.count().filter(running)
    return (  # type: ignore[no-any-return]
        _asking_opinions(select(Period.id, Period.year, *numbers, Period.opinions_due).select_from(Evaluation), viewer)
        .join(Period, Period.id == Evaluation.period_id)
        .outerjoin(SurveyForm, _about_this())
        .outerjoin(ManagerHearing, ManagerHearing.evaluation_id == Evaluation.id)
        .group_by(Period.id, Period.year, Period.opinions_due)
        .order_by(Period.year.desc())
        .limit(1)
    )


def statements_of(evaluation: Evaluation) -> tuple[str, ...]:
    """One statement a criterion, from the standard's own document (4529 BM02)."""
    return tuple(criterion.statement for criterion in standard_of(evaluation.standard_id).criteria)


def people_asked(evaluation: Evaluation) -> Sequence[int]:
    """Ids of those who would be asked today: teachers and staff appointed at the school, without its managers."""
    found = select(Appointment.person_id).where(Appointment.unit_id == evaluation.unit_id, *_askable()).distinct()
    return db.session.scalars(found.order_by(Appointment.person_id)).all()


def _numbers_asked(unit_ids: set[int]) -> dict[int, int]:
    """How many would be asked at each school."""
    number = func.count(Appointment.person_id.distinct()).label("number")
    found = select(Appointment.unit_id, number).where(Appointment.unit_id.in_(unit_ids), *_askable())
    return {row.unit_id: row.number for row in db.session.execute(found.group_by(Appointment.unit_id))}


def _askable() -> tuple[ColumnElement[bool], ...]:
    """SQL conditions on `Appointment`: it makes its holder one of those who are asked today.

    Whoever leads the school in another appointment is not asked; long leave is not leaving.
    """
    leading, person, day = aliased(Appointment), aliased(Person), clock.today()
    leads = exists(
        select(leading.id).where(
            leading.person_id == Appointment.person_id, leading.unit_id == Appointment.unit_id,
            leading.position.in_(MANAGERS), leading.starts <= day, or_(leading.ends.is_(None), leading.ends > day),
        )
    )  # fmt: skip
    there = exists(
        select(person.id).where(
            person.id == Appointment.person_id, person.merged_into_id.is_(None), person.deceased.is_(False)
        )
    )
    return Appointment.position.in_(ASKED), appointed_on(day), ~leads, there


def _about_this() -> ColumnElement[bool]:
    """SQL condition that joins the survey on an `Evaluation`'s manager."""
    return and_(SurveyForm.kind == KIND, SurveyForm.subject_id == Evaluation.id)


def _asking_opinions(found, viewer: Viewer):  # type: ignore[no-untyped-def]
    """Restrict a select to evaluations of managers right beneath the viewer's unit, in years when the head decides."""
    shortened = exists(
        select(ShortenedCycle.unit_id).where(
            ShortenedCycle.period_id == Evaluation.period_id, ShortenedCycle.unit_id == Evaluation.unit_id
        )
    )
    decided = Evaluation.period_id.in_(select(Period.id).where(Period.kind == "held", Period.head_decides.is_(True)))
    return found.join(Unit, Unit.id == Evaluation.unit_id).where(
        Unit.parent_id == viewer.unit_id, Evaluation.position.in_(MANAGERS), Evaluation.excused.is_(None),
        Evaluation.person_id != viewer.person_id, or_(decided, shortened),
    )  # fmt: skip
