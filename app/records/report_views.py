"""What stands out in a report before it is submitted, and how its numbers have gone over the years."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.reporting import checks, trend
from app.domain.reporting.figures.arithmetic import share
from app.domain.reporting.rights import may_prepare
from app.records.blueprint import blueprint
from app.records.reports_place import place
from app.web.identity import viewer


@blueprint.get("/reports/<int:report_id>/checks")
def show_report_checks(report_id: int) -> ResponseReturnValue:
    """What is missing of whom, and which schools stand out."""
    here = place(report_id)
    found = checks.check(viewer(), here.reading) or abort(404)
    return render_template(
        "records/report_checks.html", here=here, found=found, cells=checks.MISSING,
        office=may_prepare(viewer(), here.report),
    )  # fmt: skip


@blueprint.get("/reports/<int:report_id>/trend")
def show_report_trend(report_id: int) -> ResponseReturnValue:
    """The unit's years side by side."""
    here = place(report_id)
    years = trend.years_of(here.viewer, here.reading)
    return render_template(
        "records/report_trend.html", here=here, years=years, changed=trend.standards_change(years), share_of=share
    )
