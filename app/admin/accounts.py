"""Whose accounts do I look after: who never came in, who needs a slip, who forgot the password?"""

from dataclasses import replace

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField
from wtforms.validators import DataRequired, Length

from app.admin.blueprint import blueprint
from app.admin.sending import sent_once
from app.domain.accounts.actions import codes
from app.domain.accounts.actions.printing import request_slips
from app.domain.accounts.queries import (
    AccountFilter,
    AccountRow,
    account_row,
    accounts_page,
    requests_open,
    state_counts,
)
from app.domain.accounts.rules.states import AccountMove, AccountState, may
from app.domain.organisation.rules import Problem, UnitKind
from app.web import formats
from app.web.addresses import asked_id
from app.web.formats import within
from app.web.forms import REQUIRED, BaseForm, LongTextField, sent_key
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import choices, label
from app.web.paging import page_size, paged
from app.web.reentry import with_fresh_password


class ResetForm(BaseForm):
    identity_seen = BooleanField("Tôi đã gặp và nhận ra đúng người này")


class ReasonForm(BaseForm):
    reason = LongTextField(
        "Lý do", longest=1000, validators=[DataRequired(REQUIRED), Length(min=5, message="Hãy ghi rõ lý do.")]
    )


@blueprint.get("/accounts")
def list_accounts() -> ResponseReturnValue:
    """Everybody in the admin's care with the state of the account."""
    narrowed, size = _filter(), page_size()
    vague = _is_vague(narrowed)
    counts = dict.fromkeys(AccountState, 0) if vague else state_counts(viewer(), narrowed)
    total = counts[AccountState(narrowed.state)] if narrowed.state else sum(counts.values())
    page = paged(total, lambda number: url_for("admin.list_accounts", **_arguments(narrowed), page=number))
    rows = accounts_page(viewer(), narrowed, offset=page.offset, size=size) if total else []
    return page_or_partial(
        "admin/accounts.html",
        "admin/_accounts.html",
        rows=rows,
        page=page,
        form=BaseForm(),
        narrowed=narrowed,
        counts=counts,
        vague=vague,
        states=choices("account_state"),
        wide=_wide(),
        requests=len(requests_open(viewer())),
        kept=_arguments(replace(narrowed, state="")),
    )


@blueprint.post("/accounts/slips")
def print_slips() -> ResponseReturnValue:
    """Slips for the ticked people, or for all in the filter who never came in; a job prints them."""
    everybody = "everybody" in request.form and not _is_vague(_filter())
    chosen = None if everybody else request.form.getlist("person", type=int)
    job_id = request_slips(viewer(), _filter(), chosen, sent_key())
    if job_id is None:
        flash(label("nobody_chosen", "account_problem"), "error")
        return redirect(url_for("admin.list_accounts", **_arguments(_filter())), 303)
    return redirect(url_for("records.show_job", job_id=job_id), 303)


@blueprint.get("/accounts/<int:person_id>")
def show_account(person_id: int) -> ResponseReturnValue:
    """One person's account, and what may be done with it."""
    row = _row(person_id)
    allowed = {move.value: row.administered and may(row.state, move) for move in AccountMove}
    allowed["issue_code"] = may(row.state, AccountMove.ISSUE_CODE)
    return render_template("admin/account.html", row=row, allowed=allowed)


@blueprint.route("/accounts/<int:person_id>/reset", methods=["GET", "POST"])
@with_fresh_password
def reset_account(person_id: int) -> ResponseReturnValue:
    """The old password dies; a new code is shown once, to be handed over on the spot (AUTH-6)."""
    row = _administered(person_id)
    form = ResetForm.from_request()
    if form.passes():
        slip = codes.reset_account(viewer(), person_id, identity_seen=form.identity_seen.data)
        if isinstance(slip, codes.Slip):
            return render_template(
                "admin/account_slip.html", slip=slip, until=formats.instant(slip.good_until), address=_address()
            )
        form.identity_seen.errors = _words(slip)
    return render_template("admin/account_reset.html", row=row, form=form), 422 if request.method == "POST" else 200


@blueprint.route("/accounts/<int:person_id>/disable", methods=["GET", "POST"])
@with_fresh_password
def disable_account(person_id: int) -> ResponseReturnValue:
    """Close the account, with a reason."""
    return _decide(person_id, AccountMove.DISABLE)


@blueprint.route("/accounts/<int:person_id>/enable", methods=["GET", "POST"])
@with_fresh_password
def enable_account(person_id: int) -> ResponseReturnValue:
    """Open it again; the person gets a new slip."""
    return _decide(person_id, AccountMove.ENABLE)


def _decide(person_id: int, move: AccountMove) -> ResponseReturnValue:
    row = _administered(person_id)
    form = ReasonForm.from_request()
    if form.passes():
        act = codes.disable_account if move is AccountMove.DISABLE else codes.enable_account
        problems = sent_once(move, lambda: act(viewer(), person_id, form.reason.data), person_id)
        if isinstance(problems, int):
            flash(f"Đã ghi: {within(label(move, 'account_move'))} của {row.person_name}.", "ok")
            return redirect(url_for("admin.show_account", person_id=person_id), 303)
        form.reason.errors = _words(problems)
    status = 422 if request.method == "POST" else 200
    return render_template("admin/account_decision.html", row=row, form=form, move=move.value), status


def _address() -> str:
    """Where a code is used, as people type it; from the settings, never from the request (CSP-4)."""
    base = str(current_app.extensions["settings"].base_url)
    return base.partition("://")[2].rstrip("/") + url_for("public.show_activation")


def _filter() -> AccountFilter:
    state = request.args.get("state", "")
    return AccountFilter(
        words=request.args.get("q", "")[:100],
        state=state if state in set(AccountState) else "",
        unit_id=asked_id(request.args, "unit"),
        # Above a school an admin first of all looks after the admins beneath; everybody else is one choice away.
        admins_only=_wide() and request.args.get("who") != "all",
    )


def _wide() -> bool:
    return viewer().unit_kind != UnitKind.SCHOOL


def _is_vague(narrowed: AccountFilter) -> bool:
    """Everybody in a whole province is no list that helps anybody: a name or a school must be given."""
    everywhere = viewer().unit_kind == UnitKind.PROVINCE and not narrowed.admins_only
    return everywhere and not narrowed.words and narrowed.unit_id is None


def _arguments(narrowed: AccountFilter) -> dict[str, object]:
    """The filter as it stands in an address."""
    who = "all" if _wide() and not narrowed.admins_only else None
    given = {"q": narrowed.words, "state": narrowed.state, "unit": narrowed.unit_id, "who": who}
    return {key: value for key, value in given.items() if value}


def _row(person_id: int) -> AccountRow:
    return account_row(viewer(), person_id) or abort(404)


def _administered(person_id: int) -> AccountRow:
    row = _row(person_id)
    return row if row.administered else abort(404)


def _words(problems: list[Problem]) -> list[str]:
    return [label(problem.code, "account_problem") for problem in problems]
