"""Where do the results of one unit stand, who is behind each number, and what does the viewer's office do with them?"""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.hand_in import actions, people, queries
from app.domain.evaluation.hand_in.figures import figures_of, rank_names
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.hand_in.rules import DECISIONS, Move
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.sheets import office_in
from app.domain.standards.queries import standard_of
from app.domain.vietnamese import search_patterns
from app.web.errors import Conflict
from app.web.formats import number
from app.web.handing_in.forms import DecideForm, SendForm
from app.web.handing_in.page import NEWCOMERS, about, hand_in_asked, needed_hand_in, period_asked, periods
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import paged
from app.web.refusals import refusal


def show_hand_in(unit_id: int | None) -> ResponseReturnValue:
    """State, numbers, what holds it up, the history; the own unit's, or one beneath."""
    found = periods()
    period = period_asked(found)
    hand_in = hand_in_asked(period, unit_id) if period else None
    if hand_in is None and unit_id is not None:
        raise NotFound
    if hand_in is None:
        return render_template("handing_in/none.html", period=period, periods=found)
    if not _sees_numbers(hand_in):
        return render_template("handing_in/state.html", hand_in=hand_in, period=period, unit=hand_in.unit)
    return render_template(
        "handing_in/unit.html", **about(hand_in, unit_id), history=queries.history_of(hand_in), periods=found
    )


def list_behind(unit_id: int | None) -> ResponseReturnValue:
    """The people behind one number."""
    hand_in = seen(unit_id)
    period, unit, figure = hand_in.period, hand_in.unit, request.args.get("figure", "due")
    shared = {"hand_in": hand_in, "period": period, "unit": unit, "unit_id": unit_id, "figure": figure}
    if figure == NEWCOMERS:
        later = about(hand_in, unit_id)["newcomers"]
        return render_template("handing_in/newcomers.html", **shared, later=later)
    figure = shared["figure"] = figure if figure in figures_of(period) else "due"
    query = request.args.get("q", "")[:100]
    patterns = search_patterns(query)
    pager = paged(
        people.number_behind(viewer(), period, unit.id, figure, patterns),
        lambda page: url_for(
            ".list_behind", unit_id=unit_id, period=period.id, figure=figure, q=query or None, page=page
        ),
    )
    rows = people.people_behind(viewer(), period, unit.id, figure, patterns, pager.offset, pager.size)
    standard = standard_of(rows[0].standard_id) if rows else None
    answer = page_or_partial(
        "handing_in/people.html", "handing_in/_behind.html", 200, **shared, people=rows, pager=pager, query=query,
        standard=standard, title=title_of(figure, hand_in), deciding=office_in(viewer(), unit.id) is not None,
    )  # fmt: skip
    answer.vary.add("Save-Data")
    return answer


def send_results(unit_id: int | None) -> ResponseReturnValue:
    """Everything once more, then send; what holds it up instead, with links to the people."""
    hand_in = _own(Move.SEND)
    form = SendForm.from_request(data={"version": str(hand_in.version)})
    if form.passes():
        try:
            problems = actions.send(viewer(), hand_in.period_id, form.shown_version, form.sending)
        except (NotNow, StaleVersion, LookupError) as refused:
            raise refusal(refused) from refused
        if not problems:
            return go_to(".show_hand_in", period=hand_in.period_id)
        hand_in = _own(Move.SEND)
        form.sure.errors = [label(problems[0].code, "hand_in_problem")]
    context = about(hand_in, None)
    names = context["ranks"]
    rows = [(f"Xếp loại {names[each]}", f"{number(many)} người", None) for each, many in context["numbers"].ranks]
    late = clock.campaign_now() >= hand_in.period.hand_in_due
    return render_template("handing_in/send.html", **context, form=form, rank_rows=rows, late=late), _status()


def recall_results(unit_id: int | None) -> ResponseReturnValue:
    """Take the own results back, after a word of confirmation."""
    hand_in = _own(Move.RECALL)
    form = SendForm.from_request(data={"version": str(hand_in.version)})
    form.sure.label.text = "Tôi thu hồi kết quả đã nộp"
    if form.passes():
        try:
            actions.recall(viewer(), hand_in.period_id, form.shown_version, form.sending)
        except (NotNow, StaleVersion, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".show_hand_in", period=hand_in.period_id)
    return render_template("handing_in/recall.html", hand_in=hand_in, period=hand_in.period, form=form), _status()


def decide_hand_in(unit_id: int) -> ResponseReturnValue:
    """Check, accept, give back or open again, with the numbers at hand."""
    hand_in = seen(unit_id)
    context = about(hand_in, unit_id)
    moves = _decisions(context)
    if not moves and request.method == "GET":
        raise NotFound
    form, stale = DecideForm.from_request(data={"version": str(hand_in.version)}), False
    form.offer(moves or list(DECISIONS))
    if form.passes():
        period_id, move = hand_in.period_id, Move(form.decision.data)
        try:
            actions.decide(
                viewer(), period_id, unit_id, move, form.shown_version, form.reason.data or "",
                form.sending,
            )  # fmt: skip
            return go_to(".show_hand_in", unit_id=unit_id, period=period_id)
        except StaleVersion:  # sent anew meanwhile: what was typed stays, the numbers are the new ones
            context, stale = about(seen(unit_id), unit_id), True
            if not (left := _decisions(context)):
                raise Conflict(label("hand_in_changed", "evaluation_refusal")) from None
            form.offer(left)
            form.version.data = str(context["hand_in"].version)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
    page = render_template("handing_in/decide.html", **context, form=form, stale=stale, has_errors=stale)
    return page, 409 if stale else _status()


def _decisions(context: dict[str, Any]) -> list[Move]:
    return [move for move in DECISIONS if move in context["moves"]]


def _own(move: Move) -> HandIn:
    """The own unit's hand-in for whoever may hand it in; on GET only while the move is open."""
    hand_in = needed_hand_in(None)
    if not _sees_numbers(hand_in):
        raise NotFound
    if request.method == "GET" and move not in queries.moves_open(viewer(), hand_in, hand_in.period):
        raise NotFound
    return hand_in


def seen(unit_id: int | None) -> HandIn:
    """The hand-in whose people the viewer may read, else 404."""
    hand_in = needed_hand_in(unit_id)
    if not _sees_numbers(hand_in):
        raise NotFound
    return hand_in


def _sees_numbers(hand_in: HandIn) -> bool:
    """At a school its head and whoever signs for them; above, everybody of the office who prepares the decision."""
    return viewer().unit_kind != "school" or office_in(viewer(), hand_in.unit_id) is not None


def title_of(figure: str, hand_in: HandIn) -> str:
    """What a figure counts, in words; a rank by its name in the standard."""
    if figure.startswith("rank_"):
        return f"Xếp loại {rank_names(hand_in.period)[int(figure.removeprefix('rank_'))]}"
    return label(figure, "hand_in_figure")


def _status() -> int:
    return 422 if request.method == "POST" else 200
