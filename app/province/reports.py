"""How does a province's office bring its yearly report from draft to sent?"""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.organisation.rules import Problem
from app.domain.reporting import dropping, moving, queries, rights, scans, steps
from app.domain.reporting.deadlines import deadlines
from app.domain.reporting.models import Report
from app.domain.reporting.rules import Addressee, Move, ReportState, is_late, next_step
from app.province.blueprint import blueprint
from app.province.report_moves import PLAIN, RESTATED
from app.province.reports_at_hand import back_to, done, form_page, movable_report, own_report, settle
from app.province.reports_forms import PublishingForm, ReasonForm
from app.web.errors import Conflict
from app.web.forms import VersionForm
from app.web.identity import viewer
from app.web.labels import label
from app.web.reporting.lacks import lacking_in, when_counted

S = ReportState

WAY = (S.DRAFT, S.CHECKED, S.SUBMITTED, S.APPROVED, S.FROZEN, S.SIGNED, S.PUBLISHED, S.SENT)
"""The states of a report that is never returned, in order."""


@blueprint.get("/reports/<int:report_id>")
def show_report_way(report_id: int) -> ResponseReturnValue:
    """Where the report stands, who has it, until when; and what the viewer may do with it now."""
    report = own_report(report_id)
    due, editions = deadlines(report.year), queries.editions_of(viewer(), report)
    step = next_step(*(ReportState(each.state) for each in editions))
    newest = editions[-1].edition
    form = VersionForm(formdata=None, data={"version": str(report.version)})
    return render_template(
        "province/report_way.html", report=report, due=due, step=step, moves=rights.moves_open(viewer(), report),
        plain=PLAIN, restated=RESTATED, form=form, history=steps.history_of(report), sendings=steps.sendings_of(report),
        addressees=tuple(Addressee), scans=scans.scans_of(viewer(), report),
        way=[(label(each, "report_state"), None) for each in WAY], at=_at(report),
        correctable=rights.may_correct(viewer(), report, newest), droppable=rights.may_drop(viewer(), report),
        when_counted=when_counted(report) if report.snapshot_id is None else "", waits=steps.has_it(report),
        own=rights.is_own(viewer(), report), lacks_scan=scans.lacks_scan(report),
        late=is_late(step, due, clock.campaign_now()), lacking=_lacking(report),
    )  # fmt: skip


@blueprint.route("/reports/<int:report_id>/return", methods=["GET", "POST"])
def return_report(report_id: int) -> ResponseReturnValue:
    """The leader gives it back with a reason."""
    report = movable_report(report_id, Move.RETURN)
    form = ReasonForm.from_request(data={"version": str(report.version)})

    def give_back() -> list[Problem]:
        version, reason = form.shown_version, form.reason.data or ""
        return moving.move_report(viewer(), report_id, Move.RETURN, version, reason, form.sending)

    return settle(report, form, give_back, label(Move.RETURN, "report_move_done"), Move.RETURN)


@blueprint.route("/reports/<int:report_id>/publish", methods=["GET", "POST"])
def publish_report(report_id: int) -> ResponseReturnValue:
    """Open the public page, and record the portal's link."""
    report = movable_report(report_id, Move.PUBLISH)
    form = PublishingForm.from_request(data={"version": str(report.version)})
    form.keep_hidden(report)

    def publish() -> list[Problem]:
        hides, version = form.hides, form.shown_version
        return moving.publish_report(
            viewer(), report_id, form.link.data or "", version, form.sending, suppresses=hides
        )  # fmt: skip

    return settle(report, form, publish, "Đã công bố. Trang công khai mở từ bây giờ.", Move.PUBLISH)


@blueprint.route("/reports/<int:report_id>/correct", methods=["GET", "POST"])
def correct_report(report_id: int) -> ResponseReturnValue:
    """Begin a new edition; the last one stays as it is."""
    report = own_report(report_id)
    newest = max(each.edition for each in queries.editions_of(viewer(), report))
    if request.method == "GET" and not rights.may_correct(viewer(), report, newest):
        abort(404)
    form = ReasonForm.from_request(data={"version": str(report.version)})
    if form.passes():
        made, problems = done(lambda: moving.correct_report(viewer(), report_id, form.reason.data or "", form.sending))
        if not problems:
            flash(f"Đã lập lần ban hành {report.edition + 1}.", "ok")
            return back_to(made)
        form.tell(problems)
    return form_page(report, form, Move.CORRECT)


@blueprint.route("/reports/<int:report_id>/correction/drop", methods=["GET", "POST"])
def drop_report_correction(report_id: int) -> ResponseReturnValue:
    """Drop the edition that was begun to correct this one, while nobody has approved it."""
    report = own_report(report_id)
    correction = dropping.correction_of(report)
    if request.method == "GET":
        if correction is None:
            abort(404)
        if not rights.may_drop(viewer(), correction):
            raise Conflict(label(f"province_report_{correction.state}", "evaluation_refusal"))
    form = ReasonForm.from_request(data={"version": str(correction.version) if correction else "0"})

    def drop() -> list[Problem]:
        return dropping.drop_correction(viewer(), report_id, form.reason.data or "", form.shown_version, form.sending)

    about = f"lần ban hành {report.edition + 1}"
    return settle(report, form, drop, f"Đã bỏ {about}.", "drop", about)


def _at(report: Report) -> int:
    """At which step of the way it stands, from 1; a returned one is where it was prepared.  Sent: past the last."""
    state = ReportState(report.state)
    if state is S.SENT:
        return len(WAY) + 1
    return WAY.index(S.DRAFT if state is S.RETURNED else state) + 1


def _lacking(report: Report) -> list[str]:
    reading = queries.reading_of(viewer(), report)
    return lacking_in(reading) if reading is not None else []
