"""How are several plans and reports approved in one go?  With their facts, then an answer for each."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.training.support import actions, queries
from app.domain.training.support.queries import Listed, Row
from app.domain.training.support.rules import Move
from app.web import formats
from app.web.approving.forms import MOST_AT_ONCE, SeveralForm
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import words_of

KEY_KEPT = 28  # of the form's key; what remains of the column's 40 signs is room for the plan's id


def approve_several() -> ResponseReturnValue:
    """What waits, each with its facts; those chosen are approved, one that is refused holds up no other."""
    rows = queries.rows_of(viewer(), Listed("waiting"), size=MOST_AT_ONCE)
    form = SeveralForm.from_request()
    form.offer([(row, _words(row)) for row in rows])
    if form.passes():
        key = form.sending
        seen = {plan_id: queries.plan_for(viewer(), plan_id) for plan_id in form.chosen}
        names = {plan_id: plan.person.full_name for plan_id, plan in seen.items() if plan is not None}
        told = [
            (names[plan_id], url_for(".decide_plan", plan_id=plan_id), refused, refused is not None)
            for plan_id, version in form.chosen.items()
            if plan_id in names
            for refused in [_approve(plan_id, version, key)]
        ]
        gone, left = len(form.chosen) - len(told), queries.numbers(viewer(), Listed())["waiting"]
        return render_template("approving/approved.html", told=told, gone=gone, left=left)
    shown = render_template("approving/several.html", form=form, most=MOST_AT_ONCE)
    return shown, 422 if request.method == "POST" else 200


def _approve(plan_id: int, version: int, key: str) -> str | None:
    """What speaks against it in words; None: done."""
    try:
        actions.decide(viewer(), plan_id, Move.APPROVE, version, "", f"{key[:KEY_KEPT]}{plan_id}" if key else "")
    except StaleVersion:
        return label("plan_changed", "evaluation_refusal")
    except NotNow as refused:
        return words_of(refused)
    except LookupError:
        return label("plan_not_yours", "evaluation_refusal")
    return None


def _words(row: Row) -> str:
    """Everything that is looked at: who, plan or report, how many people, modules, activities."""
    report, figures = row.state == "report_submitted", row.figures
    what = f"báo cáo năm {row.year}" if report else f"kế hoạch năm {row.year}"
    took_part = f", {formats.number(figures['took_part'])} lượt người tham gia" if report else ""
    return (
        f"{row.name} ({row.unit}): {what}; {formats.number(figures['people'])} đồng nghiệp,"
        f" {formats.number(figures['modules'])} mô đun, {formats.number(figures['activities'])} hoạt động{took_part};"
        f" nộp lúc {formats.instant(row.sent_at)}"
    )
