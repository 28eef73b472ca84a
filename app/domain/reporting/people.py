"""Which signs has each person of a province at this instant?

Each person stands in one place in the whole report: the school of the cut-off day of the year's evaluation; who is not
in it, the school where they work.  So a move counts once, and all parts of a report have the same people.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from app.db import db
from app.domain.evaluation.models import Decision, Evaluation, Period, SelfAssessment
from app.domain.evaluation.rules.flow import KNOWN
from app.domain.identity.indicators import expected_on
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.reporting.figures.signs import (
    ABSENT,
    EXCUSED,
    HERE,
    NOT_YET,
    PASSED,
    SEASONS,
    WAYS,
    YES,
    Fact,
    Track,
    slice_of,
)
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import BLANK, decode
from app.domain.training.board.learned import learned
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import POSITIONS, audience_of
from app.domain.training.core_people.models import CorePerson
from app.domain.training.needs.models import NeedsForm, NeedsFormModule, NeedsRound
from app.domain.training.needs.rules import FormState, proposing, weak_criteria
from app.domain.training.needs.weak import newest_known
from app.domain.training.records.rules import RANK, Status
from app.domain.training.years.models import RequiredModule, TrainingException, TrainingYear


@dataclass(frozen=True)
class Ground:
    """What of the year there is in the province: any of it may be missing.

    `tree` are the ids of the units that it is about, `day` the day on which people work there; `tree_of` the snapshot
    in which they stand in their order, None where that is the one of now.  `merged` are the periods that units held
    which are part of it now.
    """

    province: Unit
    year: int
    day: date
    tree: Select[int]
    tree_of: int | None
    period: Period | None
    training: TrainingYear | None
    round_: NeedsRound | None
    required: tuple[RequiredModule, ...] = ()
    catalogue: tuple[TrainingModule, ...] = ()
    merged: tuple[int, ...] = ()

    @property
    def periods(self) -> list[int]:
        """The ids of the periods in which people were evaluated: the province's own last."""
        return [*self.merged, self.period.id] if self.period is not None else []


@dataclass(frozen=True)
class UnitFact:
    """A unit of the province as it is at the instant; its people have the places from `first` until before `until`."""

    id: int
    parent_id: int | None
    path: str
    kind: str
    code: str
    name: str
    name_fold: str
    difficult: bool
    only_level: str | None
    target: int | None
    first: int = 0
    until: int = 0


_ABOUT = (Person.full_name, Person.sort_key, Person.gender, Person.minority)


@dataclass
class Draft:
    """One person on the way to a fact."""

    unit_id: int
    position: str
    level: str | None
    name: str
    sort_key: str
    gender: str | None
    minority: bool | None
    evaluation_id: int | None = None
    tracks: dict[Track, str] = field(default_factory=dict)


def people_of(ground: Ground, units: Mapping[int, UnitFact]) -> tuple[Fact, ...]:
    """The facts of everybody whom the report is about, by id; `units` are the province's."""
    forms = Forms(ground.catalogue)
    drafts = _evaluated(ground, forms)
    for person_id, present in _present(ground).items():
        drafts.setdefault(person_id, present).tracks |= present.tracks
    _learnt(ground, drafts)
    _needed(ground, drafts, forms)
    core = _core(ground)
    return tuple(
        _fact(person_id, draft, units[draft.unit_id], core=person_id in core)
        for person_id, draft in sorted(drafts.items())
        if draft.unit_id in units
    )


def _fact(person_id: int, draft: Draft, unit: UnitFact, *, core: bool) -> Fact:
    level = draft.level or unit.only_level
    slice_ = slice_of(draft.position, level, draft.gender, minority=draft.minority, difficult=unit.difficult, core=core)
    return Fact(person_id, draft.unit_id, draft.name, slice_, draft.tracks, draft.evaluation_id, draft.sort_key)


