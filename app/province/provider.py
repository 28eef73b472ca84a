"""Where does a Sở put down which LMS the province's people learn on?"""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.training.provider.actions import ChangedMeanwhile, choose_provider
from app.domain.training.provider.models import ProviderChoice
from app.domain.training.provider.queries import choices_of, may_choose
from app.domain.training.provider.rules import Item
from app.province.blueprint import blueprint
from app.province.provider_forms import ProviderForm, both_sides, form_for
from app.web.htmx import go_to
from app.web.identity import viewer


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
            made, problems = choose_provider(who, form.choice(), form.shown_version, str(form.submit_key.data))
        except ChangedMeanwhile:
            return _show_both(form)
        if made is not None:
            flash("Đã ghi lựa chọn hệ thống học.", "ok")
            return go_to("records.show_provider_choice", choice_id=made)
        form.tell(problems)
    return render_template("province/lms_choice.html", form=form, items=list(Item), held=held), status


def _show_both(form: ProviderForm) -> ResponseReturnValue:
    """409 with both choices; the form goes on with what was typed, over the one that holds."""
    held = _held() or abort(404)
    form.version.data = str(held.id)
    rows = both_sides(form, held)
    return render_template("province/lms_choice_both_sides.html", form=form, held=held, rows=rows), 409


def _held() -> ProviderChoice | None:
    who = viewer()
    return next(iter(choices_of(who, who.unit_id or 0)), None)
