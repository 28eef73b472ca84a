"""What of the training waits for the viewer themselves, for their first page?  In one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Subquery, and_, bindparam, exists, select

from app.db import db, made_once
from app.domain import clock
from app.domain.training.certificates.waiting import confirming_waits, whose
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.rules import CoreState
from app.domain.training.needs.models import NeedsForm, NeedsRound
from app.domain.training.needs.queries import asked_as
from app.domain.training.needs.rules import FormState
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import TABLE, WAITING, Who
from app.domain.viewer import Viewer

AUTHORS_TURN = frozenset(state for (state, _), (_, who) in TABLE.items() if who is Who.AUTHOR) - WAITING


@dataclass(frozen=True)
class OwnSupport:
    """The viewer is a core person: where the newest own plan stands, None where none was begun."""

    year: int | None
    state: str | None

    @property
    def is_open(self) -> bool:
        """Is it the author's turn?"""
        return self.state is None or self.state in AUTHORS_TURN


@dataclass(frozen=True)
class OwnNeeds:
    """The open window that asks the viewer, and where their own form stands; None where it was not begun."""

    year: int
    closes: datetime
    state: str | None

    @property
    def is_done(self) -> bool:
        """Was it handed in?  It may still be changed."""
        return self.state == FormState.HANDED_IN


@dataclass(frozen=True)
class OwnWork:
    """The support plan of a core person, the form of needs while one is taken, and the word a paper waits for."""

    support: OwnSupport | None
    needs: OwnNeeds | None
    confirm: bool


NOTHING = OwnWork(None, None, confirm=False)


def own_work(viewer: Viewer) -> OwnWork:
    """What waits for the viewer as a learner and as a core person."""
    if viewer.person_id is None:
        return NOTHING
    return read_own_work(viewer, db.session.execute(_own_work(), own_values(viewer)).one())


def read_own_work(viewer: Viewer, row: Sequence[Any]) -> OwnWork:
    """What the values of `own_columns` say."""
    is_core, planned, state, asked, closes, form, confirm = row
    support = OwnSupport(planned, state) if is_core or planned is not None else None
    needs = OwnNeeds(asked, closes, form) if asked is not None and asked_as(viewer) is not None else None
    return OwnWork(support, needs, bool(confirm))


def own_values(viewer: Viewer) -> dict[str, Any]:
    """What `own_columns` must be told."""
    return whose(viewer) | {"now": clock.campaign_now()}


def own_columns() -> tuple[ColumnElement[Any], ...]:
    """What `own_work` asks, for a first page that asks more at the same time."""
    person: BindParameter[int] = bindparam("own_person")
    recognised = and_(CorePerson.person_id == person, CorePerson.state == CoreState.RECOGNISED)
    newest = select(SupportPlan).where(SupportPlan.person_id == person)
    plan, needs = newest.order_by(SupportPlan.year.desc()).limit(1).subquery(), _open_window(person)
    return (
        select(exists().where(recognised)).scalar_subquery(), select(plan.c.year).scalar_subquery(),
        select(plan.c.state).scalar_subquery(), select(needs.c.year).scalar_subquery(),
        select(needs.c.closes).scalar_subquery(), select(needs.c.state).scalar_subquery(), confirming_waits(),
    )  # fmt: skip


@made_once
def _own_work() -> Select[Any]:
    return select(*own_columns())


def _open_window(person: BindParameter[int]) -> Subquery:
    now: BindParameter[datetime] = bindparam("now", type_=NeedsRound.closes.type)
    own = and_(NeedsForm.round_id == NeedsRound.id, NeedsForm.person_id == person)
    return (
        select(NeedsRound.year, NeedsRound.closes, NeedsForm.state)
        .outerjoin(NeedsForm, own)
        .where(NeedsRound.unit_id.in_(bindparam("own_provinces", expanding=True)))
        .where(NeedsRound.opens <= now, NeedsRound.closes > now)
        .order_by(NeedsRound.year.desc())
        .limit(1)
        .subquery()
    )
