"""Which schools stand out when a report is counted?  All of the best rank, or far above what colleagues say.

That is asked once, while the snapshot is taken, of its own people and instant: no page reads every school again, and
nothing that is sent later changes what was checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from app.db import db
from app.domain.evaluation.models import Evaluation, PeerOpinion
from app.domain.reporting.figures.cube import Counted, Cube
from app.domain.reporting.figures.signs import Cell, Part, Track, Who
from app.domain.reporting.people import Ground
from app.domain.standards.queries import standard_of

FEWEST_RANKED = 10
"""Fewer people all of the best rank are no surprise."""
FEWEST_ANSWERS = 3
FAR_ABOVE = 0.5
"""By so many levels the own assessments lie above the colleagues' opinions, on average over a school."""

TEACHERS = Part(who=Who.TEACHER)


@dataclass(frozen=True)
class Said:
    """What the colleagues said at a school: how many opinions were sent, and the mean level of all criteria in them."""

    opinions: int
    mean: float


@dataclass(frozen=True)
class Unusual:
    """Why a school stands out: how many were ranked, all of them best; the own mean level far above the colleagues'.

    What does not hold of the school is None.
    """

    all_best: int | None = None
    opinions: int | None = None
    own: float | None = None
    colleagues: float | None = None


def unusual(cubes: Mapping[Track, Cube], ranks: str, said: Said | None) -> Unusual | None:
    """Why the school of these cubes stands out; None where it does not.  `ranks` are all ranks, the lowest first."""
    counted = Counted(cubes)
    each = {int(sign): counted.number(Cell(Track.RANK, sign, part=TEACHERS)) for sign in ranks}
    all_best = sum(each.values()) if is_all_best(each) else None
    own = mean_of(cubes.get(Track.OWN, {})) if said is not None else None
    if said is not None and own is not None and own - said.mean >= FAR_ABOVE:
        return Unusual(all_best, said.opinions, own, said.mean)
    return Unusual(all_best) if all_best is not None else None


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


def said_of(ground: Ground) -> dict[int, Said]:
    """By school: what colleagues said in the year's evaluation, from three opinions on."""
    if ground.period is None:
        return {}
    standard = ground.period.teacher_standard_id
    ordinals = [level.ordinal for level in standard_of(standard).levels]
    found = (
        select(Evaluation.unit_id, func.count(), *(func.sum(_how_often(str(each))) for each in ordinals))
        .join(Evaluation, Evaluation.id == PeerOpinion.evaluation_id)
        .where(
            Evaluation.period_id.in_(ground.periods), Evaluation.unit_id.in_(ground.tree),
            Evaluation.standard_id == standard, PeerOpinion.sent_at.is_not(None),
        )
        .group_by(Evaluation.unit_id)
        .having(func.count() >= FEWEST_ANSWERS)
    )  # fmt: skip
    said = {}
    for unit_id, opinions, *numbers in db.session.execute(found):
        total = sum(ordinal * number for ordinal, number in zip(ordinals, numbers, strict=True))
        if rated := sum(numbers):
            said[unit_id] = Said(opinions, total / rated)
    return said


def _how_often(sign: str) -> ColumnElement[int]:
    """SQL: of how many criteria an opinion gives this level."""
    return func.length(PeerOpinion.levels) - func.length(func.replace(PeerOpinion.levels, sign, ""))