def _evaluated(ground: Ground, forms: "Forms") -> dict[int, Draft]:
    """Everybody enrolled in the year's evaluation, with rank and levels where the head has decided."""
    if ground.period is None:
        return {}
    found = (
        select(
            Evaluation.unit_id, Evaluation.position, Evaluation.level, *_ABOUT, Evaluation.person_id, Evaluation.id,
            Evaluation.standard_id, Evaluation.excused, Evaluation.state, Evaluation.rank, Decision.levels,
            SelfAssessment.levels, Evaluation.is_self_assessed,
        )
        .join(Person, Person.id == Evaluation.person_id)
        .outerjoin(Decision, Decision.evaluation_id == Evaluation.id)
        .outerjoin(SelfAssessment, SelfAssessment.evaluation_id == Evaluation.id)
        .where(Evaluation.period_id.in_(ground.periods), Evaluation.unit_id.in_(ground.tree))
        .where(Person.merged_into_id.is_(None))
    )  # fmt: skip
    if ground.merged:  # of somebody who was evaluated twice its own period tells
        found = found.order_by(Evaluation.period_id == ground.period.id)
    drafts = {}
    about: Any
    rows = db.session.execute(found)
    for *about, person_id, evaluation_id, standard_id, excused, state, rank, decided, own, sent in rows:
        draft = Draft(*about)
        draft.evaluation_id = evaluation_id
        ranked = excused is None and state in KNOWN and rank is not None
        draft.tracks[Track.RANK] = EXCUSED if excused is not None else str(rank) if ranked else NOT_YET
        if ranked and decided and decided.strip(BLANK):
            draft.tracks[Track.LEVELS], draft.tracks[Track.LOWEST] = decided, forms.lowest(standard_id, decided)
        if excused is None and own and sent:
            draft.tracks[Track.OWN] = own
        drafts[person_id] = draft
    return drafts


def _present(ground: Ground) -> dict[int, Draft]:
    """Everybody who works at a school of the province on the day, with what they are asked to learn."""
    added = _exceptions(ground, "added")
    exempt = _exceptions(ground, "exempt")
    held = sorted(frozenset().union(*POSITIONS.values()))
    found = (
        select(
            Appointment.unit_id, Appointment.position, Appointment.level, *_ABOUT, Appointment.person_id,
        )
        .join(Person, Person.id == Appointment.person_id)
        .where(
            expected_on(ground.day), Appointment.unit_id.in_(ground.tree),
            or_(Appointment.position.in_(held), Appointment.person_id.in_(sorted(added)[:10_000])),
        )
    )  # fmt: skip
    drafts = {}
    about: Any
    for *about, person_id in db.session.execute(found):
        draft = drafts[person_id] = Draft(*about)
        draft.tracks[Track.HERE] = HERE
        usual = None if person_id in exempt else audience_of(draft.position)
        audience = added.get(person_id, usual)
        if audience is not None and ground.required:
            asked = [row.module.audience == audience for row in ground.required]
            draft.tracks[Track.MODULES] = "".join(NOT_YET if each else ABSENT for each in asked)
            draft.tracks[Track.FINISHED] = NOT_YET if any(asked) else ABSENT
    return drafts


def _exceptions(ground: Ground, kind: str) -> dict[int, str]:
    if ground.training is None:
        return {}
    found = select(TrainingException.person_id, TrainingException.audience).where(
        TrainingException.training_year_id == ground.training.id, TrainingException.kind == kind
    )
    return {row.person_id: row.audience for row in db.session.execute(found)}


def _learnt(ground: Ground, drafts: dict[int, Draft]) -> None:
    """Mark the modules that people have passed, on whichever system, and who has passed all of theirs."""
    if not ground.required:
        return
    places = {row.module_id: place for place, row in enumerate(ground.required)}
    people = select(Appointment.person_id).where(Appointment.main.is_(True), Appointment.unit_id.in_(ground.tree))
    found = learned(people, sorted(places), ground.year)
    passed = select(found.c.person_id, found.c.module_id).where(found.c.rank == RANK[Status.PASSED])
    reached: dict[int, list[int]] = defaultdict(list)
    for person_id, module_id in db.session.execute(passed):
        reached[person_id].append(places[module_id])
    for person_id, mine in reached.items():
        asked = drafts[person_id].tracks.get(Track.MODULES) if person_id in drafts else None
        if asked is None:
            continue
        signs = list(asked)
        for place in mine:
            if signs[place] == NOT_YET:
                signs[place] = PASSED
        tracks = drafts[person_id].tracks
        tracks[Track.MODULES] = "".join(signs)
        if NOT_YET not in signs and PASSED in signs:
            tracks[Track.FINISHED] = PASSED


