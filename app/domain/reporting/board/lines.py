"""How does each unit beneath one stand in everything at once?  From stored figures, hand-ins and reports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from app.domain.evaluation.board.indicators import LATELY as ASSESSED_LATELY
from app.domain.evaluation.board.summary import PACED, step_at_hand
from app.domain.evaluation.hand_in.standing import Standing, standings
from app.domain.evaluation.models import Period
from app.domain.identity.indicators import LATELY as DECLARED_LATELY
from app.domain.identity.indicators import LATELY_DAYS, MAIN
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.progress.rules import forecast
from app.domain.progress.several import MOST_FOUND, unit_alone, units_beneath, units_named
from app.domain.reporting.board.ground import Ground
from app.domain.reporting.board.rules import (
    Cell,
    Course,
    Subject,
    Trouble,
    course_of,
    days_late,
    need,
    trouble_with,
    worst_first,
)
from app.domain.reporting.overview import READERS as SEE_REPORTS
from app.domain.reporting.overview import ProvinceRow, reports_of
from app.domain.reporting.rules import ReportState
from app.domain.training.board.indicators import LATELY as PASSED_LATELY
from app.domain.training.board.indicators import MAIN as PASSED
from app.domain.training.catalogue.rules import Audience
from app.domain.training.support.indicators import PLANS
from app.domain.viewer import Viewer

VERIFIED, RANKED, PUBLISHED, ASSESSED, HANDED_IN = "verified", "ranked", "published", "assessed", "handed_in"
CODES: dict[Subject, tuple[str, ...]] = {
    Subject.IDENTITY: (VERIFIED, MAIN, DECLARED_LATELY),
    Subject.EVALUATION: (ASSESSED, RANKED, PUBLISHED, *ASSESSED_LATELY.values()),
    Subject.HAND_IN: (HANDED_IN,),
    Subject.TRAINING: (PASSED, PASSED_LATELY),
    Subject.PLANS: tuple(PLANS.values()),
}
"""The stored figures that each column is made of."""


@dataclass(frozen=True)
class Line:
    """One unit: its figures by column, where its own results and its report stand (None: it has none to see)."""

    unit_id: int
    name: str
    name_fold: str
    code: str
    kind: str
    path: str
    cells: Mapping[Subject, Cell]
    standing: Standing | None = None
    hand_in_late: int = 0
    """For how many days the unit's own results have been late."""
    report: ProvinceRow | None = None

    @cached_property
    def troubles(self) -> tuple[Trouble, ...]:
        """Where it is behind, the worst first."""
        said_by_itself = {Subject.HAND_IN} if self.kind == UnitKind.SCHOOL else set()
        cells = [(subject, cell) for subject, cell in self.cells.items() if subject not in said_by_itself]
        found = [trouble for subject, cell in cells if (trouble := trouble_with(subject, cell))]
        if self.hand_in_late:
            found.append(Trouble(Subject.HAND_IN, self.hand_in_late, own=True))
        if self.report is not None and self.report.days_late:
            found.append(Trouble(Subject.REPORT, self.report.days_late, own=True))
        return worst_first(found)

    @property
    def days_late(self) -> int:
        """For how many days whatever is latest has been late."""
        return self.troubles[0].days_late if self.troubles else 0

    @property
    def need(self) -> tuple[Any, ...]:
        """A sort key: who needs somebody most comes first."""
        return *need(self.troubles), self.name_fold, self.unit_id

    @property
    def course(self) -> Course:
        """How it is doing, all in all."""
        told = self.report
        report_open = told is not None and (told.correcting or told.state is not ReportState.SENT)
        handing_in = self.standing is not None and self.standing.has_it is not None
        return course_of(list(self.cells.values()), self.troubles, open_work=report_open or handing_in)


@dataclass(frozen=True)
class Lines:
    """The units of a board by name, and what they add up to; `cut`: a search found more than are looked at."""

    rows: list[Line]
    total: Mapping[Subject, Cell]
    cut: bool = False


def lines_beneath(viewer: Viewer, ground: Ground, below: Unit | None, words: str = "") -> Lines:
    """The units right beneath one (None: the viewer's provinces), or with `words` those anywhere beneath that have
    them in name or code."""
    codes = _codes(ground)
    if words:
        found = units_named(viewer, ground.campaign_ids, codes, words, below=below)
        rows, cut = found[:MOST_FOUND], len(found) > MOST_FOUND
    else:
        rows, cut = units_beneath(viewer, ground.campaign_ids, codes, below=below), False
    alone = rows[0].path if len(rows) == 1 else ""  # a university with one province: its deadlines are the ones
    total = _cells(viewer, ground, _sum(rows, codes, below.path if below else alone))
    return Lines(_lines(viewer, ground, rows), total, cut)


def line_of(viewer: Viewer, ground: Ground, unit: Unit) -> Line:
    """One unit in sight by itself."""
    (line,) = _lines(viewer, ground, [unit_alone(viewer, ground.campaign_ids, _codes(ground), unit)])
    return line


