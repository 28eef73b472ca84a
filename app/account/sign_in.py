"""How does somebody come in, and go out?"""

from flask import flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.account.forms import SignInForm
from app.domain import clock
from app.domain.accounts import sessions
from app.domain.accounts.actions.sign_in import SignedIn, sign_in
from app.domain.accounts.rules.sessions import Stage
from app.web.formats import instant
from app.web.guards import public
from app.web.htmx import go_to
from app.web.identity import adopt, forget_session, session_found, session_token, viewer_or_none
from app.web.navigation import home_of
from app.web.origin import browser, marked, origin, remember_device
from app.web.safe_next import safe_next

FAILED = "Tên đăng nhập hoặc mật khẩu chưa đúng. Nếu đã nhập sai nhiều lần, hãy chờ 15 phút."


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def show_sign_in() -> ResponseReturnValue:
    """The sign-in page; every failure gives the same words and the same status (AUTH-5)."""
    who = viewer_or_none()
    if who is not None and request.method == "GET":
        return redirect(safe_next(request.args.get("next"), "/"), 303)
    form = SignInForm.from_request()
    if form.passes():
        known = marked(origin())
        entered = sign_in(
            form.login.data, form.password.data, known, browser(shared_machine=form.shared.data), clock.now()
        )
        if entered is not None:
            response = welcome(entered)
            remember_device(response, known)
            return response
        form.password.errors = [FAILED]
    return render_template("account/sign_in.html", form=form), 422 if request.method == "POST" else 200


def welcome(entered: SignedIn):  # type: ignore[no-untyped-def]
    """Go on with the new session: to where the person wanted, or to the second factor first."""
    target = safe_next(request.args.get("next"), "/")
    session.clear()  # nothing of before the sign-in stays (CSRF-6)
    adopt(entered.token)
    if entered.stage is Stage.SECOND_FACTOR:
        return go_to("account.show_second_factor", **({"next": target} if target != "/" else {}))
    if entered.stage is Stage.ENROLMENT:
        return go_to("account.set_up_second_factor")
    tell_last_time()
    return redirect(target, 303)


def tell_last_time() -> None:
    """Say when this account was last used: its owner notices a stranger (AUTH-8)."""
    found = session_found()
    last = sessions.signed_in_before(found.viewer) if found is not None else None
    if last is not None:
        flash(f"Lần đăng nhập trước: {instant(last)}. Nếu không phải thầy/cô, hãy đổi mật khẩu ngay.", "ok")


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session and forget its cookie; works for a locked one too."""
    sessions.end_session(session_token(request), clock.now())
    forget_session()
    session.clear()
    return go_to("account.show_sign_in")


def first_page() -> str:
    """Endpoint of the signed-in person's own first page."""
    who = viewer_or_none()
    return home_of(who) if who is not None else "account.show_sign_in"
