"""How has somebody's work been judged over the years?  Values only: one year at a time, and what moved between two.

A year is compared only with one by the same standard: a criterion of another circular is another question.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.standards.rules.standard import Form


@dataclass(frozen=True)
class Judged:
    """One year of one person, as far as the viewer may know it; `own` and `head` are None where there are no levels.

    `rank` is the decided one; `from_paper` says that the result was taken over from a signed paper.
    """

    evaluation_id: int
    year: int
    unit: str
    position: str
    standard_id: int
    state: str
    excused: bool
    own: Form | None
    own_rank: int | None
    head: Form | None
    rank: int | None
    from_paper: bool


@dataclass(frozen=True)
class Moved:
    """Between two years: the criteria (numbers) that stand higher now, and those that stand lower."""

    since: int
    up: tuple[int, ...]
    down: tuple[int, ...]


def spread(form: Form, levels: int) -> tuple[int, ...]:
    """How many criteria have each level, the lowest first; blanks count nowhere."""
    return tuple(sum(level == each for level in form) for each in range(levels))


def judged_last(year: Judged) -> Form | None:
    """The levels that count: the head's; what people said of themselves is no judgement."""
    return year.head if year.head is not None and None not in year.head else None


def moved(years: Sequence[Judged]) -> Moved | None:
    """What moved between the newest two years with the head's levels by the same standard; None: nothing to compare.

    `years` come the newest first.
    """
    rated = [(year, form) for year in years if (form := judged_last(year)) is not None]
    if not rated:
        return None
    newest, now = rated[0]
    earlier = next(((year, form) for year, form in rated[1:] if year.standard_id == newest.standard_id), None)
    if earlier is None:
        return None
    pairs = list(enumerate(zip(earlier[1], now, strict=True), start=1))
    return Moved(
        earlier[0].year,
        tuple(no for no, (then, at) in pairs if then is not None and at is not None and at > then),
        tuple(no for no, (then, at) in pairs if then is not None and at is not None and at < then),
    )


def by_standard(years: Sequence[Judged]) -> list[tuple[int, tuple[Judged, ...]]]:
    """The years that have any levels, under the standard that they were judged by, the newest standard first."""
    found: dict[int, list[Judged]] = {}
    for year in years:
        if year.own is not None or (year.head is not None and any(level is not None for level in year.head)):
            found.setdefault(year.standard_id, []).append(year)
    return [(standard_id, tuple(group)) for standard_id, group in found.items()]
