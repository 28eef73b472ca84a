"""How does an office decide about the people it is responsible for?  The same pages for head, middle level, province.

Each role's door adds them with one call: who may do what stands in the domain (office, delegation, table of moves).
"""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation import deciding, roll
from app.domain.evaluation.deciding import ReasonsNeeded, Sheet, office_over
from app.domain.evaluation.models import Period
from app.domain.evaluation.opinions.queries import opinion_tally
from app.domain.evaluation.rules.flow import EvaluationState, Move, after
from app.domain.evaluation.self_assessment import Incomplete, NotNow, StaleVersion
from app.domain.standards.queries import standard_of
from app.domain.vietnamese import search_patterns
from app.web.deciding_forms import PublishForm, RankForm, ReturnForm, sheet_form
from app.web.evidence import sent_evidence
from app.web.forms import offered
from app.web.htmx import go_to, page_or_partial, wants_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its office decides."""
    for rule, view, methods in (
        ("/evaluations", list_evaluations, ["GET"]),
        ("/evaluations/publish", publish_ranks, ["GET", "POST"]),
        ("/evaluations/<int:evaluation_id>", rate_person, ["GET", "POST"]),
        ("/evaluations/<int:evaluation_id>/rank", decide_rank, ["GET", "POST"]),
        ("/evaluations/<int:evaluation_id>/return", return_sheet, ["GET", "POST"]),
        ("/evaluations/<int:evaluation_id>/reopen", reopen_rank, ["POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def list_evaluations() -> ResponseReturnValue:
    """Whom the office decides about, where each stands, what waits."""
    period = _period()
    if period is None:
        return render_template("deciding/no_period.html")
    figure = request.args.get("state", "due")
    group_id, query = request.args.get("group", type=int), request.args.get("q", "")[:100]
    people = roll.people_to_decide(viewer(), period.id, figure, group_id, search_patterns(query))
    return page_or_partial(
        "deciding/list.html", "deciding/_people.html", 200,
        period=period, counted=roll.counted(viewer(), period.id), people=people,
        groups=roll.groups_to_decide(viewer(), period.id), figure=figure if figure in roll.FIGURES else "due",
        group_id=group_id, query=query, ranks=_rank_names(people), days=_days_left(period),
        periods=roll.periods_to_decide(viewer()),
    )  # fmt: skip


def rate_person(evaluation_id: int) -> ResponseReturnValue:
    """The sheet: what the person, the colleagues and the head say, criterion by criterion; saved as one goes."""
    sheet = _sheet(evaluation_id)
    standard = standard_of(sheet.evaluation.standard_id)
    form = sheet_form(standard, sheet)
    if form.passes():
        try:
            deciding.rate(
                viewer(), evaluation_id, form.changes(standard), form.reasons(standard), form.shown_version,
                form.comment.data or "",
            )  # fmt: skip
        except (NotNow, StaleVersion, LookupError) as refused:
            raise refusal(refused) from refused
        if wants_partial():
            return make_response(
                render_template("deciding/_verdict.html", **_about(_sheet(evaluation_id)), swapped=True)
            )
        return redirect(url_for(".decide_rank", evaluation_id=evaluation_id), 303)
    return render_template("deciding/sheet.html", **_about(sheet), form=form, **sent_evidence(sheet.sent)), _status()


def decide_rank(evaluation_id: int) -> ResponseReturnValue:
    """Everything once more, the rule's proposal, then the rank."""
    sheet = _sheet(evaluation_id)
    standard = standard_of(sheet.evaluation.standard_id)
    form = RankForm.from_request(data={"version": str(sheet.version)})
    form.offer(standard)
    if form.passes():
        try:
            deciding.decide(
                viewer(), evaluation_id, int(form.rank.data), form.rank_reason.data or "", form.shown_version,
                str(form.submit_key.data),
            )  # fmt: skip
        except ReasonsNeeded as needed:
            _tell_needed(form, needed)
        except (Incomplete, NotNow, StaleVersion, LookupError) as refused:
            raise refusal(refused) from refused
        else:
            following = roll.next_to_decide(viewer(), sheet.evaluation.period_id, evaluation_id)
            return go_to(".rate_person", evaluation_id=following) if following else go_to(".list_evaluations")
    return render_template("deciding/rank.html", **_about(sheet), form=form), _status()


