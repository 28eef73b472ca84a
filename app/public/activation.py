"""How does a slip of paper become an account?  The address is printed on it, therefore Vietnamese."""

from flask import flash, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from app.domain import clock
from app.domain.accounts.actions.passwords import activate
from app.domain.accounts.rules.sessions import Stage
from app.public.blueprint import blueprint
from app.public.forms import ActivationForm
from app.web.identity import adopt
from app.web.labels import label
from app.web.origin import browser, marked, origin, remember_device

FAILED = "Tên đăng nhập hoặc mã kích hoạt chưa đúng hoặc đã hết hạn. Nếu đã nhập sai nhiều lần, hãy chờ 15 phút."


@blueprint.route("/kich-hoat", methods=["GET", "POST"])
def show_activation() -> ResponseReturnValue:
    """Login name, code, and a password of one's own: one page, one act, and the person is in (AUTH-3)."""
    form = ActivationForm.from_request()
    if form.passes():
        known = marked(origin())
        answer = activate(
            form.login.data, form.activation_code.data, form.new_password.data, known,
            browser(shared_machine=form.shared.data), clock.now(),
        )  # fmt: skip
        if answer is None:
            form.activation_code.errors = [FAILED]
        elif isinstance(answer, list):
            form.new_password.errors = [" ".join(label(problem, "password_problem") for problem in answer)]
        else:
            session.clear()
            adopt(answer.token)
            flash("Tài khoản đã được kích hoạt. Từ nay thầy/cô đăng nhập bằng mật khẩu vừa đặt.", "ok")
            step = "account.show_notice" if answer.stage is Stage.OPEN else "account.set_up_second_factor"
            response = redirect(url_for(step), 303)
            remember_device(response, known)  # type: ignore[arg-type]
            return response
    return render_template("public/activation.html", form=form), 422 if request.method == "POST" else 200
