"""How does somebody change the password, or show once more that it is them?"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.account.forms import PasswordAgainForm, PasswordChangeForm
from app.domain import clock
from app.domain.accounts.actions.passwords import change_password, is_approver
from app.domain.accounts.rules.passwords import shortest_for
from app.domain.accounts.rules.sessions import SessionState, Stage
from app.web.guards import public
from app.web.htmx import go_to
from app.web.identity import adopt, session_found, session_token, viewer
from app.web.labels import label
from app.web.origin import origin
from app.web.reentry import asks_figures, type_again
from app.web.safe_next import safe_next

WRONG = "Mật khẩu chưa đúng. Nếu đã nhập sai nhiều lần, hãy chờ 15 phút."
WRONG_BOTH = "Mật khẩu hoặc mã xác thực chưa đúng. Nếu đã nhập sai nhiều lần, hãy chờ 15 phút."


@blueprint.route("/password", methods=["GET", "POST"])
def change_own_password() -> ResponseReturnValue:
    """The old password and a new one; every other session ends."""
    form = PasswordChangeForm.from_request()
    account_id = viewer().account_id or 0
    if form.passes():
        answer = change_password(
            viewer(), session_token(request), form.current_password.data, form.new_password.data, origin(),
            clock.now(),
        )  # fmt: skip
        if answer is None:
            form.current_password.errors = [WRONG]
        elif isinstance(answer, list):
            form.new_password.errors = [" ".join(label(problem, "password_problem") for problem in answer)]
        else:
            adopt(answer)
            flash("Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất.", "ok")
            return go_to("account.menu")
    least = shortest_for(is_approver(account_id))
    return render_template("account/password.html", form=form, least=least), 422 if request.method == "POST" else 200


@blueprint.route("/password-again", methods=["GET", "POST"])
@public
def show_password_again() -> ResponseReturnValue:
    """A locked session opens, and an act that asks for a fresh password may go on (SES-3, SES-5)."""
    found = session_found()
    if found is None or found.stage is not Stage.OPEN:
        return redirect(url_for("account.show_sign_in"), 303)
    form = PasswordAgainForm.from_request()
    full = asks_figures()
    if not full:
        del form.figures
    if form.passes():
        if type_again(form.password.data, form.figures.data if full else ""):
            return redirect(safe_next(request.args.get("next"), "/"), 303)
        form.password.errors = [WRONG_BOTH if full else WRONG]
    locked = found.state is SessionState.LOCKED
    status = 422 if request.method == "POST" else 200
    return render_template("account/unlock.html", form=form, locked=locked, name=found.viewer.name), status
