"""By which phone number may I sign in?"""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.account.forms import PhoneForm
from app.domain.accounts.actions.own import PhoneProblem, confirm_phone, forget_phone
from app.domain.accounts.queries import account_of
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.reentry import with_fresh_password


@blueprint.route("/phone", methods=["GET", "POST"])
@with_fresh_password
def edit_phone() -> ResponseReturnValue:
    """One's own number, confirmed with the password; it then works as a login name (AUTH-3, SES-5)."""
    account = account_of(viewer().person_id or 0)
    form = PhoneForm.from_request(data={"phone": account.phone_login if account else None})
    if form.passes():
        problem = confirm_phone(viewer(), form.phone.data)
        if not isinstance(problem, PhoneProblem):
            flash("Đã ghi số điện thoại. Thầy/cô có thể dùng số này để đăng nhập.", "ok")
            return go_to("account.menu")
        form.phone.errors = [label(problem, "phone_problem")]
    known = account.phone_login if account else None
    return render_template("account/phone.html", form=form, known=known), 422 if request.method == "POST" else 200


@blueprint.post("/phone/remove")
@with_fresh_password
def remove_phone() -> ResponseReturnValue:
    """The number is no login name any more."""
    forget_phone(viewer())
    flash("Đã bỏ đăng nhập bằng số điện thoại.", "ok")
    return go_to("account.menu")
