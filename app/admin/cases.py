"""How does an admin settle cases about sector IDs?  A list, a file with both records, one page a move."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.admin.blueprint import blueprint
from app.admin.case_forms import AssignForm, CaseForm, CloseForm, ProfileForm, form_for
from app.admin.sending import sent_once
from app.domain.identity import case_actions
from app.domain.identity.actions import BirthDateNeeded, ChangedMeanwhile, was_done
from app.domain.identity.case_actions import CaseUnknown
from app.domain.identity.case_closing import close, prepare_closing, prepare_recheck, recheck
from app.domain.identity.case_file import CaseFile, case_file
from app.domain.identity.case_queries import CaseFilter, case_for, cases, cases_to_work_on, colleagues
from app.domain.identity.case_rules import CaseMove, CaseOutcome, CaseState
from app.domain.organisation.queries import middle_types
from app.domain.organisation.rules import Problem
from app.integrations.registry.verification import ask_now, fault_of, records_of
from app.web.errors import Conflict
from app.web.formats import day, within
from app.web.forms import offered
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import page_number, page_size, paged
from app.web.trace import note_security

STATES = {"open", "all", *CaseState}


@blueprint.get("/cases")
def list_cases() -> ResponseReturnValue:
    """Cases of people in sight, the earliest due first."""
    state = request.args.get("state", "open")
    state = state if state in STATES else "open"
    wanted = CaseFilter(state, request.args.get("q", "")[:100], bool(request.args.get("mine")))
    size = page_size()
    lines, total = cases(viewer(), wanted, offset=(page_number() - 1) * size, limit=size)
    pages = paged(total, lambda number: url_for("admin.list_cases", **_filters(wanted), page=number))
    return page_or_partial(
        "admin/cases.html", "admin/_cases_results.html", lines=lines, pages=pages, wanted=wanted,
        waiting=cases_to_work_on(viewer()), middles=middle_types(viewer()),
    )  # fmt: skip


@blueprint.get("/cases/<int:case_id>")
def show_case(case_id: int) -> ResponseReturnValue:
    """One case: our record beside the registry's, history, and the moves that are open."""
    file = _file(case_id)
    note_security("case_read", about_person_id=file.person.id)
    return render_template("admin/case.html", file=file, can_merge=viewer().person_id != file.person.id)


@blueprint.post("/persons/<int:person_id>/case")
def open_case(person_id: int) -> ResponseReturnValue:
    """Take somebody's ID up without waiting for them to ask: they may have no account yet."""
    case_id = sent_once("case_open", lambda: case_actions.take_up(viewer(), person_id))
    return redirect(url_for("admin.show_case", case_id=case_id), 303)


@blueprint.route("/cases/<int:case_id>/<move>", methods=["GET", "POST"])
def move_case(case_id: int, move: str) -> ResponseReturnValue:
    """One move on one page: what it does, what it needs, and the button."""
    chosen = CaseMove(move) if move in set(CaseMove) else abort(404)
    file = _file(case_id)
    form = form_for(chosen).from_request(data=_start(file, chosen))
    if isinstance(form, AssignForm):
        mine = ((each.id, each.full_name) for each in colleagues(viewer()))
        form.assignee.choices = offered([(0, "Chưa giao"), *mine])
    if request.method == "GET" and chosen not in file.moves:
        raise _stale()
    if form.passes() and isinstance(form, CaseForm):
        problems = _act(file, chosen, form)
        if not problems:
            flash(f"Đã ghi: {within(label(chosen, 'case_move'))}.", "ok")
            return redirect(url_for("admin.show_case", case_id=case_id), 303)
        _put_problems(form, problems)
    status = 422 if request.method == "POST" else 200
    return render_template("admin/case_move.html", file=file, move=chosen, form=form), status


def _act(file: CaseFile, move: CaseMove, form: CaseForm) -> list[Problem]:
    """Make the move, once; a refusal by state is a 409, by content a list of problems."""
    key = form.sending
    if was_done(viewer(), case_actions.MOVE, key):
        return []
    try:
        prepared = _asked(file, move, form)
        return case_actions.once(viewer(), file.case.id, key, prepared or partial(_make, file, move, form))
    except CaseUnknown:
        abort(404)
    except (ChangedMeanwhile, BirthDateNeeded) as stale:
        raise _stale() from stale


def _make(file: CaseFile, move: CaseMove, form: CaseForm) -> list[Problem] | None:
    me, case_id, version = viewer(), file.case.id, form.shown_version
    if isinstance(form, AssignForm):
        return case_actions.assign(me, case_id, version, form.assignee.data or None, form.day)
    if isinstance(form, ProfileForm):
        return case_actions.correct_profile(me, case_id, version, form.name, form.day, form.note.data or "")
    made: list[Problem] | None = SIMPLE[move](me, case_id, version, form["note"].data or "")
    return made


SIMPLE: dict[CaseMove, Any] = {
    CaseMove.NOTE: case_actions.add_note,
    CaseMove.MARK_REGISTRY_WRONG: case_actions.mark_registry_wrong,
    CaseMove.RELEASE: case_actions.release_holder,
    CaseMove.HAND_OVER: case_actions.hand_over,
    CaseMove.TAKE_BACK: case_actions.take_back,
    CaseMove.ESCALATE: case_actions.escalate,
    CaseMove.RETURN: case_actions.send_back,
    CaseMove.REOPEN: case_actions.reopen,
}


def _asked(file: CaseFile, move: CaseMove, form: CaseForm) -> Callable[[], list[Problem]] | None:
    """For moves that ask the registry: ask now, outside any transaction, and give back what is then to be written."""
    me, case_id, version, note = viewer(), file.case.id, form.shown_version, form.note.data if "note" in form else ""
    if isinstance(form, CloseForm):
        outcome, check = CaseOutcome(form.outcome.data), prepare_closing(me, case_id, version)
        answer = ask_now(check) if check else None
        records, fault = (records_of(answer), fault_of(answer)) if answer else (None, None)
        return lambda: close(me, case_id, version, outcome, note or "", check, records, fault)
    if move is CaseMove.RECHECK:
        prepared = prepare_recheck(me, case_id, version)
        found = ask_now(prepared)
        return lambda: recheck(me, case_id, version, note or "", prepared, records_of(found), fault_of(found))
    return None


def _file(case_id: int) -> CaseFile:
    case = case_for(viewer(), case_id)
    return case_file(viewer(), case) if case else abort(404)


def _start(file: CaseFile, move: CaseMove) -> dict[str, Any]:
    """What a move's form holds at first."""
    values: dict[str, Any] = {"version": str(file.case.version)}
    if move is CaseMove.ASSIGN:
        values |= {"assignee": file.case.assignee_id or 0, "due_on": day(file.case.due_on)}
    if move is CaseMove.CORRECT_PROFILE:
        values |= {"full_name": file.person.full_name, "birth_date": day(file.person.birth_date)}
    return values


def _put_problems(form: CaseForm, problems: list[Problem]) -> None:
    for problem in problems:
        field = getattr(form, problem.field or "version")
        field.errors = [*field.errors, label(problem.code, "case_problem")]


def _filters(wanted: CaseFilter) -> dict[str, Any]:
    return {"state": wanted.state, "q": wanted.q or None, "mine": 1 if wanted.mine else None}


def _stale() -> Conflict:
    return Conflict(label("changed_meanwhile", "refusal"))
