"""What stands on a page of the grid: the sheets of ten people, and which of them are ready to be ranked?"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db import db
from app.domain import clock
from app.domain.evaluation.grid.rules import blanks_to_fill
from app.domain.evaluation.hand_in.closing import why_closed
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.periods import head_decides_in
from app.domain.evaluation.roll import Wanted, evaluations_to_decide
from app.domain.evaluation.rules.flow import EvaluationState
from app.domain.evaluation.sheets import Sheet, sheets_of, why_not_rated
from app.domain.viewer import Viewer

SIZE = 10


@dataclass(frozen=True)
class Row:
    """One person of the grid; `refused` says why the head may not rate them now, `common` what could fill blanks."""

    sheet: Sheet
    refused: str | None
    common: dict[int, int]

    @property
    def id(self) -> int:
        """Of the evaluation."""
        return self.sheet.evaluation.id

    @property
    def unexplained(self) -> tuple[int, ...]:
        """Criteria whose level still needs a reason."""
        return tuple(no for no in self.sheet.to_explain if not self.sheet.reasons.get(no))

    @property
    def complete(self) -> bool:
        """Saved with every level, and open to be ranked."""
        considered = self.sheet.evaluation.state == EvaluationState.CONSIDERED
        return considered and self.refused is None and self.sheet.ranking.rank is not None

    @property
    def ready(self) -> bool:
        """Complete, and no reason is missing."""
        return self.complete and not self.unexplained


def rows_of(viewer: Viewer, period_id: int, wanted: Wanted) -> list[Row]:
    """The people wanted, about whom the viewer's office decides."""
    return _rows(db.session.get_one(Period, period_id), evaluations_to_decide(viewer, period_id, wanted))


def row_of(sheet: Sheet) -> Row:
    """The row of one sheet at hand."""
    evaluation = sheet.evaluation
    decides = head_decides_in(evaluation.period, evaluation.unit_id)
    return _row(sheet, evaluation.period, why_closed(evaluation.period_id, evaluation.decided_in), decides=decides)


def _rows(period: Period, evaluations: Sequence[Evaluation]) -> list[Row]:
    decides = {unit_id: head_decides_in(period, unit_id) for unit_id in {each.unit_id for each in evaluations}}
    closed = {unit_id: why_closed(period.id, unit_id) for unit_id in {each.decided_in for each in evaluations}}
    return [
        _row(sheet, period, closed[sheet.evaluation.decided_in], decides=decides[sheet.evaluation.unit_id])
        for sheet in sheets_of(evaluations)
    ]


def _row(sheet: Sheet, period: Period, closed: str | None, *, decides: bool) -> Row:
    refused = closed or why_not_rated(sheet.evaluation, period, clock.campaign_now(), head_decides=decides)
    return Row(sheet, refused, {} if refused else blanks_to_fill(sheet.form, sheet.colleagues))
