"""Whom does the office decide about, and whose rank is published?"""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation import deciding, roll
from app.domain.evaluation.roll import Wanted
from app.domain.evaluation.self_assessment import NotNow
from app.domain.organisation.delegations import holds_office
from app.web.deciding.forms import PublishForm
from app.web.deciding.page import days_left, list_address, period_asked, rank_names, wanted_part
from app.web.forms import offered
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.paging import paged
from app.web.refusals import refusal


def list_evaluations() -> ResponseReturnValue:
    """Whom the office decides about, where each stands, what waits."""
    period = period_asked()
    if period is None:
        return render_template("deciding/no_period.html")
    wanted = wanted_part()
    page = paged(
        roll.how_many(viewer(), period.id, wanted), lambda number: list_address(page=number if number > 1 else None)
    )
    people = roll.people_to_decide(viewer(), period.id, replace(wanted, offset=page.offset, size=page.size))
    answer = page_or_partial(
        "deciding/list.html", "deciding/_people.html", 200,
        period=period, counted=roll.counted(viewer(), period.id), people=people, page=page, wanted=wanted,
        groups=roll.groups_to_decide(viewer(), period.id), query=request.args.get("q", "")[:100],
        ranks=rank_names(people), days=days_left(period), periods=roll.periods_to_decide(viewer()),
        office=holds_office(viewer()), locked=clock.campaign_now() >= period.locks, sorted_by=_sort_addresses(wanted),
    )  # fmt: skip
    answer.vary.add("Save-Data")
    return answer


def publish_ranks() -> ResponseReturnValue:
    """Let those know who are ranked: a page that names them, and a word of confirmation."""
    period = period_asked()
    if period is None:
        raise NotFound
    people = roll.people_to_decide(viewer(), period.id, Wanted("decided"))
    form = PublishForm.from_request(data={"people": [one.evaluation_id for one in people]})
    names = rank_names(people)
    form.people.choices = offered((one.evaluation_id, f"{one.name}: {names[one.evaluation_id]}") for one in people)
    if form.passes():
        try:
            deciding.publish(viewer(), list(form.people.data), str(form.submit_key.data))
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".list_evaluations", period=period.id, state="published")
    shown = render_template("deciding/publish.html", period=period, people=people, form=form)
    return shown, 422 if request.method == "POST" else 200


def _sort_addresses(wanted: Wanted) -> dict[str, str]:
    """Where the head of each column leads: the other way round when the list is in its order already."""
    return {
        order: list_address(sort=f"-{order}" if wanted.order == order else order, page=None) for order in roll.ORDERS
    }
