"""What do the colleagues' opinions on one person add up to, and when may it be shown?  Counts, never a computed level.

Confidential (letter 4530, form BM03): counts only, none from fewer than three answers, and none before the step is
over: whoever looked before and after one more answer would learn what one colleague said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.standards.rules.standard import Form

FEWEST_ANSWERS = 3


class Hidden(StrEnum):
    """Why no counts are shown."""

    WAITING = "waiting"  # answers may still come in
    FEW = "few"  # fewer than three answers
    NOT_COLLATED = "not_collated"  # the head of the school says why
    NOT_PUBLISHED = "not_published"  # one's own, before the result
    ON_PAPER = "on_paper"  # the result was taken over from paper: nobody was asked here


@dataclass(frozen=True)
class Tally:
    """How many answered of how many asked, and for each criterion how often each level was given (None: hidden)."""

    answers: int
    counts: tuple[tuple[int, ...], ...] | None
    asked: int = 0
    hidden: Hidden | None = None

    def modes(self, criterion: int) -> frozenset[int]:
        """The levels given most often to a criterion (several on a tie, none when nothing is shown)."""
        if self.counts is None:
            return frozenset()
        counts = self.counts[criterion - 1]
        most = max(counts, default=0)
        return frozenset(level for level, count in enumerate(counts) if count == most and most)


def why_hidden(answers: int, *, closed: bool, collated: bool = True) -> Hidden | None:
    """Why may these counts not be shown?  None: they may.

    Not even when everybody who is asked has answered: until the step is over (`closed`) somebody may be enrolled, or
    asked beside, and answer last.
    """
    if not collated:
        return Hidden.NOT_COLLATED
    if not closed:
        return Hidden.WAITING
    return Hidden.FEW if answers < FEWEST_ANSWERS else None


def tally(
    forms: Sequence[Form], criteria: int, levels: int, *, asked: int | None = None, hidden: Hidden | None = None
) -> Tally:
    """Count complete forms of `criteria` levels each, on a scale of `levels` steps; nothing where they are hidden."""
    asked = len(forms) if asked is None else asked
    hidden = hidden or (Hidden.FEW if len(forms) < FEWEST_ANSWERS else None)
    if hidden is not None:
        return Tally(len(forms), None, asked, hidden)
    counts = tuple(
        tuple(sum(form[index] == level for form in forms) for level in range(levels)) for index in range(criteria)
    )
    return Tally(len(forms), counts, asked)
