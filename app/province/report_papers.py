"""How does the office record what became of the report on paper: signed, published where, sent?"""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.organisation.rules import Problem
from app.domain.reporting import papers, steps
from app.domain.reporting.rules import ISSUED, SIGNED, Addressee, Move, Paper
from app.province.blueprint import blueprint
from app.province.reports_at_hand import HINTS, back_to, done, movable_report, own_report, settle
from app.province.reports_forms import (
    PaperMendingForm,
    PublicationMendingForm,
    SendingForm,
    SendingMendingForm,
    SigningForm,
)
from app.web.errors import Conflict
from app.web.formats import day
from app.web.identity import viewer
from app.web.labels import label

MENDED = "Đã sửa. Nội dung cũ ở lại trong mục Đã qua."


@blueprint.route("/reports/<int:report_id>/sign", methods=["GET", "POST"])
def sign_report(report_id: int) -> ResponseReturnValue:
    """Record number, day and signer of the paper that was signed."""
    report = movable_report(report_id, Move.SIGN)
    form = SigningForm.from_request(data={"version": str(report.version)})

    def sign() -> list[Problem]:
        version, position = form.shown_version, form.position.data or ""
        return papers.sign_report(viewer(), report_id, _paper(form), position, version, form.sending)

    return settle(report, form, sign, "Đã ghi số, ngày ký. Hãy lưu bản chụp của bản giấy.", Move.SIGN)


@blueprint.route("/reports/<int:report_id>/paper/mend", methods=["GET", "POST"])
def mend_report_paper(report_id: int) -> ResponseReturnValue:
    """Put right what was typed wrongly of the signed paper."""
    report = own_report(report_id)
    if request.method == "GET" and report.state not in SIGNED:
        abort(404)
    shown = {
        "version": str(report.version), "number": report.number, "signed_on": day(report.signed_on),
        "signer": report.signer, "position": report.signer_position,
    }  # fmt: skip
    form = PaperMendingForm.from_request(data=shown)

    def mend() -> list[Problem]:
        version, position, reason = form.shown_version, form.position.data or "", form.reason.data or ""
        return papers.mend_paper(viewer(), report_id, _paper(form), position, reason, version, form.sending)

    return settle(report, form, mend, MENDED, papers.MEND_PAPER)


@blueprint.route("/reports/<int:report_id>/publish/mend", methods=["GET", "POST"])
def mend_report_publication(report_id: int) -> ResponseReturnValue:
    """Put right where the portal has it, or hide small numbers from now on."""
    report = own_report(report_id)
    if request.method == "GET" and report.state not in ISSUED:
        abort(404)
    shown = {"version": str(report.version), "link": report.link, "suppresses": report.suppresses}
    form = PublicationMendingForm.from_request(data=shown)
    form.keep_hidden(report)

    def mend() -> list[Problem]:
        hides, version = form.hides, form.shown_version
        link, reason = form.link.data or "", form.reason.data or ""
        return papers.mend_publication(viewer(), report_id, link, reason, version, form.sending, suppresses=hides)

    return settle(report, form, mend, MENDED, papers.MEND_PUBLICATION)


@blueprint.route("/reports/<int:report_id>/send/<addressee>", methods=["GET", "POST"])
def record_report_sending(report_id: int, addressee: str) -> ResponseReturnValue:
    """Record that it went to one of the three; a letter with the link is prepared beside."""
    report = own_report(report_id)
    to = _addressee(addressee)
    if report.state not in ISSUED:
        abort(404)
    if request.method == "GET" and to in {each.addressee for each in steps.sendings_of(report)}:
        raise Conflict(label("province_report_sent_before", "evaluation_refusal"))
    form = SendingForm.from_request()
    if form.passes() and (sent_on := form.sent_on.day) is not None:
        problems = done(
            lambda: papers.record_sending(
                viewer(),
                report_id,
                to,
                sent_on,
                form.address.data or "",
                form.remark.data or "",
                form.sending,
            )
        )
        if not problems:
            flash(f"Đã ghi nhận: {label(to, 'report_addressee')}.", "ok")
            return back_to(report_id)
        form.tell(problems)
    public = url_for("public.show_published_report", code=report.unit.code, year=report.year, _external=True)
    status = 422 if request.method == "POST" else 200
    return render_template(
        "province/report_sending.html", report=report, form=form, addressee=to, public=public, hints=HINTS
    ), status  # fmt: skip


@blueprint.route("/reports/<int:report_id>/send/<addressee>/mend", methods=["GET", "POST"])
def mend_report_sending(report_id: int, addressee: str) -> ResponseReturnValue:
    """Put right what was typed wrongly of a sending."""
    report, to = own_report(report_id), _addressee(addressee)
    sent = next((each for each in steps.sendings_of(report) if each.addressee == to), None) or abort(404)
    shown = {
        "version": str(report.version), "sent_on": day(sent.sent_on), "address": sent.address, "remark": sent.remark,
    }  # fmt: skip
    form = SendingMendingForm.from_request(data=shown)

    def mend() -> list[Problem]:
        assert form.sent_on.day is not None  # a form without it does not pass
        return papers.mend_sending(
            viewer(), report_id, to, form.sent_on.day, form.address.data or "", form.remark.data or "",
            form.reason.data or "", form.shown_version, form.sending,
        )  # fmt: skip

    about = label(to, "report_addressee")
    said = f"Đã sửa: {about}. Nội dung cũ ở lại trong mục Đã qua."
    return settle(report, form, mend, said, papers.MEND_SENDING, about)


def _paper(form: SigningForm) -> Paper:
    return Paper(form.number.data or "", form.signed_on.day, form.signer.data or "")


def _addressee(asked: str) -> Addressee:
    """One of the three; 404 for anybody else."""
    return next((each for each in Addressee if each == asked), None) or abort(404)
