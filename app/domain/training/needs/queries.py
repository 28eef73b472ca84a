"""Which rounds of needs are there, what has somebody declared, and what do a unit's people need?

Numbers come from the boards' stored figures: a unit's own row for each, whatever lies beneath it.  A school's own
people learn nothing of what evaluations propose to those who are decided about above them (its head).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, Select, and_, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db, made_once, rows_of
from app.domain import clock
from app.domain.organisation.access import may_see_unit, people_visible
from app.domain.organisation.anybody import bounds_of, roots
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.progress.models import Campaign, Figure
from app.domain.progress.queries import BOARD_KINDS, board_unit, holding, holds_until
from app.domain.progress.rules import Sight, sight
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import Audience, audience_of
from app.domain.training.needs.counting import NEEDS
from app.domain.training.needs.models import NeedsForm, NeedsFormModule, NeedsRound
from app.domain.training.needs.rules import (
    Answer,
    FormState,
    Kind,
    Phase,
    Slice,
    Tally,
    cell_of,
    decode_areas,
    phase_at,
)
from app.domain.training.years.queries import concerns
from app.domain.viewer import Viewer

READERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE})
"""Who reads forms with their names, and the lists behind the numbers: the form says so."""


def may_run(viewer: Viewer) -> bool:
    """Does the viewer open rounds and set their dates?  Anybody of the province's office."""
    return (viewer.role, viewer.unit_kind) == (Role.PROVINCE, UnitKind.PROVINCE)


def rounds_for(viewer: Viewer) -> list[NeedsRound]:
    """The rounds that concern the viewer's unit, or the provinces they serve; the newest first."""
    found = select(NeedsRound).join(Unit, Unit.id == NeedsRound.unit_id).options(contains_eager(NeedsRound.unit))
    rounds = db.session.scalars(found.order_by(NeedsRound.year.desc(), Unit.name_fold))
    return [each for each in rounds if concerns(viewer, each.unit.path)]


def round_for(viewer: Viewer, round_id: int) -> NeedsRound | None:
    """One round that concerns the viewer."""
    found = db.session.get(NeedsRound, round_id, options=[joinedload(NeedsRound.unit)])
    return found if found is not None and concerns(viewer, found.unit.path) else None


def own_round(viewer: Viewer, round_id: int) -> NeedsRound | None:
    """A round of the viewer's own province, for those who run it."""
    found = round_for(viewer, round_id) if may_run(viewer) else None
    return found if found is not None and found.unit_id == viewer.unit_id else None


def phase_of(round_: NeedsRound) -> Phase:
    """Where the round's window stands now."""
    return phase_at(round_.opens, round_.closes, clock.campaign_now())


def newest_round(path: str) -> NeedsRound | None:
    """The newest round of the province that the path leads through that has opened."""
    above = [int(part) for part in path.strip("/").split("/") if part]
    found = select(NeedsRound).where(NeedsRound.unit_id.in_(above), NeedsRound.opens <= clock.campaign_now())
    return db.session.scalar(found.order_by(NeedsRound.year.desc()).limit(1))


@dataclass(frozen=True)
class Declared:
    """A form with the modules that it asks for."""

    form: NeedsForm
    modules: Sequence[TrainingModule]

    @property
    def answer(self) -> Answer:
        """What is written on it."""
        form = self.form
        return Answer(
            tuple(module.id for module in self.modules), decode_areas(form.areas), form.way, form.season, form.material,
            form.remark,
        )  # fmt: skip


def asked_as(viewer: Viewer) -> Audience | None:
    """Whose modules the viewer is asked about; None for whoever does not teach or manage at a school."""
    return audience_of(viewer.position) if viewer.unit_kind == UnitKind.SCHOOL else None


def own_form(viewer: Viewer, round_id: int) -> Declared | None:
    """What the viewer has written in a round."""
    found = select(NeedsForm).where(NeedsForm.round_id == round_id, NeedsForm.person_id == viewer.person_id)
    form = db.session.scalar(found)
    return Declared(form, modules_of(form.id)) if form is not None else None


def own_forms(person_id: int) -> list[Declared]:
    """Everything that the person ever wrote, the newest first; the caller is the person."""
    found = select(NeedsForm).join(NeedsRound, NeedsRound.id == NeedsForm.round_id)
    found = found.where(NeedsForm.person_id == person_id).order_by(NeedsRound.year.desc(), NeedsForm.id.desc())
    forms = db.session.scalars(found.options(contains_eager(NeedsForm.round).joinedload(NeedsRound.unit))).all()
    return [Declared(form, modules_of(form.id)) for form in forms]


def modules_of(form_id: int) -> list[TrainingModule]:
    """The modules that a form asks for, in their order."""
    found = select(TrainingModule).join(NeedsFormModule, NeedsFormModule.module_id == TrainingModule.id)
    found = found.where(NeedsFormModule.form_id == form_id)
    return list(db.session.scalars(found.order_by(TrainingModule.audience.desc(), TrainingModule.number)))


