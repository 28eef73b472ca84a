"""How does the head rate, rank and give back one person's sheet?"""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.evaluation import deciding, roll
from app.domain.evaluation.correcting import time_to_correct
from app.domain.evaluation.deciding import ReasonsNeeded
from app.domain.evaluation.history.queries import history_of
from app.domain.evaluation.queries import left_on
from app.domain.evaluation.self_assessment import Incomplete, NotNow, StaleVersion
from app.domain.evaluation.sheets import Sheet, signature_of
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Standard
from app.web.deciding.forms import LevelsForm, RankForm, ReturnForm, SheetForm, differences, sheet_form
from app.web.deciding.page import about, sheet_asked
from app.web.evidence import sent_evidence
from app.web.htmx import go_to, to_messages, wants_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal


def rate_person(evaluation_id: int) -> ResponseReturnValue:
    """The sheet: what the person, the colleagues and the head say, criterion by criterion; saved as one goes."""
    sheet = sheet_asked(evaluation_id)
    standard = standard_of(sheet.evaluation.standard_id)
    form = sheet_form(standard, sheet)
    if form.passes():
        try:
            deciding.rate(
                viewer(), evaluation_id, form.changes(standard), form.reasons(standard), form.shown_version,
                form.comment.data or "", form.page,
            )  # fmt: skip
        except StaleVersion:
            return _both_sides(sheet_asked(evaluation_id), form, standard)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        if wants_partial():
            page = about(sheet_asked(evaluation_id))
            return make_response(render_template("deciding/_verdict.html", **page, swapped=True))
        return redirect(url_for(".decide_rank", evaluation_id=evaluation_id), 303)
    evaluation = sheet.evaluation
    signed = signature_of(evaluation) if sheet.rank is not None else None
    page = {**about(sheet), **sent_evidence(sheet.sent), "history": history_of(evaluation), "signature": signed}
    return render_template("deciding/sheet.html", **page, form=form, left=left_on(evaluation)), _status()


def decide_rank(evaluation_id: int) -> ResponseReturnValue:
    """Everything once more, the rule's proposal, then the rank."""
    sheet = sheet_asked(evaluation_id)
    standard = standard_of(sheet.evaluation.standard_id)
    form = RankForm.from_request(data={"version": str(sheet.version)})
    form.offer(standard)
    name, stale = sheet.evaluation.person.full_name, False
    if form.passes():
        rank = int(form.rank.data)
        try:
            deciding.decide(
                viewer(), evaluation_id, rank, form.rank_reason.data or "", form.shown_version,
                form.sending,
            )  # fmt: skip
            return _on_to_the_next(sheet.evaluation.period_id, evaluation_id, name, standard.level(rank).name)
        except ReasonsNeeded as needed:
            _tell_needed(form, needed)
        except StaleVersion:  # the rank chosen here stays chosen, the levels below are the saved ones
            sheet, stale = sheet_asked(evaluation_id), True
            form.version.data = str(sheet.version)
        except (Incomplete, NotNow, LookupError) as refused:
            raise refusal(refused) from refused
    page = {**about(sheet), "signature": signature_of(sheet.evaluation), "form": form, "stale": stale}
    return render_template("deciding/rank.html", **page, has_errors=stale), 409 if stale else _status()


def return_sheet(evaluation_id: int) -> ResponseReturnValue:
    """Give the self-assessment back, with a reason."""
    sheet = sheet_asked(evaluation_id)
    form = ReturnForm.from_request(data={"version": str(sheet.version)})
    if form.passes():
        try:
            deciding.return_to_person(viewer(), evaluation_id, form.reason.data or "", form.sending)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".list_evaluations")
    until = time_to_correct(sheet.evaluation.period)
    return render_template("deciding/return.html", **about(sheet), form=form, until=until), _status()


def reopen_rank(evaluation_id: int) -> ResponseReturnValue:
    """Take the own ranking back before it is published."""
    try:
        deciding.reopen(viewer(), evaluation_id)
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused
    return go_to(".rate_person", evaluation_id=evaluation_id)


def _on_to_the_next(period_id: int, evaluation_id: int, name: str, rank: str) -> ResponseReturnValue:
    """Say what was done, and open the next sheet that waits."""
    waiting = roll.counted(viewer(), period_id).waiting
    left = f"Còn {waiting} phiếu chờ." if waiting else "Không còn phiếu nào chờ."
    flash(f"Đã xếp loại {name}: {rank}. {left}", "ok")
    following = roll.next_to_decide(viewer(), period_id, evaluation_id)
    return go_to(".rate_person", evaluation_id=following) if following else go_to(".list_evaluations")


def _both_sides(saved: Sheet, form: SheetForm, standard: Standard) -> ResponseReturnValue:
    """Saved elsewhere meanwhile: both sides are shown, and the head says which holds (CON-1)."""
    context: dict[str, Any] = {**about(saved), "form": form, "sides": sides(saved, form, standard)}
    if wants_partial():
        return to_messages(make_response(render_template("deciding/_both_sides.html", **context), 409))
    return make_response(render_template("deciding/both_sides.html", **context), 409)


def sides(saved: Sheet, form: LevelsForm, standard: Standard) -> dict[str, Any]:
    """What differs between a form and the saved sheet: `(criterion, here, there)` of levels and of words."""
    return differences(form, standard, saved.form, saved.reasons, saved.comment)


def _tell_needed(form: RankForm, needed: ReasonsNeeded) -> None:
    if needed.rank:
        form.rank_reason.errors = [label("rank_reason", "evaluation_refusal")]
    if needed.criteria:
        numbers = ", ".join(map(str, needed.criteria))
        form.rank.errors = [label("level_reasons", "evaluation_refusal").format(numbers=numbers)]


def _status() -> int:
    return 422 if request.method == "POST" else 200
