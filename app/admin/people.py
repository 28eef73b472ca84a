"""How does an admin add, correct, appoint, move and part with people?  Each form is one act; rules are the domain's."""

from typing import Any

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from app.admin.blueprint import blueprint
from app.admin.people_forms import (
    ArrivalForm,
    CorrectionForm,
    EndForm,
    LeaveForm,
    NewPersonForm,
    PostForm,
    ReturnForm,
    offer_genders,
    version_of,
)
from app.admin.sending import sent_once, was_sent
from app.domain import clock
from app.domain.organisation import leaves, people, posts, queries, unit_admins
from app.domain.organisation.models import Unit
from app.web.forms import BaseForm, offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import choices, label


def asked_unit() -> Unit:
    """The unit that the form is about: the one in the address, else the viewer's own; 404 outside their scope."""
    text = request.args.get("unit", "")
    unit_id = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else viewer().unit_id or 0
    return queries.unit_to_administer(viewer(), unit_id) or abort(404)


def shown_form(template: str, form: BaseForm, **context: Any) -> ResponseReturnValue:
    return render_template(template, form=form, **context), 422 if request.method == "POST" else 200


def today_written() -> str:
    return f"{clock.today():%d/%m/%Y}"


@blueprint.route("/persons/new", methods=["GET", "POST"])
def edit_new_person() -> ResponseReturnValue:
    """Add somebody whom nobody knew yet."""
    unit = asked_unit()
    form = NewPersonForm.from_request(data={"starts": today_written()})
    form.fit(unit)
    offer_genders(form)
    if form.passes():
        values = {
            "full_name": form.full_name.data, "birth_date": form.birth_date.day, "gender": form.gender.data or None,
            "phone": form.phone.data or None, "email": form.email.data or None,
            "qualification": form.qualification.data or None, "listed_sector_id": form.sector_id.data or None,
        }  # fmt: skip
        added = sent_once("person_new", lambda: people.add_person(viewer(), unit.id, values, form.post()))
        if isinstance(added, int):
            flash("Đã thêm người.", "ok")
            return go_to("records.show_person", person_id=added)
        form.show(added)
    return shown_form("admin/person_new.html", form, unit_id=unit.id, unit_name=unit.name)


@blueprint.route("/persons/arrival", methods=["GET", "POST"])
def edit_arrival() -> ResponseReturnValue:
    """Somebody from another school works here now: found by ID, name and birth date together, never from a list."""
    unit = asked_unit()
    form = ArrivalForm.from_request(data={"starts": today_written()})
    form.fit(unit)
    if form.passes():
        who = (form.sector_id.data, form.full_name.data, form.birth_date.day)
        moved = sent_once("arrival", lambda: people.move_person(viewer(), *who, unit.id, form.post()))
        if isinstance(moved, int):
            flash("Đã nhận người chuyển đến. Đơn vị cũ và người này được báo.", "ok")
            return go_to("records.show_person", person_id=moved)
        form.show(moved)
    return shown_form("admin/arrival.html", form, unit_id=unit.id, unit_name=unit.name)


@blueprint.route("/persons/<int:person_id>/edit", methods=["GET", "POST"])
def edit_person(person_id: int) -> ResponseReturnValue:
    """Correct contacts and particulars; name and birth date, once known, change by a case."""
    person = queries.person_to_administer(viewer(), person_id) or abort(404)
    names = ("given_name", "gender", "phone", "email", "qualification")
    years = ("teaching_since", "managing_since")
    shown = (*names, *years, "version")
    form = CorrectionForm.from_request(data={name: str(getattr(person, name) or "") for name in shown})
    offer_genders(form)
    if person.birth_date is not None:
        del form.birth_date
    about = {"person_id": person.id, "person_name": person.full_name}
    if form.passes():
        values = {name: form[name].data or None for name in names} | {name: form[name].year for name in years}
        if "birth_date" in form:
            values["birth_date"] = form.birth_date.day
        version = version_of(form)
        sent_once("person", lambda: people.correct_person(viewer(), person_id, version, values), person_id)
        flash("Đã lưu thông tin.", "ok")
        return go_to("records.show_person", person_id=person_id)
    return shown_form("admin/person_edit.html", form, **about)


@blueprint.route("/persons/<int:person_id>/posts/new", methods=["GET", "POST"])
def edit_new_post(person_id: int) -> ResponseReturnValue:
    """A further position beside the main one."""
    person, unit = queries.person_to_administer(viewer(), person_id) or abort(404), asked_unit()
    form = PostForm.from_request(data={"starts": today_written()})
    form.fit(unit)
    name = person.full_name
    if form.passes():
        given = sent_once("post_new", lambda: posts.appoint(viewer(), person_id, unit.id, form.post()))
        if isinstance(given, int):
            flash("Đã thêm công tác.", "ok")
            return go_to("records.show_person", person_id=person_id)
        form.show(given)
    return shown_form(
        "admin/post.html",
        form,
        person_id=person_id,
        person_name=name,
        title="Thêm công tác",
        unit_name=unit.name,
        further=True,
    )