def form_of(viewer: Viewer, round_id: int, person_id: int) -> Declared | None:
    """What somebody in the viewer's scope has handed in; a draft is the author's alone."""
    if viewer.role not in READERS:
        return None
    found = (
        select(NeedsForm)
        .join(Person, Person.id == NeedsForm.person_id)
        .where(
            NeedsForm.round_id == round_id, NeedsForm.person_id == person_id, NeedsForm.state == FormState.HANDED_IN,
            people_visible(viewer),
        )
        .options(contains_eager(NeedsForm.person))
    )  # fmt: skip
    form = db.session.scalar(found)
    return Declared(form, modules_of(form.id)) if form is not None else None


def unit_in(viewer: Viewer, round_: NeedsRound, unit_id: int) -> Unit | None:
    """A unit of the round's province whose numbers the viewer may see."""
    unit = board_unit(viewer, unit_id)
    return unit if unit is not None and unit.path.startswith(round_.unit.path) else None


def first_unit(viewer: Viewer, round_: NeedsRound) -> int:
    """Where the viewer begins to read: at the own unit, else at the province."""
    own = viewer.unit_kind in BOARD_KINDS and viewer.unit_path.startswith(round_.unit.path)
    return viewer.unit_id or 0 if own else round_.unit_id


def reads(viewer: Viewer) -> bool:
    """Are there numbers for the viewer at all?"""
    return sight(viewer.role, viewer.unit_kind) is not Sight.NOTHING and viewer.role != Role.PARTNER


def lists_people(viewer: Viewer) -> bool:
    """Do the numbers open lists of people?"""
    return viewer.role in READERS


def sees_above(viewer: Viewer) -> bool:
    """May the viewer know what evaluations propose to those who are decided about above their school?"""
    return viewer.unit_kind != UnitKind.SCHOOL


def campaign_of(round_id: int) -> Campaign:
    """What the boards count and remind for a round."""
    return db.session.scalars(select(Campaign).where(Campaign.kind == NEEDS, Campaign.subject_id == round_id)).one()


@dataclass(frozen=True)
class Counted:
    """What the boards have counted of a round at a unit, in which campaign, and for which instant that holds."""

    tally: Tally
    campaign_id: int
    until: datetime


def counted_at(viewer: Viewer, round_: NeedsRound, path: str) -> Counted | None:
    """All that is known of the needs at a unit's path, from its own stored figures, in one query; nothing outside the
    sight."""
    if not reads(viewer) or not may_see_unit(viewer, path):
        return None
    unit_id = int(path.rstrip("/").rpartition("/")[2])
    values = {"round": round_.id, "unit": unit_id, **dict(bounds_of("path", [path]))}
    rows = rows_of(_counted(), values).all()
    cells = (cell_of(row.indicator, row.done, row.expected) for row in rows if row.indicator is not None)
    tally = Tally(tuple(cell for cell in cells if cell is not None), sees_above(viewer))
    return Counted(tally, rows[0].id, holds_until(rows[0].waiting_since, rows[0].counted_day))


@made_once
def _counted() -> Select:
    figures = and_(Figure.campaign_id == Campaign.id, Figure.unit_id == bindparam("unit", type_=Integer))
    return (
        select(Campaign.id, Figure.indicator, Figure.done, Figure.expected, *holding(roots("path", 1)))
        .outerjoin(Figure, figures)
        .where(Campaign.kind == NEEDS, Campaign.subject_id == bindparam("round", type_=Integer))
    )


def tally_of(viewer: Viewer, round_: NeedsRound, path: str) -> Tally:
    """The figures alone; none outside the sight."""
    counted = counted_at(viewer, round_, path)
    return counted.tally if counted is not None else Tally((), above=False)


def declared_by_module(viewer: Viewer, round_: NeedsRound, path: str, part: Slice = Slice()) -> dict[int, int]:  # noqa: B008
    """By module (id): how many people beneath the unit at this path have asked for it themselves."""
    return _by_module(tally_of(viewer, round_, path), (Kind.MODULE,), part)


def derived_by_module(viewer: Viewer, round_: NeedsRound, path: str, part: Slice = Slice()) -> dict[int, int]:  # noqa: B008
    """By module (id): to how many people beneath the unit at this path their weak criteria propose it."""
    return _by_module(tally_of(viewer, round_, path), (Kind.WEAK, Kind.WEAK_ABOVE), part)


def _by_module(tally: Tally, kinds: Sequence[Kind], part: Slice) -> dict[int, int]:
    found: dict[int, int] = {}
    for cell in tally.cells:
        if cell.kind in kinds and part.holds(cell) and (tally.above or cell.kind is not Kind.WEAK_ABOVE):
            found[int(cell.key)] = found.get(int(cell.key), 0) + cell.number
    return found
