"""How does somebody ask that their published rank be looked at again, and take that back?"""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.evaluation.appeals import filing
from app.domain.evaluation.appeals.queries import window_of
from app.domain.evaluation.appeals.rules import SHORTEST_TEXT, AppealState
from app.domain.evaluation.appeals.settlers import settlers_of
from app.domain.evaluation.queries import own_evaluation, result_for_oneself
from app.domain.evaluation.refusals import NotNow
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Standard
from app.teacher.blueprint import blueprint
from app.web.forms import REQUIRED, BaseForm, LongTextField, offered, refuse
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.refusals import refusal

LONGEST_APPEAL = 4000


class AppealForm(BaseForm):
    """What the person asks to be looked at again, and why."""

    text = LongTextField("Điều thầy/cô đề nghị xem xét lại và lý do", longest=LONGEST_APPEAL)
    criteria = SelectMultipleField(
        "Tiêu chí liên quan", coerce=int, choices=[], widget=ListWidget(), option_widget=CheckboxInput()
    )

    def offer(self, standard: Standard) -> None:
        """The criteria of the standard."""
        self.criteria.choices = offered((each.no, f"{each.no}. {each.name}") for each in standard.criteria)

    def validate_text(self, field: Any) -> None:
        """The second decider must know what to look at."""
        refuse(
            len(field.data or "") < SHORTEST_TEXT, "Hãy viết rõ hơn, ít nhất 10 chữ cái." if field.data else REQUIRED
        )


@blueprint.route("/evaluation/<int:evaluation_id>/appeal", methods=["GET", "POST"])
def appeal_rank(evaluation_id: int) -> ResponseReturnValue:
    """Write the appeal while there is time; afterwards where it stands."""
    page = _page(evaluation_id)
    form = AppealForm.from_request()
    form.offer(page["standard"])
    if form.passes():
        try:
            filing.file_appeal(
                viewer(), evaluation_id, form.text.data or "", list(form.criteria.data or []), form.sending
            )
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to("teacher.appeal_rank", evaluation_id=evaluation_id)
    return render_template("teacher/appeal.html", **page, form=form), _status()


@blueprint.route("/evaluation/<int:evaluation_id>/appeal/withdraw", methods=["GET", "POST"])
def withdraw_appeal(evaluation_id: int) -> ResponseReturnValue:
    """Confirm, then take the appeal back."""
    page = _page(evaluation_id)
    form = BaseForm.from_request()
    if form.passes():
        try:
            filing.withdraw_appeal(viewer(), evaluation_id, form.sending)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to("teacher.show_own_evaluation", evaluation_id=evaluation_id)
    appeal = page["window"].appeal
    if appeal is None or appeal.state != AppealState.OPEN:
        return redirect(url_for("teacher.appeal_rank", evaluation_id=evaluation_id), 303)
    return render_template("teacher/appeal_withdraw.html", **page, form=form), _status()


def _page(evaluation_id: int) -> dict[str, Any]:
    """What both pages show; 404 while nothing of one's own is published, 409 for paper."""
    evaluation = own_evaluation(viewer(), evaluation_id)
    if evaluation is not None and evaluation.period.kind != "held":
        raise refusal(NotNow("appeal_on_paper"))
    window = window_of(evaluation) if evaluation is not None else None
    if evaluation is None or window is None:
        raise NotFound
    return {
        "evaluation": evaluation, "period": evaluation.period, "window": window, "appeal": window.appeal,
        "standard": standard_of(evaluation.standard_id), "decision": result_for_oneself(evaluation),
        "settlers": settlers_of(evaluation, window.appeal),
    }  # fmt: skip


def _status() -> int:
    return 422 if request.method == "POST" else 200
