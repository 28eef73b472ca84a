"""How does a year of training stand for the viewer, in one look?"""

from collections.abc import Sequence

from app.domain.progress.models import Campaign
from app.domain.progress.queries import Leaves, totals
from app.domain.progress.summary import Summary, summed_up
from app.domain.training.board.indicators import FIGURES, LATELY, LATELY_DAYS, MAIN, OF_YEAR, Scope
from app.domain.viewer import Viewer


def summary(viewer: Viewer, campaign: Campaign, scope: Scope, paths: Sequence[str], leaves: Leaves) -> Summary:
    """The figures beneath these paths, as far as the viewer sees."""
    shown = OF_YEAR if scope.whole else FIGURES
    figures = totals(viewer, campaign.id, paths, leaves, (*shown, LATELY), MAIN)
    return summed_up(figures, scope.due, MAIN, LATELY, LATELY_DAYS)
