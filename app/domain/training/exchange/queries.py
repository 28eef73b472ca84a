"""What may a provider's machine read of its own records and of the provinces it serves?"""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.identity.changes.rules import Cursor
from app.domain.organisation.access import units_visible
from app.domain.organisation.models import Unit
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.queries import STANDING
from app.domain.training.records.rules import Standing
from app.domain.training.years.models import RequiredModule, TrainingYear
from app.domain.viewer import Viewer
from app.domain.work.turns import settled


def records_since(provider_id: int, since: Cursor, limit: int) -> list[tuple[LearningRecord, Standing]]:
    """A provider's own records that changed after the cursor, in the order in which they last did; none is missed."""
    row = LearningRecord
    found = (
        select(row, STANDING)
        .where(
            row.provider_id == provider_id, settled(row.turn),
            row.turn >= since.turn, or_(row.turn > since.turn, row.id > since.id),
        )
        .order_by(row.turn, row.id)
        .limit(limit)
    )  # fmt: skip
    return [(each, Standing(standing)) for each, standing in db.session.execute(found)]


def deadlines_in(viewer: Viewer) -> list[tuple[TrainingYear, list[RequiredModule]]]:
    """The years of the provinces in the viewer's sight with what each requires, the latest year first."""
    years = db.session.scalars(
        select(TrainingYear)
        .join(Unit, Unit.id == TrainingYear.unit_id)
        .where(units_visible(viewer))
        .options(joinedload(TrainingYear.unit))
        .order_by(TrainingYear.year.desc(), Unit.code)
    ).all()
    required: dict[int, list[RequiredModule]] = {year.id: [] for year in years}
    found = (
        select(RequiredModule)
        .where(RequiredModule.training_year_id.in_(required))
        .options(joinedload(RequiredModule.module))
        .order_by(RequiredModule.training_year_id, RequiredModule.module_id)
    )
    for each in db.session.scalars(found):
        required[each.training_year_id].append(each)
    return [(year, required[year.id]) for year in years]
