"""How does an office settle an appeal against a rank?  The same pages for the middle level and the province.

Who may do what stands in the domain: office or delegation in the unit above the deciding one, never the first decider.
"""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.appeals import queries, settling
from app.domain.evaluation.appeals.queries import AppealSheet
from app.domain.evaluation.appeals.rules import AppealState
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.organisation.rules import Problem
from app.domain.standards.queries import standard_of
from app.web.deciding.forms import differences
from app.web.evidence import sent_evidence
from app.web.htmx import go_to, page_or_partial, to_messages, wants_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import paged
from app.web.refusals import refusal
from app.web.settling_forms import PurposeForm, ReviewForm, SettleForm, review_form
from app.web.trace import note_security


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its office settles appeals."""
    for rule, view, methods in (
        ("/evaluations/appeals", list_appeals, ["GET"]),
        ("/evaluations/appeals/<int:evaluation_id>", review_appeal, ["GET", "POST"]),
        ("/evaluations/appeals/<int:evaluation_id>/take", take_appeal, ["POST"]),
        ("/evaluations/appeals/<int:evaluation_id>/opinions", open_opinions, ["GET", "POST"]),
        ("/evaluations/appeals/<int:evaluation_id>/settle", settle_appeal, ["GET", "POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def list_appeals() -> ResponseReturnValue:
    """The appeals that wait, those due first on top; or those that are settled."""
    figure = request.args.get("state", "waiting")
    figure = figure if figure in queries.FIGURES else "waiting"
    numbers = {each: queries.number_to_settle(viewer(), each) for each in queries.FIGURES}
    pager = paged(numbers[figure], lambda number: url_for(".list_appeals", state=figure, page=number))
    appeals = queries.appeals_to_settle(viewer(), figure, pager.offset, pager.size)
    return page_or_partial(
        "settling/list.html", "settling/_appeals.html", 200,
        appeals=appeals, pager=pager, figure=figure, numbers=numbers,
    )  # fmt: skip


def review_appeal(evaluation_id: int) -> ResponseReturnValue:
    """The appeal, what everybody said, the first decision; own levels where the second decider sees it otherwise."""
    sheet = _sheet(evaluation_id)
    standard = standard_of(sheet.appeal.evaluation.standard_id)
    form = review_form(standard, sheet)
    if form.passes():
        try:
            settling.review(
                viewer(), evaluation_id, form.changes(standard), form.reasons(standard), form.shown_version,
                form.comment.data or "", form.page,
            )  # fmt: skip
        except StaleVersion:
            return _both_sides(_sheet(evaluation_id), form)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        if wants_partial():
            about, saved_at = _about(_sheet(evaluation_id)), clock.campaign_now()
            return make_response(render_template("settling/_weighed.html", **about, saved_at=saved_at, swapped=True))
        return redirect(url_for(".settle_appeal", evaluation_id=evaluation_id), 303)
    page = {**_about(sheet), **sent_evidence(sheet.head.sent)}
    return render_template("settling/appeal.html", **page, form=form), _status()


def take_appeal(evaluation_id: int) -> ResponseReturnValue:
    """Begin to settle it."""
    try:
        settling.take_up(viewer(), evaluation_id)
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused
    return go_to(".review_appeal", evaluation_id=evaluation_id)


def open_opinions(evaluation_id: int) -> ResponseReturnValue:
    """The colleagues' sheets with names, shown once for each purpose that was typed and put on record (ANON-10)."""
    sheet = _sheet(evaluation_id)
    form, opinions = PurposeForm.from_request(), None
    if form.passes():
        try:
            opinions = settling.open_named_opinions(viewer(), evaluation_id, form.purpose.data or "")
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        about = sheet.appeal.evaluation.person_id
        note_security("named_opinions_opened", about_person_id=about, detail={"evaluation": evaluation_id})
        return render_template("settling/opinions.html", **_about(_sheet(evaluation_id)), form=form, opinions=opinions)
    return render_template("settling/opinions.html", **_about(sheet), form=form, opinions=opinions), _status()


def settle_appeal(evaluation_id: int) -> ResponseReturnValue:
    """Everything once more, then keep the rank or change it."""
    sheet = _sheet(evaluation_id)
    form, stale = SettleForm.from_request(data={"version": str(sheet.appeal.version)}), False
    form.offer(standard_of(sheet.appeal.evaluation.standard_id))
    if form.passes():
        problems: list[Problem] = []
        try:
            problems = settling.settle(viewer(), evaluation_id, form.settlement, form.shown_version, form.sending)
        except StaleVersion:  # what was typed here stays, the levels beneath it are the saved ones
            stale = True
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        if not problems and not stale:
            return go_to(".list_appeals", state="settled")
        sheet = _sheet(evaluation_id)
        form.version.data = str(sheet.appeal.version) if stale else form.version.data
        for problem in problems:
            form[problem.field].errors = [_words(problem, sheet)]
    page = render_template("settling/settle.html", **_about(sheet), form=form, stale=stale, has_errors=stale)
    return page, 409 if stale else _status()


def _sheet(evaluation_id: int) -> AppealSheet:
    appeal = queries.appeal_to_settle(viewer(), evaluation_id)
    if appeal is None:
        raise NotFound
    return queries.appeal_sheet(appeal)


def _about(sheet: AppealSheet) -> dict[str, Any]:
    """What the pages of one appeal show."""
    evaluation = sheet.appeal.evaluation
    return {
        "appeal": sheet.appeal, "weighed": sheet, "sheet": sheet.head, "evaluation": evaluation,
        "standard": standard_of(evaluation.standard_id), "ranking": sheet.ranking,
        "taken": sheet.appeal.state == AppealState.TAKEN,
        "changed": sum(level is not None for level in sheet.own),
        "office": queries.settling_office(viewer(), sheet.appeal, evaluation.person_id),
    }  # fmt: skip


def _both_sides(saved: AppealSheet, form: ReviewForm) -> ResponseReturnValue:
    """Saved elsewhere meanwhile: both sides are shown, and the second decider says which holds (CON-1)."""
    about = _about(saved)
    found = differences(form, about["standard"], saved.own, saved.reasons, saved.appeal.comment)
    context = {**about, "form": form, "sides": found, "unchosen": "Giữ"}
    if wants_partial():
        return to_messages(make_response(render_template("settling/_both_sides.html", **context), 409))
    return make_response(render_template("settling/both_sides.html", **context), 409)


def _words(problem: Problem, sheet: AppealSheet) -> str:
    return label(problem.code, "appeal_problem").format(numbers=", ".join(map(str, sheet.unexplained)))


def _status() -> int:
    return 422 if request.method == "POST" else 200
