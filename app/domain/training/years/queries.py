"""Which years of training are there, what is asked in them, and who is to learn?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.db import UtcDateTime, db
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.progress.models import Campaign
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import POSITIONS, Audience
from app.domain.training.years.models import RequiredModule, TrainingException, TrainingYear
from app.domain.training.years.rules import MODULE, YEAR
from app.domain.viewer import Viewer

SEES_ALL = frozenset({Role.MINISTRY, Role.SYSTEM})


def years_for(viewer: Viewer) -> list[TrainingYear]:
    """The years that concern the viewer's unit, or the provinces they serve; the newest first."""
    found = select(TrainingYear).join(Unit, Unit.id == TrainingYear.unit_id).options(contains_eager(TrainingYear.unit))
    years = db.session.scalars(found.order_by(TrainingYear.year.desc(), Unit.name_fold))
    return [year for year in years if concerns(viewer, year.unit.path)]


def concerns(viewer: Viewer, path: str) -> bool:
    """Does a year of the province at this path concern the viewer?"""
    if viewer.role in SEES_ALL:
        return True
    return any(root.startswith(path) or path.startswith(root) for root in (viewer.unit_path, *viewer.provinces))


def year_for(viewer: Viewer, year_id: int) -> TrainingYear | None:
    """One year that concerns the viewer."""
    year = db.session.get(TrainingYear, year_id, options=[joinedload(TrainingYear.unit)])
    return year if year is not None and concerns(viewer, year.unit.path) else None


def current_year(path: str, at: datetime) -> TrainingYear | None:
    """The newest year of the province that the path leads through that has opened."""
    ids = [int(part) for part in path.strip("/").split("/") if part]
    found = select(TrainingYear).where(TrainingYear.unit_id.in_(ids), TrainingYear.opens <= at)
    return db.session.scalar(found.order_by(TrainingYear.year.desc()).limit(1))


def required_of(year_id: int, audience: Audience | None = None) -> list[RequiredModule]:
    """The modules of a year, of one audience or of both, by audience (teachers' first) and number."""
    found = (
        select(RequiredModule)
        .join(TrainingModule, TrainingModule.id == RequiredModule.module_id)
        .options(contains_eager(RequiredModule.module))
        .where(RequiredModule.training_year_id == year_id)
        .order_by(TrainingModule.audience.desc(), TrainingModule.number, TrainingModule.id)
    )
    if audience is not None:
        found = found.where(TrainingModule.audience == audience)
    return list(db.session.scalars(found))


def exceptions_of(year_id: int, person_ids: Sequence[int]) -> dict[int, TrainingException]:
    """Who of these people is an exception in a year."""
    found = select(TrainingException).where(
        TrainingException.training_year_id == year_id, TrainingException.person_id.in_(person_ids)
    )
    return {row.person_id: row for row in db.session.scalars(found)}


def learns(year_id: int, audience: Audience) -> ColumnElement[bool]:
    """SQL condition on `Appointment` (main, of today): by the rule or by hand, they learn this audience's modules."""
    is_one = TrainingException.person_id == Appointment.person_id
    of_year = TrainingException.training_year_id == year_id
    added = exists().where(of_year, is_one, TrainingException.kind == "added", TrainingException.audience == audience)
    excepted = exists().where(of_year, is_one)
    return or_(and_(Appointment.position.in_(sorted(POSITIONS[audience])), ~excepted), added)


def may_plan(viewer: Viewer) -> bool:
    """May the viewer plan the years of their province?  Its officers prepare, its leaders too."""
    return (viewer.role, viewer.unit_kind) == (Role.PROVINCE, UnitKind.PROVINCE)


# Built once: every board asks it for the others beside it.
WITH_BOARDS = (
    select(TrainingYear, Campaign.id)
    .join(Unit, Unit.id == TrainingYear.unit_id)
    .join(Campaign, and_(Campaign.kind == YEAR, Campaign.subject_id == TrainingYear.id))
    .options(contains_eager(TrainingYear.unit))
    .where(TrainingYear.opens <= bindparam("at", type_=UtcDateTime()))
    .order_by(TrainingYear.year.desc(), Unit.name_fold)
)


def boards_of_years(viewer: Viewer, at: datetime, most: int) -> list[tuple[TrainingYear, int]]:
    """The newest years that have opened and concern the viewer, each with the campaign that its board is about."""
    found = db.session.execute(WITH_BOARDS, {"at": at})
    return [(year, campaign) for year, campaign in found if concerns(viewer, year.unit.path)][:most]


def subject_of(campaign_id: int) -> tuple[Campaign, TrainingYear, RequiredModule | None] | None:
    """What a board is about, in one query: the campaign, its year, and the module if it is about one only."""
    of_year = and_(Campaign.kind == YEAR, Campaign.subject_id == TrainingYear.id)
    found = (
        select(Campaign, TrainingYear, RequiredModule)
        .outerjoin(RequiredModule, and_(Campaign.kind == MODULE, RequiredModule.id == Campaign.subject_id))
        .join(TrainingYear, or_(of_year, TrainingYear.id == RequiredModule.training_year_id))
        .options(joinedload(TrainingYear.unit), joinedload(RequiredModule.module))
        .where(Campaign.id == campaign_id)
    )
    row = db.session.execute(found).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def boards_of_modules(year_id: int) -> list[tuple[RequiredModule, int]]:
    """The modules of a year, as `required_of`, each with the campaign that its board is about."""
    found = (
        select(RequiredModule, Campaign.id)
        .join(TrainingModule, TrainingModule.id == RequiredModule.module_id)
        .join(Campaign, and_(Campaign.kind == MODULE, Campaign.subject_id == RequiredModule.id))
        .options(contains_eager(RequiredModule.module))
        .where(RequiredModule.training_year_id == year_id)
        .order_by(TrainingModule.audience.desc(), TrainingModule.number, TrainingModule.id)
    )
    return [(required, campaign) for required, campaign in db.session.execute(found)]


def board_of_year(year_id: int) -> int:
    """The campaign that the board of the year as a whole is about."""
    found = select(Campaign.id).where(Campaign.kind == YEAR, Campaign.subject_id == year_id)
    return db.session.scalars(found).one()


def first_boards(year_id: int) -> dict[str, int]:
    """The board of one module of each audience: who is to learn one is to learn them all."""
    return {row.module.audience: campaign_id for row, campaign_id in reversed(boards_of_modules(year_id))}
