"""Which task is whose (phân công)?  Who urges, approves, guides where; what oneself is assigned; where nobody is.

Both sides see an assignment: whoever is assigned, the unit that assigned them, and the unit or person it is about.
An assignment falls with the person's work at the unit that assigned them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.journal.models import JournalEntry
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Assignment, Delegation, Person, Unit
from app.domain.organisation.rules import AssignmentState, AssignmentTask, Position, Role, UnitKind, assignment_state
from app.domain.organisation.search import LONGEST_QUERY, name_matches
from app.domain.viewer import Viewer

# Whose own unit's assignments, and those about the units beneath it, are theirs to read.
LEADING = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE, Role.ADMIN, Role.UNIVERSITY})
WITHIN_TREE = LEADING - {Role.UNIVERSITY} | {Role.TEACHER}
SIDES = ("all", "mine", "made", "about")
STANDINGS = ("open", "over", "any")
SORTS = ("place", "person", "task", "starts")

Assigned, About, Maker, Giver = aliased(Person), aliased(Person), aliased(Person), aliased(Person)
Place, By = aliased(Unit), aliased(Unit)


@dataclass(frozen=True)
class Wanted:
    """Which part of the list: whose side, which task (None: all), which standing, words of a name, in which order."""

    side: str = "all"
    task: AssignmentTask | None = None
    standing: str = "open"
    q: str = ""
    sort: str = "place"


@dataclass(frozen=True)
class Line:
    """One assignment as lists and papers show it; of `place` and `about` one is set."""

    id: int
    task: AssignmentTask
    content: str | None
    person_id: int
    person: str
    position: str | None
    by_unit_id: int
    by_unit: str
    unit_id: int | None
    place: str | None
    about: str | None
    starts: date
    ends: date | None
    taken_back_on: date | None
    end_reason: str | None
    made_by: str
    signed_for: str | None
    made_on: date
    version: int
    state: AssignmentState

    @property
    def over(self) -> str:
        """The unit or the person it is about."""
        return self.place or self.about or ""

    @property
    def until(self) -> date | None:
        """The last day; None until further notice."""
        return last_day(self.ends)

    @property
    def open(self) -> bool:
        """May it still be changed or ended?"""
        return self.state in {AssignmentState.AHEAD, AssignmentState.HOLDING, AssignmentState.FALLEN}


def last_day(ends: date | None) -> date | None:
    """The last day of what holds no more from `ends` on."""
    return ends - timedelta(days=1) if ends else None


@dataclass(frozen=True)
class Assignee:
    """Who has a task over a place, by which unit, until when."""

    person_id: int
    name: str
    by_unit_id: int
    by_unit: str
    content: str | None
    ends: date | None


def still_there(day: date) -> ColumnElement[bool]:
    """SQL condition on `Assignment`: whoever is assigned works, on `day`, at the unit that assigned them."""
    return (
        select(Appointment.id)
        .where(
            Appointment.person_id == Assignment.person_id, Appointment.unit_id == Assignment.by_unit_id,
            Appointment.position != Position.ADMIN, appointed_on(day),
        )
        .correlate(Assignment)
        .exists()
    )  # fmt: skip


def _not_over(day: date) -> ColumnElement[bool]:
    return and_(
        or_(Assignment.ends.is_(None), Assignment.ends > day),
        or_(Assignment.taken_back_on.is_(None), Assignment.taken_back_on > day),
    )


def holding(day: date) -> ColumnElement[bool]:
    """SQL condition on `Assignment`: it holds on `day`."""
    return and_(Assignment.starts <= day, _not_over(day), still_there(day))


def assignments_visible(viewer: Viewer, place: Any, by_unit: Any) -> ColumnElement[bool]:
    """SQL condition on `Assignment` with the (aliased) units it is about and that made it: it has the viewer's side.

    The ministry and the providers look at units and counts, never at who does what there (AZ-9).
    """
    if viewer.person_id is None:
        return false()
    own = or_(Assignment.person_id == viewer.person_id, Assignment.about_person_id == viewer.person_id)
    if viewer.unit_kind in {UnitKind.MINISTRY, UnitKind.PROVIDER} or not viewer.unit_path:
        return own
    sides = [own]
    if viewer.role in LEADING:
        works_below = select(Appointment.id).join(Unit, Unit.id == Appointment.unit_id).where(
            Appointment.person_id == Assignment.about_person_id, appointed_on(clock.today()),
            beneath(Unit.path, [viewer.unit_path]),
        )  # fmt: skip
        sides += [beneath(place.path, [viewer.unit_path]), beneath(by_unit.path, [viewer.unit_path])]
        sides.append(works_below.exists())
    if viewer.role in WITHIN_TREE:
        sides.append(place.path.in_(paths_above(viewer.unit_path)))
    return or_(*sides)


def paths_above(path: str) -> list[str]:
    """The path itself and those it lies beneath, the nearest first: "/1/12/345/" gives it, "/1/12/" and "/1/"."""
    ids = path.strip("/").split("/")
    return [f"/{'/'.join(ids[:end])}/" for end in range(len(ids), 0, -1)]


def assignment_lines(viewer: Viewer, wanted: Wanted, offset: int = 0, limit: int = 50) -> list[Line]:
    """The assignments of a list, in its order."""
    return [
        _line(*row) for row in db.session.execute(_sorted(_wanted(viewer, wanted), wanted).offset(offset).limit(limit))
    ]


def count_assignments(viewer: Viewer, wanted: Wanted) -> int:
    """How many the list holds."""
    found = _wanted(viewer, wanted).with_only_columns(Assignment.id)
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def assignment_for(viewer: Viewer, assignment_id: int) -> Line | None:
    """One assignment that has the viewer's side."""
    row = db.session.execute(_seen(viewer).where(Assignment.id == assignment_id)).first()
    return _line(*row) if row else None


