"""Which list that already exists opens behind a number of the board?  Addresses of the special boards and lists."""

from dataclasses import dataclass, field

from flask import url_for

from app.domain.evaluation.board.summary import PACED, step_at_hand
from app.domain.organisation.rules import UnitKind
from app.domain.reporting.board.lines import HANDED_IN, PASSED, VERIFIED, Line, evaluation_figure
from app.domain.reporting.board.rules import Subject, Trouble
from app.records.overview.place import Place
from app.web.labels import label

LACKING = {"assessed": "unassessed", "ranked": "unranked"}


@dataclass
class Links:
    """Addresses from one place; what the reader has no list of opens none.

    A page asks for hundreds, so what they begin with is made once a subject and campaign.
    """

    here: Place
    made: dict[tuple[Subject, int], str] = field(default_factory=dict)

    def done(self, subject: Subject, line: Line | None) -> str | None:
        """The people (schools, plans) that a unit's number counts; `line` None: those of the place as a whole."""
        if subject is Subject.PLANS:
            return self._plans(line, "approved")
        if subject is Subject.HAND_IN:
            return None if self._is_school(line) else self._schools(line, HANDED_IN)
        figure = {Subject.IDENTITY: VERIFIED, Subject.TRAINING: PASSED}.get(subject)
        return self._people(subject, line, figure or evaluation_figure(self.here.ground.period_at(self._path(line))))

    def expected(self, subject: Subject, line: Line | None) -> str | None:
        """Everybody (every school, plan) of whom the number is a part."""
        if subject is Subject.PLANS:
            return self._plans(line, "all")
        if subject is Subject.HAND_IN:
            return None if self._is_school(line) else self.board(Subject.EVALUATION, line)
        return self._people(subject, line, "")

    def behind(self, trouble: Trouble, line: Line) -> str | None:
        """What opens from what a unit is behind with: the list of who is left, else the unit on the special board."""
        subject, period = trouble.subject, self.here.ground.period_at(line.path)
        if subject is Subject.REPORT:
            return self.report(line)
        if subject is Subject.HAND_IN:
            return self.hand_in(line) if trouble.own else self._schools(line, f"-{HANDED_IN}")
        if subject is Subject.EVALUATION and period is not None:
            figure = PACED.get(step_at_hand(period, self.here.ground.at))
            return self._people(subject, line, LACKING[figure]) if figure else self.board(subject, line)
        return self.board(subject, line)

    def board(self, subject: Subject, line: Line | None) -> str | None:
        """A unit on the special board of a column."""
        base = self._base(subject, self._path(line))
        unit_id = self._unit_id(line)
        if base is None or (unit_id is not None and not self.here.opens_units):
            return None
        return base if unit_id is None else f"{base}/{unit_id}"

    def hand_in(self, line: Line) -> str | None:
        """Where a unit's results stand, step by step."""
        period, viewer = self.here.ground.period_at(line.path), self.here.viewer
        if period is None or line.standing is None:
            return None
        unit_id = line.unit_id if viewer.unit_kind != UnitKind.SCHOOL and line.unit_id != viewer.unit_id else None
        return url_for(f"{viewer.role}.show_hand_in", unit_id=unit_id, period=period.id)

    def report(self, line: Line) -> str | None:
        """A province's report, for whoever may read it by now; else the list of all."""
        if line.report is None or line.report.report_id is None:
            return url_for("records.list_reports")
        return url_for("records.show_report", report_id=line.report.report_id)

    def special(self) -> list[tuple[str, str]]:
        """The special boards and lists, for what this one leaves out: their names and addresses."""
        ground, viewer = self.here.ground, self.here.viewer
        found = [("Mã định danh", self.board(Subject.IDENTITY, None))]
        if ground.periods:
            several = url_for("records.list_periods")
            found += [(f"Đánh giá năm {ground.year}", self.board(Subject.EVALUATION, None) or several)]
        if viewer.role in ("district", "province") and ground.periods:
            found += [("Nộp kết quả", url_for(f"{viewer.role}.list_units"))]
        if ground.trainings:
            several = url_for("records.list_training")
            found += [(f"Bồi dưỡng năm {ground.year}", self.board(Subject.TRAINING, None) or several)]
        if Subject.PLANS in ground.subjects:
            found += [("Kế hoạch hỗ trợ đồng nghiệp", url_for(f"{viewer.role}.list_plans"))]
        found += [("Báo cáo TEMIS", url_for("records.list_reports"))]
        return [(words, url) for words, url in found if url is not None]

    def _people(self, subject: Subject, line: Line | None, state: str) -> str | None:
        base = self.board(subject, line) if self.here.opens_units else None
        return f"{base}/people?state={state}" if base else None

    def _schools(self, line: Line | None, figure: str) -> str | None:
        base = self.board(Subject.EVALUATION, line) if self.here.opens_units else None
        return f"{base}?schools={figure}" if base else None

    def _plans(self, line: Line | None, state: str) -> str | None:
        ground, viewer = self.here.ground, self.here.viewer
        key = (Subject.PLANS, 0)
        if key not in self.made:
            self.made[key] = url_for(f"{viewer.role}.list_plans", year=ground.year)
        unit_id = self._unit_id(line)
        place = f"&unit={unit_id}" if unit_id is not None and unit_id != viewer.unit_id else ""
        return f"{self.made[key]}&state={state}{place}"

    def _base(self, subject: Subject, path: str) -> str | None:
        """Where the special board of a column stands that holds at a path; None where none does."""
        about: dict[str, int] = {}
        if subject is Subject.EVALUATION:
            period = self.here.ground.period_at(path)
            if period is None:
                return None
            about = {"period_id": period.id}
        elif subject is Subject.TRAINING:
            held = self.here.ground.training_at(path)
            if held is None:
                return None
            about = {"training_id": held[1]}
        key = (subject, next(iter(about.values()), 0))
        if key not in self.made:
            self.made[key] = url_for("records.show_boards", **about)
        return self.made[key]

    def _unit_id(self, line: Line | None) -> int | None:
        if line is not None:
            return line.unit_id
        return self.here.unit.id if self.here.unit else None

    def _path(self, line: Line | None) -> str:
        return line.path if line is not None else self.here.path

    def _is_school(self, line: Line | None) -> bool:
        return line.kind == UnitKind.SCHOOL if line is not None else self.here.is_school


def subject_words(subject: Subject, here: Place) -> str:
    """What a column's number counts, in words."""
    if subject is Subject.EVALUATION and evaluation_figure(here.ground.period_at(here.path)) == "assessed":
        return label("assessed", "evaluation_figure")
    return label(subject, "overview_counted")
