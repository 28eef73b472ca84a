"""Where does a Sở put down which LMS the province's people learn on?"""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.training.provider.actions import ChangedMeanwhile, choose_provider
from app.domain.training.provider.models import ProviderChoice
from app.domain.training.provider.queries import choices_of, may_choose
from app.domain.training.provider.rules import Item
from app.domain.training.provider.scans import add_scan, choice_to_scan
from app.jobs.intake import take_in_copy
from app.province.blueprint import blueprint
from app.province.provider_forms import ProviderForm, both_sides, form_for
from app.web.files import takes_files
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.scans import ScanForm, keep_scan


@blueprint.route("/lms-choice", methods=["GET", "POST"])
def choose_lms() -> ResponseReturnValue:
    """The system, the decision, the checklist; what was chosen before is kept."""
    who = viewer()
    if not may_choose(who):
        abort(404)
    held = _held()
    form, status = form_for(held.id if held else 0), 422 if request.method == "POST" else 200
    if form.passes():
        try:
            made, problems = choose_provider(who, form.choice(), form.shown_version, form.sending)
        except ChangedMeanwhile:
            return _show_both(form)
        if made is not None:
            flash("Đã ghi lựa chọn hệ thống học.", "ok")
            return go_to("records.show_provider_choice", choice_id=made)
        form.tell(problems)
    return render_template("province/lms_choice.html", form=form, items=list(Item), held=held), status


@blueprint.route("/lms-choice/<int:choice_id>/scans", methods=["GET", "POST"])
@takes_files
def add_choice_scan(choice_id: int) -> ResponseReturnValue:
    """Keep a scan of the decision that was signed, beside the choice."""
    choice, form = choice_to_scan(viewer(), choice_id) or abort(404), ScanForm.from_request()
    status, unit = 422 if request.method == "POST" else 200, choice.unit.name
    if form.passes():
        try:
            key = form.sending
            keep_scan(form, take_in_copy, lambda file: add_scan(viewer(), choice_id, file, key))
        except EvidenceRefused as refused:
            status = form.refuse(refused)
        except LookupError:
            abort(404)
        else:
            flash("Đã lưu bản chụp.", "ok")
            return go_to("records.show_provider_choice", choice_id=choice_id)
    return render_template("province/lms_choice_scan.html", form=form, choice_id=choice_id, unit=unit), status


def _show_both(form: ProviderForm) -> ResponseReturnValue:
    """409 with both choices; the form goes on with what was typed, over the one that holds."""
    held = _held() or abort(404)
    form.version.data = str(held.id)
    rows = both_sides(form, held)
    return render_template("province/lms_choice_both_sides.html", form=form, held=held, rows=rows), 409


def _held() -> ProviderChoice | None:
    who = viewer()
    return next(iter(choices_of(who, who.unit_id or 0)), None)
