"""Who stands behind a number of the report, and what put one of them into its cells?"""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect
from wtforms.validators import InputRequired

from app.domain.organisation.queries import person_for
from app.domain.reporting import listing, purposes
from app.domain.reporting.audits.samples import may_draw
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import most_rows, send_table, whole
from app.records.list_tables import NAME, NUMBER, UNIT
from app.records.reports_place import Place, cell_asked, place
from app.web.forms import REQUIRED, BaseForm, TextField
from app.web.htmx import page_or_partial
from app.web.labels import label
from app.web.paging import Page, page_number, page_size
from app.web.reporting import definitions

HEADINGS = [NUMBER, NAME, UNIT, Heading("Thuộc", 40)]


class PurposeForm(BaseForm):
    """What a list of people of minorities is opened for."""

    purpose = TextField("Mục đích xem danh sách", longest=300, validators=[InputRequired(REQUIRED)])


@blueprint.route("/reports/<int:report_id>/people", methods=["GET", "POST"])
def list_report_people(report_id: int) -> ResponseReturnValue:
    """The people behind one number; of minorities only for a purpose that is on record (DP-7)."""
    here = place(report_id)
    cell = cell_asked(here)
    about = definitions.definition(cell, here.reading.context, here.standards)
    if request.method == "POST" or (
        purposes.needs_purpose(cell) and not purposes.has_purpose(here.viewer, here.reading)
    ):
        return _ask_purpose(here, about)
    query = request.args.get("q", "").strip()[:100]
    size, number = page_size(), page_number()
    counted = listing.number_behind(here.reading, cell)
    total = listing.number_found(here.viewer, here.reading, cell, query) if query else counted
    people = listing.people_behind(here.viewer, here.reading, cell, q=query, limit=size, offset=size * (number - 1))
    chosen = cell.address() | ({"q": query} if query else {})

    def address(page: int) -> str:
        return here.address("list_report_people", page=page, **chosen)

    _note_reading(here, "report_people_listed", about)
    return page_or_partial(
        "records/report_people.html", "records/_report_people.html", here=here, cell=cell, about=about, people=people,
        total=total, whole=counted, query=query, pager=Page(number, size, total, address), chosen=chosen,
        slice_words=definitions.slice_words, takes=listing.may_take(here.viewer), draws=may_draw(here.viewer),
    )  # fmt: skip


@blueprint.get("/reports/<int:report_id>/people.xlsx")
def export_report_people(report_id: int) -> ResponseReturnValue:
    """The whole list as a spreadsheet; on record (EXP-3)."""
    here = place(report_id)
    cell = cell_asked(here)
    if not listing.may_take(here.viewer):
        abort(404)
    if purposes.needs_purpose(cell) and not purposes.has_purpose(here.viewer, here.reading):
        abort(404)
    whole(listing.number_behind(here.reading, cell), "người")
    people = listing.people_behind(here.viewer, here.reading, cell, limit=most_rows())
    rows: list[list[Value]] = [
        [each.person_id, each.name, each.unit, definitions.slice_words(each.slice)] for each in people
    ]
    about = definitions.definition(cell, here.reading.context, here.standards)
    title = f"Báo cáo TEMIS năm {here.report.year}, {here.reading.unit.name}: {about}"
    return send_table(
        f"bao-cao-{here.report.year}-nguoi", "report_people", HEADINGS, rows, title, report=here.report.id
    )


def _ask_purpose(here: Place, about: str) -> ResponseReturnValue:
    form = PurposeForm.from_request()
    if form.passes():
        problems = purposes.check_purpose(str(form.purpose.data))
        if problems:
            form.purpose.errors = [label(each.code, "report_problem") for each in problems]
        else:
            purposes.state_purpose(here.viewer, here.reading, str(form.purpose.data), form.sending)
            return redirect(request.full_path, 303)  # type: ignore[return-value]
    status = 422 if request.method == "POST" else 200
    return render_template("records/report_purpose.html", here=here, form=form, about=about), status


def _note_reading(here: Place, event: str, about: str) -> None:
    """Lists of names that somebody reads are on record (AUD-4)."""
    asked = request.query_string.decode("ascii", "replace")[:200]
    here.note(event, unit=here.unit_id, filter=asked, about=about)


@blueprint.get("/reports/<int:report_id>/people/<int:person_id>")
def show_report_person(report_id: int, person_id: int) -> ResponseReturnValue:
    """What put one person into the report's cells, with the way to their papers where the reader may see them."""
    here = place(report_id)
    found = listing.person_in(here.viewer, here.reading, person_id) or abort(404)
    entry, signs = found
    here.note("report_person_opened", about_person_id=person_id)
    known = definitions.facts_of(entry.slice, signs, here.reading.context, here.standards)
    about = [("Số hiệu", str(person_id)), ("Đơn vị trong báo cáo", entry.unit)]
    about += [("Thuộc", definitions.slice_words(entry.slice)), *known]
    facts = [(name, said, None) for name, said in about]
    links = []
    if person_for(here.viewer, person_id) is not None:
        links.append(("Hồ sơ người này", url_for("records.show_person", person_id=person_id)))
    return render_template("records/report_person.html", here=here, entry=entry, facts=facts, links=links)
