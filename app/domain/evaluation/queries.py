"""Which evaluations may the viewer open, and where do they stand?"""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.evaluation.models import Decision, Edition, Evaluation, SelfAssessment
from app.domain.evaluation.rules.flow import KNOWN, EvaluationState
from app.domain.standards.rules.standard import Form, decode
from app.domain.viewer import Viewer


def own_evaluations(viewer: Viewer) -> list[Evaluation]:
    """The viewer's own evaluations with their periods, the newest first."""
    found = (
        select(Evaluation)
        .where(Evaluation.person_id == viewer.person_id)
        .options(joinedload(Evaluation.period), joinedload(Evaluation.unit))
        .order_by(Evaluation.id.desc())
    )
    return sorted(db.session.scalars(found), key=lambda one: -one.period.year)


def own_evaluation(viewer: Viewer, evaluation_id: int) -> Evaluation | None:
    """One of the viewer's own evaluations."""
    return db.session.scalar(
        select(Evaluation)
        .where(Evaluation.id == evaluation_id, Evaluation.person_id == viewer.person_id)
        .options(joinedload(Evaluation.period), joinedload(Evaluation.unit))
    )


def levels_last_year(evaluation: Evaluation) -> Form | None:
    """What the same person sent in the newest earlier period of the same standard; None if there is none."""
    found = (
        select(Edition.content)
        .join(Evaluation, Evaluation.id == Edition.evaluation_id)
        .where(
            Evaluation.person_id == evaluation.person_id, Evaluation.standard_id == evaluation.standard_id,
            Evaluation.id != evaluation.id, Edition.kind == "self",
        )
        .order_by(Edition.made_at.desc())
        .limit(1)
    )  # fmt: skip
    content = db.session.scalar(found)
    return decode(str(content["levels"])) if content else None


def result_for_oneself(evaluation: Evaluation) -> Decision | None:
    """The head's decision as the rated person may see it: once published."""
    if EvaluationState(evaluation.state) not in KNOWN:
        return None
    return db.session.get(Decision, evaluation.id)


def saved(evaluation: Evaluation) -> SelfAssessment | None:
    """The self-assessment as it was saved last, None before the first save."""
    return db.session.get(SelfAssessment, evaluation.id)
