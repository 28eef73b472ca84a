"""Where does somebody say what they need to learn, and read what their own weak criteria propose?"""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.needs import actions, queries
from app.domain.training.needs.models import NeedsRound
from app.domain.training.needs.rules import Phase
from app.domain.training.needs.weak import own_weak
from app.teacher.blueprint import blueprint
from app.teacher.needs_forms import NeedsForm, typed
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.refusals import refusal


@blueprint.get("/needs")
def show_needs() -> ResponseReturnValue:
    """What I declared, and beside it what my own evaluation proposes."""
    who = viewer()
    round_ = queries.newest_round(who.unit_path) if queries.asked_as(who) else None
    declared = queries.own_form(who, round_.id) if round_ else None
    weak = own_weak(who.person_id, round_.year) if round_ and who.person_id else None
    open_ = round_ is not None and queries.phase_of(round_) is Phase.OPEN
    return render_template("teacher/needs.html", round=round_, declared=declared, weak=weak, open=open_)


@blueprint.route("/needs/<int:round_id>/form", methods=["GET", "POST"])
def write_needs(round_id: int) -> ResponseReturnValue:
    """The form: hand it in, or keep a draft; changed until the window closes."""
    who, audience = viewer(), queries.asked_as(viewer())
    round_ = queries.round_for(who, round_id) if audience else None
    if round_ is None:
        abort(404)
    declared = queries.own_form(who, round_id)
    form = NeedsForm.from_request(data=typed(declared))
    form.offer([each for each in all_modules() if each.audience == audience])
    if request.method == "GET" and queries.phase_of(round_) is not Phase.OPEN:
        return go_to("teacher.show_needs")
    if form.passes():
        save = actions.save_draft if form.is_draft else actions.hand_in
        try:
            problems = save(who, round_id, form.answer(), form.shown_version, form.sending)
        except StaleVersion:
            return _both(round_id, form)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        if not problems:
            flash("Đã lưu nháp." if form.is_draft else "Đã nộp phiếu. Thầy/cô sửa được đến khi đóng đợt.", "ok")
            return go_to("teacher.show_needs")
        form.tell(problems)
    return _page(round_, form, declared), 422 if request.method == "POST" else 200


def _page(round_: NeedsRound, form: NeedsForm, declared: queries.Declared | None, *, theirs: bool = False) -> str:
    weak = own_weak(viewer().person_id or 0, round_.year)
    return render_template(
        "teacher/needs_form.html", round=round_, form=form, declared=declared, weak=weak, theirs=theirs
    )


def _both(round_id: int, form: NeedsForm) -> ResponseReturnValue:
    """What was typed stays, with what is saved by now above it."""
    round_, declared = queries.round_for(viewer(), round_id), queries.own_form(viewer(), round_id)
    assert round_ is not None
    form.version.data = str(declared.form.version if declared else 0)
    return _page(round_, form, declared, theirs=True), 409
