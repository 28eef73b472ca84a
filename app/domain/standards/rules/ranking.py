"""Which rank follows from a form, by which clause, and what is the least that would lift it?  Pure, integers only.

Circular 20/2018 Điều 10 khoản 2 and circular 14/2018 Điều 10 khoản 2, both as data (`RankingRule`).  A form with a
blank has no rank; it says what is missing.  The rule proposes, the head decides.
"""

from dataclasses import dataclass

from app.domain.standards.rules.standard import Clause, Form, Standard, unrated


@dataclass(frozen=True)
class Lift:
    """One criterion, and the level it would have to reach."""

    criterion: int
    level: int


@dataclass(frozen=True)
class Shortfall:
    """What a form lacks for a clause: criteria below what all need, key ones below theirs, and the share's count."""

    clause: Clause
    below_all: tuple[int, ...]
    below_key: tuple[int, ...]
    needed: int
    reached: int


@dataclass(frozen=True)
class Ranking:
    """The rank with the clause that decided, what speaks against the next better one, and the shortest way there.

    Without a rank `missing` lists the blank criteria; with the best rank there is no shortfall and nothing to lift.
    """

    rank: int | None
    clause: Clause | None = None
    missing: tuple[int, ...] = ()
    shortfall: Shortfall | None = None
    lifting: tuple[Lift, ...] = ()


def rank_form(standard: Standard, form: Form) -> Ranking:
    """Rank a form.  `form` has one level a criterion, in the standard's order."""
    if len(form) != len(standard.criteria):
        raise ValueError("a form has one level for each criterion")
    missing = unrated(form)
    if missing:
        return Ranking(None, missing=missing)
    levels = [level for level in form if level is not None]
    clauses = standard.ranking.clauses
    place = next(n for n, clause in enumerate(clauses) if not _lacks(shortfall(standard, levels, clause)))
    if place == 0:
        return Ranking(clauses[0].rank, clauses[0])
    ways = [_lift(standard, levels, better) for better in reversed(clauses[:place])]
    return Ranking(
        clauses[place].rank, clauses[place],
        shortfall=shortfall(standard, levels, clauses[place - 1]), lifting=min(ways, key=len),
    )  # fmt: skip


def share_needed(standard: Standard) -> int:
    """How many criteria make up the share: the smallest n with den × n ≥ num × total."""
    numerator, denominator = standard.ranking.share
    return -(-numerator * len(standard.criteria) // denominator)


def shortfall(standard: Standard, levels: list[int], clause: Clause) -> Shortfall:
    """What complete levels lack for a clause."""
    share = clause.share_at_least
    return Shortfall(
        clause,
        below_all=_below(levels, clause.all_at_least),
        below_key=tuple(no for no in _below(levels, clause.key_at_least) if no in standard.keys),
        needed=share_needed(standard) if share is not None else 0,
        reached=sum(level >= share for level in levels) if share is not None else 0,
    )


def _below(levels: list[int], floor: int | None) -> tuple[int, ...]:
    return tuple(no for no, level in enumerate(levels, start=1) if floor is not None and level < floor)


def _lacks(short: Shortfall) -> bool:
    return bool(short.below_all or short.below_key or short.reached < short.needed)


def _lift(standard: Standard, levels: list[int], clause: Clause) -> tuple[Lift, ...]:
    """The fewest criteria that, raised, fulfil a clause; among equals those nearest to it, then by number."""
    share, floors = clause.share_at_least, _floors(standard, clause)
    raised = {no: floor for no, floor in floors.items() if levels[no - 1] < floor}
    if share is not None:
        # What must be raised anyway counts towards the share too when raised far enough.
        short = share_needed(standard) - sum(level >= share for level in levels)
        below = [no for no, level in enumerate(levels, start=1) if level < share]
        nearest = sorted(below, key=lambda no: (no not in raised, share - raised.get(no, levels[no - 1]), no))
        raised |= {no: max(share, raised.get(no, share)) for no in nearest[: max(short, 0)]}
    return tuple(Lift(no, raised[no]) for no in sorted(raised))


def _floors(standard: Standard, clause: Clause) -> dict[int, int]:
    """What the clause demands of each criterion by itself."""
    everywhere = clause.all_at_least or 0
    key = max(everywhere, clause.key_at_least or 0)
    return {criterion.no: key if criterion.key else everywhere for criterion in standard.criteria}
