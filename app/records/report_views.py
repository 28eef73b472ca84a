"""What stands out in a report before it is submitted, and how its numbers have gone over the years."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.reporting import checks, trend
from app.domain.reporting.completeness import awaited_units, part_states
from app.domain.reporting.figures.arithmetic import share
from app.domain.reporting.rights import may_prepare
from app.records.blueprint import blueprint
from app.records.reports_place import place
from app.web.identity import viewer
from app.web.paging import paged


@blueprint.get("/reports/<int:report_id>/checks")
def show_report_checks(report_id: int) -> ResponseReturnValue:
    """What is missing of whom, and which schools stand out."""
    here = place(report_id)
    found = checks.check(viewer(), here.reading) or abort(404)
    return render_template(
        "records/report_checks.html", here=here, found=found, cells=checks.MISSING,
        awaited=part_states(here.reading)["A.1"].units, office=may_prepare(viewer(), here.report),
    )  # fmt: skip


@blueprint.get("/reports/<int:report_id>/units")
def list_awaited_units(report_id: int) -> ResponseReturnValue:
    """The units whose results were not accepted when the figures were taken."""
    here = place(report_id)
    if here.viewer.role not in checks.READERS:
        abort(404)
    number = part_states(here.reading)["A.1"].units
    pager = paged(number, lambda page: here.address("list_awaited_units", page=page))
    rows = awaited_units(here.reading, pager.offset, pager.size)
    return render_template("records/report_units.html", here=here, rows=rows, pager=pager)


@blueprint.get("/reports/<int:report_id>/trend")
def show_report_trend(report_id: int) -> ResponseReturnValue:
    """The unit's years side by side."""
    here = place(report_id)
    years = trend.years_of(here.viewer, here.reading)
    return render_template(
        "records/report_trend.html", here=here, years=years, changed=trend.standards_change(years), share_of=share
    )
