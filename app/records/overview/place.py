"""Whose units are looked at, and what of them was asked for?  A unit in sight, or all that is the reader's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import abort, request, url_for

from app.domain.organisation.access import unit_paths
from app.domain.organisation.models import Unit
from app.domain.organisation.queries import ancestors_of
from app.domain.organisation.rules import UnitKind
from app.domain.progress.queries import BOARD_KINDS, board_unit, sight_of
from app.domain.progress.rules import Sight
from app.domain.reporting.board.ground import READERS, Ground, ground_of
from app.domain.reporting.board.lines import Line
from app.domain.reporting.board.rules import Subject
from app.domain.reporting.rules import ReportState
from app.domain.vietnamese import UncleanText, clean
from app.domain.viewer import Viewer
from app.records.boards.wishes import LONGEST_SEARCH, SHORTEST_SEARCH
from app.web.forms import number_in

NEED = "need"
STATES = list(ReportState)


@dataclass(frozen=True)
class Wish:
    """What the address asks for; unknown parameters and values are ignored (IN-4).  `year` is 0 for the newest."""

    year: int = 0
    late: bool = False
    q: str = ""
    sort: str = NEED

    @property
    def search(self) -> str:
        """The words searched for; fewer than two signs search for nothing."""
        return self.q if len(self.q) >= SHORTEST_SEARCH else ""

    def query(self, **changes: Any) -> str:
        """The query string with some values changed, "" when nothing is asked for; always back to page 1."""
        asked = replace(self, **changes)
        sort = asked.sort if asked.sort != NEED else ""
        pairs = {"year": asked.year, "late": int(bool(asked.late)), "q": asked.q, "sort": sort}
        given = {name: value for name, value in pairs.items() if value}
        return f"?{urlencode(given)}" if given else ""

    def page(self, number: int) -> str:
        """The query string of one page."""
        rest = self.query()
        return f"{rest}{'&' if rest else '?'}page={number}" if number > 1 else rest or "?"

    def chosen(self) -> list[tuple[str, str]]:
        """Each active filter in words, with the address that drops it."""
        words = {"q": f"Tìm “{self.q}”", "late": "Chỉ đơn vị quá hạn"}
        return [(text, self.query(**{name: ""}) or "?") for name, text in words.items() if getattr(self, name)]

    def sorted(self, lines: list[Line]) -> list[Line]:
        """The lines that are asked for, in the order asked for; who has nothing to show in a column comes last."""
        kept = [line for line in lines if line.days_late or not self.late]
        key, turned = self.sort.lstrip("-"), self.sort.startswith("-")
        if key in set(Subject):
            having = [line for line in kept if _has(line, Subject(key))]
            rest = [line for line in kept if not _has(line, Subject(key))]
            return [*sorted(having, key=_by(Subject(key)), reverse=turned), *sorted(rest, key=ORDERS["name"])]
        return sorted(kept, key=ORDERS.get(key, ORDERS[NEED]), reverse=turned)


ORDERS: Mapping[str, Callable[[Line], tuple[Any, ...]]] = {
    NEED: lambda line: line.need,
    "name": lambda line: (line.name_fold, line.unit_id),
}


def _has(line: Line, subject: Subject) -> bool:
    if subject is Subject.REPORT:
        return line.report is not None
    return subject in line.cells and line.cells[subject].expected > 0


def _by(subject: Subject) -> Callable[[Line], tuple[Any, ...]]:
    """The lowest share first; of reports the one that is least far."""

    def key(line: Line) -> tuple[Any, ...]:
        if subject is Subject.REPORT:
            state = line.report.state if line.report else None
            return STATES.index(state) + 1 if state else 0, line.name_fold, line.unit_id
        return line.cells[subject].share, line.name_fold, line.unit_id

    return key


@dataclass(frozen=True)
class Place:
    """Where the reader stands (`unit` None: all their provinces), on the ground of which year, asking for what."""

    viewer: Viewer
    unit: Unit | None
    ground: Ground
    wish: Wish

    @property
    def is_school(self) -> bool:
        return self.unit is not None and self.unit.kind == UnitKind.SCHOOL

    @property
    def name(self) -> str:
        return self.unit.name if self.unit else "Các tỉnh"

    @property
    def path(self) -> str:
        return self.unit.path if self.unit else ""

    @property
    def paths(self) -> tuple[str, ...]:
        """What the figures shown lie beneath."""
        return (self.unit.path,) if self.unit else unit_paths(self.viewer)

    @cached_property
    def opens_units(self) -> bool:
        """May the units of a row be opened, and the lists behind its numbers?  Who sees counts only has neither."""
        return sight_of(self.viewer) is not Sight.COUNTS

    @property
    def columns(self) -> tuple[Subject, ...]:
        """The columns of the table here: reports are of provinces only."""
        rows_are_provinces = self.unit is None
        return tuple(each for each in self.ground.subjects if each is not Subject.REPORT or rows_are_provinces)

    @cached_property
    def url(self) -> str:
        """Address of this page; those of its paper and sheet begin with it."""
        return self.address_of(self.unit)

    def address_of(self, unit: Unit | None) -> str:
        """Where the board of a unit stands; the reader's own is the one without a number."""
        return address(unit.id if unit and unit.id != self.viewer.unit_id else None)

    def trail(self) -> list[tuple[str, str | None]]:
        """The organisation path for the breadcrumb, from the viewer's own top, each in the same year."""
        if self.unit is None or self.unit.id == self.viewer.unit_id:
            return []
        units = [unit for unit in ancestors_of(self.viewer, self.unit) if unit.kind in BOARD_KINDS]
        year = Wish(self.wish.year).query()
        top = [] if self.viewer.unit_kind in BOARD_KINDS else [("Các tỉnh", address(None) + year)]
        return [*top, *((unit.name, self.address_of(unit) + year) for unit in units[:-1]), (self.unit.name, None)]


def address(unit_id: int | None) -> str:
    """Where the board of a unit stands, or of all that is the reader's."""
    return url_for("records.show_overview") if unit_id is None else f"{url_for('records.show_overview')}/{unit_id}"


def place(viewer: Viewer, unit_id: int | None) -> Place:
    """Where the reader may stand; 404 for who has no such board, and for what lies outside their sight."""
    if viewer.role not in READERS:
        abort(404)
    if unit_id is None and viewer.unit_kind in BOARD_KINDS:
        unit_id = viewer.unit_id
    unit = board_unit(viewer, unit_id) if unit_id is not None else None
    if unit_id is not None and (unit is None or sight_of(viewer) is Sight.COUNTS):
        abort(404)
    asked = number_in(request.args.get("year", ""))
    ground = ground_of(viewer, asked)
    return Place(viewer, unit, ground, _wish(ground, asked))


def _wish(ground: Ground, asked: int) -> Wish:
    given = request.args
    sort = given.get("sort", "")
    known = {NEED, "name", *ground.subjects}
    return Wish(
        asked if asked in ground.years[1:] else 0, given.get("late") == "1", _text(given.get("q", "")),
        sort if sort.removeprefix("-") in known else NEED,
    )  # fmt: skip


def _text(value: str) -> str:
    try:
        return clean(value)[:LONGEST_SEARCH]
    except UncleanText:
        return ""
