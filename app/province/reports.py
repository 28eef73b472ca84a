"""How does a province's office bring its yearly report from draft to sent?"""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from app.domain import clock
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.reporting import actions, queries, rights, scans, steps
from app.domain.reporting.deadlines import deadlines, next_steps
from app.domain.reporting.models import Report
from app.domain.reporting.rules import ISSUED, SIGNED, Addressee, Move, Paper, ReportState, is_late
from app.jobs.intake import take_in_copy
from app.province.blueprint import blueprint
from app.province.reports_forms import PublishingForm, ReasonForm, SendingForm, SigningForm
from app.web.errors import Conflict
from app.web.files import takes_files
from app.web.forms import BaseForm, VersionForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal
from app.web.reporting.lacks import lacking_in
from app.web.scans import ScanForm, keep_scan

S = ReportState

HINTS = {
    "reason": "Ít nhất 10 chữ cái; người nhận đọc được.",
    "number": "Ví dụ: 2815/BC-SGDĐT.",
    "signed_on": "Ví dụ: 24/12/2022.",
    "position": "Ví dụ: Giám đốc, hoặc KT. Giám đốc, Phó Giám đốc.",
    "link": "Địa chỉ đầy đủ của trang hay tệp trên cổng thông tin của tỉnh.",
    "suppresses": "Cả những số khác mà nhờ đó có thể suy ra số bị ẩn. Bản ký vẫn đầy đủ.",
}
WAY = (S.DRAFT, S.CHECKED, S.SUBMITTED, S.APPROVED, S.FROZEN, S.SIGNED, S.PUBLISHED, S.SENT)
"""The states of a report that is never returned, in order."""

PLAIN = (Move.RECOUNT, Move.CHECK, Move.SUBMIT, Move.RECALL, Move.APPROVE, Move.FREEZE)
"""Moves that need nothing but a button."""


@blueprint.get("/reports/<int:report_id>")
def show_report_way(report_id: int) -> ResponseReturnValue:
    """Where the report stands, who has it, until when; and what the viewer may do with it now."""
    report = _own(report_id)
    due = deadlines(report.year)
    step = next_steps([report])[report.id]
    newest = max(each.edition for each in queries.editions_of(viewer(), report))
    form = VersionForm(formdata=None, data={"version": str(report.version)})
    return render_template(
        "province/report_way.html", report=report, due=due, step=step, moves=rights.moves_open(viewer(), report),
        plain=PLAIN, form=form, history=steps.history_of(report), sendings=steps.sendings_of(report),
        addressees=tuple(Addressee), scans=scans.scans_of(report),
        way=[(label(each, "report_state"), None) for each in WAY], at=_at(report),
        correctable=rights.may_correct(viewer(), report, newest), waits=steps.has_it(report),
        late=is_late(step, due, clock.campaign_now()), lacking=_lacking(report),
    )  # fmt: skip


@blueprint.post("/reports/<int:report_id>/move/<move>")
def move_report(report_id: int, move: str) -> ResponseReturnValue:
    """Make a move that needs nothing but the button."""
    chosen = next((each for each in PLAIN if each == move), None) or abort(404)
    form = VersionForm.from_request()
    if not form.passes():
        abort(400)
    if chosen is Move.RECOUNT:
        job = _done(lambda: actions.ask_to_count(viewer(), report_id))
        return go_to("records.show_job", job_id=job.id)
    _done(lambda: actions.move_report(viewer(), report_id, chosen, form.shown_version, "", str(form.submit_key.data)))
    flash(label(chosen, "report_move_done"), "ok")
    return _back(report_id)


@blueprint.route("/reports/<int:report_id>/return", methods=["GET", "POST"])
def return_report(report_id: int) -> ResponseReturnValue:
    """The leader gives it back with a reason."""
    report = _movable(report_id, Move.RETURN)
    form = ReasonForm.from_request(data={"version": str(report.version)})
    if form.passes():
        problems = _done(
            lambda: actions.move_report(
                viewer(), report_id, Move.RETURN, form.shown_version, form.reason.data or "", str(form.submit_key.data)
            )
        )
        if not problems:
            flash(label(Move.RETURN, "report_move_done"), "ok")
            return _back(report_id)
        form.tell(problems)
    return _page(report, form, Move.RETURN)


@blueprint.route("/reports/<int:report_id>/sign", methods=["GET", "POST"])
def sign_report(report_id: int) -> ResponseReturnValue:
    """Record number, day and signer of the paper that was signed."""
    report = _movable(report_id, Move.SIGN)
    form = SigningForm.from_request(data={"version": str(report.version)})
    if form.passes():
        paper = Paper(form.number.data or "", form.signed_on.day, form.signer.data or "")
        problems = _done(
            lambda: actions.sign_report(
                viewer(), report_id, paper, form.position.data or "", form.shown_version, str(form.submit_key.data)
            )
        )
        if not problems:
            flash("Đã ghi số, ngày ký. Hãy lưu bản chụp của bản giấy.", "ok")
            return _back(report_id)
        form.tell(problems)
    return _page(report, form, Move.SIGN)


