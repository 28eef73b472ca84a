"""What do people need to learn?  Declared and proposed side by side, of a school, a middle level or a province."""

from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.organisation.rules import UnitKind
from app.domain.progress.board import board_page
from app.domain.progress.queries import Leaves
from app.domain.progress.reminders import ask_reminder
from app.domain.training.needs import queries
from app.domain.training.needs.people import Wanted
from app.domain.training.needs.roll import Asked, Roll
from app.domain.training.needs.rules import STATES, Kind, Phase
from app.records.blueprint import blueprint
from app.records.exports import send_paper, send_sheet
from app.records.needs_place import HOW, LEVELS, place
from app.records.needs_tables import lines_of, printed_table, sheet_of
from app.web import formats
from app.web.forms import BaseForm
from app.web.htmx import go_to, page_or_partial
from app.web.labels import label
from app.web.paging import Page, page_number, page_size
from app.web.taking import note_export

MISSING = "needs_missing"


@blueprint.get("/needs/<int:round_id>", endpoint="show_needs")
@blueprint.get("/needs/<int:round_id>/units/<int:unit_id>", endpoint="show_unit_needs")
def show_needs(round_id: int, unit_id: int | None = None) -> ResponseReturnValue:
    """Modules by what is declared and what is proposed; areas, ways, seasons; the units beneath."""
    here, number, size = place(round_id, unit_id), page_number(), page_size()
    shown = here.unit.kind != UnitKind.SCHOOL and here.viewer.unit_kind != UnitKind.MINISTRY
    units: Any = None
    if shown:
        units = board_page(
            here.viewer, here.counted.campaign_id, Leaves(), [str(each) for each in STATES], Kind.HANDED_IN.value,
            below=here.unit, sort="name", limit=size, offset=size * (number - 1),
        )  # fmt: skip
    pager = Page(number, size, units.total if units else 0, lambda page: here.address(page=page))
    return page_or_partial(
        "records/needs.html", "records/_needs_figures.html", here=here, rows=here.rows(), choices=here.choices(),
        units=units, pager=pager, phase=queries.phase_of(here.round), how=HOW, levels=LEVELS,
        own=queries.own_round(here.viewer, round_id) is not None,
        until=formats.clock_time(here.counted.until),
        expected=here.tally.expected(here.part),
    )  # fmt: skip


@blueprint.get("/needs/<int:round_id>/units/<int:unit_id>/needs.xlsx")
def export_needs(round_id: int, unit_id: int) -> ResponseReturnValue:
    """The tables of the page as a spreadsheet; on record (EXP-3)."""
    here = place(round_id, unit_id)
    note_export("needs", len(lines_of(here)))
    return send_sheet(sheet_of(here), f"nhu-cau-{here.unit.code}")


@blueprint.get("/needs/<int:round_id>/units/<int:unit_id>/needs.pdf")
def print_needs(round_id: int, unit_id: int) -> ResponseReturnValue:
    """The same rows on paper; on record (EXP-3)."""
    here = place(round_id, unit_id)
    note_export("needs_printed", len(lines_of(here)))
    return send_paper(printed_table(here), f"nhu-cau-{here.unit.code}")


@blueprint.route("/needs/<int:round_id>/units/<int:unit_id>/reminder", methods=["GET", "POST"])
def remind_of_needs(round_id: int, unit_id: int) -> ResponseReturnValue:
    """See how many have not handed in, then remind them; each at most once a day."""
    here = place(round_id, unit_id)
    if not here.opens_lists or queries.phase_of(here.round) is not Phase.OPEN:
        abort(404)
    form = BaseForm.from_request()
    if form.passes():
        campaign = queries.campaign_of(round_id)
        job_id = ask_reminder(here.viewer, campaign, here.unit, MISSING, form.sending)
        return go_to("records.show_job", job_id=job_id)
    people = Roll(here.viewer, Asked(here.round, here.unit.path, Wanted(missing=True))).how_many()
    sender = f"{here.viewer.name} ({here.viewer.unit_name})"
    notice = label(f"{MISSING}_reminder", "notice").format(
        sender=sender, years=here.years, deadline=formats.deadline(here.round.closes)
    )
    return render_template("records/needs_reminder.html", here=here, form=form, people=people, notice=notice)
