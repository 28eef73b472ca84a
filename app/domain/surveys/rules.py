"""What is an anonymous survey?  Statements, one choice each, and nothing kept but how often each was chosen (ANON).

An answer is one choice a statement (its index, 0 first), None for "không trả lời" where a form lets people skip.
`Counts` has a row a statement and a column a choice, the last one for what was skipped where that is allowed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

Answer = tuple[int | None, ...]
Counts = tuple[tuple[int, ...], ...]

FEWEST = 5
"""Fixed: fewer invited, no survey; fewer answers, no result (ANON-4)."""
ROUGH_BELOW = 20
LONGEST_COMMENT = 1000
MOST_COMMENTS = 2  # an answer may bring along
NOT_YET, ANSWERED = "0", "1"
"""Who has answered: a sign a seat, the first invited first; all of them in the one row that every sending rewrites."""
BLOCK = 2048  # packed results come in whole blocks, so that their length does not tell of a comment


class Scale(StrEnum):
    """The choices offered; their words stand in the labels."""

    AGREEMENT = "agreement"


CHOICES: dict[Scale, int] = {Scale.AGREEMENT: 4}


class SurveyState(StrEnum):
    """Where a survey stands; closed is the end, nothing leads back (ANON-6)."""

    OPEN = "open"
    CLOSED = "closed"


class BandKind(StrEnum):
    """How a share is told without the exact number."""

    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True)
class Band:
    """A share in per cent as the person concerned is told it."""

    kind: BandKind
    percent: int


@dataclass(frozen=True)
class Shape:
    """What an answer must fit: how many statements, how many choices each, may one be skipped?"""

    statements: int
    choices: int
    may_skip: bool = False

    @property
    def columns(self) -> int:
        return self.choices + self.may_skip


@dataclass(frozen=True)
class Collected:
    """Everything that is kept of all answers together; `comments` have no order."""

    counts: Counts
    comments: tuple[str, ...] = ()

    @property
    def answers(self) -> int:
        """How many answers are counted."""
        return sum(self.counts[0]) if self.counts else 0


class WrongSum(RuntimeError):
    """The choices of a statement do not sum to the number of answers: somebody changed the stored counts."""


def nothing_collected(shape: Shape) -> Collected:
    """Before the first answer."""
    return Collected(((0,) * shape.columns,) * shape.statements)


def unanswered(shape: Shape, answer: Answer) -> tuple[int, ...]:
    """Numbers (from 1) of the statements that still need a choice.  Raises ValueError for an answer of no such form."""
    if len(answer) != shape.statements or any(each is not None and not 0 <= each < shape.choices for each in answer):
        raise ValueError("not an answer of this form")
    return () if shape.may_skip else tuple(no for no, each in enumerate(answer, start=1) if each is None)


def with_answer(
    collected: Collected, shape: Shape, answer: Answer, comments: Sequence[str], random: Random
) -> Collected:
    """One more answer: counted, its comments among the others in a new order, and gone.  Raises ValueError."""
    written = [comment for comment in comments if comment]
    if unanswered(shape, answer) or len(written) > MOST_COMMENTS:
        raise ValueError("not every statement has a choice")
    chosen = [shape.choices if each is None else each for each in answer]
    counts = tuple(
        tuple(number + (column == choice) for column, number in enumerate(row))
        for row, choice in zip(collected.counts, chosen, strict=True)
    )
    shuffled = [*collected.comments, *written]
    random.shuffle(shuffled)
    return Collected(counts, tuple(shuffled))


def has_answered(seats: str, seat: int) -> bool:
    """Has whoever holds this seat (1 first) answered?"""
    return seats[seat - 1] == ANSWERED


def with_seat(seats: str, seat: int, *, answered: bool) -> str:
    """The seats with one of them marked anew."""
    return seats[: seat - 1] + (ANSWERED if answered else NOT_YET) + seats[seat:]


def number_answered(seats: str) -> int:
    """How many have answered."""
    return seats.count(ANSWERED)


def check_sums(collected: Collected, answers: int) -> None:
    """Raise WrongSum unless the choices of each statement sum to the number of answers (ANON-1)."""
    if any(sum(row) != answers for row in collected.counts) or len(collected.comments) > answers * MOST_COMMENTS:
        raise WrongSum


def pack(collected: Collected) -> str:
    """As text, blanks added up to whole blocks."""
    text = json.dumps({"counts": collected.counts, "comments": collected.comments}, ensure_ascii=True)
    return text + " " * (-len(text) % BLOCK)


def unpack(text: str) -> Collected:
    """The twin of `pack`."""
    kept = json.loads(text)
    return Collected(tuple(map(tuple, kept["counts"])), tuple(kept["comments"]))


def bands(row: Sequence[int], answers: int) -> tuple[Band, ...]:
    """The shares of one statement's choices as the rated person is told them (ANON-4).

    Rounded to 5 % below twenty answers, to 1 % from there on.  All alike and all but one alike read the same, so that
    unanimity shows nobody's answer and one who stood apart is not seen.
    """
    step = 5 if answers < ROUGH_BELOW else 1
    if max(row) >= answers - 1:
        edge = 100 * (answers - 1) // answers // 5 * 5
        return tuple(
            Band(BandKind.AT_LEAST, edge) if number >= answers - 1 else Band(BandKind.AT_MOST, 100 - edge)
            for number in row
        )
    return tuple(Band(BandKind.ABOUT, _rounded(number, answers, step)) for number in row)


def _rounded(number: int, answers: int, step: int) -> int:
    """Per cent to the nearest step, half a step upwards."""
    return (200 * number + answers * step) // (2 * answers * step) * step
