"""How does the office keep scans of the signed report, and withdraw one that was added by mistake?"""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.refusals import NotNow
from app.domain.organisation.rules import Problem
from app.domain.reporting import scans
from app.domain.reporting.rules import SIGNED
from app.jobs.intake import take_in_copy
from app.province.blueprint import blueprint
from app.province.reports_at_hand import back_to, own_report, settle
from app.province.reports_forms import ScanWithdrawalForm
from app.web.errors import Conflict
from app.web.files import takes_files
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal
from app.web.scans import ScanForm, keep_scan


@blueprint.route("/reports/<int:report_id>/scans", methods=["GET", "POST"])
@takes_files
def add_report_scan(report_id: int) -> ResponseReturnValue:
    """Keep a scan of the signed paper."""
    report, form = own_report(report_id), ScanForm.from_request()
    if report.state not in SIGNED:
        abort(404)
    status = 422 if request.method == "POST" else 200
    if form.passes():
        try:
            key = form.sending
            keep_scan(form, take_in_copy, lambda file: scans.add_scan(viewer(), report_id, file, key))
        except EvidenceRefused as refused:
            status = form.refuse(refused)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        else:
            flash("Đã lưu bản chụp.", "ok")
            return back_to(report_id)
    return render_template("province/report_scan.html", report=report, form=form), status


@blueprint.route("/reports/<int:report_id>/scans/<int:scan_id>/withdraw", methods=["GET", "POST"])
def withdraw_report_scan(report_id: int, scan_id: int) -> ResponseReturnValue:
    """Take a scan out of what readers are offered, and say why."""
    report = own_report(report_id)
    scan = scans.scan_at(viewer(), report_id, scan_id) or abort(404)
    if request.method == "GET" and scan.withdrawn_at is not None:
        raise Conflict(label(scans.WITHDRAWN, "evaluation_refusal"))
    form, name = ScanWithdrawalForm.from_request(), scan.name

    def withdraw() -> list[Problem]:
        return scans.withdraw_scan(viewer(), report_id, scan_id, form.reason.data or "", form.sending)

    return settle(report, form, withdraw, f"Đã rút bản chụp {name}.", scans.WITHDRAW, name)
