"""Where does a core person write the parts of a support plan: people, modules, activities, what is expected?

A part that was saved elsewhere meanwhile is shown beside what was typed (CON-1); saving again keeps the own side.
"""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.refusals import StaleVersion
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.support import colleagues, writing
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import Activity, Move
from app.domain.vietnamese import search_patterns
from app.teacher.blueprint import blueprint
from app.teacher.support import about, acted, moved, own_plan, status
from app.teacher.support_forms import ActivityForm, ExpectedForm, ModulesForm, PeopleForm
from app.web import formats
from app.web.forms import VersionForm, offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import paged


@blueprint.route("/support/<int:plan_id>/people", methods=["GET", "POST"])
def choose_people(plan_id: int) -> ResponseReturnValue:
    """Who is supported, and who else could be: of the own school, or of the other schools of the cluster."""
    plan = own_plan(plan_id, Move.SEND)
    form = PeopleForm.from_request(data={"version": str(plan.version)})
    context = _found(plan, form)
    if form.passes():
        try:
            problems = acted(lambda: writing.add_people(viewer(), plan_id, form.people.data or [], form.shown_version))
        except StaleVersion:
            return _both("teacher/support_people.html", plan_id, form, **_found(own_plan(plan_id), form))
        if not problems:
            return go_to("teacher.choose_people", plan_id=plan_id, where=context["where"], q=context["query"] or None)
        form.people.errors = [label(problem.code, "plan_problem") for problem in problems]
    return render_template("teacher/support_people.html", **about(plan), **context, form=form), status()


@blueprint.route("/support/<int:plan_id>/people/remove", methods=["GET", "POST"])
def remove_people(plan_id: int) -> ResponseReturnValue:
    """Take colleagues out of the plan again."""
    plan = own_plan(plan_id, Move.SEND)
    form = PeopleForm.from_request(data={"version": str(plan.version)})
    context = about(plan)
    form.people.choices = offered((each.id, f"{each.name} ({each.unit})") for each in context["content"].people)
    if form.passes():
        try:
            acted(lambda: writing.remove_people(viewer(), plan_id, form.people.data or [], form.shown_version))
        except StaleVersion:
            return _both("teacher/support_people_remove.html", plan_id, form)
        return go_to("teacher.choose_people", plan_id=plan_id)
    return render_template("teacher/support_people_remove.html", **context, form=form), status()


@blueprint.route("/support/<int:plan_id>/modules", methods=["GET", "POST"])
def choose_modules(plan_id: int) -> ResponseReturnValue:
    """Which modules of the own programme the plan is about."""
    plan = own_plan(plan_id, Move.SEND)
    context = about(plan)
    chosen = [each.id for each in context["content"].modules]
    form = ModulesForm.from_request(data={"version": str(plan.version), "modules": chosen})
    form.offer([each for each in all_modules() if each.audience == plan.audience])
    if form.passes():
        try:
            acted(lambda: writing.set_modules(viewer(), plan_id, form.modules.data or [], form.shown_version))
        except StaleVersion:
            return _both("teacher/support_modules.html", plan_id, form)
        return go_to("teacher.show_support_plan", plan_id=plan_id)
    return render_template("teacher/support_modules.html", **context, form=form), status()


@blueprint.route("/support/<int:plan_id>/expected", methods=["GET", "POST"])
def write_expected(plan_id: int) -> ResponseReturnValue:
    """What is expected of it all."""
    plan = own_plan(plan_id, Move.SEND)
    form = ExpectedForm.from_request(data={"version": str(plan.version), "expected": plan.expected})
    if form.passes():
        try:
            acted(lambda: writing.save_expected(viewer(), plan_id, form.expected.data or "", form.shown_version))
        except StaleVersion:
            return _both("teacher/support_expected.html", plan_id, form)
        return go_to("teacher.show_support_plan", plan_id=plan_id)
    return render_template("teacher/support_expected.html", **about(plan), form=form), status()


@blueprint.get("/support/<int:plan_id>/activities")
def list_activities(plan_id: int) -> ResponseReturnValue:
    """The activities, each to be changed or taken out; and how to add one."""
    return render_template("teacher/support_activities.html", **about(own_plan(plan_id, Move.SEND)))


