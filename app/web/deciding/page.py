"""What do the pages of an office that decides share?  Period, filters and sheet asked for, and what templates show."""

from typing import Any

from flask import request, url_for
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation import roll
from app.domain.evaluation.appeals.queries import appeal_of
from app.domain.evaluation.hand_in.closing import why_closed
from app.domain.evaluation.models import Period
from app.domain.evaluation.opinions.queries import opinion_tally
from app.domain.evaluation.periods import calendar_of, head_decides_in
from app.domain.evaluation.roll import Wanted
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import KNOWN, EvaluationState, Move, after
from app.domain.evaluation.sheets import Sheet, evaluation_to_decide, office_over, sheet_of, why_not_rated
from app.domain.standards.queries import standard_of
from app.domain.vietnamese import search_patterns
from app.web.identity import viewer

FILTERS = ("period", "state", "group", "q", "sort")


def period_asked() -> Period | None:
    """The period asked for, else the newest in which the office decides."""
    periods = roll.periods_to_decide(viewer())
    wanted = request.args.get("period", type=int)
    chosen = [period for period in periods if wanted is None or period.id == wanted]
    return chosen[0] if chosen else None


def wanted_part(figure: str = "due") -> Wanted:
    """What the address asks for; what it cannot mean counts as not asked."""
    state, order = request.args.get("state", figure), request.args.get("sort", "name")
    return Wanted(
        state if state in roll.FIGURES else figure,
        _group_asked(),
        search_patterns(request.args.get("q", "")[:100]),
        order if order.removeprefix("-") in roll.ORDERS else "name",
    )


def _group_asked() -> int | None:
    """A subject group's id, as far as a table can hold one."""
    asked = request.args.get("group", type=int)
    return asked if asked is not None and 0 < asked < 2**31 else None


def filters_asked(**changes: Any) -> dict[str, Any]:
    """The filters of this address, for the addresses of links; `changes` go over them, None takes one out."""
    asked = {name: value for name in FILTERS if (value := request.args.get(name, "")[:100])}
    return {name: value for name, value in (asked | changes).items() if value is not None}


def sheet_asked(evaluation_id: int) -> Sheet:
    """The sheet of somebody about whom the viewer decides; anybody else's does not exist for them."""
    evaluation = evaluation_to_decide(viewer(), evaluation_id)
    if evaluation is None:
        raise NotFound
    return sheet_of(evaluation)


def about(sheet: Sheet) -> dict[str, Any]:
    """What the pages of one person show."""
    evaluation, state = sheet.evaluation, EvaluationState(sheet.evaluation.state)
    period, standard = evaluation.period, standard_of(evaluation.standard_id)
    decides = head_decides_in(period, evaluation.unit_id)
    closed = why_closed(period.id, evaluation.decided_in)
    timely = calendar_of(period).allows(Step.DECISION, clock.campaign_now())
    refused = closed or why_not_rated(evaluation, period, clock.campaign_now(), head_decides=decides)
    return {
        "sheet": sheet, "evaluation": evaluation, "appeal": appeal_of(evaluation.id) if state in KNOWN else None,
        "standard": standard, "ranking": sheet.ranking,
        "rated": sum(level is not None for level in sheet.form), "office": office_over(viewer(), evaluation),
        "staff": opinion_tally(viewer(), evaluation),
        "unexplained": [no for no in sheet.to_explain if not sheet.reasons.get(no)],
        "refused": refused, "closed": closed,
        # That it may not be rated now is said; what else cannot be done now is not offered.
        "may": {move: closed is None and (timely or move is Move.RATE) and after(state, move) is not None
                for move in Move},
    }  # fmt: skip


def rank_names(people: list[roll.Rated]) -> dict[int, str]:
    """The name of each person's rank, by evaluation."""
    standards = {number: standard_of(number) for number in {one.standard_id for one in people}}
    ranked = [one for one in people if one.rank is not None]
    return {one.evaluation_id: standards[one.standard_id].level(int(one.rank or 0)).name for one in ranked}


def days_left(period: Period) -> int:
    """Until when the office should have decided."""
    return clock.days_until(period.decision_due, clock.campaign_now())


def list_address(**changes: Any) -> str:
    """The list with this address's filters."""
    return url_for(".list_evaluations", **filters_asked(**changes))
