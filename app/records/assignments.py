"""Who is assigned what, by whom, over which units and people?  And where is nobody?  Read by both sides."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.organisation import assignments, unassigned
from app.domain.organisation.assigning import assignment_to_change
from app.domain.organisation.assignments import SIDES, SORTS, STANDINGS, Wanted
from app.domain.organisation.models import Unit
from app.domain.organisation.reach import may_assign
from app.domain.organisation.rules import EXPECTED_TASKS, TASKS_OF, AssignmentTask, UnitKind
from app.domain.progress.queries import board_unit
from app.domain.training.years.queries import boards_of_years
from app.records import assignment_tables as tables
from app.records.blueprint import blueprint
from app.records.exports import most_rows, send_paper, send_table
from app.web import formats
from app.web.assigning import door_of
from app.web.errors import Conflict
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import choices
from app.web.paging import paged
from app.web.papers.drawing import draw
from app.web.taking import note_export

MOST_PRINTED, MOST_YEARS = 1_000, 50


@blueprint.get("/assignments")
def list_assignments() -> ResponseReturnValue:
    """The assignments that have the viewer's side, filtered."""
    who, wanted = viewer(), _wanted()
    total = assignments.count_assignments(who, wanted)
    pager = paged(total, lambda number: url_for("records.list_assignments", page=number, **_filter(wanted)))
    lines = assignments.assignment_lines(who, wanted, pager.offset, pager.size)
    assigns = may_assign(who)
    return page_or_partial(
        "records/assignments.html", "records/_assignments.html",
        lines=lines, pager=pager, wanted=wanted, filter=_filter(wanted), tasks=choices("assignment_task"),
        sides=choices("assignment_side"), standings=choices("assignment_standing"), sorts=choices("assignment_sort"),
        new_at=url_for(f"{door_of(who)}.assign_task") if assigns else None, gaps=unassigned.sees_unassigned(who),
    )  # fmt: skip


@blueprint.get("/assignments/<int:assignment_id>")
def show_assignment(assignment_id: int) -> ResponseReturnValue:
    """One assignment, with everything that was done to it."""
    who = viewer()
    line = assignments.assignment_for(who, assignment_id) or abort(404)
    own = door_of(who) if assignment_to_change(who, assignment_id) is not None else ""
    return render_template(
        "records/assignment.html", line=line, moves=assignments.moves_of(line), door=own, progress=_progress_at(line)
    )


def _progress_at(line: assignments.Line) -> str | None:
    """Address of the newest training board of the place where somebody urges, if the viewer has it."""
    urges = line.task is AssignmentTask.URGE_TRAINING and line.unit_id is not None
    unit = board_unit(viewer(), line.unit_id) if urges and line.unit_id else None
    if unit is None:
        return None
    years = boards_of_years(viewer(), clock.campaign_now(), MOST_YEARS)
    found = next((campaign for year, campaign in years if unit.path.startswith(year.unit.path)), None)
    return url_for("records.show_board", unit_id=unit.id, training_id=found) if found is not None else None


@blueprint.get("/assignments/unassigned")
def list_unassigned() -> ResponseReturnValue:
    """The schools over which nobody has a task today, in sight or beneath one unit."""
    who, place = viewer(), _place()
    task, query = _expected(), request.args.get("q", "").strip()[:100]
    within = place.path if place else ""
    counts = unassigned.counts_without(who, within=within)
    total = unassigned.count_without(task, who, q=query, within=within) if query else counts[task]
    asked = {"task": task, "q": query or None, "unit": place.id if place else None}
    pager = paged(total, lambda number: url_for("records.list_unassigned", page=number, **asked))
    rows = unassigned.units_without(task, who, q=query, within=within, offset=pager.offset, limit=pager.size)
    assigns = task in TASKS_OF.get(UnitKind(who.unit_kind), ()) and may_assign(who)
    new_at = url_for(f"{door_of(who)}.assign_task") if assigns else None
    return page_or_partial(
        "records/unassigned.html", "records/_unassigned.html",
        rows=rows, pager=pager, task=task, query=query, counts=counts, new_at=new_at, place=place, asked=asked,
    )  # fmt: skip


@blueprint.get("/assignments/list.xlsx")
def export_assignments() -> ResponseReturnValue:
    """The list as it is filtered now, whole, as a spreadsheet (EXP-3)."""
    wanted = _wanted()
    lines = assignments.assignment_lines(viewer(), wanted, 0, most_rows())
    rows = tables.rows_of(lines)
    return send_table("phan-cong", "assignments", tables.HEADINGS, rows, tables.title_of(wanted))


@blueprint.get("/assignments/list.pdf")
def print_assignments() -> ResponseReturnValue:
    """The list as it is filtered now, on official paper, sideways."""
    who, wanted = viewer(), _wanted()
    if who.unit_id is None:
        abort(404)
    lines = assignments.assignment_lines(who, wanted, 0, MOST_PRINTED + 1)
    if len(lines) > MOST_PRINTED:
        raise Conflict(f"Danh sách có hơn {formats.number(MOST_PRINTED)} việc. Hãy lọc bớt rồi lấy từng phần.")
    paper = draw([tables.printed(who, wanted, lines, clock.today())])
    note_export("assignments_printed", len(lines))
    return send_paper(paper, "phan-cong")


@blueprint.get("/assignments/unassigned.xlsx")
def export_unassigned() -> ResponseReturnValue:
    """The schools over which nobody has a task, as a spreadsheet."""
    who, place, task = viewer(), _place(), _expected()
    within, query = place.path if place else "", request.args.get("q", "").strip()[:100]
    rows = unassigned.units_without(task, who, q=query, within=within, limit=most_rows())
    return send_table(
        "chua-phan-cong", "unassigned", tables.GAP_HEADINGS, tables.gap_rows(rows), tables.gap_title(task)
    )


def _wanted() -> Wanted:
    """What the address asks for; anything unknown is the usual (IN-4)."""
    asked = request.args
    task = asked.get("task", "")
    return Wanted(
        side=_one_of(asked.get("side"), SIDES), task=AssignmentTask(task) if task in set(AssignmentTask) else None,
        standing=_one_of(asked.get("standing"), STANDINGS), q=asked.get("q", "").strip()[:100],
        sort=_one_of(asked.get("sort"), SORTS),
    )  # fmt: skip


def _one_of(asked: str | None, known: tuple[str, ...]) -> str:
    return asked if asked in known else known[0]


def _filter(wanted: Wanted) -> dict[str, Any]:
    """The list's own address parameters, without the usual ones."""
    usual = Wanted()
    names = ("side", "task", "standing", "q", "sort")
    return {name: getattr(wanted, name) for name in names if getattr(wanted, name) != getattr(usual, name)}


def _place() -> Unit | None:
    """The only unit whose schools are asked for; 404 for who has no such list, and for what is out of their sight."""
    who = viewer()
    if not unassigned.sees_unassigned(who):
        abort(404)
    asked = request.args.get("unit", type=int)
    return None if asked is None else unassigned.place_for(who, asked) or abort(404)


def _expected() -> AssignmentTask:
    """The task asked for, else the first that the viewer's unit assigns, else the first."""
    asked = request.args.get("task", "")
    if asked in set(EXPECTED_TASKS):
        return AssignmentTask(asked)
    own = [task for task in EXPECTED_TASKS if task in TASKS_OF.get(UnitKind(viewer().unit_kind), ())]
    return (own or list(EXPECTED_TASKS))[0]
