"""How is the second factor typed, set up and taken away?  (AUTH-7)"""

import io

import segno
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.account.forms import SecondFactorForm
from app.account.sign_in import tell_last_time
from app.domain import clock
from app.domain.accounts.actions import second_factor
from app.domain.accounts.queries import account_of
from app.domain.accounts.rules.sessions import Stage
from app.domain.accounts.rules.two_factor import is_required, provisioning_uri
from app.web.guards import public
from app.web.htmx import go_to
from app.web.identity import adopt, forget_session, session_found, session_token, viewer
from app.web.origin import origin
from app.web.reentry import with_fresh_password
from app.web.safe_next import safe_next

WRONG = "Mã chưa đúng hoặc đã dùng rồi. Hãy đợi mã mới trên điện thoại. Nếu đã nhập sai nhiều lần, hãy chờ 15 phút."
ISSUER = "TEMIS"


@blueprint.route("/second-factor", methods=["GET", "POST"])
@public
def show_second_factor() -> ResponseReturnValue:
    """The six figures of the phone, or one of the eight codes, after the password."""
    found = session_found()
    if found is None or found.stage is not Stage.SECOND_FACTOR:
        return redirect(url_for("account.show_sign_in"), 303)
    form = SecondFactorForm.from_request()
    if form.passes():
        passed = second_factor.pass_second_factor(session_token(request), form.figures.data, origin(), clock.now())
        if passed is not None:
            adopt(passed.token)
            tell_last_time()
            return redirect(safe_next(request.args.get("next"), "/"), 303)
        form.figures.errors = [WRONG]
    return render_template("account/second_factor.html", form=form), 422 if request.method == "POST" else 200


@blueprint.route("/second-factor/set-up", methods=["GET", "POST"])
@public
def set_up_second_factor() -> ResponseReturnValue:
    """Picture and secret for the phone's app; the first right figures switch it on and show the eight codes once."""
    account_id = _whose_set_up()
    if account_id is None:
        return redirect(url_for("account.show_sign_in"), 303)
    secret = second_factor.secret_of(account_id)
    if secret is None or second_factor.is_confirmed(account_id):
        return redirect(url_for("account.show_two_factor"), 303)
    form = SecondFactorForm.from_request()
    if form.passes():
        passed = second_factor.confirm_second_factor(session_token(request), form.figures.data, clock.now())
        if passed is not None:
            adopt(passed.token)
            return render_template("account/one_time_codes.html", codes=passed.codes)
        form.figures.errors = [WRONG]
    status = 422 if request.method == "POST" else 200
    return render_template("account/second_factor_set_up.html", form=form, secret=_grouped(secret)), status


@blueprint.get("/second-factor/picture.svg")
@public
def show_second_factor_picture() -> ResponseReturnValue:
    """The picture that the phone's app reads; only while it is being set up."""
    account_id = _whose_set_up()
    secret = second_factor.secret_of(account_id) if account_id is not None else None
    found = session_found()
    if account_id is None or secret is None or found is None or second_factor.is_confirmed(account_id):
        abort(404)
    account = account_of(found.viewer.person_id or 0) or abort(404)
    out = io.BytesIO()
    segno.make(provisioning_uri(secret, account.login, ISSUER), error="m").save(out, kind="svg", scale=5, border=4)
    return out.getvalue(), 200, {"Content-Type": "image/svg+xml"}


@blueprint.get("/two-factor")
def show_two_factor() -> ResponseReturnValue:
    """Is a second factor in use, and how many codes are left?"""
    account_id = viewer().account_id or 0
    return render_template(
        "account/two_factor.html", on=second_factor.is_confirmed(account_id),
        left=second_factor.codes_left(account_id), required=is_required(viewer().role, viewer().unit_kind),
    )  # fmt: skip


@blueprint.post("/two-factor/begin")
@with_fresh_password
def begin_two_factor() -> ResponseReturnValue:
    """Switch it on: the next page shows what the phone needs."""
    second_factor.begin_second_factor(viewer(), clock.now())
    return go_to("account.set_up_second_factor")


@blueprint.post("/two-factor/codes")
@with_fresh_password
def renew_one_time_codes() -> ResponseReturnValue:
    """Eight new codes, shown once."""
    if not second_factor.is_confirmed(viewer().account_id or 0):
        abort(404)
    return render_template("account/one_time_codes.html", codes=second_factor.renew_codes(viewer()))


@blueprint.post("/two-factor/remove")
@with_fresh_password
def remove_two_factor() -> ResponseReturnValue:
    """Switch it off, or make room for a new phone; every device signs in again."""
    second_factor.remove_second_factor(viewer())
    forget_session()
    flash("Đã tắt xác thực hai bước và đăng xuất mọi thiết bị. Hãy đăng nhập lại.", "ok")
    return go_to("account.show_sign_in")


def _whose_set_up() -> int | None:
    """The account that is setting it up: signed in, or at the first sign-in of a role that must have it."""
    found = session_found()
    if found is None or found.stage is Stage.SECOND_FACTOR or not (found.is_open or found.stage is Stage.ENROLMENT):
        return None
    return found.viewer.account_id


def _grouped(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
