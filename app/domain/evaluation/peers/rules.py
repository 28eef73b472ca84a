"""What may be changed about who is asked, and what is missing from a form?  Values in, reasons out."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

from app.domain.evaluation.rules.tally import FEWEST_ANSWERS
from app.domain.organisation.rules import Problem

SHORTEST_REASON = 10
VERSIONS = 10**9


@dataclass(frozen=True)
class Asking:
    """Who is asked about one colleague: everybody who may be, those who are, those of them who have answered."""

    candidates: frozenset[int]
    asked: frozenset[int]
    answered: frozenset[int]

    @property
    def version(self) -> int:
        """Names who is asked: two people who change it at once notice each other."""
        return _named(sorted(self.asked))


def check_adjustment(now: Asking, add: Collection[int], drop: Collection[int], reason: str) -> list[Problem]:
    """What speaks against asking these people beside, and those no more?  Empty when nothing does."""
    problems = []
    if not add and not drop:
        problems.append(Problem("nobody_chosen"))
    if len(reason) < SHORTEST_REASON:
        problems.append(Problem("reason_too_short", "reason"))
    if not set(add) <= now.candidates - now.asked:
        problems.append(Problem("not_to_be_asked", "add"))
    if set(drop) & now.answered:
        problems.append(Problem("has_answered", "drop"))
    elif not set(drop) <= now.asked:
        problems.append(Problem("not_asked", "drop"))
    left = len(now.asked | set(add)) - len(set(drop))
    if drop and left < FEWEST_ANSWERS and left < len(now.asked):
        problems.append(Problem("too_few_left", "drop"))
    return problems


def is_small(asked: Collection[int]) -> bool:
    """Is a group too small for counts, given how many people are asked about each of its members?"""
    return max(asked, default=0) < FEWEST_ANSWERS


class Way(StrEnum):
    """What becomes of a group in a period."""

    ALONE = "alone"  # its own members are asked, as by default
    JOINED = "joined"  # the members of other groups are asked too
    LEFT_OUT = "left_out"  # nobody is asked: "không tổng hợp"


@dataclass(frozen=True)
class Arrangement:
    """What is settled for a group: the way, the groups joined (ids), the remark of a group that is left out."""

    way: Way = Way.ALONE
    joined: frozenset[int] = frozenset()
    remark: str = ""

    @property
    def version(self) -> int:
        """Names what is settled: two people who change it at once notice each other."""
        return _named((self.way.value, sorted(self.joined), self.remark))


@dataclass(frozen=True)
class Arranging:
    """What an arrangement starts from: what holds now, the other groups of the school, and what is done already.

    `asked` is how many of the group's own members are asked about each; `answered_from` groups some of whose members
    have answered on somebody of this one.
    """

    now: Arrangement
    others: frozenset[int]
    asked: tuple[int, ...]
    answered_from: frozenset[int]
    closed: bool


def check_arrangement(start: Arranging, way: Way, joined: Collection[int], remark: str) -> list[Problem]:
    """What speaks against it?  Empty when nothing does."""
    wanted = frozenset(joined) if way is Way.JOINED else frozenset()
    problems = []
    if way is not Way.ALONE and len(remark) < SHORTEST_REASON:
        problems.append(Problem("reason_too_short", "remark"))
    if way is Way.LEFT_OUT:
        if not is_small(start.asked):
            problems.append(Problem("large_enough", "way"))
        return problems
    if way is Way.JOINED and not wanted:
        problems.append(Problem("no_group_chosen", "joined"))
    if not wanted <= start.others:
        problems.append(Problem("not_of_this_school", "joined"))
    if wanted - start.now.joined and start.closed:
        problems.append(Problem("too_late_to_join", "way"))
    if (start.now.joined - wanted) & start.answered_from:
        problems.append(Problem("has_answered", "joined"))
    return problems


def _named(state: object) -> int:
    """A number for a state: equal states, equal numbers."""
    return crc32(repr(state).encode()) % VERSIONS
