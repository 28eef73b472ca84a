"""What should be looked at before a report goes to the leader?  What is missing, and what stands out.

Nothing here is a mistake by itself: each is a question to the school, with the people or the unit behind it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, case, cast, func, select

from app.db import db
from app.domain.evaluation.models import Evaluation, PeerOpinion, Period
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.reporting.figures.cube import Counted, Cube
from app.domain.reporting.figures.signs import EXCUSED, NOT_YET, UNKNOWN, Cell, Part, Track, Who
from app.domain.reporting.models import SnapshotCube, SnapshotUnit
from app.domain.reporting.queries import Reading, cubes_of
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer

READERS = frozenset({Role.DISTRICT, Role.PROVINCE})
ENROLLED = "x-0123456789"
MISSING: dict[str, Cell] = {
    "not_ranked": Cell(Track.RANK, NOT_YET),
    "excused": Cell(Track.RANK, EXCUSED),
    "no_level": Cell(Track.RANK, ENROLLED, part=Part(level=UNKNOWN)),
    "no_sex": Cell(Track.RANK, ENROLLED, part=Part(sex=UNKNOWN)),
    "no_ethnicity": Cell(Track.RANK, ENROLLED, part=Part(ethnicity=UNKNOWN)),
}
"""What may be missing of people, each as the cell that lists them."""

FEWEST_RANKED = 10
"""Fewer people all of the best rank are no surprise."""
FEWEST_ANSWERS = 3
BLANKS = ("", "-")
FAR_ABOVE = 0.5
"""By so many levels the own assessments lie above the colleagues' opinions, on average over a school."""


@dataclass(frozen=True)
class Outlier:
    """A school that stands out; `own` and `colleagues` are mean levels where these are the reason."""

    unit_id: int
    name: str
    people: int
    own: float | None = None
    colleagues: float | None = None


@dataclass(frozen=True)
class Checked:
    """How many people each lack concerns, and which schools stand out."""

    missing: Mapping[str, int]
    all_best: tuple[Outlier, ...]
    far_above: tuple[Outlier, ...]


def check(viewer: Viewer, reading: Reading) -> Checked | None:
    """What to look at in a report; None for whoever does not check it."""
    if viewer.role not in READERS:
        return None
    counted = Counted(cubes_of(reading.snapshot.id, [reading.unit.unit_id], (Track.RANK,))[reading.unit.unit_id])
    missing = {key: counted.number(cell) for key, cell in MISSING.items()}
    schools = _schools(reading)
    return Checked(missing, tuple(_all_best(reading, schools)), tuple(_far_above(reading, schools)))


def is_all_best(ranks: Mapping[int, int]) -> bool:
    """Have so many people been ranked, all of them at the best rank?  `ranks` says how many have each."""
    ranked = sum(ranks.values())
    return ranked >= FEWEST_RANKED and bool(ranks) and ranks[max(ranks)] == ranked


def mean_of(cube: Cube) -> float | None:
    """The mean level of all criteria that teachers have rated, over everybody of a cube; None where there is none."""
    total = number = 0
    for slice_, counts in cube.items():
        if slice_.startswith(Who.TEACHER):
            for key, many in counts.items():
                if key[-1].isdecimal():
                    total, number = total + int(key[-1]) * many, number + many
    return total / number if number else None


def _schools(reading: Reading) -> dict[int, tuple[str, dict[str, Cube]]]:
    """By school beneath the unit: its name, and its cubes of ranks and own levels."""
    unit = reading.unit
    found = (
        select(SnapshotUnit.unit_id, SnapshotUnit.name, SnapshotCube.track, SnapshotCube.counts)
        .join(
            SnapshotCube,
            (SnapshotCube.snapshot_id == SnapshotUnit.snapshot_id) & (SnapshotCube.unit_id == SnapshotUnit.unit_id),
        )
        .where(
            SnapshotUnit.snapshot_id == reading.snapshot.id, SnapshotUnit.kind == UnitKind.SCHOOL,
            SnapshotUnit.first >= unit.first, SnapshotUnit.until <= unit.until,
            SnapshotCube.track.in_((Track.RANK, Track.OWN)),
        )
        .order_by(SnapshotUnit.first)
    )  # fmt: skip
    schools: dict[int, tuple[str, dict[str, Cube]]] = {}
    for unit_id, name, track, counts in db.session.execute(found):
        schools.setdefault(unit_id, (name, {}))[1][track] = counts
    return schools


def _all_best(reading: Reading, schools: Mapping[int, tuple[str, dict[str, Cube]]]) -> Iterable[Outlier]:
    standard = reading.context.teacher_standard
    if standard is None:
        return
    levels = [level.ordinal for level in standard_of(standard).levels]
    for unit_id, (name, cubes) in schools.items():
        counted = Counted({Track.RANK: cubes.get(Track.RANK, {})})
        ranks = {each: counted.number(Cell(Track.RANK, str(each), part=Part(who=Who.TEACHER))) for each in levels}
        if is_all_best(ranks):
            yield Outlier(unit_id, name, sum(ranks.values()))


def _far_above(reading: Reading, schools: Mapping[int, tuple[str, dict[str, Cube]]]) -> Iterable[Outlier]:
    said = _colleagues(reading)
    for unit_id, (name, cubes) in schools.items():
        own, others = mean_of(cubes.get(Track.OWN, {})), said.get(unit_id)
        if own is not None and others is not None and own - others[1] >= FAR_ABOVE:
            yield Outlier(unit_id, name, others[0], own, others[1])


def _colleagues(reading: Reading) -> dict[int, tuple[int, float]]:
    """By school: how many opinions were sent, and their mean level; from three opinions on."""
    standard = reading.context.teacher_standard
    if standard is None:
        return {}
    places = range(1, len(standard_of(standard).criteria) + 1)
    signs = [func.substr(PeerOpinion.levels, place, 1) for place in places]
    rated: Any = sum(case((sign.in_(BLANKS), 0), else_=1) for sign in signs)
    levels: Any = sum(case((sign.in_(BLANKS), 0), else_=cast(sign, Integer)) for sign in signs)
    found = (
        select(Evaluation.unit_id, func.count(), func.sum(levels), func.sum(rated))
        .join(Evaluation, Evaluation.id == PeerOpinion.evaluation_id)
        .join(Period, Period.id == Evaluation.period_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(
            Period.year == reading.report.year, PeerOpinion.sent_at.is_not(None),
            Unit.path.startswith(reading.path, autoescape=True), Evaluation.standard_id == standard,
        )
        .group_by(Evaluation.unit_id)
        .having(func.count() >= FEWEST_ANSWERS)
    )  # fmt: skip
    return {unit: (many, total / of) for unit, many, total, of in db.session.execute(found) if of}
