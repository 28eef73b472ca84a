"""How does a unit's head assign tasks, move their dates, end them?  One set of pages.

Only for those who hold the office or sign for it, and a university's admin: for everybody else of the door the pages
do not exist.
"""

from datetime import date, timedelta

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.organisation import assigning, reach
from app.domain.organisation.assignments import Line
from app.domain.organisation.queries import ChangedMeanwhile
from app.domain.organisation.rules import Role
from app.domain.viewer import Viewer
from app.web.assigning.forms import AssignForm, EndForm, MoveForm, both_sides, days_of, usual_task
from app.web.htmx import go_to
from app.web.identity import viewer

DOORS = {Role.PRINCIPAL: "principal", Role.DISTRICT: "district", Role.PROVINCE: "province", Role.ADMIN: "admin"}


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its unit assigns tasks."""
    for rule, view in (
        ("/assignments/new", assign_task),
        ("/assignments/<int:assignment_id>/dates", move_assignment),
        ("/assignments/<int:assignment_id>/end", end_assignment),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=["GET", "POST"])


def door_of(who: Viewer) -> str:
    """The blueprint by which the viewer comes to these pages; empty for those who never do."""
    return {str(role): door for role, door in DOORS.items()}.get(who.role, "")


def assign_task() -> ResponseReturnValue:
    """Whom, which task, over which units and people, between which days; search for more and go on."""
    if not reach.may_assign(viewer()):
        raise NotFound
    form = AssignForm.from_request(data=usual_task(request.args))
    form.offer(viewer())
    if form.looks:
        form.note_shown()
        return render_template("assigning/new.html", form=form)
    taken: list[assigning.Taken] = []
    if form.passes():
        outcome = assigning.assign(viewer(), form.task_asked(), form.units.data, form.people.data, form.sending)
        if not outcome.problems and not outcome.taken:
            flash("Đã phân công. Người được phân công và nơi được phụ trách nhận thông báo.", "ok")
            return go_to("records.list_assignments", side="made")
        form.tell(outcome)
        taken = outcome.taken
    form.note_shown()
    return render_template("assigning/new.html", form=form, taken=taken), _status()


def move_assignment(assignment_id: int) -> ResponseReturnValue:
    """Let it begin or end on other days; what somebody else changed meanwhile is shown beside what was typed."""
    line = _open_one(assignment_id)
    form = MoveForm.from_request(data=days_of(line))
    taken: list[assigning.Taken] = []
    if form.passes():
        starts = form.starts.day or date.min
        try:
            outcome = assigning.change_dates(
                viewer(), assignment_id, starts, day_after(form.until.day), form.shown_version,
                form.sending,
            )  # fmt: skip
        except LookupError:
            raise NotFound from None
        except ChangedMeanwhile:
            return _show_both(assignment_id, form)
        if not outcome.problems and not outcome.taken:
            flash("Đã đổi thời gian. Người được phân công nhận thông báo.", "ok")
            return go_to("records.show_assignment", assignment_id=assignment_id)
        form.tell(outcome)
        taken = outcome.taken
    return render_template("assigning/dates.html", line=line, form=form, taken=taken), _status()


def end_assignment(assignment_id: int) -> ResponseReturnValue:
    """Say once more what ends today, and why."""
    form = EndForm.from_request()
    if form.is_submitted() and assigning.ended_before(viewer(), form.sending) == assignment_id:
        return go_to("records.show_assignment", assignment_id=assignment_id)
    line = _open_one(assignment_id)
    if form.passes():
        try:
            assigning.end_early(viewer(), assignment_id, form.reason.data or "", form.sending)
        except LookupError:
            raise NotFound from None
        flash(f"Đã kết thúc. {line.person} nhận thông báo.", "ok")
        return go_to("records.show_assignment", assignment_id=assignment_id)
    return render_template("assigning/end.html", line=line, form=form), _status()


def day_after(day: date | None) -> date | None:
    """The first day on which it no longer holds, of the last on which it does."""
    return day + timedelta(days=1) if day else None


def _show_both(assignment_id: int, form: MoveForm) -> ResponseReturnValue:
    """409 with both versions; the form goes on with what was typed, over the stored one's version."""
    line = _open_one(assignment_id)
    form.version.data = str(line.version)
    return render_template("assigning/both_sides.html", line=line, form=form, rows=both_sides(line, form)), 409


def _open_one(assignment_id: int) -> Line:
    """The assignment, while it may be changed."""
    line = assigning.assignment_to_change(viewer(), assignment_id)
    if line is None:
        raise NotFound
    return line


def _status() -> int:
    return 422 if request.method == "POST" else 200