def return_sheet(evaluation_id: int) -> ResponseReturnValue:
    """Give the self-assessment back, with a reason."""
    sheet = _sheet(evaluation_id)
    form = ReturnForm.from_request(data={"version": str(sheet.version)})
    if form.passes():
        try:
            deciding.return_to_person(viewer(), evaluation_id, form.reason.data or "", str(form.submit_key.data))
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".list_evaluations")
    return render_template("deciding/return.html", **_about(sheet), form=form), _status()


def reopen_rank(evaluation_id: int) -> ResponseReturnValue:
    """Take the own ranking back before it is published."""
    try:
        deciding.reopen(viewer(), evaluation_id)
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused
    return go_to(".rate_person", evaluation_id=evaluation_id)


def publish_ranks() -> ResponseReturnValue:
    """Let those know who are ranked: a page that names them, and a word of confirmation."""
    period = _period()
    if period is None:
        raise NotFound
    people = roll.people_to_decide(viewer(), period.id, "decided")
    form = PublishForm.from_request(data={"people": [one.evaluation_id for one in people]})
    names = _rank_names(people)
    form.people.choices = offered((one.evaluation_id, f"{one.name}: {names[one.evaluation_id]}") for one in people)
    if form.passes():
        try:
            deciding.publish(viewer(), list(form.people.data), str(form.submit_key.data))
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".list_evaluations", period=period.id, state="published")
    return render_template("deciding/publish.html", period=period, people=people, form=form), _status()


def _period() -> Period | None:
    """The period asked for, else the newest in which the office decides."""
    periods = roll.periods_to_decide(viewer())
    wanted = request.args.get("period", type=int)
    chosen = [period for period in periods if wanted is None or period.id == wanted]
    return chosen[0] if chosen else None


def _sheet(evaluation_id: int) -> Sheet:
    evaluation = deciding.evaluation_to_decide(viewer(), evaluation_id)
    if evaluation is None:
        raise NotFound
    return deciding.sheet_of(evaluation)


def _about(sheet: Sheet) -> dict[str, Any]:
    """What the pages of one person show."""
    evaluation, state = sheet.evaluation, EvaluationState(sheet.evaluation.state)
    standard = standard_of(evaluation.standard_id)
    return {
        "sheet": sheet, "evaluation": evaluation, "standard": standard, "ranking": sheet.ranking,
        "rated": sum(level is not None for level in sheet.form), "office": office_over(viewer(), evaluation),
        "staff": opinion_tally(viewer(), evaluation),
        "unexplained": [no for no in sheet.to_explain if not sheet.reasons.get(no)],
        "may": {move: after(state, move) is not None for move in Move},
    }  # fmt: skip


def _rank_names(people: list[roll.Rated]) -> dict[int, str]:
    """The name of each person's rank, by evaluation."""
    ranked = [one for one in people if one.rank is not None]
    return {one.evaluation_id: standard_of(one.standard_id).level(int(one.rank or 0)).name for one in ranked}


def _days_left(period: Period) -> int:
    return clock.days_until(period.decision_due, clock.campaign_now())


def _tell_needed(form: RankForm, needed: ReasonsNeeded) -> None:
    if needed.rank:
        form.rank_reason.errors = [label("rank_reason", "evaluation_refusal")]
    if needed.criteria:
        numbers = ", ".join(map(str, needed.criteria))
        form.rank.errors = [label("level_reasons", "evaluation_refusal").format(numbers=numbers)]


def _status() -> int:
    return 422 if request.method == "POST" else 200