_POSITION = (
    select(Appointment.position)
    .where(
        Appointment.person_id == Assignment.person_id, Appointment.unit_id == Assignment.by_unit_id,
        Appointment.position != Position.ADMIN,
    )
    .order_by(Appointment.starts.desc(), Appointment.id.desc())
    .limit(1)
    .scalar_subquery()
)  # fmt: skip


def _seen(viewer: Viewer) -> Select:
    return (
        select(
            Assignment, Assigned.full_name, _POSITION, By.name, Place.name, About.full_name, Maker.full_name,
            Delegation.by_position, still_there(clock.today()),
        )
        .join(Assigned, Assigned.id == Assignment.person_id)
        .join(By, By.id == Assignment.by_unit_id)
        .join(Maker, Maker.id == Assignment.made_by_id)
        .outerjoin(Place, Place.id == Assignment.unit_id)
        .outerjoin(About, About.id == Assignment.about_person_id)
        .outerjoin(Delegation, Delegation.id == Assignment.delegation_id)
        .where(assignments_visible(viewer, Place, By))
    )  # fmt: skip


def _wanted(viewer: Viewer, wanted: Wanted) -> Select:
    day, found = clock.today(), _seen(viewer)
    mine, made = Assignment.person_id == viewer.person_id, Assignment.by_unit_id == viewer.unit_id
    side = {"mine": mine, "made": made, "about": and_(not_(mine), not_(made))}.get(wanted.side)
    if side is not None:
        found = found.where(side)
    if wanted.task is not None:
        found = found.where(Assignment.task == wanted.task)
    if wanted.standing in ("open", "over"):
        live = and_(_not_over(day), still_there(day))
        found = found.where(live if wanted.standing == "open" else not_(live))
    if words := wanted.q.strip()[:LONGEST_QUERY]:
        names = (Assigned.name_fold, Place.name_fold, About.name_fold)
        found = found.where(or_(*(name_matches(func.coalesce(name, ""), words) for name in names)))
    return found


