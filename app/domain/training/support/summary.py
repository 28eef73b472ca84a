"""Which work with core people waits for the viewer, and what is new, for the first page?  In one query."""

from dataclasses import dataclass

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, false, func, select

from app.db import db, made_once
from app.domain.notices.queries import unseen_of
from app.domain.organisation.anybody import anybody_like, values_of
from app.domain.organisation.delegations import holds_office
from app.domain.organisation.models import Unit
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.queries import READERS
from app.domain.training.core_people.rules import CoreState
from app.domain.training.support.access import decides_here, waits_by_office
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import TABLE, WAITING, Who
from app.domain.viewer import Viewer

AUTHORS_TURN = frozenset(state for (state, _), (_, who) in TABLE.items() if who is Who.AUTHOR) - WAITING


@dataclass(frozen=True)
class CoreWork:
    """How many proposals and how many plans and reports wait for the viewer; `news` are notices not seen yet."""

    proposals: int
    plans: int
    news: int


@dataclass(frozen=True)
class OwnSupport:
    """The viewer is a core person: where the newest own plan stands, None where none was begun."""

    year: int | None
    state: str | None

    @property
    def is_open(self) -> bool:
        """Is it the author's turn?"""
        return self.state is None or self.state in AUTHORS_TURN


def core_work(viewer: Viewer) -> CoreWork:
    """What waits for whoever decides; an officer has what was assigned to them.

    Proposals are told to the holder of the office only: who signs for them finds them in the list.
    """
    reads = viewer.role in READERS and viewer.unit_id is not None
    office, decides = reads and holds_office(viewer), reads and decides_here(viewer)
    counts = _waiting(anybody_like(viewer), office=office, decides=decides)
    return CoreWork(*db.session.execute(counts, values_of(viewer)).one())


@made_once
def _waiting(viewer: Viewer, *, office: bool, decides: bool) -> Select[int, int, int]:
    """Proposals and plans that wait for a viewer who holds the office, or who `decides_here`; their new notices."""
    lies_here = CorePerson.waits_in == viewer.unit_id if office else false()
    not_own = and_(CorePerson.person_id != viewer.person_id, CorePerson.proposed_by != viewer.person_id)
    proposals = select(func.count(CorePerson.id)).where(lies_here, not_own)
    plans = (
        select(func.count(SupportPlan.id))
        .join(Unit, Unit.id == SupportPlan.unit_id)
        .where(waits_by_office(viewer, decides=decides))
    )
    return select(*(each.scalar_subquery() for each in (proposals, plans, unseen_of(viewer))))


def own_support(viewer: Viewer) -> OwnSupport | None:
    """The own newest plan, for a core person only."""
    if viewer.person_id is None:
        return None
    is_core, year, state = db.session.execute(_own_support(), {"person": viewer.person_id}).one()
    return OwnSupport(year, state) if is_core or year is not None else None


@made_once
def _own_support() -> Select[bool, int, str]:
    person: BindParameter[int] = bindparam("person")
    recognised = and_(CorePerson.person_id == person, CorePerson.state == CoreState.RECOGNISED)
    newest = select(SupportPlan).where(SupportPlan.person_id == person)
    plan = newest.order_by(SupportPlan.year.desc()).limit(1).subquery()
    return select(
        select(exists().where(recognised)).scalar_subquery(), select(plan.c.year).scalar_subquery(),
        select(plan.c.state).scalar_subquery(),
    )  # fmt: skip
