"""Who must show themselves again before going on?  (SES-3, SES-5, AUTH-7)

A locked session, or an act that asks for a fresh password, stops the request in front of its view. A plain POST gets a
page that asks for the password and carries what was typed; sent again with the right password, the same request goes
on to its view, so that nothing is lost and nothing is stored.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import quote

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.accounts.actions.sign_in import check_again
from app.domain.accounts.rules.sessions import Stage
from app.domain.accounts.sessions import asks_second_factor_again
from app.web.htmx import to_messages, wants_partial
from app.web.identity import adopt, session_found, session_token
from app.web.kept import AGAIN, FIGURES, kept_address, kept_values
from app.web.origin import origin
from app.web.transactions import SAFE_METHODS

P = ParamSpec("P")


def unfinished() -> ResponseReturnValue | None:
    """What stands between a request without an open session and its page.

    None: the password was typed again just now, go on. Raises LookupError when there is no session at all.
    """
    found = session_found()
    if found is None:
        raise LookupError("not signed in")
    if found.stage is Stage.OPEN:
        return ask_password("locked")
    step = "account.show_second_factor" if found.stage is Stage.SECOND_FACTOR else "account.set_up_second_factor"
    return _lead_to(url_for(step))


def ask_password(why: str) -> ResponseReturnValue | None:
    """None when the request itself brings the right password; else the page (or message) that asks for it.

    `why` is "locked" or "confirm".
    """
    wrong = False
    if request.method not in SAFE_METHODS and AGAIN in request.form:
        if type_again(request.form[AGAIN], request.form.get(FIGURES, "")):
            return None
        wrong = True
    if wants_partial():
        page = url_for("account.show_password_again")
        return to_messages(make_response(render_template("account/_ask_password.html", page=page, why=why), 422))
    if request.method in SAFE_METHODS:
        return redirect(url_for("account.show_password_again") + f"?next={quote(kept_address(), safe='/')}")
    return make_response(
        render_template(
            "account/password_again.html", why=why, wrong=wrong, kept=kept_values(), action=kept_address(),
            field=AGAIN, figures=FIGURES if asks_figures() else None,
        ),
        422,
    )  # fmt: skip


def asks_figures() -> bool:
    """Is the second factor asked for beside the password?  Past the session's absolute life (SES-3, AUTH-7)."""
    found = session_found()
    return found is not None and asks_second_factor_again(found, clock.now())


def type_again(password: str, figures: str) -> bool:
    """Judge the password of the session's own person, and the figures where they are asked for.

    If right, the session is open and confirmed from now on.
    """
    answer = check_again(session_token(request), password, figures, origin(), clock.now())
    if answer.right:
        adopt(answer.token or session_token(request))
    return answer.right


def with_fresh_password(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let the view run only within ten minutes of the password's being typed again (SES-5)."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        found = session_found()
        if found is None or not found.confirmed:
            asked = ask_password("confirm")
            if asked is not None:
                return asked
        return view(*args, **kwargs)

    return guarded


def _lead_to(target: str) -> ResponseReturnValue:
    if not wants_partial():
        return redirect(target, 303)
    answer = make_response("", 401)
    answer.headers["HX-Redirect"] = target
    return answer
