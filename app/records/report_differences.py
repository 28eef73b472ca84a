"""What has changed against the edition that a report corrects?  Number by number, and the people behind it."""

from dataclasses import replace

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.reporting import queries
from app.domain.reporting.differences import (
    Movement,
    Standing,
    changed_tables,
    earlier_reading,
    may_name,
    movements,
    people_moved,
)
from app.domain.reporting.queries import Reading
from app.records.blueprint import blueprint
from app.records.reports_place import Place, place
from app.web.htmx import page_or_partial
from app.web.paging import Page, page_number, page_size
from app.web.reporting.definitions import Standards, facts_of, slice_words, traits_of
from app.web.reporting.words import VIETNAMESE


@blueprint.get("/reports/<int:report_id>/differences")
def show_report_differences(report_id: int) -> ResponseReturnValue:
    """The numbers of a part that are others than in the edition before: old and new."""
    here, old = _places(report_id)
    new = here.reading.unfiltered()
    tables = changed_tables(
        queries.tables_of(old, here.part), queries.tables_of(replace(new, compared=False), here.part)
    )  # fmt: skip
    return render_template(
        "records/report_differences.html", here=here, old=old, was=replace(here, reading=old), tables=tables,
        words=VIETNAMESE, parts=queries.parts_of(new), movements=movements(here.viewer, old, new),
    )  # fmt: skip


@blueprint.get("/reports/<int:report_id>/differences/<movement>")
def list_report_movements(report_id: int, movement: str) -> ResponseReturnValue:
    """Who came into the figures, went out of them, or is counted in other cells."""
    chosen = next((each for each in Movement if each == movement), None) or abort(404)
    here, old = _places(report_id)
    new = here.reading.unfiltered()
    if not may_name(here.viewer):
        abort(404)
    number, size = page_number(), page_size()
    people = people_moved(here.viewer, old, new, chosen, limit=size, offset=size * (number - 1))
    total = movements(here.viewer, old, new)[chosen]
    rows = [
        (each, _unlike(old, here, each.old, each.new), here.address("show_report_person", person_id=each.person_id))
        for each in people
    ]
    asked = request.query_string.decode("ascii", "replace")[:200]
    here.note("report_people_listed", unit=here.unit_id, filter=asked)

    def address(page: int) -> str:
        return here.address("list_report_movements", movement=chosen, page=page)

    return page_or_partial(
        "records/report_movements.html", "records/_report_movements.html", here=here, old=old, movement=chosen,
        rows=rows, total=total, pager=Page(number, size, total, address),
    )  # fmt: skip


def _places(report_id: int) -> tuple[Place, Reading]:
    here = place(report_id)
    old = earlier_reading(here.reading.unfiltered())
    return here, old or abort(404)


def _unlike(old: Reading, here: Place, was: Standing | None, is_: Standing | None) -> list[tuple[str, str, str]]:
    """(fact, in the earlier edition, in this one), of what is not the same in both; "" where it was not known."""
    apart = was is not None and is_ is not None
    before, after = (
        _facts(standing, reading, here.standards, apart=apart)
        for standing, reading in ((was, old), (is_, here.reading))
    )
    names = [*after, *(name for name in before if name not in after)]
    return [
        (name, before.get(name, ""), after.get(name, "")) for name in names if before.get(name) != after.get(name)
    ]  # fmt: skip


def _facts(standing: Standing | None, reading: Reading, standards: Standards, *, apart: bool) -> dict[str, str]:
    """What an edition says of somebody; who they are in one line, or `apart`, as only some may differ."""
    if standing is None:
        return {}
    who = traits_of(standing.slice) if apart else {"Thuộc": slice_words(standing.slice)}
    about = {"Đơn vị": standing.unit} | who
    return about | dict(facts_of(standing.slice, standing.tracks, reading.context, standards))