def own_report(viewer: Viewer, ground: Ground, unit: Unit | None) -> ProvinceRow | None:
    """Where the report of a province that the reader stands at is; None elsewhere."""
    if unit is None or unit.kind != UnitKind.PROVINCE or Subject.REPORT not in ground.subjects:
        return None
    return reports_of(viewer, [unit], ground.year, shares=False)[0]


def _codes(ground: Ground) -> tuple[str, ...]:
    return tuple(code for subject, codes in CODES.items() if subject in ground.subjects for code in codes)


def _sum(rows: Sequence[Any], codes: Sequence[str], path: str) -> Any:
    """The rows as one, which lies at a path."""
    names = [name for code in codes for name in (code, f"of_{code}")]
    return SimpleNamespace(path=path, **{name: sum(getattr(row, name) for row in rows) for name in names})


def _lines(viewer: Viewer, ground: Ground, rows: Sequence[Any]) -> list[Line]:
    periods = [period.id for period in ground.periods] if Subject.HAND_IN in ground.subjects else []
    standing = standings(viewer, periods, [row.id for row in rows])
    provinces = [row for row in rows if row.kind == UnitKind.PROVINCE] if viewer.role in SEE_REPORTS else []
    told = reports_of(viewer, provinces, ground.year, shares=False) if provinces else []
    reports = {row.unit_id: row for row in told}
    return [
        Line(
            row.id, row.name, row.name_fold, row.code, row.kind, row.path, _cells(viewer, ground, row),
            standing.get(row.id), _hand_in_late(ground, row.path, standing.get(row.id)), reports.get(row.id),
        )
        for row in rows
    ]  # fmt: skip


def _hand_in_late(ground: Ground, path: str, standing: Standing | None) -> int:
    period = ground.period_at(path)
    if period is None or standing is None or not standing.is_with_sender:
        return 0
    return days_late(ground.days_until(period.hand_in_due))


def _cells(viewer: Viewer, ground: Ground, row: Any) -> Mapping[Subject, Cell]:
    return {subject: make(viewer, ground, row) for subject, make in CELLS.items() if subject in ground.subjects}


def _paced(shown: str, figure: str, lately: str, due: datetime, ground: Ground, row: Any) -> Cell:
    """`shown` is the figure on the board, `figure` what the deadline is about and `lately` its last days."""
    expected, done, recent = getattr(row, f"of_{figure}"), getattr(row, figure), getattr(row, lately)
    left = ground.days_until(due)
    told = forecast(expected, done, recent, LATELY_DAYS, left)
    return Cell(getattr(row, f"of_{shown}"), getattr(row, shown), expected - done, left, told, recent)


def _plain(ground: Ground, row: Any, figure: str, due: datetime | None = None) -> Cell:
    expected, done = getattr(row, f"of_{figure}"), getattr(row, figure)
    return Cell(expected, done, expected - done, ground.days_until(due) if due is not None else None)


def _identity(viewer: Viewer, ground: Ground, row: Any) -> Cell:
    """Verified of all; the deadline is about declaring."""
    return _paced(VERIFIED, MAIN, DECLARED_LATELY, ground.identity_due(row.path), ground, row)


def evaluation_figure(period: Period | None) -> str:
    """What is shown of a period: results that are published; in a year between only self-assessments are due."""
    return ASSESSED if period is not None and period.kind == "held" and not period.head_decides else PUBLISHED


def _evaluation(viewer: Viewer, ground: Ground, row: Any) -> Cell:
    """Published of due; the pace is that of the step at hand, as on the period's own board."""
    period = ground.period_at(row.path)
    shown = evaluation_figure(period)
    if period is None or ground.at >= period.locks:  # nobody can do anything about it any more
        return _plain(ground, row, shown)
    step = step_at_hand(period, ground.at)
    figure = PACED.get(step)
    if figure is None:
        return _plain(ground, row, shown, period.self_due if shown == ASSESSED else period.decision_due)
    return _paced(shown, figure, ASSESSED_LATELY[figure], getattr(period, f"{step}_due"), ground, row)


def _hand_in(viewer: Viewer, ground: Ground, row: Any) -> Cell:
    """Schools that have handed in."""
    period = ground.period_at(row.path)
    return _plain(ground, row, HANDED_IN, period.hand_in_due if period else None)


def _training(viewer: Viewer, ground: Ground, row: Any) -> Cell:
    """Who has passed every module of the year that is theirs."""
    held = ground.training_at(row.path)
    return _paced(PASSED, PASSED, PASSED_LATELY, held[0].due, ground, row) if held else _plain(ground, row, PASSED)


def _plans(viewer: Viewer, ground: Ground, row: Any) -> Cell:
    """Approved of those sent; a school reads its teachers' only."""
    codes = [PLANS[Audience.TEACHER]] if viewer.role == Role.PRINCIPAL else list(PLANS.values())
    sent, approved = (sum(getattr(row, f"{part}{code}") for code in codes) for part in ("of_", ""))
    return Cell(sent, approved, sent - approved)


CELLS: dict[Subject, Callable[[Viewer, Ground, Any], Cell]] = {
    Subject.IDENTITY: _identity,
    Subject.EVALUATION: _evaluation,
    Subject.HAND_IN: _hand_in,
    Subject.TRAINING: _training,
    Subject.PLANS: _plans,
}
