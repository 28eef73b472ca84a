"""In which shares are provinces compared?  Few, each worked out as the frozen report itself gives it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import and_, select

from app.db import db
from app.domain.reporting.figures.arithmetic import share
from app.domain.reporting.figures.cube import Counted
from app.domain.reporting.figures.evaluation import completed, everybody, ranks_of
from app.domain.reporting.figures.signs import NOT_YET, PASSED, Cell, Part, Track, Who
from app.domain.reporting.models import Snapshot, SnapshotCube
from app.domain.standards.queries import standard_of


class Measure(StrEnum):
    """What is compared; numerator and denominator are `cells_of`, the sentence stands in the labels."""

    EVALUATED = "evaluated"
    GOOD = "good"
    BEST = "best"
    TRAINED = "trained"


@dataclass(frozen=True)
class Source:
    """Where the report has the measure: its part, its table, with how many decimals."""

    part: str
    table: str
    decimals: int


SOURCES: Mapping[Measure, Source] = {
    Measure.EVALUATED: Source("A.1", "A.1.1", 1),
    Measure.GOOD: Source("A.1", "A.1.2", 2),
    Measure.BEST: Source("A.1", "A.1.2", 2),
    Measure.TRAINED: Source("B", "B.1", 1),
}

GOOD_RANKS = 2
"""The two upper ranks are good: Khá and Tốt of circular 20/2018, whatever another standard calls them."""


@dataclass(frozen=True)
class Portion:
    """So many of so many people."""

    number: int
    of: int
    decimals: int

    @property
    def percent(self) -> Decimal:
        """As the report's table rounds it."""
        return share(self.number, self.of, self.decimals)


Shares = Mapping[Measure, Portion]


def cells_of(measure: Measure, ranks: str) -> tuple[Cell, Cell]:
    """Who has it, of whom; `ranks` are the signs of all ranks of the teachers' standard, the lowest first."""
    if measure is Measure.TRAINED:
        return Cell(Track.FINISHED, PASSED), Cell(Track.FINISHED, f"{NOT_YET}{PASSED}")
    teachers = Part(who=Who.TEACHER)
    ranked = completed(ranks, teachers)
    if measure is Measure.EVALUATED:
        return ranked, everybody(ranks, teachers)
    upper = ranks[-1:] if measure is Measure.BEST else ranks[-GOOD_RANKS:]
    return Cell(Track.RANK, upper, part=teachers), ranked


def shares_of(snapshots: Collection[int]) -> dict[int, Shares]:
    """By snapshot of a province: the measures that have somebody to count; one query however many there are."""
    if not snapshots:
        return {}
    standard = Snapshot.context["teacher_standard"].as_integer()
    found = (
        select(SnapshotCube.snapshot_id, SnapshotCube.track, SnapshotCube.counts, standard)
        .join(Snapshot, and_(Snapshot.id == SnapshotCube.snapshot_id, Snapshot.unit_id == SnapshotCube.unit_id))
        .where(SnapshotCube.snapshot_id.in_(snapshots), SnapshotCube.track.in_([Track.RANK, Track.FINISHED]))
    )
    cubes: dict[int, dict[Track, dict[str, dict[str, int]]]] = {}
    ranks: dict[int, str] = {}
    for snapshot_id, track, counts, standard_id in db.session.execute(found):
        cubes.setdefault(snapshot_id, {})[Track(track)] = counts
        ranks[snapshot_id] = ranks_of(standard_of(standard_id)) if standard_id is not None else ""
    return {each: _shares(Counted(own), ranks[each]) for each, own in cubes.items()}


def _shares(counted: Counted, ranks: str) -> Shares:
    found = {}
    for measure in Measure:
        having, all_ = cells_of(measure, ranks)
        if of := counted.number(all_):
            found[measure] = Portion(counted.number(having), of, SOURCES[measure].decimals)
    return found
