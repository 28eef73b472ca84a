"""Which reports may I audit, until when, and how far am I with my samples?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.auditor.blueprint import blueprint
from app.domain.notices.queries import unseen_count
from app.domain.reporting.audits.mandates import mandates_ended, mandates_holding
from app.domain.reporting.audits.samples import samples_of
from app.domain.reporting.queries import reports_listed
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Each mandate that holds, with the newest edition of its report once there is one to read; those that are over."""
    who = viewer()
    reports = {(report.unit_id, report.year): report for report in reports_listed(who)}
    rows = [(mandate, reports.get((mandate.province_id, mandate.year))) for mandate in mandates_holding(who)]
    return render_template(
        "auditor/home.html", rows=rows, ended=mandates_ended(who), samples=samples_of(who), news=unseen_count(who)
    )  # fmt: skip
