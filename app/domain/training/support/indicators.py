"""What do the boards count of support plans?  Those that were sent in a year of training, and those approved.

Teachers' plans and managers' plans are counted apart: at a school only the former are read.  They count where the plan
was begun, under the campaign of the year that the province plans, and no deadline holds for them.
"""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.progress.indicators import Indicator, register
from app.domain.progress.rules import Count, Period
from app.domain.training.catalogue.rules import Audience
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import PlanState
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.rules import YEAR

PLANS: dict[Audience, str] = {Audience.TEACHER: "plans_teacher", Audience.MANAGER: "plans_manager"}


def _counting(audience: Audience) -> Callable[[Session, Sequence[int], Period], Iterable[Count]]:
    def count(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
        year = session.get_one(TrainingYear, period.subject_id).year
        found = (
            select(SupportPlan.unit_id, func.count(), func.count(SupportPlan.approved_at))
            .where(
                SupportPlan.unit_id.in_(unit_ids), SupportPlan.year == year, SupportPlan.audience == audience,
                SupportPlan.state != PlanState.DRAFT,
            )
            .group_by(SupportPlan.unit_id)
        )  # fmt: skip
        for unit_id, sent, approved in session.execute(found):
            yield Count(unit_id, sent, approved, approved, 0)

    return count


for _audience, _code in PLANS.items():
    register(Indicator(_code, _counting(_audience), kind=YEAR))
