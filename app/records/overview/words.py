"""How does the board say who has it now, how late it is, and what today's pace foretells?"""

from dataclasses import dataclass
from datetime import datetime

from app.domain import clock
from app.domain.evaluation.board.summary import PACED, step_at_hand
from app.domain.evaluation.hand_in.rules import Actor
from app.domain.organisation.rules import UnitKind
from app.domain.progress.rules import Pace
from app.domain.reporting.board.lines import Line
from app.domain.reporting.board.rules import Cell, Course, Subject, Trouble
from app.domain.reporting.overview import ProvinceRow
from app.records.overview.place import Place
from app.web import formats
from app.web.labels import label

PACES = {Subject.IDENTITY: "pace", Subject.EVALUATION: "evaluation_pace", Subject.TRAINING: "training_pace"}
"""The kind of words for the pace of each column that has one; those of its special board."""


def holder(line: Line) -> str:
    """Who has a unit's results now; "" when everything is done."""
    if line.standing is None or line.standing.has_it is None:
        return ""
    if line.standing.has_it is Actor.SENDER:
        return "trường" if line.kind == UnitKind.SCHOOL else "chính đơn vị"
    return line.standing.above if line.standing.has_it is Actor.MIDDLE else "Sở"


def standing_words(line: Line) -> str:
    """Who has a unit's results, and since when."""
    if line.standing is None:
        return ""
    where = f"đang ở {holder(line)}" if holder(line) else ""
    since = f"{'từ' if where else 'ngày'} {day_of(line.standing.since)}" if line.standing.since else ""
    late = "nộp muộn" if line.standing.was_late else ""
    late = f"quá hạn {formats.number(line.hand_in_late)} ngày" if line.hand_in_late else late
    return ", ".join(filter(None, (" ".join(filter(None, (where, since))), late)))


def report_words(row: ProvinceRow) -> str:
    """Who has a province's report, by when the next step is due, how late it is."""
    where = f"đang ở {label(row.waits, 'report_waits')}" if row.waits else ""
    asked = f"gần nhất: {row.asked}" if row.waits and row.asked else ""
    due = f"{formats.within(label(row.step, 'report_due'))} {formats.deadline(row.due)}" if row.step and row.due else ""
    late = f"quá hạn {formats.number(row.days_late)} ngày" if row.days_late else ""
    correction = "đang đính chính" if row.correcting else ""
    return ", ".join(filter(None, (correction, where, asked, due, late)))


def pace_words(subject: Subject, cell: Cell) -> str:
    """What the pace foretells of a figure ("với tốc độ hiện nay"); "" where it has none."""
    if cell.days_late:
        return f"Quá hạn {formats.number(cell.days_late)} ngày."
    if cell.forecast is None or not cell.expected:
        return ""
    return label(cell.forecast.pace, PACES[subject])


@dataclass(frozen=True)
class Said:
    """A sentence about a trouble; `linked` is the part that opens what it speaks of."""

    before: str
    linked: str
    after: str = ""


def trouble_words(trouble: Trouble, line: Line, here: Place) -> Said:
    """Where a unit is behind: how late it is or what its pace foretells, and how many are left."""
    subject, cell = trouble.subject, trouble.cell
    if subject is Subject.REPORT and line.report is not None:
        return Said("", report_words(line.report))
    if trouble.own or cell is None:
        return Said("", standing_words(line))
    left = f"còn {formats.number(cell.left)} {label(_left(subject, line, here), 'overview_left')}"
    if trouble.days_late:
        return Said(f"quá hạn {formats.number(trouble.days_late)} ngày, ", left)
    told = cell.forecast
    days = f"hạn còn {formats.number(cell.days_left or 0)} ngày"
    if told is None or told.pace is Pace.STANDING_STILL or told.days is None:
        return Said("7 ngày qua chưa có thêm ai, ", left, f"; {days}")
    return Said("với tốc độ hiện nay không kịp hạn, ", left, f"; cần {formats.number(told.days)} ngày nữa, {days}")


def course_words(line: Line) -> str:
    """How a unit is doing, with the days that it is late."""
    if line.course is Course.LATE:
        return f"Quá hạn {formats.number(line.days_late)} ngày"
    return label(line.course, "overview_course")


def day_of(instant: datetime | None) -> str:
    """The day of an instant on the campaign's calendar."""
    return formats.day(clock.campaign_instant(instant).astimezone(clock.VIETNAM).date()) if instant else ""


def _left(subject: Subject, line: Line, here: Place) -> str:
    period = here.ground.period_at(line.path)
    if subject is not Subject.EVALUATION or period is None:
        return subject
    return PACED.get(step_at_hand(period, here.ground.at), subject)
