"""What do teachers and staff say about a manager, as 4529 BM03 has it?  Counts: no filled sheet exists (ANON-1)."""

from app.db import db
from app.domain import clock
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.opinions.queries import SurveyResult, evaluation_asking, survey_result
from app.domain.evaluation.opinions.rules import HEARD_IN_PERSON, Standing
from app.domain.evaluation.papers.places import head_of, place_of, rated_in
from app.domain.evaluation.papers.rules import Found, PaperKind, Subject, SurveySheet
from app.domain.organisation.models import Unit
from app.domain.viewer import Viewer

TOLD = HEARD_IN_PERSON | {Standing.READY}


def survey_found(viewer: Viewer, evaluation_id: int) -> Found | None:
    """4529 BM03 for whoever may see exact counts, once the survey is closed; None before, and for everybody else."""
    evaluation = evaluation_asking(viewer, evaluation_id)
    if evaluation is None:
        return None
    result = survey_result(viewer, evaluation_id)
    if result.standing not in TOLD:
        return None
    subject = Subject(PaperKind.SURVEY, evaluation.period_id, evaluation_id=evaluation.id)
    return Found(subject, _survey_sheet(evaluation, result), evaluation.person_id)


def _survey_sheet(evaluation: Evaluation, result: SurveyResult) -> SurveySheet:
    """As the office right above the school issues it, which runs the survey."""
    office = db.session.get_one(Unit, evaluation.unit.parent_id)
    hearing = result.hearing
    return SurveySheet(
        place_of(office), rated_in(evaluation, evaluation.unit), evaluation.unit.name, evaluation.period.year,
        evaluation.standard_id, result.statements, result.choices, result.invited, result.answers or 0, result.counts,
        hearing.remark if hearing else "", hearing.heard_on if hearing else None,
        head_of(office, clock.today()),
    )  # fmt: skip
