"""How is a task assigned (phân công), its dates moved, its time ended?  By a unit's head, or whoever signs for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record, record_many
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on
from app.domain.organisation.assignments import Line, assignment_for, last_day, still_there
from app.domain.organisation.models import Appointment, Assignment, Person, Unit
from app.domain.organisation.queries import ChangedMeanwhile
from app.domain.organisation.reach import assignable, in_reach, may_assign, people_in_reach, signing_for
from app.domain.organisation.rules import (
    OFFICES,
    ONE_AT_A_TIME,
    AssignmentTask,
    Problem,
    UnitKind,
    check_dates,
    check_task,
)
from app.domain.organisation.unassigned import as_university
from app.domain.vietnamese import fold
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

ASSIGN, CHANGE, END = "assign_task", "change_assignment", "end_assignment"
MOST_PLACES = 100  # so that one form stays one short transaction
ENTERED_AFRESH = -1


@dataclass(frozen=True)
class Task:
    """What is assigned, to whom, from when; `ends` is the first day on which it no longer holds."""

    task: AssignmentTask
    person_id: int
    starts: date
    ends: date | None
    content: str = ""


@dataclass(frozen=True)
class Taken:
    """A place that somebody has for the same task in these days already."""

    over: str
    person: str
    until: date | None


@dataclass(frozen=True)
class Outcome:
    """What became of a form: how many assignments were made, or what speaks against it."""

    made: int = 0
    problems: list[Problem] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)


def assign(
    viewer: Viewer, task: Task, unit_ids: Collection[int], people_ids: Collection[int], submit_key: str = ""
) -> Outcome:
    """Give the task over each of these units and people: an assignment each, so that each ends by itself.

    All or none.  Raises PermissionError.
    """
    signing = signing_for(viewer)
    if signing is None:
        raise PermissionError("tasks are assigned by a unit's head, or whoever signs for them")
    with writing():
        if is_repeat(viewer, ASSIGN, submit_key):
            return Outcome()
        # Two who assign at once would not see each other's: the unit's row lets them act one after the other.
        db.session.execute(select(Unit.id).where(Unit.id == viewer.unit_id).with_for_update())
        problems = _problems(viewer, task, unit_ids, people_ids)
        rows = [_row(viewer, task, signing or None, unit_id=number) for number in sorted(set(unit_ids))]
        rows += [_row(viewer, task, signing or None, about_person_id=number) for number in sorted(set(people_ids))]
        taken = [] if problems else _taken(rows)
        if problems or taken:
            db.session.rollback()  # with the note of the key: the corrected form may be sent
            return Outcome(problems=problems, taken=taken)
        db.session.add_all(rows)
        db.session.flush()
        record_many(
            viewer, "task_assigned", "assignment", [(row.id, row.by_unit_id, None, _facts(row)) for row in rows]
        )
        _tell_both_sides(viewer, task, rows)
        keep_result(viewer, ASSIGN, submit_key, rows[0].id)
    return Outcome(made=len(rows))


def _row(viewer: Viewer, task: Task, delegation_id: int | None, **over: int) -> Assignment:
    focal = task.task is AssignmentTask.FOCAL_POINT
    return Assignment(
        person_id=task.person_id, task=task.task, content=task.content if focal else None, by_unit_id=viewer.unit_id,
        starts=task.starts, ends=task.ends, made_by_id=viewer.person_id, made_on=clock.today(),
        delegation_id=delegation_id, version=1, **over,
    )  # fmt: skip


def _problems(
    viewer: Viewer, task: Task, unit_ids: Collection[int], people_ids: Collection[int]
) -> list[Problem]:  # fmt: skip
    problems = check_task(
        task.task, UnitKind(viewer.unit_kind), task.content, units=bool(unit_ids), people=bool(people_ids)
    )  # fmt: skip
    problems += check_dates(task.starts, task.ends, clock.today())
    if task.person_id not in {person_id for person_id, _, _ in assignable(viewer)}:
        problems.append(Problem("not_at_this_unit", "person"))
    if len(unit_ids) + len(people_ids) > MOST_PLACES:
        return [*problems, Problem("too_many_places", "units")]
    there = select(func.count()).select_from(Unit).where(Unit.id.in_(unit_ids), in_reach(viewer))
    if unit_ids and db.session.scalar(there) != len(set(unit_ids)):
        problems.append(Problem("unit_unknown", "units"))
    if len(people_in_reach(as_university(viewer), people_ids)) != len(set(people_ids)):
        problems.append(Problem("person_unknown", "people"))
    elif task.person_id in people_ids:
        problems.append(Problem("about_oneself", "people"))
    return problems


def _taken(rows: Sequence[Assignment]) -> list[Taken]:
    """What stands in the way of these rows, new or moved: the same place, task and days, where only one may have it."""
    first = rows[0]
    about = aliased(Person)
    found = select(Assignment, Person.full_name, Unit.name, about.full_name).join(
        Person, Person.id == Assignment.person_id
    ).outerjoin(Unit, Unit.id == Assignment.unit_id).outerjoin(about, about.id == Assignment.about_person_id).where(
        Assignment.task == first.task, Assignment.by_unit_id == first.by_unit_id, Assignment.taken_back_on.is_(None),
        still_there(clock.today()),  # whoever left the unit keeps a place from nobody
        or_(Assignment.ends.is_(None), Assignment.ends > first.starts), Assignment.id != (first.id or ENTERED_AFRESH),
        or_(
            Assignment.unit_id.in_([row.unit_id for row in rows if row.unit_id]),
            Assignment.about_person_id.in_([row.about_person_id for row in rows if row.about_person_id]),
        ),
    )  # fmt: skip
    if first.ends is not None:
        found = found.where(Assignment.starts < first.ends)
    if first.task not in ONE_AT_A_TIME:
        found = found.where(Assignment.person_id == first.person_id)
    with db.session.no_autoflush:
        rivals = db.session.execute(found.order_by(Assignment.id)).all()
    return [
        Taken(place or about or "", name, last_day(row.ends))
        for row, name, place, about in rivals
        if fold(row.content or "") == fold(first.content or "")
    ]


def _facts(row: Assignment) -> dict[str, object]:
    return {
        "person": row.person_id, "task": row.task, "content": row.content, "unit": row.unit_id,
        "about": row.about_person_id, "starts": row.starts, "ends": row.ends,
    }  # fmt: skip


def _tell_both_sides(viewer: Viewer, task: Task, rows: Sequence[Assignment]) -> None:
    """Whoever is assigned, the heads of the units it is about, and the people it is about."""
    first, notice = rows[0], {"assigned": task.task.value, "from_unit": viewer.unit_name}
    if task.person_id != viewer.person_id:
        tell(task.person_id, "task_assigned", "assignment", first.id, number=len(rows), **notice)
    offices = [position for positions in OFFICES.values() for position in positions]
    places = [row.unit_id for row in rows if row.unit_id is not None and row.unit_id != viewer.unit_id]
    heads = select(Appointment.person_id).where(
        Appointment.unit_id.in_(places), Appointment.position.in_(offices), appointed_on(clock.today())
    )  # fmt: skip
    told = set(db.session.scalars(heads)) | {row.about_person_id for row in rows if row.about_person_id is not None}
    told -= {viewer.person_id, task.person_id}
    name = db.session.scalar(select(Person.full_name).where(Person.id == task.person_id))
    tell_many(sorted(told), "somebody_assigned", "assignment", first.id, name=name, **notice)


def assignment_to_change(viewer: Viewer, assignment_id: int) -> Line | None:
    """One assignment of the viewer's unit that they may still move or end."""
    line = assignment_for(viewer, assignment_id) if may_assign(viewer) else None
    return line if line is not None and line.by_unit_id == viewer.unit_id and line.open else None


