"""Whom does the office decide about, and whose rank is published?"""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation import deciding, roll
from app.domain.evaluation.refusals import DecidedAnew
from app.domain.evaluation.roll import Rated, Wanted
from app.domain.evaluation.self_assessment import NotNow
from app.domain.organisation.delegations import holds_office
from app.web.deciding.forms import PublishForm
from app.web.deciding.page import days_left, list_address, period_asked, rank_names, wanted_part
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.paging import paged
from app.web.refusals import refusal

DECIDED_ANEW = "Xếp loại của {names} đã thay đổi sau khi mở trang này. Chưa công bố cho ai. Hãy xem lại rồi chọn."


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
    form, anew = PublishForm.from_request(), False
    form.offer(_ranks_read(people))
    if form.passes():
        try:
            deciding.publish(viewer(), list(form.chosen), form.sending, form.chosen)
        except DecidedAnew as other:  # read again, the same people are ticked no more
            anew, people = True, roll.people_to_decide(viewer(), period.id, Wanted("decided"))
            form.offer(_ranks_read(people))
            form.sure.data, form.people.errors = False, [DECIDED_ANEW.format(names=", ".join(other.names))]
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        else:
            return go_to(".list_evaluations", period=period.id, state="published")
    shown = render_template("deciding/publish.html", period=period, people=people, form=form, has_errors=anew)
    return shown, 409 if anew else 422 if request.method == "POST" else 200


def _ranks_read(people: list[Rated]) -> list[tuple[str, str]]:
    """Each with the rank of the decision, as `(id and version of the decision, words)`."""
    decided = deciding.decided_on([one.evaluation_id for one in people])
    ranked = [replace(one, rank=decided[one.evaluation_id][0]) for one in people]
    names = rank_names(ranked)
    return [
        (f"{one.evaluation_id}:{decided[one.evaluation_id][1]}", f"{one.name}: {names[one.evaluation_id]}")
        for one in ranked
        if one.rank is not None  # reopened this very moment
    ]


def _sort_addresses(wanted: Wanted) -> dict[str, str]:
    """Where the head of each column leads: the other way round when the list is in its order already."""
    return {
        order: list_address(sort=f"-{order}" if wanted.order == order else order, page=None) for order in roll.ORDERS
    }
