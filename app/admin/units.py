"""Who administers the units beneath, and which subject groups has a school?"""

from typing import Any

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from app.admin.blueprint import blueprint
from app.admin.sending import sent_once, was_sent
from app.domain.organisation import admin_requests, successions, unit_admins
from app.domain.organisation.models import Unit
from app.domain.organisation.queries import unit_to_administer
from app.domain.organisation.search import admins_in, groups_of
from app.domain.reporting import joining
from app.web.errors import Conflict
from app.web.forms import REQUIRED, BaseForm, TextField, offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.reentry import with_fresh_password

ASKED = "Đã gửi đề nghị. Một người khác của Bộ duyệt thì quyền quản trị mới được giao."


class AdminForm(BaseForm):
    # Who may be chosen is asked of the domain: in a form sent twice, somebody is admin by the second time (CON-4).
    person = SelectField("Người quản trị", coerce=int, validate_choice=False)


class JoinForm(BaseForm):
    successor = TextField("Mã đơn vị kế thừa", longest=20, validators=[DataRequired(REQUIRED)])
    certain = BooleanField("Tôi hiểu việc này không hoàn tác được", validators=[DataRequired(REQUIRED)])


class GroupForm(BaseForm):
    name = TextField("Tên tổ chuyên môn", longest=100, validators=[DataRequired(REQUIRED)])


@blueprint.route("/units/<int:unit_id>/admins", methods=["GET", "POST"])
@with_fresh_password
def edit_admins(unit_id: int) -> ResponseReturnValue:
    """Give somebody who works at a unit beneath the office of its admin."""
    unit = unit_admins.unit_below(viewer(), unit_id) or abort(404)
    form = AdminForm.from_request()
    if was_sent("admin"):
        return go_to("admin.edit_admins", unit_id=unit_id)
    form.person.choices = offered((each.person_id, described(each)) for each in unit_admins.may_be_admins(unit))
    shown = _shown(unit)
    if form.passes():
        chosen = form.person.data
        problems = sent_once("admin", lambda: admin_requests.make_admin(viewer(), unit_id, chosen), chosen)
        if isinstance(problems, int):
            flash(ASKED if shown["two_people"] else "Đã giao quyền quản trị đơn vị.", "ok")
            return go_to("admin.edit_admins", unit_id=unit_id)
        form.person.errors = [label(problem.code, "appointment_problem") for problem in problems]
        shown["admins"], shown["requests"] = admins_in(unit_id), admin_requests.requests_waiting(unit_id)
    return render_template("admin/unit_admins.html", form=form, **shown), 422 if request.method == "POST" else 200


def described(each: unit_admins.Candidate) -> str:
    """Nguyễn Thị Lan (1975), Hiệu trưởng: enough to tell namesakes apart, also where a phone cuts the end off."""
    born = f" ({each.birth_year})" if each.birth_year else ""
    return f"{each.name}{born}, {label(each.position, 'position')}"


def _shown(unit: Unit) -> dict[str, Any]:
    """Who administers the unit, and who waits for a second person's word."""
    two = admin_requests.needs_two_people(unit)
    return {
        "unit_id": unit.id, "unit_name": unit.name, "admins": admins_in(unit.id), "two_people": two,
        "requests": admin_requests.requests_waiting(unit.id) if two else [], "me": viewer().person_id,
        "alone": two and not admin_requests.second_people(viewer(), 0), "own_unit_id": viewer().unit_id,
    }  # fmt: skip


@blueprint.post("/admin-requests/<int:request_id>/withdraw")
@with_fresh_password
def withdraw_admin_request(request_id: int) -> ResponseReturnValue:
    """Take back what one asked for before the second person has decided."""
    sent_once("admin_withdraw", lambda: admin_requests.withdraw_admin_request(viewer(), request_id), request_id)
    flash("Đã rút đề nghị.", "ok")
    return go_to("records.list_units")


@blueprint.post("/units/<int:unit_id>/admins/<int:person_id>/end")
@with_fresh_password
def end_admin(unit_id: int, person_id: int) -> ResponseReturnValue:
    """Take the office back from today on."""
    problems = sent_once("admin_end", lambda: unit_admins.end_admin(viewer(), unit_id, person_id), person_id)
    if not isinstance(problems, int):
        raise Conflict(label(problems[0].code, "appointment_problem"))
    flash("Đã thôi giao quyền quản trị đơn vị.", "ok")
    return go_to("admin.edit_admins", unit_id=unit_id)


@blueprint.route("/units/<int:unit_id>/join", methods=["GET", "POST"])
@with_fresh_password
def join_unit(unit_id: int) -> ResponseReturnValue:
    """From today on a unit is part of another: provinces are merged, districts abolished."""
    if was_sent("join_unit"):
        return go_to("records.list_units")
    unit = unit_to_administer(viewer(), unit_id)
    if unit is None or not successions.may_join(viewer(), unit):
        abort(404)
    form, name, in_the_way = JoinForm.from_request(), unit.name, {}
    if form.passes():
        code = str(form.successor.data)
        problems = sent_once("join_unit", lambda: joining.join_unit(viewer(), unit_id, code), unit_id)
        if isinstance(problems, int):
            flash(f"{name} đã nhập vào đơn vị kế thừa. Số liệu tiến độ được tính lại.", "ok")
            return go_to("records.list_units")
        said = [(label(problem.code, "appointment_problem"), problem.field) for problem in problems]
        form.successor.errors = [sentence for sentence, field in said if field]
        form.form_errors = [sentence for sentence, field in said if not field]
        in_the_way = joining.still_in_the_way(viewer(), unit_id, code)
    status = 422 if request.method == "POST" else 200
    return render_template(
        "admin/unit_join.html", form=form, unit_id=unit_id, unit_name=name, in_the_way=in_the_way
    ), status


@blueprint.route("/units/<int:unit_id>/groups/new", methods=["GET", "POST"], defaults={"group_id": None})
@blueprint.route("/units/<int:unit_id>/groups/<int:group_id>", methods=["GET", "POST"])
def edit_group(unit_id: int, group_id: int | None) -> ResponseReturnValue:
    """Found a subject group, or rename one."""
    unit = unit_to_administer(viewer(), unit_id) or abort(404)
    group = next((each for each in groups_of(unit_id) if each.id == group_id), None)
    if group_id is not None and group is None:
        abort(404)
    form, name = GroupForm.from_request(data={"name": group.name if group else ""}), unit.name
    if form.passes():
        save = lambda: unit_admins.save_group(viewer(), unit_id, group_id, form.name.data)  # noqa: E731
        problems = sent_once("group", save, unit_id)
        if isinstance(problems, int):
            flash("Đã lưu tổ chuyên môn.", "ok")
            return go_to("records.show_unit", unit_id=unit_id)
        form.name.errors = [label(problem.code, "appointment_problem") for problem in problems]
    status = 422 if request.method == "POST" else 200
    return render_template(
        "admin/group.html", form=form, unit_id=unit_id, unit_name=name, is_new=group_id is None
    ), status
