"""The yearly TEMIS report, read: which there are, its parts and tables, the people behind each number."""

from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.reporting import checks, overview, queries, registry, rights, scans, sight, steps
from app.domain.reporting.audits import samples
from app.domain.reporting.audits.mandates import mandate_under, mandates_ended
from app.domain.reporting.completeness import part_states
from app.domain.reporting.deadlines import deadlines_of, next_steps
from app.domain.reporting.rules import KEPT, Step, is_late
from app.records.blueprint import blueprint
from app.records.report_provinces import show_provinces
from app.records.reports_place import FILTERS, Place, place_in, report_at
from app.web.auditing import note_under
from app.web.evidence import send_evidence
from app.web.htmx import page_or_partial, wants_partial
from app.web.identity import viewer
from app.web.reporting.definitions import TRAIT_KINDS
from app.web.reporting.lacks import when_counted, words_of_state
from app.web.reporting.words import VIETNAMESE

CHARTED = frozenset({"A.1.1", "A.1.2", "A.2.1", "A.2.2", "B.1"})


@blueprint.get("/reports")
def list_reports() -> ResponseReturnValue:
    """The newest edition of each province and year in sight, with what comes next and by when."""
    if viewer().role not in sight.READERS:
        abort(404)
    if viewer().role in overview.READERS:
        return show_provinces()
    found, unreported = queries.reports_listed(viewer()), overview.years_unreported(viewer())
    due, steps = deadlines_of({report.year for report in found} | set(unreported)), next_steps(found)
    at, first = clock.campaign_now(), next(iter(Step))
    rows = []
    for report in found:
        step = steps[report.id]
        rows.append((report, step, due[report.year][step] if step else None, is_late(step, due[report.year], at)))
    missing = [(year, due[year][first], is_late(first, due[year], at)) for year in unreported]
    return render_template(
        "records/reports.html", rows=rows, missing=missing, first=first, ended=mandates_ended(viewer())
    )  # fmt: skip


@blueprint.get("/reports/<int:report_id>")
def show_report(report_id: int) -> ResponseReturnValue:
    """One part of a report: its tables as on paper, each number with the people behind it."""
    report = report_at(report_id)
    if report.snapshot is None:
        return render_template(
            "records/report_uncounted.html",
            report=report,
            office=rights.may_prepare(viewer(), report),
            when_counted=when_counted(report),
        )
    here = place_in(report)
    tables = queries.tables_of(here.reading, here.part)
    charts = {table.code: VIETNAMESE.bars_of(table) for table in tables if table.code in CHARTED}
    frame = {} if wants_partial() else _frame(here)
    return page_or_partial(
        "records/report.html", "records/_report_body.html", here=here, tables=tables, words=VIETNAMESE,
        traits=TRAIT_KINDS, charts=charts, keys=_rank_key(here), **frame,
    )  # fmt: skip


def _frame(here: Place) -> dict[str, Any]:
    """What stands around the body: where each part stands, other editions, the units above and beneath."""
    report = here.report
    others = queries.reports_of(here.viewer, report.unit_id)
    return {
        "editions": [each for each in others if each.year == report.year],
        "years": {each.year: each.id for each in others},  # the newest edition of each stays
        "parts": queries.parts_of(here.reading), "states": part_states(here.reading), "words_of_state": words_of_state,
        "tells_effect": not samples.may_draw(here.viewer), "filters": FILTERS, "frozen": report.state in KEPT,
        "units": here.reading.units,
        "crumbs": [(name, here.address(unit=unit_id)) for unit_id, name in here.way_up()],
        "checks": here.viewer.role in checks.READERS, "tells": registry.may_tell(here.viewer, here.reading),
        "office": rights.may_prepare(here.viewer, report),
        "scans": scans.scans_of(here.viewer, report),
        "frozen_by": steps.frozen_by(report) if report.frozen_by is not None else "",
    }  # fmt: skip


def _rank_key(here: Place) -> list[tuple[str, str]]:
    standard = next(iter(here.standards.values()), None)
    return [(str(level.ordinal), level.name) for level in standard.levels] if standard is not None else []


@blueprint.get("/reports/<int:report_id>/scans/<int:scan_id>")
def open_report_scan(report_id: int, scan_id: int) -> ResponseReturnValue:
    """The scan of the signed paper, for whoever reads all of it; an auditor's opening is noted (AUD-4)."""
    report = report_at(report_id)
    scan = scans.scan_for(viewer(), report_id, scan_id) or abort(404)
    if (mandate := mandate_under(viewer(), report)) is not None:
        note_under(
            mandate, "audit_report_read", report=report_id, unit=report.unit_id, page="open_report_scan", scan=scan_id
        )
    return send_evidence(scan)
