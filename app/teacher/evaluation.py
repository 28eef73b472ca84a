"""How does somebody assess themselves by the standard, send it, and learn the result?"""

from collections.abc import Mapping
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation import queries, self_assessment
from app.domain.evaluation.appeals.queries import window_of
from app.domain.evaluation.copies.queries import copies_beside
from app.domain.evaluation.deciding import acknowledge
from app.domain.evaluation.enrolment import joined_after
from app.domain.evaluation.evidence.queries import (
    applied_now,
    earlier_uses,
    pieces_by_criterion,
    sent_with,
    uses_in,
)
from app.domain.evaluation.evidence.rules import without_evidence
from app.domain.evaluation.opinions.queries import own_opinions
from app.domain.evaluation.periods import current_period
from app.domain.evaluation.self_assessment import Incomplete, NotNow, StaleVersion
from app.domain.standards.rules.ranking import rank_form
from app.domain.standards.rules.standard import Part, Standard, unrated, weakest
from app.teacher.blueprint import blueprint
from app.teacher.evaluation_forms import WordsForm, part_form
from app.teacher.evaluation_page import after_part, own_page, progress_by_part, spread_by_part
from app.web.forms import VersionForm
from app.web.htmx import go_to, page_or_partial, to_messages, wants_partial
from app.web.identity import viewer
from app.web.refusals import refusal


@blueprint.get("/evaluation")
def show_evaluation() -> ResponseReturnValue:
    """The newest period of the viewer."""
    own, who = queries.own_evaluations(viewer()), viewer()
    period = current_period(who.unit_path)
    if not own or (period is not None and period.year > own[0].period.year):
        joined = joined_after(period, who.person_id or 0) if period is not None else None
        return render_template("teacher/no_evaluation.html", period=period, joined=joined, others=own)
    return redirect(url_for("teacher.show_own_evaluation", evaluation_id=own[0].id), 303)


@blueprint.get("/evaluation/<int:evaluation_id>")
def show_own_evaluation(evaluation_id: int) -> ResponseReturnValue:
    """One period: what is to do until when, what came out; the other periods below."""
    page = own_page(evaluation_id, step=1)
    others = [one for one in queries.own_evaluations(viewer()) if one.id != evaluation_id]
    decision = queries.result_for_oneself(page["evaluation"])
    told = own_opinions(viewer(), page["evaluation"]) is not None
    copies = copies_beside(viewer(), evaluation_id) if page["period"].kind == "entered" else []
    return render_template(
        "teacher/evaluation.html", **page, others=others, decision=decision, window=window_of(page["evaluation"]),
        form=VersionForm(), told=told, copies=copies,
        moved=viewer().unit_id not in (None, page["evaluation"].unit_id), **_evidence(page),
    )  # fmt: skip


@blueprint.route("/evaluation/<int:evaluation_id>/part/<int:no>", methods=["GET", "POST"])
def rate_part(evaluation_id: int, no: int) -> ResponseReturnValue:
    """The criteria of one part; saved as a whole, by htmx after each choice."""
    page = own_page(evaluation_id, step=2)
    standard, draft = page["standard"], page["draft"]
    part = standard.part(no)
    if part is None:
        raise NotFound
    without = request.args.get("without", type=int)
    form = part_form(standard, part, draft.levels, draft.version, without)
    if form.passes():
        changes = form.changes(part)
        try:
            page_key = form.page
            self_assessment.save_levels(viewer(), evaluation_id, changes, form.shown_version, page_key)
        except StaleVersion:
            return _both_sides(evaluation_id, part, changes)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        if form.evidence.data in changes:
            criterion = form.evidence.data
            return redirect(url_for("teacher.choose_evidence", evaluation_id=evaluation_id, no=criterion), 303)
        return _saved(evaluation_id, after_part(evaluation_id, standard, part), standard, part)
    if not page["writable"]:
        return redirect(url_for("teacher.show_own_evaluation", evaluation_id=evaluation_id), 303)
    earlier = queries.earlier_levels(page["evaluation"])
    pieces = pieces_by_criterion(evaluation_id)
    shown = render_template(
        "teacher/evaluation_part.html", **page, part=part, form=form, earlier=earlier, pieces=pieces
    )
    return shown, _status()


@blueprint.route("/evaluation/<int:evaluation_id>/words", methods=["GET", "POST"])
def write_words(evaluation_id: int) -> ResponseReturnValue:
    """Strengths, points to improve, and the plan, with modules proposed from the weakest criteria."""
    page = own_page(evaluation_id, step=3)
    draft, theirs = page["draft"], None
    form = WordsForm.from_request(data={**vars(draft.words), "version": str(draft.version)})
    form.propose(page["standard"], draft)
    if form.passes():
        try:
            page_key = form.page
            self_assessment.save_words(viewer(), evaluation_id, form.words, form.shown_version, page_key)
            following = url_for("teacher.check_evaluation", evaluation_id=evaluation_id)
            return _saved(evaluation_id, following, page["standard"])
        except StaleVersion as stale:  # what was typed comes back, and beside it what was saved elsewhere
            if wants_partial():
                raise refusal(stale) from stale
            theirs, form.version.data = draft.words, str(draft.version)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
    if not page["writable"]:
        return redirect(url_for("teacher.show_own_evaluation", evaluation_id=evaluation_id), 303)
    weak = weakest(page["standard"], draft.levels)
    shown = render_template("teacher/evaluation_words.html", **page, form=form, weak=weak, theirs=theirs)
    return shown, 409 if theirs else _status()