@blueprint.route("/reports/<int:report_id>/scans", methods=["GET", "POST"])
@takes_files
def add_report_scan(report_id: int) -> ResponseReturnValue:
    """Keep a scan of the signed paper."""
    report, form = _own(report_id), ScanForm.from_request()
    if report.state not in SIGNED:
        abort(404)
    status = 422 if request.method == "POST" else 200
    if form.passes():
        try:
            key = str(form.submit_key.data)
            keep_scan(form, take_in_copy, lambda file: scans.add_scan(viewer(), report_id, file, key))
        except EvidenceRefused as refused:
            status = form.refuse(refused)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        else:
            flash("Đã lưu bản chụp.", "ok")
            return _back(report_id)
    return render_template("province/report_scan.html", report=report, form=form), status


@blueprint.route("/reports/<int:report_id>/publish", methods=["GET", "POST"])
def publish_report(report_id: int) -> ResponseReturnValue:
    """Open the public page, and record the portal's link."""
    report = _movable(report_id, Move.PUBLISH)
    form = PublishingForm.from_request(data={"version": str(report.version), "suppresses": report.suppresses})
    if form.passes():
        problems = _done(
            lambda: actions.publish_report(
                viewer(),
                report_id,
                form.link.data or "",
                form.shown_version,
                str(form.submit_key.data),
                suppresses=bool(form.suppresses.data),
            )
        )
        if not problems:
            flash("Đã công bố. Trang công khai mở từ bây giờ.", "ok")
            return _back(report_id)
        form.tell(problems)
    return _page(report, form, Move.PUBLISH)


@blueprint.route("/reports/<int:report_id>/send/<addressee>", methods=["GET", "POST"])
def record_report_sending(report_id: int, addressee: str) -> ResponseReturnValue:
    """Record that it went to one of the three; a letter with the link is prepared beside."""
    report = _own(report_id)
    to = next((each for each in Addressee if each == addressee), None)
    if to is None or report.state not in ISSUED:
        abort(404)
    if request.method == "GET" and to in {each.addressee for each in steps.sendings_of(report)}:
        raise Conflict(label("province_report_sent_before", "evaluation_refusal"))
    form = SendingForm.from_request()
    if form.passes() and form.sent_on.day is not None:
        day = form.sent_on.day
        problems = _done(
            lambda: actions.record_sending(
                viewer(), report_id, to, day, form.address.data or "", form.remark.data or "", str(form.submit_key.data)
            )
        )
        if not problems:
            flash(f"Đã ghi nhận: {label(to, 'report_addressee')}.", "ok")
            return _back(report_id)
        form.tell(problems)
    public = url_for("public.show_published_report", code=report.unit.code, year=report.year, _external=True)
    status = 422 if request.method == "POST" else 200
    return render_template(
        "province/report_sending.html", report=report, form=form, addressee=to, public=public
    ), status  # fmt: skip


@blueprint.route("/reports/<int:report_id>/correct", methods=["GET", "POST"])
def correct_report(report_id: int) -> ResponseReturnValue:
    """Begin a new edition; the last one stays as it is."""
    report = _own(report_id)
    newest = max(each.edition for each in queries.editions_of(viewer(), report))
    if not rights.may_correct(viewer(), report, newest):
        if request.method == "POST":
            raise refusal(NotNow("province_report_not_to_correct"))
        abort(404)
    form = ReasonForm.from_request(data={"version": str(report.version)})
    if form.passes():
        made, problems = _done(
            lambda: actions.correct_report(viewer(), report_id, form.reason.data or "", str(form.submit_key.data))
        )
        if not problems:
            flash("Đã lập lần ban hành mới; số liệu đang được tính.", "ok")
            return _back(made)
        form.tell(problems)
    return _page(report, form, Move.CORRECT)


def _at(report: Report) -> int:
    """At which step of the way it stands, from 1; a returned one is where it was prepared.  Sent: past the last."""
    state = ReportState(report.state)
    if state is S.SENT:
        return len(WAY)
    return WAY.index(S.DRAFT if state is S.RETURNED else state) + 1


def _own(report_id: int) -> Report:
    """A report of the viewer's own office; 404 for everybody else."""
    report = queries.report_for(viewer(), report_id)
    if report is None or not rights.may_prepare(viewer(), report):
        abort(404)
    return report


def _movable(report_id: int, move: Move) -> Report:
    report = _own(report_id)
    if request.method == "GET" and rights.right_to(viewer(), report, move) is None:
        raise Conflict(label(f"province_report_{report.state}", "evaluation_refusal"))
    return report


def _lacking(report: Report) -> list[str]:
    reading = queries.reading_of(viewer(), report)
    return lacking_in(reading) if reading is not None else []


def _done(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except StaleVersion as stale:
        raise Conflict(label("province_report_changed", "evaluation_refusal")) from stale
    except actions.Damaged as damaged:
        raise Conflict(label("province_report_damaged", "evaluation_refusal")) from damaged
    except IntegrityError as taken:  # two windows recorded the same at once
        raise Conflict(label("province_report_changed", "evaluation_refusal")) from taken
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused


def _page(report: Report, form: BaseForm, move: Move) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    return render_template("province/report_form.html", report=report, form=form, move=move, hints=HINTS), status


def _back(report_id: int) -> ResponseReturnValue:
    return go_to("province.show_report_way", report_id=report_id)