def _sorted(found: Select, wanted: Wanted) -> Select:
    place = (func.coalesce(Place.path, "~"), func.coalesce(About.sort_key, ""))
    task = case({task.value: number for number, task in enumerate(AssignmentTask)}, value=Assignment.task)
    orders: dict[str, tuple[Any, ...]] = {
        "place": (*place, task, Assigned.sort_key),
        "person": (Assigned.sort_key, Assignment.person_id, task, *place),
        "task": (task, func.coalesce(Assignment.content, ""), *place, Assigned.sort_key),
        "starts": (Assignment.starts.desc(), *place, Assigned.sort_key),
    }
    return found.order_by(*orders[wanted.sort], Assignment.id)


def _line(
    row: Assignment, person: str, position: str | None, by_unit: str, place: str | None, about: str | None, maker: str,
    signed_for: str | None, there: bool,
) -> Line:  # fmt: skip
    state = assignment_state(row.starts, row.ends, row.taken_back_on, clock.today(), still_there=bool(there))
    return Line(
        row.id, AssignmentTask(row.task), row.content, row.person_id, person, position, row.by_unit_id, by_unit,
        row.unit_id, place, about, row.starts, row.ends, row.taken_back_on, row.end_reason, maker, signed_for,
        row.made_on, row.version, state,
    )  # fmt: skip


def assignees(task: AssignmentTask, unit_path: str, day: date, *, about_person_id: int | None = None) -> list[Assignee]:
    """Who has the task on `day` over the unit of this path, the nearest first: the person's own, the unit's, one's of
    the units above.  Of several that are as near the first assigned comes first.
    """
    places = paths_above(unit_path)
    theirs = Assignment.about_person_id == about_person_id if about_person_id is not None else false()
    near = case((theirs, 0), (Place.path.is_not(None), 1 + len(unit_path) - func.length(Place.path)), else_=0)
    found = (
        select(Assigned.id, Assigned.full_name, By.id, By.name, Assignment.content, Assignment.ends)
        .select_from(Assignment)
        .join(Assigned, Assigned.id == Assignment.person_id)
        .join(By, By.id == Assignment.by_unit_id)
        .outerjoin(Place, Place.id == Assignment.unit_id)
        .where(Assignment.task == task, holding(day), or_(theirs, Place.path.in_(places)))
        .order_by(near, Assignment.starts, Assignment.id)
    )
    return [Assignee(*row) for row in db.session.execute(found)]


def assigned_paths(viewer: Viewer, task: AssignmentTask, day: date) -> tuple[str, ...]:
    """Paths of the units over which the viewer, in the unit they act for, has the task on `day`."""
    return tuple(db.session.scalars(_own(viewer, task, day, Unit.path).join(Unit, Unit.id == Assignment.unit_id)))


def assigned_people(viewer: Viewer, task: AssignmentTask, day: date) -> tuple[int, ...]:
    """Ids of the people over whom, one by one, the viewer has the task on `day`."""
    found = _own(viewer, task, day, Assignment.about_person_id)
    return tuple(db.session.scalars(found.where(Assignment.about_person_id.is_not(None))))


def _own(viewer: Viewer, task: AssignmentTask, day: date, what: Any) -> Select:
    own = and_(Assignment.person_id == viewer.person_id, Assignment.by_unit_id == viewer.unit_id)
    return (
        select(what).select_from(Assignment).where(own, Assignment.task == task, holding(day)).distinct().order_by(what)
    )


def moves_of(line: Line) -> list[tuple[JournalEntry, str]]:
    """What was done to an assignment that the caller has loaded, newest first, with who did it."""
    found = (
        select(JournalEntry, Person.full_name)
        .outerjoin(Person, Person.id == JournalEntry.person_id)
        .where(JournalEntry.subject_kind == "assignment", JournalEntry.subject_id == line.id)
        .order_by(JournalEntry.id.desc())
    )
    return [(entry, name or "") for entry, name in db.session.execute(found)]