@blueprint.get("/evaluation/<int:evaluation_id>/preview")
def preview_rank(evaluation_id: int) -> ResponseReturnValue:
    """Which rank would follow from the own levels, by which clause, and what is missing for the next one."""
    page = own_page(evaluation_id, step=2)
    standard, form = page["standard"], page["draft"].levels
    spread, fills = spread_by_part(standard, form)
    return page_or_partial(
        "teacher/evaluation_preview.html", "shared/_ranking.html", 200,
        **page, ranking=rank_form(standard, form), spread=spread, fills=fills,
    )  # fmt: skip


@blueprint.route("/evaluation/<int:evaluation_id>/check", methods=["GET", "POST"])
def check_evaluation(evaluation_id: int) -> ResponseReturnValue:
    """Everything once more on one page, then send."""
    page, stale = own_page(evaluation_id, step=4), False
    form = VersionForm.from_request(data={"version": str(page["draft"].version)})
    if form.passes():
        try:
            self_assessment.send(viewer(), evaluation_id, form.shown_version, form.sending)
            return go_to("teacher.show_receipt", evaluation_id=evaluation_id)
        except StaleVersion as changed:  # saved elsewhere since it was shown: nothing unread goes out
            if wants_partial():
                raise refusal(changed) from changed
            page, stale = own_page(evaluation_id, step=4), True
            form.version.data = str(page["draft"].version)
        except (Incomplete, NotNow, LookupError) as refused:
            raise refusal(refused) from refused
    if not page["writable"]:
        return redirect(url_for("teacher.show_own_evaluation", evaluation_id=evaluation_id), 303)
    levels, applied = page["draft"].levels, applied_now(evaluation_id)
    shown = render_template(
        "teacher/evaluation_check.html", **page, form=form, ranking=rank_form(page["standard"], levels),
        applied=applied, bare=without_evidence(levels, applied), stale=stale, has_errors=stale,
    )  # fmt: skip
    return shown, 409 if stale else _status()


@blueprint.get("/evaluation/<int:evaluation_id>/receipt")
def show_receipt(evaluation_id: int) -> ResponseReturnValue:
    """It was sent: the number, the time, what comes next."""
    page = own_page(evaluation_id, step=4)
    if page["evaluation"].receipt is None:
        return redirect(url_for("teacher.show_own_evaluation", evaluation_id=evaluation_id), 303)
    open_still = clock.campaign_now() < page["period"].opinions_due
    return render_template(
        "teacher/evaluation_receipt.html", **page, sent=sent_with(evaluation_id), opinions_open=open_still
    )


@blueprint.post("/evaluation/<int:evaluation_id>/recall")
def recall_evaluation(evaluation_id: int) -> ResponseReturnValue:
    """Take it back to go on writing."""
    try:
        self_assessment.recall(viewer(), evaluation_id)
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused
    return go_to("teacher.show_own_evaluation", evaluation_id=evaluation_id)


@blueprint.post("/evaluation/<int:evaluation_id>/acknowledge")
def acknowledge_rank(evaluation_id: int) -> ResponseReturnValue:
    """The person confirms that they have read the result."""
    try:
        acknowledge(viewer(), evaluation_id)
    except LookupError as refused:
        raise refusal(refused) from refused
    return go_to("teacher.show_own_evaluation", evaluation_id=evaluation_id)


def _evidence(page: Mapping[str, Any]) -> dict[str, int]:
    """How many criteria use evidence, and how many uses of last year's could be brought over."""
    uses = uses_in(page["evaluation"].id)
    last_years = len(set(earlier_uses(page["evaluation"])) - uses) if page["writable"] else 0
    return {"shown": len({criterion for criterion, _ in uses}), "last_years": last_years}


def _saved(evaluation_id: int, next_url: str, standard: Standard, part: Part | None = None) -> ResponseReturnValue:
    """htmx gets the new state of the bar, and of the part in the list of parts; everybody else the next page."""
    if not wants_partial():
        return redirect(next_url, 303)
    draft, saved_at = self_assessment.saved_draft(evaluation_id)
    rated = len(draft.levels) - len(unrated(draft.levels))
    parts = progress_by_part(standard, draft.levels)
    return make_response(
        render_template(
            "teacher/_saved.html", draft=draft, rated=rated, saved_at=saved_at, swapped=True, part=part, parts=parts
        )
    )


def _both_sides(evaluation_id: int, part: Part, changes: Mapping[int, int | None]) -> ResponseReturnValue:
    """Saved on another device meanwhile: both sides are shown, and the person says which holds (CON-1)."""
    page = own_page(evaluation_id, step=2)
    differing = [no for no, level in changes.items() if level != page["draft"].levels[no - 1]]
    context = {**page, "part": part, "changes": changes, "differing": differing}
    if wants_partial():
        return to_messages(make_response(render_template("teacher/_both_sides.html", **context), 409))
    return make_response(render_template("teacher/both_sides.html", **context), 409)


def _status() -> int:
    return 422 if request.method == "POST" else 200
