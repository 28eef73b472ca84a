"""Which machines of LMS providers do I let in, and with which secrets?  The ministry's admin, and a province's own."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.admin.blueprint import blueprint
from app.domain import clock
from app.domain.accounts.clients import actions
from app.domain.accounts.clients.actions import NewSecret
from app.domain.accounts.clients.queries import (
    MANAGERS,
    ClientRow,
    client_for,
    clients,
    providers_offered,
    provinces_offered,
    secrets_of,
)
from app.domain.accounts.clients.rules import NAME_LENGTH, Scope, is_live
from app.domain.organisation.rules import Problem, UnitKind
from app.domain.work.submissions import Repeated, once
from app.web import formats
from app.web.forms import REQUIRED, BaseForm, LongTextField, TextField, offered, sent_key
from app.web.identity import viewer
from app.web.labels import choices, label
from app.web.reentry import with_fresh_password


class ClientForm(BaseForm):
    provider = SelectField("Đơn vị cung cấp LMS", coerce=int)
    name = TextField("Tên kết nối", longest=NAME_LENGTH, validators=[DataRequired(REQUIRED)])
    scopes = SelectMultipleField(
        "Được làm gì", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), default=list(Scope)
    )
    provinces = SelectMultipleField(
        "Chỉ cho các tỉnh", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class RevokeForm(BaseForm):
    reason = LongTextField(
        "Lý do", longest=1000, validators=[DataRequired(REQUIRED), Length(min=5, message="Hãy ghi rõ lý do.")]
    )


def _only_managers() -> None:
    if viewer().unit_kind not in MANAGERS:
        abort(404)


def _seen(client_id: int) -> ClientRow:
    return client_for(viewer(), client_id) or abort(404)


def _managed(client_id: int) -> ClientRow:
    row = _seen(client_id)
    return row if row.managed else abort(404)


@blueprint.get("/lms")
def list_clients() -> ResponseReturnValue:
    """The clients in sight, with what they may do and when they last came."""
    _only_managers()
    return render_template("admin/clients.html", rows=clients(viewer()))


@blueprint.route("/lms/new", methods=["GET", "POST"])
@with_fresh_password
def edit_new_client() -> ResponseReturnValue:
    """Let a machine in; its secret shows on the answer, once (SES-5, API-1)."""
    _only_managers()
    form = ClientForm.from_request()
    national = viewer().unit_kind == UnitKind.MINISTRY
    form.provider.choices = offered((unit.id, unit.name) for unit in providers_offered(viewer()))
    form.scopes.choices = offered(choices("client_scope"))
    form.provinces.choices = offered((unit.id, unit.name) for unit in provinces_offered(viewer())) if national else []
    if form.passes():
        asked = form.provider.data, form.name.data, form.scopes.data, form.provinces.data or []
        answer = _once("client_made", lambda: actions.make_client(viewer(), *asked))
        if not isinstance(answer, list):
            return answer
        for problem in answer:
            form[problem.field or "provider"].errors = [label(problem.code, "client_problem")]
    status = 422 if request.method == "POST" else 200
    return render_template("admin/client_new.html", form=form, national=national), status


def _once(act: str, do: Callable[[], NewSecret | list[Problem]]) -> ResponseReturnValue | list[Problem]:
    """Do it once: the page with the secret, for whoever sends again the client's page without it; or the problems."""
    outcome = once(viewer(), act, sent_key(), do, lambda made: made.client_id if isinstance(made, NewSecret) else None)
    if isinstance(outcome, Repeated):
        flash("Đã tạo. Mã bí mật chỉ hiện một lần; nếu chưa chép, hãy ngừng mã đó và tạo mã khác.", "warning")
        return redirect(url_for("admin.show_client", client_id=outcome.subject_id), 303)
    if isinstance(outcome, NewSecret):
        until = formats.instant(outcome.expires_at)
        return render_template("admin/client_secret.html", made=outcome, until=until)
    return outcome


@blueprint.get("/lms/<int:client_id>")
def show_client(client_id: int) -> ResponseReturnValue:
    """One client, its secrets by their last four characters, and what may be done."""
    _only_managers()
    row, at = _seen(client_id), clock.now()
    secrets = [(each, is_live(each.expires_at, each.ended_at, at)) for each in secrets_of(client_id)]
    return render_template("admin/client.html", row=row, secrets=secrets, form=BaseForm())


@blueprint.post("/lms/<int:client_id>/secrets")
@with_fresh_password
def give_client_secret(client_id: int) -> ResponseReturnValue:
    """A second secret, so that the LMS changes over without a gap."""
    _managed(client_id)
    answer = _once(f"client_secret:{client_id}", lambda: actions.give_secret(viewer(), client_id))
    if not isinstance(answer, list):
        return answer
    flash(label(answer[0].code, "client_problem"), "error")
    return redirect(url_for("admin.show_client", client_id=client_id), 303)


@blueprint.post("/lms/<int:client_id>/secrets/<int:secret_id>/end")
@with_fresh_password
def end_client_secret(client_id: int, secret_id: int) -> ResponseReturnValue:
    """The secret and its tokens open nothing from now on."""
    _managed(client_id)
    try:
        actions.end_secret(viewer(), client_id, secret_id)
    except LookupError:
        abort(404)
    flash("Đã ngừng mã bí mật.", "ok")
    return redirect(url_for("admin.show_client", client_id=client_id), 303)


@blueprint.route("/lms/<int:client_id>/revoke", methods=["GET", "POST"])
@with_fresh_password
def revoke_client(client_id: int) -> ResponseReturnValue:
    """Shut the client out, for a reason; what it has sent stays."""
    row, form = _managed(client_id), RevokeForm.from_request()
    if form.passes():
        actions.revoke_client(viewer(), client_id, form.reason.data)
        flash(f"Đã thu hồi {row.name}.", "ok")
        return redirect(url_for("admin.show_client", client_id=client_id), 303)
    return render_template("admin/client_revoke.html", row=row, form=form), 422 if request.method == "POST" else 200