def change_dates(
    viewer: Viewer, assignment_id: int, starts: date, ends: date | None, version: int, submit_key: str = ""
) -> Outcome:
    """Let it begin and end on other days; whoever is assigned is told.  Raises LookupError, ChangedMeanwhile."""
    with writing():
        if is_repeat(viewer, CHANGE, submit_key):
            return Outcome(made=1)
        row = _held(viewer, assignment_id)
        if row.version != version:
            raise ChangedMeanwhile
        before = {"starts": row.starts, "ends": row.ends}
        problems = check_dates(starts, ends, clock.today(), began=row.starts)
        row.starts, row.ends = starts, ends
        taken = [] if problems else _taken([row])
        if problems or taken:
            db.session.rollback()
            return Outcome(problems=problems, taken=taken)
        row.version += 1
        record(
            viewer, "assignment_moved", "assignment", row.id, before=before,
            after={"starts": starts, "ends": ends}, unit_id=row.by_unit_id,
        )  # fmt: skip
        _tell_assigned(viewer, row, "assignment_moved")
        keep_result(viewer, CHANGE, submit_key, row.id)
    return Outcome(made=1)


def end_early(viewer: Viewer, assignment_id: int, reason: str, submit_key: str = "") -> None:
    """Let it hold no more from today on; whoever was assigned is told why.  Raises LookupError."""
    with writing():
        if is_repeat(viewer, END, submit_key):
            return
        row = _held(viewer, assignment_id)
        row.taken_back_on, row.end_reason = clock.today(), reason
        row.version += 1
        record(viewer, "assignment_ended", "assignment", row.id, reason=reason, unit_id=row.by_unit_id)
        _tell_assigned(viewer, row, "assignment_ended")
        keep_result(viewer, END, submit_key, row.id)


def ended_before(viewer: Viewer, submit_key: str) -> int | None:
    """The assignment that this very form ended when it was sent first; None where it was not."""
    return result_of(viewer, END, submit_key) if submit_key else None


def _held(viewer: Viewer, assignment_id: int) -> Assignment:
    """The row, kept until the transaction ends.  Raises LookupError: not the viewer's to change, or over."""
    db.session.execute(select(Unit.id).where(Unit.id == viewer.unit_id).with_for_update())
    if assignment_to_change(viewer, assignment_id) is None:
        raise LookupError(assignment_id)
    found = select(Assignment).where(Assignment.id == assignment_id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def _tell_assigned(viewer: Viewer, row: Assignment, kind: str) -> None:
    if row.person_id != viewer.person_id:
        tell(row.person_id, kind, "assignment", row.id, assigned=row.task, from_unit=viewer.unit_name)
