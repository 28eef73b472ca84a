"""Which LMS has each province in sight chosen, and what did it choose before?

Read by whoever reads how the LMSs' machines get on: the offices of the province and of the ministry, and a provider's
own staff, of the provinces that it supplies and only the choices of its own system.  What a province found wanting in
another's is not theirs to read.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain import clock
from app.domain.accounts.clients.queries import sees_clients
from app.domain.organisation.access import beneath, unit_paths
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.training.provider.models import ProviderChoice
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Line:
    """A province, the system its people use, and the choice behind it where one was put down."""

    province: Unit
    choice: ProviderChoice | None

    @property
    def differs(self) -> bool:
        """Has the list of units been given another system since?"""
        return self.choice is not None and self.choice.provider != self.province.lms_provider


def may_choose(viewer: Viewer) -> bool:
    """May the viewer put a choice down?  The Sở's officers do, by a decision of its leader; so may they."""
    return (viewer.role, viewer.unit_kind) == (Role.PROVINCE, UnitKind.PROVINCE)


def provinces_listed(viewer: Viewer) -> list[Line]:
    """The provinces of today in sight with the choice that holds, by name."""
    if not sees_clients(viewer):
        return []
    newest = (
        select(func.max(ProviderChoice.id)).where(ProviderChoice.unit_id == Unit.id).correlate(Unit).scalar_subquery()
    )
    day = clock.today()
    found = (
        select(Unit, ProviderChoice)
        .outerjoin(ProviderChoice, and_(ProviderChoice.id == newest, _own_system(viewer)))
        .where(
            _provinces(viewer), Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day)
        )
        .order_by(Unit.name_fold, Unit.id)
    )  # fmt: skip
    return [Line(province, choice) for province, choice in db.session.execute(found)]


def choice_for(viewer: Viewer, choice_id: int) -> ProviderChoice | None:
    """One choice in sight."""
    return db.session.scalar(_choices(viewer).where(ProviderChoice.id == choice_id)) if sees_clients(viewer) else None


def choices_of(viewer: Viewer, unit_id: int) -> list[ProviderChoice]:
    """All that a province in sight has chosen, the newest first."""
    return list(db.session.scalars(_choices(viewer).where(ProviderChoice.unit_id == unit_id)))


def newest_id(unit_id: int) -> int:
    """The choice that holds for a province; 0 when none was put down."""
    return db.session.scalar(select(func.max(ProviderChoice.id)).where(ProviderChoice.unit_id == unit_id)) or 0


def _provinces(viewer: Viewer) -> ColumnElement[bool]:
    return and_(Unit.kind == UnitKind.PROVINCE, beneath(Unit.path, unit_paths(viewer)))


def _own_system(viewer: Viewer) -> ColumnElement[bool]:
    return ProviderChoice.provider == viewer.provider if viewer.role == Role.PARTNER else true()


def _choices(viewer: Viewer) -> Select[ProviderChoice]:
    found = select(ProviderChoice).join(Unit, Unit.id == ProviderChoice.unit_id)
    with_names = found.options(joinedload(ProviderChoice.unit), joinedload(ProviderChoice.by))
    return with_names.where(_provinces(viewer), _own_system(viewer)).order_by(ProviderChoice.id.desc())
