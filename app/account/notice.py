"""Was the notice on personal data read?  Before anything else is used, and on record (DP-1)."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.account.forms import NoticeForm
from app.domain import clock
from app.domain.accounts.actions.own import acknowledge_notice
from app.domain.accounts.rules import NOTICE_VERSION
from app.web.identity import viewer


@blueprint.route("/notice", methods=["GET", "POST"])
def show_notice() -> ResponseReturnValue:
    """The notice, and the tick that says it was read."""
    form = NoticeForm.from_request()
    if form.passes():
        acknowledge_notice(viewer(), NOTICE_VERSION, clock.now())
        return redirect("/", 303)
    status = 422 if request.method == "POST" else 200
    return render_template("account/notice.html", form=form, version=NOTICE_VERSION), status
