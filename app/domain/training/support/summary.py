"""Which work of training waits for the viewer, and what is new, for the first page?  In one query."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, false, func, literal, select

from app.db import db, made_once
from app.domain.notices.queries import unseen_of
from app.domain.organisation.anybody import anybody_like, values_of
from app.domain.organisation.delegations import holds_office
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role
from app.domain.training.certificates.queries import flagged_of
from app.domain.training.certificates.subjects import may_look
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.queries import READERS
from app.domain.training.own_work import NOTHING, OwnWork, own_columns, own_values, read_own_work
from app.domain.training.records.disputed import may_follow, open_beneath
from app.domain.training.support.access import waits_by_office
from app.domain.training.support.models import SupportPlan
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class CoreWork:
    """How many proposals, plans and reports, flagged certificates wait for the viewer; `news`: notices not seen yet.

    `disputed`: results that people beneath call wrong, which their provider has not answered.
    `own`: what waits for them as learners, for heads of schools, who learn too.
    """

    proposals: int
    plans: int
    flagged: int
    news: int
    disputed: int
    own: OwnWork


def core_work(viewer: Viewer, *, decides: bool) -> CoreWork:
    """What waits for whoever decides (`decides_here`); an officer has what was assigned to them.

    Proposals are told to the holder of the office only: who signs for them finds them in the list.  Certificates whose
    ground was taken back are told to whoever may decide about them today.
    """
    reads = viewer.role in READERS and viewer.unit_id is not None
    office, decides = reads and holds_office(viewer), reads and decides
    learns = viewer.role == Role.PRINCIPAL
    issues = decides and may_look(viewer)
    counts = _waiting(
        anybody_like(viewer), office=office, decides=decides, issues=issues, learns=learns, follows=may_follow(viewer)
    )
    values = values_of(viewer, **own_values(viewer)) if learns else values_of(viewer)
    proposals, plans, flagged, news, disputed, *own = db.session.execute(counts, values).one()
    return CoreWork(proposals, plans, flagged, news, disputed, read_own_work(viewer, own) if learns else NOTHING)


@made_once
def _waiting(viewer: Viewer, *, office: bool, decides: bool, issues: bool, learns: bool, follows: bool) -> Select[Any]:
    """What waits for a viewer who holds the office, `decides_here`, `issues` certificates; their new notices.

    And what waits for a provider's answer, where the viewer `follows` disputes.
    """
    lies_here = CorePerson.waits_in == viewer.unit_id if office else false()
    not_own = and_(CorePerson.person_id != viewer.person_id, CorePerson.proposed_by != viewer.person_id)
    proposals = select(func.count(CorePerson.id)).where(lies_here, not_own)
    plans = (
        select(func.count(SupportPlan.id))
        .join(Unit, Unit.id == SupportPlan.unit_id)
        .where(waits_by_office(viewer, decides=decides))
    )
    flagged = flagged_of(viewer) if issues else select(literal(0))
    disputed = open_beneath(viewer) if follows else select(literal(0))
    own = own_columns() if learns else ()
    return select(*(each.scalar_subquery() for each in (proposals, plans, flagged, unseen_of(viewer), disputed)), *own)
