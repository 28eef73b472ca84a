"""What may be kept of a signed paper, beside the result that was taken over from it?  Values only."""

from app.domain.evaluation.evidence.rules import FileKind

KINDS = frozenset({FileKind.PDF, FileKind.JPG, FileKind.PNG})
"""What a scanner or a telephone makes of paper."""

MOST_COPIES = 20
"""Of one person's paper, and of the unit's own: with 10 MB a file the space of UP-2."""

FIGURES = ("due", "without", "with")