@blueprint.route("/posts/<int:appointment_id>", methods=["GET", "POST"])
def edit_post(appointment_id: int) -> ResponseReturnValue:
    """Another position, group, subject or level at the same unit."""
    post = queries.appointment_to_administer(viewer(), appointment_id) or abort(404)
    person_id, name, unit = post.person_id, post.person.full_name, post.unit
    held = {
        "position": post.position, "title": post.title, "group": post.group_id or 0, "subject": post.subject,
        "level": post.level or "", "starts": today_written(), "version": post.version,
    }  # fmt: skip
    form = PostForm.from_request(data=held)
    form.fit(unit)
    unit_name = unit.name
    if form.passes():
        change = lambda: posts.change_post(viewer(), appointment_id, version_of(form), form.post())  # noqa: E731
        problems = sent_once("post", change, person_id)
        if isinstance(problems, int):
            flash("Đã lưu công tác.", "ok")
            return go_to("records.show_person", person_id=person_id)
        form.show(problems)
    return shown_form(
        "admin/post.html", form, person_id=person_id, person_name=name, title="Sửa công tác", unit_name=unit_name
    )


@blueprint.route("/posts/<int:appointment_id>/end", methods=["GET", "POST"])
def end_post(appointment_id: int) -> ResponseReturnValue:
    """Somebody leaves a position: retired, resigned, gone elsewhere."""
    form = EndForm.from_request()
    post = queries.appointment_to_administer(viewer(), appointment_id)
    if post is None:
        return go_to("records.list_persons") if was_sent("post_end") else abort(404)
    person_id, name, unit_name = post.person_id, post.person.full_name, post.unit.name
    held = f"{label(post.position, 'position')}, {unit_name}"
    office = unit_admins.office_beside(post)
    if request.method == "GET":
        form = EndForm.from_request(data={"ends": today_written(), "version": post.version})
    form.reason.choices = offered(each for each in choices("end_reason") if each[0] not in ("moved", "changed"))
    if form.passes():
        asked = (version_of(form), form.ends.day or clock.today(), form.reason.data)
        end = lambda: posts.end_appointment(viewer(), appointment_id, *asked)  # noqa: E731
        problems = sent_once("post_end", end, person_id)
        if isinstance(problems, int):
            flash(_ended(unit_name, office), "ok")
            return go_to("records.list_persons")
        form.ends.errors = [label(problem.code, "appointment_problem") for problem in problems]
    return shown_form(
        "admin/post_end.html", form, person_id=person_id, person_name=name, post_name=held, office=office,
        unit_name=unit_name,
    )  # fmt: skip


def _ended(unit_name: str, office: unit_admins.Office | None) -> str:
    """What ended, and what the person still holds."""
    if office is None:
        return "Đã kết thúc công tác."
    if office.works_on:
        return f"Đã kết thúc công tác. Người này vẫn là quản trị {unit_name}."
    return f"Đã kết thúc công tác và quyền quản trị {unit_name}."


@blueprint.route("/persons/<int:person_id>/leave", methods=["GET", "POST"])
def edit_leave(person_id: int) -> ResponseReturnValue:
    """Long leave is not leaving: the person stays with the unit."""
    person = queries.person_to_administer(viewer(), person_id) or abort(404)
    name = person.full_name
    form = LeaveForm.from_request(data={"starts": today_written()})
    form.kind.choices = offered(choices("leave_kind"))
    if form.passes():
        asked = (form.kind.data, form.starts.day or clock.today(), form.ends.day, form.note.data)
        problems = sent_once("leave", lambda: leaves.begin_leave(viewer(), person_id, *asked), person_id)
        if isinstance(problems, int):
            flash("Đã ghi nghỉ dài ngày.", "ok")
            return go_to("records.show_person", person_id=person_id)
        for problem in problems:
            form[problem.field].errors = [label(problem.code, "appointment_problem")]
    return shown_form("admin/leave.html", form, person_id=person_id, person_name=name)


@blueprint.route("/leaves/<int:leave_id>/end", methods=["GET", "POST"])
def end_long_leave(leave_id: int) -> ResponseReturnValue:
    """Somebody is back."""
    leave = leaves.leave_to_administer(viewer(), leave_id) or abort(404)
    person_id = leave.person_id
    form = ReturnForm.from_request(data={"ends": today_written()})
    if form.passes():
        ends = form.ends.day or clock.today()
        problems = sent_once("leave_end", lambda: leaves.end_leave(viewer(), leave_id, ends), person_id)
        if isinstance(problems, int):
            flash("Đã ghi ngày trở lại.", "ok")
            return go_to("records.show_person", person_id=person_id)
        form.ends.errors = [label(problem.code, "appointment_problem") for problem in problems]
    return shown_form("admin/leave_end.html", form, person_id=person_id)