@blueprint.route("/support/<int:plan_id>/activities/new", methods=["GET", "POST"], defaults={"activity_id": None})
@blueprint.route("/support/<int:plan_id>/activities/<int:activity_id>", methods=["GET", "POST"])
def edit_activity(plan_id: int, activity_id: int | None) -> ResponseReturnValue:
    """What is done, where and when."""
    plan = own_plan(plan_id, Move.SEND)
    context = about(plan)
    one = _activity(context, activity_id) if activity_id else None
    form = ActivityForm.from_request(data={"version": str(plan.version), **_typed(one)})
    if form.passes():
        made, key = form.activity(activity_id or 0), form.sending
        try:
            problems = acted(lambda: writing.save_activity(viewer(), plan_id, made, form.shown_version, key))
        except StaleVersion:
            return _both("teacher/support_activity.html", plan_id, form, activity_id=activity_id)
        if not problems:
            return go_to("teacher.list_activities", plan_id=plan_id)
        for problem in problems:
            form[problem.field].errors = [label(problem.code, "plan_problem")]
    shown = render_template("teacher/support_activity.html", **context, form=form, activity_id=activity_id)
    return shown, status()


@blueprint.route("/support/<int:plan_id>/activities/<int:activity_id>/remove", methods=["GET", "POST"])
def remove_activity(plan_id: int, activity_id: int) -> ResponseReturnValue:
    """Confirm, then take the activity out."""
    plan = own_plan(plan_id, Move.SEND)
    one = _activity(about(plan), activity_id)
    form = VersionForm.from_request(data={"version": str(plan.version)})
    if form.passes():
        moved(lambda: writing.remove_activity(viewer(), plan_id, activity_id, form.shown_version))
        return go_to("teacher.list_activities", plan_id=plan_id)
    return render_template("teacher/support_activity_remove.html", plan=plan, one=one, form=form), status()


def _found(plan: SupportPlan, form: PeopleForm) -> dict[str, Any]:
    """Those whom the form offers: a page of the own school, or of the cluster."""
    where, query = request.args.get("where", "school"), request.args.get("q", "")[:100]
    cluster = colleagues.has_cluster(plan.unit_id)
    at_cluster = cluster and where == "cluster"
    day, patterns = clock.today(), search_patterns(query)
    pager = paged(
        colleagues.number_of_colleagues(plan, day, patterns, at_cluster=at_cluster),
        lambda number: url_for(
            "teacher.choose_people", plan_id=plan.id, where="cluster" if at_cluster else None, q=query or None,
            page=number,
        ),
    )  # fmt: skip
    people = colleagues.colleagues_for(plan, day, patterns, pager.offset, pager.size, at_cluster=at_cluster)
    form.people.choices = offered((each.id, _words(each)) for each in people)
    return {"where": "cluster" if at_cluster else "school", "query": query, "cluster": cluster, "pager": pager}


def _words(each: colleagues.Colleague) -> str:
    """Name, year of birth, position; the school where it is another one."""
    born = f" ({each.birth_year})" if each.birth_year else ""
    place = "" if each.own_school else f", {each.unit}"
    return f"{each.name}{born}, {label(each.position, 'position').lower()}{place}"


def _typed(one: Activity | None) -> dict[str, str]:
    if one is None:
        return {}
    return {
        "what": one.what, "place": str(one.place), "starts": formats.day(one.starts), "ends": formats.day(one.ends),
    }  # fmt: skip


def _activity(context: dict[str, Any], activity_id: int) -> Activity:
    found: Activity | None = next((each for each in context["content"].activities if each.id == activity_id), None)
    if found is None:
        raise NotFound
    return found


def _both(template: str, plan_id: int, form: VersionForm, **context: Any) -> ResponseReturnValue:
    """The form as it was typed, with what is saved by now above it."""
    plan = own_plan(plan_id)
    form.version.data = str(plan.version)
    return render_template(template, **about(plan), **context, form=form, theirs=True), 409
