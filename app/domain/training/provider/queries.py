"""Which LMS has each province in sight chosen, and what did it choose before?"""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.progress.queries import board_units
from app.domain.training.provider.models import ProviderChoice
from app.domain.viewer import Viewer

READERS = frozenset({Role.PROVINCE, Role.UNIVERSITY, Role.MINISTRY, Role.PARTNER})


@dataclass(frozen=True)
class Line:
    """A province, the system its people use, and the choice behind it where one was put down."""

    province: Unit
    choice: ProviderChoice | None


def may_choose(viewer: Viewer) -> bool:
    """The head of a Sở, or who signs for them."""
    is_province = (viewer.role, viewer.unit_kind) == (Role.PROVINCE, UnitKind.PROVINCE)
    return is_province and office_in(viewer, viewer.unit_id or 0) is not None


def provinces_listed(viewer: Viewer) -> list[Line]:
    """The provinces in sight with the choice that holds, by name."""
    if viewer.role not in READERS:
        return []
    newest = select(func.max(ProviderChoice.id)).where(ProviderChoice.unit_id == Unit.id).scalar_subquery()
    found = (
        select(Unit, ProviderChoice)
        .outerjoin(ProviderChoice, ProviderChoice.id == newest)
        .where(Unit.kind == UnitKind.PROVINCE, Unit.valid_to.is_(None), board_units(viewer))
        .order_by(Unit.name_fold)
    )
    return [Line(province, choice) for province, choice in db.session.execute(found)]


def choice_for(viewer: Viewer, choice_id: int) -> ProviderChoice | None:
    """One choice in sight."""
    return db.session.scalar(_choices(viewer).where(ProviderChoice.id == choice_id))


def choices_of(viewer: Viewer, unit_id: int) -> list[ProviderChoice]:
    """All that a province in sight has chosen, the newest first."""
    return list(db.session.scalars(_choices(viewer).where(ProviderChoice.unit_id == unit_id)))


def newest_id(unit_id: int) -> int:
    """The choice that holds for a province; 0 when none was put down."""
    return db.session.scalar(select(func.max(ProviderChoice.id)).where(ProviderChoice.unit_id == unit_id)) or 0


def _choices(viewer: Viewer) -> Select[tuple[ProviderChoice]]:
    found = select(ProviderChoice).join(Unit, Unit.id == ProviderChoice.unit_id).where(board_units(viewer))
    if viewer.role not in READERS:
        found = found.where(Unit.id.is_(None))
    with_names = found.options(joinedload(ProviderChoice.unit), joinedload(ProviderChoice.by))
    return with_names.order_by(ProviderChoice.id.desc())
