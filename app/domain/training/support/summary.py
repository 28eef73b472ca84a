"""Which work of training waits for the viewer, and what is new, for the first page?  In one query."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, false, func, select

from app.db import db, made_once
from app.domain.notices.queries import unseen_of
from app.domain.organisation.anybody import anybody_like, values_of
from app.domain.organisation.delegations import holds_office
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.queries import READERS
from app.domain.training.own_work import NOTHING, OwnWork, own_columns, own_values, read_own_work
from app.domain.training.support.access import decides_here, waits_by_office
from app.domain.training.support.models import SupportPlan
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class CoreWork:
    """How many proposals and how many plans and reports wait for the viewer; `news` are notices not seen yet.

    `own`: what waits for them as learners, for heads of schools, who learn too.
    """

    proposals: int
    plans: int
    news: int
    own: OwnWork


def core_work(viewer: Viewer) -> CoreWork:
    """What waits for whoever decides; an officer has what was assigned to them.

    Proposals are told to the holder of the office only: who signs for them finds them in the list.
    """
    reads = viewer.role in READERS and viewer.unit_id is not None
    office, decides = reads and holds_office(viewer), reads and decides_here(viewer)
    learns = viewer.role == Role.PRINCIPAL
    counts = _waiting(anybody_like(viewer), office=office, decides=decides, learns=learns)
    values = values_of(viewer, **own_values(viewer)) if learns else values_of(viewer)
    proposals, plans, news, *own = db.session.execute(counts, values).one()
    return CoreWork(proposals, plans, news, read_own_work(viewer, own) if learns else NOTHING)


@made_once
def _waiting(viewer: Viewer, *, office: bool, decides: bool, learns: bool) -> Select[Any]:
    """Proposals and plans that wait for a viewer who holds the office, or who `decides_here`; their new notices."""
    lies_here = CorePerson.waits_in == viewer.unit_id if office else false()
    not_own = and_(CorePerson.person_id != viewer.person_id, CorePerson.proposed_by != viewer.person_id)
    proposals = select(func.count(CorePerson.id)).where(lies_here, not_own)
    plans = (
        select(func.count(SupportPlan.id))
        .join(Unit, Unit.id == SupportPlan.unit_id)
        .where(waits_by_office(viewer, decides=decides))
    )
    own = own_columns() if learns else ()
    return select(*(each.scalar_subquery() for each in (proposals, plans, unseen_of(viewer))), *own)
