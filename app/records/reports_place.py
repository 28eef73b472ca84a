"""Which report is read, of which unit, which part of it, narrowed to whom?  The address says it all."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort, request, url_for

from app.domain.reporting import listing, queries
from app.domain.reporting.audits.mandates import mandate_under
from app.domain.reporting.figures.signs import Cell, Part, cell_at
from app.domain.reporting.figures.tables import Line, Number
from app.domain.reporting.models import Report
from app.domain.reporting.queries import Reading
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Standard
from app.domain.viewer import Viewer
from app.web.auditing import note_under, refuse_report
from app.web.forms import number_in
from app.web.identity import viewer
from app.web.trace import note_security

FILTERS: dict[str, tuple[str, ...]] = {
    "level": ("1", "2", "3", "?"), "sex": ("f", "m", "?"), "place": ("d", "n"), "core": ("c", "m"),
}  # fmt: skip
"""What a reader may narrow the figures by; who belongs to a minority stands in rows of the tables, not here."""


NOTED = frozenset(
    f"records.{name}"
    for name in ("list_report_people", "show_report_person", "download_report", "export_report_people", "draw_sample")
)
"""Pages that put on record by themselves what was looked at."""

BY_PART = frozenset({"show_report", "show_report_differences"})
"""Pages that show one part of a report at a time."""


@dataclass(frozen=True)
class Place:
    """Whose report is looked at, which part, and which of the people; `mandate` is what lets an auditor read it."""

    viewer: Viewer
    reading: Reading
    part: str
    opens_lists: bool
    mandate: int | None = None

    @property
    def report(self) -> Report:
        return self.reading.report

    @property
    def unit_id(self) -> int:
        return self.reading.unit.unit_id

    @property
    def filters(self) -> dict[str, str]:
        """The traits that the reader has chosen."""
        return self.reading.part.named()

    @property
    def on_record(self) -> dict[str, int]:
        """What goes on record with whatever is looked at here: the report, and an auditor's mandate."""
        return {"report": self.report.id} | ({"mandate": self.mandate} if self.mandate is not None else {})

    def note(self, event: str, *, about_person_id: int | None = None, **detail: Any) -> None:
        """Put on record what is looked at: an auditor's acts under the mandate."""
        if self.mandate is not None:
            note_under(self.mandate, event, about_person_id=about_person_id, report=self.report.id, **detail)
        else:
            note_security(event, about_person_id=about_person_id, detail={"report": self.report.id, **detail})

    def address(self, endpoint: str = "show_report", **more: Any) -> str:
        """A page of the same report, unit, part and filters, unless others are named."""
        own = {"unit": self.unit_id, "part": self.part} | self.filters
        return url_for(f"records.{endpoint}", report_id=self.report.id, **(own | more))

    def opens(self, number: Number, line: Line | None = None) -> str | None:
        """Where the people behind a number are listed; None where nobody is, or none whom the reader may know.

        A share has no list of its own: it is of the people of the number beside it.
        """
        cell = number.cell
        if cell is None or number.decimals or not number.value or not listing.may_list(self.viewer, cell):
            return None
        lists = self._lists_at(line.unit_id) if line is not None and line.unit_id else self._lists
        # Hundreds of these stand on a page, and no sign of a cell needs quoting.
        return "&".join((lists, *(f"{key}={value}" for key, value in cell.address().items())))

    @property
    def opens_minorities(self) -> bool:
        return listing.may_list_minorities(self.viewer)

    @cached_property
    def _lists(self) -> str:
        return self._lists_at(self.unit_id)

    def _lists_at(self, unit_id: int) -> str:
        return url_for("records.list_report_people", report_id=self.report.id, unit=unit_id, part=self.part)

    @property
    def standards(self) -> dict[str, Standard]:
        """The standards of the year, by whom they are for."""
        context = self.reading.context
        ids = {"teacher": context.teacher_standard, "manager": context.manager_standard}
        return {kind: standard_of(each) for kind, each in ids.items() if each is not None}

    def way_up(self) -> list[tuple[int, str]]:
        """The units above the one at hand that the reader may read of, the highest first."""
        found: list[tuple[int, str]] = []
        parent = self.reading.unit.parent_id
        while parent is not None:
            above = queries.reading_of(self.viewer, self.report, parent)
            if above is None:
                break
            found.insert(0, (parent, above.unit.name))
            parent = above.unit.parent_id
        return found


def place(report_id: int) -> Place:
    """Where the reader stands; 404 outside their sight."""
    return place_in(report_at(report_id))


def report_at(report_id: int) -> Report:
    """A report that the reader may read; 404 else, which tells an auditor whose mandate is over that it is."""
    return queries.report_for(viewer(), report_id) or refuse_report(report_id)


def place_in(report: Report) -> Place:
    """The same in a report that was loaded in their scope."""
    who = viewer()
    unit_id = number_in(request.args["unit"]) if "unit" in request.args else None
    reading = queries.reading_of(who, report, unit_id, _part()) or abort(404)
    wanted = request.args.get("part", "")
    parts = queries.parts_of(reading)
    opens, part = listing.may_list(who, listing.ANYBODY), wanted if wanted in parts else parts[0]
    here = Place(who, reading, part, opens, mandate_under(who, report))
    if here.mandate is not None and request.endpoint not in NOTED:
        page = (request.endpoint or "").rpartition(".")[2]
        of_part = {"part": here.part} if page in BY_PART else {}
        here.note("audit_report_read", unit=reading.unit.unit_id, page=page, **of_part)
    return here


def _part() -> Part:
    chosen = {trait: request.args.get(trait, "") for trait in FILTERS}
    return Part(**{trait: sign for trait, sign in chosen.items() if sign in FILTERS[trait]})


def cell_asked(here: Place) -> Cell:
    """The cell whose people are asked for; 404 where the address names none that the reader may open."""
    cell = cell_at(request.args)
    if cell is None or not listing.may_list(here.viewer, cell):
        abort(404)
    return listing.narrowed(here.reading, cell)
