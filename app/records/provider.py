"""Which LMS has each province chosen, and what was looked at before it was?"""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.accounts.clients.queries import sees_clients
from app.domain.training.provider import scans
from app.domain.training.provider.models import ProviderChoice
from app.domain.training.provider.queries import choice_for, choices_of, may_choose, provinces_listed
from app.domain.training.provider.rules import Item
from app.records import provider_tables as tables
from app.records.blueprint import blueprint
from app.records.exports import send_paper, send_table
from app.web.evidence import send_evidence
from app.web.identity import viewer
from app.web.taking import note_export


@blueprint.get("/lms-choices")
def list_provider_choices() -> ResponseReturnValue:
    """The provinces in sight, each with the choice that holds."""
    who = viewer()
    if not sees_clients(who):
        abort(404)
    return render_template(
        "records/lms_choices.html", lines=provinces_listed(who), may_choose=may_choose(who), many=len(Item)
    )


@blueprint.get("/lms-choices.xlsx")
def export_provider_choices() -> ResponseReturnValue:
    """The same as a spreadsheet, with every item of the checklists."""
    if not sees_clients(viewer()):
        abort(404)
    rows = [tables.cells(line) for line in provinces_listed(viewer())]
    return send_table("he-thong-hoc", "provider_choices", tables.HEADINGS, rows, tables.TITLE)


@blueprint.get("/lms-choices/<int:choice_id>")
def show_provider_choice(choice_id: int) -> ResponseReturnValue:
    """One choice with its checklist, and what the province chose before and after."""
    choice = _seen(choice_id)
    return render_template(
        "records/lms_choice.html", choice=choice, items=list(Item), every=choices_of(viewer(), choice.unit_id),
        may_choose=may_choose(viewer()), scans=scans.scans_of(viewer(), choice),
        scannable=scans.choice_to_scan(viewer(), choice_id) is not None,
    )  # fmt: skip


@blueprint.get("/lms-choices/<int:choice_id>.pdf")
def print_provider_choice(choice_id: int) -> ResponseReturnValue:
    """The choice with its checklist on paper, for the file."""
    choice = _seen(choice_id)
    newest = choices_of(viewer(), choice.unit_id)[0]
    note_export("provider_choice_printed", 1)
    return send_paper(tables.choice_pdf(choice, viewer(), holds=newest.id == choice.id), "lua-chon-he-thong-hoc")


@blueprint.get("/lms-choices/<int:choice_id>/scans/<int:scan_id>")
def open_choice_scan(choice_id: int, scan_id: int) -> ResponseReturnValue:
    """The scan of the signed decision, for the offices that read the choice."""
    return send_evidence(scans.scan_for(viewer(), choice_id, scan_id) or abort(404))


def _seen(choice_id: int) -> ProviderChoice:
    return choice_for(viewer(), choice_id) or abort(404)
