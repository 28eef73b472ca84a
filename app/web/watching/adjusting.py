"""Who is asked about one colleague, and what becomes of a group that is too small?"""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation.peers.about import About, about
from app.domain.evaluation.peers.adjusting import Refused, adjust
from app.domain.evaluation.peers.arranging import arrange
from app.domain.evaluation.peers.settled import arrangement_of, other_groups
from app.domain.evaluation.peers.watching import may_arrange, watched
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.standards.queries import standard_of
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.refusals import refusal
from app.web.watching.forms import AskedForm, arrange_form


def show_colleague(evaluation_id: int) -> ResponseReturnValue:
    """One colleague: who is asked and has answered, and the counts once they may be shown."""
    one = _about(evaluation_id)
    return render_template("watching/colleague.html", about=one, standard=standard_of(one.evaluation.standard_id))


def adjust_asked(evaluation_id: int) -> ResponseReturnValue:
    """Ask somebody beside or no more, with a reason; a list that changed meanwhile is shown beside one's own choice."""
    one = _about(evaluation_id)
    form = AskedForm.from_request(data={"version": str(one.asking.version)})
    form.offer(one.people)
    stale = False
    if form.passes():
        add, drop = set(form.add.data or ()), set(form.drop.data or ())
        try:
            key = form.sending
            adjust(viewer(), evaluation_id, add, drop, form.reason.data or "", form.shown_version, key)
            return go_to(".show_colleague", evaluation_id=evaluation_id)
        except Refused as refused:
            form.show_problems(refused.problems, "drop")
        except StaleVersion:
            one, stale = _about(evaluation_id), True
            form.show_again(one.asking.version)
            form.offer(one.people)
        except (NotNow, LookupError) as refused_now:
            raise refusal(refused_now) from refused_now
    return render_template("watching/asked.html", about=one, form=form, stale=stale), _status(stale)


def arrange_group(period_id: int, group_id: int) -> ResponseReturnValue:
    """Join groups, or leave a small one uncollated, or take either back."""
    group = watched(viewer(), period_id, group_id)
    if group is None or not may_arrange(viewer(), group.unit_id):
        raise NotFound
    now, others, stale = arrangement_of(period_id, group_id), other_groups(group_id), False
    form = arrange_form(now, others)
    if form.passes():
        try:
            arrange(
                viewer(), period_id, group_id, form.chosen, set(form.joined.data or ()), form.remark.data or "",
                form.shown_version, form.sending,
            )  # fmt: skip
            return go_to(".show_group", period_id=period_id, group_id=group_id)
        except Refused as refused:
            form.show_problems(refused.problems, "way")
        except StaleVersion:
            now, stale = arrangement_of(period_id, group_id), True
            form.show_again(now.version)
        except (NotNow, LookupError) as refused_now:
            raise refusal(refused_now) from refused_now
    names = [name for each, name in others if each in now.joined]
    page = render_template("watching/arrange.html", group=group, form=form, now=now, names=names, stale=stale)
    return page, _status(stale)


def _status(stale: bool) -> int:
    if stale:
        return 409
    return 422 if request.method == "POST" else 200


def _about(evaluation_id: int) -> About:
    one = about(viewer(), evaluation_id)
    if one is None:
        raise NotFound
    return one
