"""What do the colleagues' opinions on one person add up to, and when may it be shown?  Counts, never a computed level.

Confidential (letter 4530, form BM03): counts only, and none from fewer than three answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.standards.rules.standard import Form

FEWEST_ANSWERS = 3


@dataclass(frozen=True)
class Tally:
    """How many answered, and for each criterion how often each level was given; None: too few to be shown."""

    answers: int
    counts: tuple[tuple[int, ...], ...] | None

    def modes(self, criterion: int) -> frozenset[int]:
        """The levels given most often to a criterion (several on a tie, none when nothing is shown)."""
        if self.counts is None:
            return frozenset()
        counts = self.counts[criterion - 1]
        most = max(counts, default=0)
        return frozenset(level for level, count in enumerate(counts) if count == most and most)


def tally(forms: Sequence[Form], criteria: int, levels: int) -> Tally:
    """Count complete forms of `criteria` levels each, on a scale of `levels` steps."""
    if len(forms) < FEWEST_ANSWERS:
        return Tally(len(forms), None)
    counts = tuple(
        tuple(sum(form[index] == level for form in forms) for level in range(levels)) for index in range(criteria)
    )
    return Tally(len(forms), counts)
