"""What does the report know of a province at one instant?  Everything is read in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Unit, UnitSuccession
from app.domain.organisation.rules import UnitKind
from app.domain.organisation.successions import taken_over
from app.domain.reporting.effect import compared
from app.domain.reporting.figures.signs import Fact
from app.domain.reporting.figures.tables import Context, ModuleLine, Satisfaction
from app.domain.reporting.models import Report, Snapshot, SnapshotUnit
from app.domain.reporting.outliers import Said, said_of
from app.domain.reporting.people import Ground, UnitFact, people_of
from app.domain.reporting.queries import kept_snapshot
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.feedback.models import FeedbackRun
from app.domain.training.feedback.rules import agreeing
from app.domain.training.needs.models import NeedsForm, NeedsRound
from app.domain.training.needs.rules import FormState
from app.domain.training.targets.models import TrainingTarget
from app.domain.training.years.models import RequiredModule, TrainingYear
from app.domain.training.years.queries import required_of

MOST_REMARKS = 50


@dataclass(frozen=True)
class Extract:
    """Everything that a snapshot holds, as it was at `as_of`; people in the order of their places.

    `said` is, by school, what colleagues had said by then.
    """

    unit_id: int
    year: int
    as_of: datetime
    facts: tuple[Fact, ...]
    units: tuple[UnitFact, ...]
    context: Context
    said: Mapping[int, Said]


@contextmanager
def one_instant() -> Iterator[None]:
    """Everything read inside is of one instant, while others go on writing.

    SQLite's read transactions are snapshots by themselves; PostgreSQL is asked for one.
    """
    db.session.rollback()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        db.session.rollback()


def extract(province_id: int, year: int) -> Extract:
    """All facts of a province for the report of a year, of one instant.  Raises LookupError."""
    with one_instant():
        as_of = clock.campaign_now()
        ground = _ground(province_id, year)
        units = _units(ground)
        before = kept_snapshot(province_id, year - 1, ground.day)
        context = replace(_context(ground), before=before.id if before is not None else None)
        facts = compared(people_of(ground, units), context, before)
        said = said_of(ground)
    return Extract(province_id, year, as_of, *arranged(units, facts), context, said)


def arranged(
    units: Mapping[int, UnitFact], facts: Iterable[Fact]
) -> tuple[tuple[Fact, ...], tuple[UnitFact, ...]]:  # fmt: skip
    """The people by unit and name, and the units with the stretch of them that stands at and beneath each.

    Units follow the tree, by name: so the people of any unit are one range of places.
    """
    beneath_: dict[int | None, list[UnitFact]] = defaultdict(list)
    for unit in sorted(units.values(), key=lambda each: (each.kind, each.name_fold, each.id)):
        beneath_[unit.parent_id].append(unit)
    own: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        own[fact.unit_id].append(fact)
    people: list[Fact] = []
    placed: list[UnitFact] = []

    def visit(unit: UnitFact) -> None:
        first = len(people)
        people.extend(sorted(own[unit.id], key=lambda fact: (fact.sort_key, fact.person_id)))
        for each in beneath_[unit.id]:
            visit(each)
        placed.append(replace(unit, first=first, until=len(people)))

    for root in beneath_[None]:
        visit(root)
    return tuple(people), tuple(placed)


def _ground(province_id: int, year: int) -> Ground:
    province = db.session.get(Unit, province_id)
    if province is None or province.kind != UnitKind.PROVINCE:
        raise LookupError(province_id)
    above = [int(part) for part in province.path.strip("/").split("/")]
    training = db.session.scalar(
        select(TrainingYear).where(TrainingYear.unit_id == province_id, TrainingYear.year == year)
    )
    asked = (NeedsRound.unit_id == province_id, NeedsRound.year == year + 1)  # what is needed in the year to be planned
    round_ = db.session.scalar(select(NeedsRound).where(*asked))
    corrected, first = _corrected(province_id, year)
    day = first.as_of.astimezone(clock.VIETNAM).date() if first is not None else clock.today()
    tree_of = corrected.id if corrected is not None and _joined_since(corrected, day) else None
    held = _periods(province_id, above, year, merged=tree_of is None)
    period = held[0] if held else None
    return Ground(
        province, year, day, _tree(province, day, tree_of), tree_of, period, training, round_,
        tuple(required_of(training.id)) if training else (), tuple(all_modules()), tuple(each.id for each in held[1:]),
    )  # fmt: skip


def _periods(province_id: int, above: Sequence[int], year: int, *, merged: bool) -> list[Period]:
    """The period that holds in the province, first; then, `merged`, those that the units it took over held of that year
    by the same standards.
    """
    ordered = select(Period).where(Period.year == year).order_by(Period.unit_id != province_id, Period.id)
    found = list(db.session.scalars(ordered.where(Period.unit_id.in_(above)).limit(1)))
    if merged:
        found += db.session.scalars(ordered.where(Period.unit_id.in_(taken_over([province_id]))))
    standards = [(each.teacher_standard_id, each.manager_standard_id) for each in found]
    return [each for each, same in zip(found, standards, strict=True) if same == standards[0]]


def _corrected(province_id: int, year: int) -> tuple[Snapshot | None, Snapshot | None]:
    """What the edition stands on that the newest edition corrects, and what the first one does: a correction is about
    the people of that day.
    """
    newer = aliased(Report)
    found = (
        select(Snapshot)
        .join(Report, Report.snapshot_id == Snapshot.id)
        .join(newer, newer.corrects_id == Report.id)
        .where(newer.unit_id == province_id, newer.year == year)
        .order_by(newer.edition)
    )
    snapshots = db.session.scalars(found).all()
    return (snapshots[-1], snapshots[0]) if snapshots else (None, None)


def _joined_since(snapshot: Snapshot, day: date) -> bool:
    """Has one of its units, the province among them, taken another over on the day or later, or become part of one?"""
    units = select(SnapshotUnit.unit_id).where(SnapshotUnit.snapshot_id == snapshot.id)
    either = or_(UnitSuccession.unit_id.in_(units), UnitSuccession.successor_id.in_(units))
    return db.session.scalar(select(UnitSuccession.unit_id).where(UnitSuccession.since >= day, either)) is not None


def _tree(province: Unit, day: date, tree_of: int | None) -> Select[int]:
    """SQL: the ids of the units, those of a snapshot or those of now."""
    if tree_of is not None:
        return select(SnapshotUnit.unit_id).where(SnapshotUnit.snapshot_id == tree_of)
    return select(Unit.id).where(
        beneath(Unit.path, [province.path]),
        Unit.kind.in_((UnitKind.PROVINCE, UnitKind.MIDDLE, UnitKind.SCHOOL)),
        or_(Unit.valid_to.is_(None), Unit.valid_to > day),
    )


def _units(ground: Ground) -> dict[int, UnitFact]:
    """The province, its offices and schools, by id."""
    targets, stood = _targets(ground), _stood(ground)
    units = {}
    for unit in db.session.scalars(select(Unit).where(Unit.id.in_(ground.tree)).order_by(Unit.path)):
        above = unit.parent_id if unit.id != ground.province.id else None
        levels = tuple(unit.level_set)
        units[unit.id] = UnitFact(
            unit.id, *stood.get(unit.id, (above, unit.path)), unit.kind, unit.code, unit.name, unit.name_fold,
            unit.difficult, levels[0] if len(levels) == 1 else None, targets.get(unit.id),
        )  # fmt: skip
    return units


def _stood(ground: Ground) -> dict[int, tuple[int | None, str]]:
    """`(parent, path)` of the units where they stand otherwise than today."""
    found = select(SnapshotUnit).where(SnapshotUnit.snapshot_id == ground.tree_of)
    return {row.unit_id: (row.parent_id, row.path) for row in db.session.scalars(found)} if ground.tree_of else {}


def _targets(ground: Ground) -> dict[int, int]:
    if ground.training is None:
        return {}
    rows = db.session.scalars(select(TrainingTarget).where(TrainingTarget.training_year_id == ground.training.id))
    return {row.unit_id: row.teachers + row.managers for row in rows}


def _context(ground: Ground) -> Context:
    planned = db.session.scalar(
        select(TrainingYear).where(TrainingYear.unit_id == ground.province.id, TrainingYear.year == ground.year + 1)
    )
    return Context(
        teacher_standard=ground.period.teacher_standard_id if ground.period else None,
        manager_standard=ground.period.manager_standard_id if ground.period else None,
        modules=tuple(_required(row) for row in ground.required),
        catalogue=tuple(_module(module) for module in ground.catalogue),
        plan=tuple(_required(row) for row in required_of(planned.id)) if planned else (),
        satisfaction=_satisfaction(ground), remarks=_remarks(ground),
    )  # fmt: skip


def _module(module: TrainingModule) -> ModuleLine:
    return ModuleLine(module.id, module.code, module.title, module.audience)


def _required(row: RequiredModule) -> ModuleLine:
    return replace(_module(row.module), way=row.way, hours=row.hours, cost=row.cost)


def _satisfaction(ground: Ground) -> tuple[Satisfaction, ...]:
    """What closed surveys of the year tell, of at least five answers."""
    runs = db.session.scalars(
        select(FeedbackRun)
        .where(
            FeedbackRun.unit_id == ground.province.id, FeedbackRun.year == ground.year, FeedbackRun.state == "closed",
            FeedbackRun.counts.is_not(None),
        )
        .order_by(FeedbackRun.kind, FeedbackRun.subject, FeedbackRun.number)
    )  # fmt: skip
    return tuple(
        Satisfaction(
            run.title, run.audience, run.invited, run.answers or 0, *agreeing(run.counts or []), subject=run.subject
        )
        for run in runs
    )


def _remarks(ground: Ground) -> tuple[str, ...]:
    """What people remark on the materials in their declarations of needs, each wording once."""
    if ground.round_ is None:
        return ()
    found = select(NeedsForm.material).where(
        NeedsForm.round_id == ground.round_.id, NeedsForm.state == FormState.HANDED_IN, NeedsForm.material != ""
    )
    return tuple(db.session.scalars(found.distinct().order_by(NeedsForm.material).limit(MOST_REMARKS)))
