"""On which devices am I signed in, and in which role?"""

from flask import abort, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.domain import clock
from app.domain.accounts import sessions
from app.web.addresses import asked_id
from app.web.htmx import go_to
from app.web.identity import forget_session, viewer


@blueprint.get("/sessions")
def list_sessions() -> ResponseReturnValue:
    """The devices on which this account is open (SES-4)."""
    return render_template(
        "account/sessions.html", sessions=sessions.live_sessions(viewer(), clock.now()), own=viewer().session_id
    )


@blueprint.post("/sessions/end-all")
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    sessions.sign_out_everywhere(viewer(), clock.now())
    forget_session()
    session.clear()
    flash("Đã đăng xuất khỏi mọi thiết bị.", "ok")
    return go_to("account.show_sign_in")


@blueprint.get("/role")
def choose_role() -> ResponseReturnValue:
    """The appointments one may act in (AZ-8)."""
    places = sessions.places_of(viewer().person_id or 0)
    return render_template("account/role.html", places=places, acting=viewer().appointment_id)


@blueprint.post("/role")
def switch_role() -> ResponseReturnValue:
    """Act in another appointment from now on; the home page is that role's."""
    chosen = asked_id(request.form, "appointment")
    try:
        if chosen is None or not sessions.act_as(viewer(), chosen):
            abort(404)
    except sessions.SecondFactorNeeded:
        flash("Vai trò này cần xác thực hai bước. Hãy bật trước rồi chọn lại vai trò.", "error")
        return go_to("account.show_two_factor")
    return redirect("/", 303)
