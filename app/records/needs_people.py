"""Who stands behind a number of the needs, and what has one of them declared?"""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.organisation.models import Person
from app.domain.training.catalogue.queries import modules_by_id
from app.domain.training.catalogue.rules import Way
from app.domain.training.needs import queries
from app.domain.training.needs.people import Wanted
from app.domain.training.needs.roll import Asked, Entry, Roll, is_wide
from app.domain.training.needs.rules import AREAS, Kind, Season, Slice
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import most_rows, send_table, whole
from app.records.list_tables import NAME, POST, UNIT
from app.records.needs_place import Place, place
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import page_number, page_size, paged
from app.web.trace import note_security

KEYS = {
    Kind.AREA: (frozenset(map(str, AREAS)), "needs_area"), Kind.WAY: (frozenset(map(str, Way)), "training_way"),
    Kind.SEASON: (frozenset(map(str, Season)), "needs_season"),
}  # fmt: skip
PLAIN = frozenset({Kind.HANDED_IN, Kind.DRAFTING, Kind.NOT_STARTED, Kind.KNOWN, Kind.FINAL})
BY_MODULE = frozenset({Kind.MODULE, Kind.WEAK})
HEADINGS = [NAME, POST, Heading("Tổ", 24), UNIT, Heading("Phiếu", 16), Heading("Tiêu chí dưới mức Khá", 40)]


@blueprint.get("/needs/<int:round_id>/units/<int:unit_id>/people")
def list_needs_people(round_id: int, unit_id: int) -> ResponseReturnValue:
    """The people behind one number."""
    here = _with_people(round_id, unit_id)
    wanted, title = _wanted(here)
    query = request.args.get("q", "").strip()[:100]
    roll = Roll(here.viewer, Asked(here.round, here.unit.path, wanted, query))
    found = roll.page(wide=is_wide(here.unit), size=page_size(), number=page_number())
    chosen = {"figure": wanted.kind, "key": wanted.key or None, "q": query or None}
    pager = paged(found.total, lambda number: here.address("list_needs_people", page=number, **chosen))
    return page_or_partial(
        "records/needs_people.html", "records/_needs_people.html", here=here, found=found, pager=pager, title=title,
        query=query, chosen=chosen, weak_said=weak_said, wanted=wanted,
    )  # fmt: skip


@blueprint.get("/needs/<int:round_id>/units/<int:unit_id>/people.xlsx")
def export_needs_people(round_id: int, unit_id: int) -> ResponseReturnValue:
    """The whole list as a spreadsheet; on record (EXP-3)."""
    here = _with_people(round_id, unit_id)
    wanted, title = _wanted(here)
    roll = Roll(here.viewer, Asked(here.round, here.unit.path, wanted, request.args.get("q", "").strip()[:100]))
    whole(roll.how_many(), "người")
    people = roll.everybody(most_rows())
    rows: list[list[Value]] = [
        [
            each.name, label(each.position, "position"), each.group, each.unit_name,
            label(each.state, "needs_form_state") if each.state else "Chưa làm", weak_said(each),
        ]
        for each in people
    ]  # fmt: skip
    name, sheet = f"nhu-cau-nguoi-{here.unit.code}", f"{title}: {here.unit.name}, năm học {here.years}"
    return send_table(name, "needs_people", HEADINGS, rows, sheet)


@blueprint.get("/needs/<int:round_id>/forms/<int:person_id>")
def show_needs_form(round_id: int, person_id: int) -> ResponseReturnValue:
    """What somebody has handed in, under their name; they can see that somebody looked (AUD-4)."""
    declared = queries.form_of(viewer(), round_id, person_id)
    round_ = queries.round_for(viewer(), round_id)
    if declared is None or round_ is None:
        abort(404)
    person: Person = declared.form.person
    if person.id != viewer().person_id:
        note_security("needs_form_opened", about_person_id=person.id, detail={"round": round_id})
    return render_template("records/needs_form.html", declared=declared, round=round_, person=person)


def weak_said(each: Entry) -> str:
    """The weak criteria behind a proposal, in words."""
    return ", ".join(f"{no} ({level})" for no, level in each.weak)


def _with_people(round_id: int, unit_id: int) -> Place:
    here = place(round_id, unit_id)
    return here if here.opens_lists else abort(404)


def _wanted(here: Place) -> tuple[Wanted, str]:
    """The figure that was asked for and its words; 404 where there is none of the kind."""
    figure, key = request.args.get("figure", ""), request.args.get("key", "")[:20]
    kind = next((each for each in (*PLAIN, *BY_MODULE, *KEYS) if each == figure), None)
    if kind is None:
        abort(404)
    words = label(kind, "needs_list")
    if kind in PLAIN:
        whole = kind in {Kind.DRAFTING, Kind.NOT_STARTED}
        return Wanted(kind, "", Slice() if whole else here.part), words
    if kind in KEYS:
        keys, named = KEYS[kind]
        return (Wanted(kind, key, here.part), f"{words}: {label(key, named)}") if key in keys else abort(404)
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else 0
    module = modules_by_id([number]).get(number) or abort(404)
    return Wanted(kind, str(number), here.part), f"{words}: {module.title}"
