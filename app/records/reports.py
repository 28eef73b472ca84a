"""The yearly TEMIS report, read: which there are, its parts and tables, the people behind each number."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect
from wtforms.validators import InputRequired

from app.domain import clock
from app.domain.organisation.queries import person_for
from app.domain.reporting import listing, overview, queries, rights, scans, steps
from app.domain.reporting.completeness import Lack, PartState, part_states
from app.domain.reporting.deadlines import deadlines_of
from app.domain.reporting.rules import KEPT, ReportState, is_late, next_step
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import most_rows, send_table, whole
from app.records.list_tables import NAME, UNIT
from app.records.reports_place import FILTERS, Place, cell_asked, place
from app.web import formats
from app.web.evidence import send_evidence
from app.web.forms import REQUIRED, BaseForm, TextField
from app.web.htmx import page_or_partial, wants_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import Page, page_number, page_size
from app.web.reporting import definitions
from app.web.reporting.words import VIETNAMESE
from app.web.trace import note_security

TRAITS = {"level": "report_schooling", "sex": "report_sex", "place": "report_place", "core": "report_core"}
CHARTED = frozenset({"A.1.1", "A.1.2", "A.2.1", "A.2.2", "B.1"})
HEADINGS = [NAME, UNIT, Heading("Thuộc", 40)]


class PurposeForm(BaseForm):
    """What a list of people of minorities is opened for."""

    purpose = TextField("Mục đích xem danh sách", longest=300, validators=[InputRequired(REQUIRED)])


@blueprint.get("/reports")
def list_reports() -> ResponseReturnValue:
    """The newest edition of each province and year in sight, with what comes next and by when."""
    if viewer().role not in queries.READERS:
        abort(404)
    if viewer().role in overview.READERS:
        return _provinces()
    found = queries.reports_listed(viewer())
    due = deadlines_of({report.year for report in found})
    at = clock.campaign_now()
    rows = []
    for report in found:
        state = ReportState(report.state)
        step = next_step(state)
        rows.append((report, step, due[report.year][step] if step else None, is_late(state, due[report.year], at)))
    return render_template("records/reports.html", rows=rows)


def _provinces() -> ResponseReturnValue:
    """For the ministry and a university: every province, who is late, who is to be called."""
    years = overview.years_reported(viewer())
    asked = request.args.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else clock.today().year)
    rows = overview.provinces_in(viewer(), year)
    return page_or_partial(
        "records/report_provinces.html", "records/_report_provinces.html", rows=rows, years=years, year=year,
        done=sum(row.published for row in rows), may_set=viewer().role == "ministry",
    )  # fmt: skip


@blueprint.get("/reports/<int:report_id>")
def show_report(report_id: int) -> ResponseReturnValue:
    """One part of a report: its tables as on paper, each number with the people behind it."""
    report = queries.report_for(viewer(), report_id) or abort(404)
    if report.snapshot is None:
        return render_template(
            "records/report_uncounted.html", report=report, office=rights.may_prepare(viewer(), report)
        )
    here = place(report_id)
    tables = queries.tables_of(here.reading, here.part)
    charts = {table.code: VIETNAMESE.bars_of(table) for table in tables if table.code in CHARTED}
    frame = {} if wants_partial() else _frame(here)
    return page_or_partial(
        "records/report.html", "records/_report_body.html", here=here, tables=tables, words=VIETNAMESE, traits=TRAITS,
        charts=charts, keys=_rank_key(here), **frame,
    )  # fmt: skip


def _frame(here: Place) -> dict[str, Any]:
    """What stands around the body: where each part stands, other editions, the units above and beneath."""
    report = here.report
    return {
        "parts": queries.parts_of(here.reading), "states": part_states(here.reading), "words_of_state": words_of_state,
        "filters": FILTERS, "editions": queries.editions_of(here.viewer, report), "frozen": report.state in KEPT,
        "units": here.reading.units,
        "crumbs": [(name, here.address(unit=unit_id)) for unit_id, name in here.way_up()],
        "office": rights.may_prepare(here.viewer, report),
        "frozen_by": steps.frozen_by(report) if report.frozen_by is not None else "",
    }  # fmt: skip


@blueprint.route("/reports/<int:report_id>/people", methods=["GET", "POST"])
def list_report_people(report_id: int) -> ResponseReturnValue:
    """The people behind one number; of minorities only for a purpose that is on record (DP-7)."""
    here = place(report_id)
    cell = cell_asked(here)
    about = definitions.definition(cell, here.reading.context, here.standards)
    if listing.needs_purpose(cell) and not listing.has_purpose(here.viewer, here.reading):
        return _ask_purpose(here, about)
    query = request.args.get("q", "").strip()[:100]
    size, number = page_size(), page_number()
    counted = listing.number_behind(here.reading, cell)
    total = listing.number_found(here.viewer, here.reading, cell, query) if query else counted
    people = listing.people_behind(here.viewer, here.reading, cell, q=query, limit=size, offset=size * (number - 1))
    chosen = cell.address() | ({"q": query} if query else {})

    def address(page: int) -> str:
        return here.address("list_report_people", page=page, **chosen)

    _note_reading(here, "report_people_listed")
    return page_or_partial(
        "records/report_people.html", "records/_report_people.html", here=here, cell=cell, about=about, people=people,
        total=total, whole=counted, query=query, pager=Page(number, size, total, address), chosen=chosen,
        slice_words=slice_words,
    )  # fmt: skip


@blueprint.get("/reports/<int:report_id>/people.xlsx")
def export_report_people(report_id: int) -> ResponseReturnValue:
    """The whole list as a spreadsheet; on record (EXP-3)."""
    here = place(report_id)
    cell = cell_asked(here)
    if listing.needs_purpose(cell) and not listing.has_purpose(here.viewer, here.reading):
        abort(404)
    whole(listing.number_behind(here.reading, cell), "người")
    people = listing.people_behind(here.viewer, here.reading, cell, limit=most_rows())
    rows: list[list[Value]] = [[each.name, each.unit, slice_words(each.slice)] for each in people]
    about = definitions.definition(cell, here.reading.context, here.standards)
    title = f"Báo cáo TEMIS năm {here.report.year}, {here.reading.unit.name}: {about}"
    return send_table(f"bao-cao-{here.report.year}-nguoi", "report_people", HEADINGS, rows, title)


def slice_words(slice_: str) -> str:
    """Who somebody is in the report, but for what is sensitive."""
    who, level, sex, _, place_, core = slice_
    kinds = (("report_who", who), ("report_schooling", level), ("report_sex", sex), ("report_place", place_))
    return ", ".join([*(label(sign, kind) for kind, sign in kinds), *(["Cốt cán"] if core == "c" else [])])


def _ask_purpose(here: Place, about: str) -> ResponseReturnValue:
    form = PurposeForm.from_request()
    if form.passes():
        problems = listing.check_purpose(str(form.purpose.data))
        if problems:
            form.purpose.errors = [label(each.code, "report_problem") for each in problems]
        else:
            listing.state_purpose(here.viewer, here.reading, str(form.purpose.data))
            return redirect(request.full_path, 303)  # type: ignore[return-value]
    status = 422 if request.method == "POST" else 200
    return render_template("records/report_purpose.html", here=here, form=form, about=about), status


def _note_reading(here: Place, event: str) -> None:
    """Lists of names that somebody reads are on record (AUD-4)."""
    asked = request.query_string.decode("ascii", "replace")[:200]
    note_security(event, detail={"report": here.report.id, "unit": here.unit_id, "filter": asked})


@blueprint.get("/reports/<int:report_id>/people/<int:person_id>")
def show_report_person(report_id: int, person_id: int) -> ResponseReturnValue:
    """What put one person into the report's cells, with the way to their papers where the reader may see them."""
    here = place(report_id)
    found = listing.person_in(here.viewer, here.reading, person_id) or abort(404)
    entry, signs = found
    note_security("report_person_opened", about_person_id=person_id, detail={"report": report_id})
    known = definitions.facts_of(entry.slice, signs, here.reading.context, here.standards)
    about = [("Đơn vị trong báo cáo", entry.unit), ("Thuộc", slice_words(entry.slice)), *known]
    facts = [(name, said, None) for name, said in about]
    links = []
    if person_for(here.viewer, person_id) is not None:
        links.append(("Hồ sơ người này", url_for("records.show_person", person_id=person_id)))
    return render_template("records/report_person.html", here=here, entry=entry, facts=facts, links=links)


def _rank_key(here: Place) -> list[tuple[str, str]]:
    standard = next(iter(here.standards.values()), None)
    return [(str(level.ordinal), level.name) for level in standard.levels] if standard is not None else []


def words_of_state(state: PartState) -> str:
    """What a part still lacks, in words."""
    if state.lack is Lack.UNITS:
        return f"Thiếu {formats.number(state.units)} đơn vị"
    return label(state.lack, "report_lack")


@blueprint.get("/reports/<int:report_id>/scans/<int:scan_id>")
def open_report_scan(report_id: int, scan_id: int) -> ResponseReturnValue:
    """The scan of the signed paper, for whoever reads the report."""
    return send_evidence(scans.scan_for(viewer(), report_id, scan_id) or abort(404))
