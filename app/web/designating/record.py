"""One core person, or one proposal: what is known, what happened, what the viewer's office does with it."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.training.core_people import actions, queries
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.rules import DECISIONS, Move
from app.web import formats
from app.web.core_words import kept_words, rank_words
from app.web.designating.forms import AgainForm, DecideForm, EndForm
from app.web.errors import Conflict
from app.web.forms import VersionForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal


def show_core_person(core_id: int) -> ResponseReturnValue:
    """Everything about it; the office where it lies decides here."""
    core = _seen(core_id)
    context = _about(core)
    moves = [move for move in DECISIONS if move in context["moves"]]
    form = DecideForm.from_request(data={"version": str(core.version)})
    form.offer(moves or list(DECISIONS))
    if form.passes():
        problems = _move(core_id, Move(form.decision.data), form, form.reason.data or "")
        if not problems:
            return go_to(".list_core_people")
        form.reason.errors = problems
    return render_template("designating/record.html", **context, form=form, decisions=moves), _status()


def propose_again(core_id: int) -> ResponseReturnValue:
    """A proposal that came back goes up once more, with a new remark."""
    core = _to_move(core_id, Move.PROPOSE)
    form = AgainForm.from_request(data={"version": str(core.version), "reason": core.remark})
    if form.passes():
        problems = _move(core_id, Move.PROPOSE, form, form.reason.data or "")
        if not problems:
            return go_to(".show_core_person", core_id=core_id)
        form.reason.errors = problems
    return render_template("designating/again.html", **_about(core), form=form), _status()


def recall_proposal(core_id: int) -> ResponseReturnValue:
    """Confirm, then take the proposal back."""
    core = _to_move(core_id, Move.RECALL)
    form = VersionForm.from_request(data={"version": str(core.version)})
    if form.passes():
        _move(core_id, Move.RECALL, form, "")
        return go_to(".list_core_people", state="refused")
    return render_template("designating/recall.html", **_about(core), form=form), _status()


def end_core_person(core_id: int) -> ResponseReturnValue:
    """From which day and why somebody is a core person no more."""
    core = _to_move(core_id, Move.END)
    form = EndForm.from_request(data={"version": str(core.version), "on": formats.day(clock.today())})
    if form.passes():
        problems = _move(core_id, Move.END, form, form.reason.data or "")
        if not problems:
            return go_to(".show_core_person", core_id=core_id)
        form.on.errors = problems
    return render_template("designating/end.html", **_about(core), form=form), _status()


def _move(core_id: int, move: Move, form: Any, reason: str) -> list[str]:
    """Make the move; what speaks against it, in words."""
    on = form.on.day if isinstance(form, EndForm) else None
    try:
        problems = actions.move(viewer(), core_id, move, form.shown_version, reason, on=on, submit_key=form.sending)
    except StaleVersion as stale:
        raise Conflict(label("core_changed", "evaluation_refusal")) from stale
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused
    return [label(problem.code, "core_problem") for problem in problems]


def _seen(core_id: int) -> CorePerson:
    core = queries.core_person_for(viewer(), core_id)
    if core is None:
        raise NotFound
    return core


def _to_move(core_id: int, move: Move) -> CorePerson:
    """The record whose move has a page of its own; on GET only while the move is the viewer's."""
    core = _seen(core_id)
    if request.method == "GET" and move not in queries.moves_open(viewer(), core):
        raise NotFound
    return core


def _about(core: CorePerson) -> dict[str, Any]:
    return {
        "core": core, "moves": queries.moves_open(viewer(), core), "history": queries.history_of(core),
        "lacking": kept_words(core.facts), "rank": rank_words(core.facts), "own": core.person_id == viewer().person_id,
    }  # fmt: skip


def _status() -> int:
    return 422 if request.method == "POST" else 200