def _needed(ground: Ground, drafts: dict[int, Draft], forms: "Forms") -> None:
    """Mark what people have declared that they need, and what their weak criteria propose."""
    places = {module.id: place for place, module in enumerate(ground.catalogue)}
    if ground.round_ is not None:
        _declared(ground.round_.id, places, drafts)
    known = newest_known(ground.year, Evaluation.unit_id.in_(ground.tree))
    found = select(known.c.person_id, known.c.unit_id, known.c.standard_id, known.c.levels)
    for person_id, unit_id, standard_id, levels in db.session.execute(found):
        draft = drafts.get(person_id)
        if draft is not None and draft.unit_id == unit_id:
            draft.tracks[Track.DERIVED] = forms.proposed(standard_id, levels)


def _declared(round_id: int, places: Mapping[int, int], drafts: dict[int, Draft]) -> None:
    forms = select(NeedsForm.id, NeedsForm.person_id, NeedsForm.way, NeedsForm.season).where(
        NeedsForm.round_id == round_id, NeedsForm.state == FormState.HANDED_IN
    )
    wanted: dict[int, set[int]] = defaultdict(set)
    rows = select(NeedsFormModule.form_id, NeedsFormModule.module_id).join(NeedsForm).where(
        NeedsForm.round_id == round_id
    )  # fmt: skip
    for form_id, module_id in db.session.execute(rows):
        wanted[form_id].add(places[module_id])
    for form_id, person_id, way, season in db.session.execute(forms):
        if person_id in drafts:
            asked = wanted.get(form_id, set())
            drafts[person_id].tracks |= {
                Track.DECLARED: "".join(YES if place in asked else NOT_YET for place in range(len(places))),
                Track.WAY: WAYS.get(way or "", ABSENT),
                Track.SEASON: SEASONS.get(season or "", ABSENT),
            }


def _core(ground: Ground) -> set[int]:
    """Who is recognised as a core person on the day."""
    found = select(CorePerson.person_id).where(
        _of_province(ground), CorePerson.recognised_on <= ground.day,
        or_(CorePerson.ended_on.is_(None), CorePerson.ended_on > ground.day),
    )  # fmt: skip
    return set(db.session.scalars(found))


def _of_province(ground: Ground) -> ColumnElement[bool]:
    """SQL condition on `CorePerson`: of the province today, or of the units that were its own then."""
    if ground.tree_of is None:
        return CorePerson.province_id == ground.province.id
    return CorePerson.unit_id.in_(ground.tree)


class Forms:
    """What follows from filled-in forms, worked out once for each of the forms that many people share."""

    def __init__(self, catalogue: Sequence[TrainingModule]) -> None:
        self._places = {module.id: place for place, module in enumerate(catalogue)}
        self._codes = {module.code: module.id for module in catalogue}
        self._lowest: dict[tuple[int, str], str] = {}
        self._proposed: dict[tuple[int, str], str] = {}
        self._proposing: dict[int, Mapping[int, tuple[int, ...]]] = {}

    def lowest(self, standard_id: int, levels: str) -> str:
        """A sign a standard (tiêu chuẩn): the lowest level of its criteria, blank where one of them has none."""
        key = (standard_id, levels)
        if key not in self._lowest:
            parts = ([levels[each.no - 1] for each in part.criteria] for part in standard_of(standard_id).parts)
            self._lowest[key] = "".join(BLANK if BLANK in signs else min(signs) for signs in parts)
        return self._lowest[key]

    def proposed(self, standard_id: int, levels: str) -> str:
        """A sign a module of the catalogue: is it proposed by a weak criterion of this form?"""
        key = (standard_id, levels)
        if key not in self._proposed:
            standard = standard_of(standard_id)
            if standard_id not in self._proposing:
                self._proposing[standard_id] = proposing(standard, self._codes)
            weak = {each.no for each in weak_criteria(standard, decode(levels))}
            found = {self._places[each] for each, numbers in self._proposing[standard_id].items() if weak & {*numbers}}
            self._proposed[key] = "".join(YES if place in found else NOT_YET for place in range(len(self._places)))
        return self._proposed[key]
