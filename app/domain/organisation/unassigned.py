"""Over which schools does nobody have a task?  What a board warns of ("chưa phân công"), with the list behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.db import db, made_once
from app.domain.organisation.access import beneath, units_visible
from app.domain.organisation.anybody import Root, anybody_like, bounds_of, roots, today_for, values_of
from app.domain.organisation.assignments import LEADING, holding
from app.domain.organisation.models import Assignment, Unit
from app.domain.organisation.rules import EXPECTED_TASKS, AssignmentTask, Role, UnitKind
from app.domain.organisation.search import LONGEST_QUERY, name_matches
from app.domain.viewer import Viewer

COUNTING = LEADING | {Role.MINISTRY}
PLACE = "place"
Parent, Grandparent = aliased(Unit), aliased(Unit)


@dataclass(frozen=True)
class Without:
    """A school over which nobody has the task, with the unit right above it."""

    unit_id: int
    name: str
    code: str
    above: str


def sees_unassigned(viewer: Viewer) -> bool:
    """Is such a list of any use to the viewer?  Not to teachers, nor to providers."""
    return viewer.role in COUNTING and viewer.unit_kind != UnitKind.PROVIDER


def units_without(
    task: AssignmentTask, viewer: Viewer, *, q: str = "", within: str = "", offset: int = 0, limit: int = 50
) -> Sequence[Without]:
    """The schools in sight over which nobody has the task today, by the unit above and their own code.

    `within` is the path of the only unit that is looked at, if not everything in sight.
    """
    found = _searched(task, viewer, q, within).order_by(Parent.path, Unit.code, Unit.id).offset(offset).limit(limit)
    return [Without(*row) for row in db.session.execute(found)]


def count_without(task: AssignmentTask, viewer: Viewer, *, q: str = "", within: str = "") -> int:
    """How many schools `units_without` lists."""
    if q:
        return db.session.scalar(_number_of(_searched(task, viewer, q, within))) or 0
    made = _number_without(task, anybody_like(as_university(viewer)), roots(PLACE, 1 if within else 0))
    places = dict(bounds_of(PLACE, [within] if within else []))
    return db.session.scalar(made, values_of(viewer) | places) or 0


def place_for(viewer: Viewer, unit_id: int) -> Unit | None:
    """One unit beneath which the viewer may look for such schools."""
    return db.session.scalar(select(Unit).where(Unit.id == unit_id, _in_sight(viewer)))


def counts_without(viewer: Viewer, *, within: str = "") -> dict[AssignmentTask, int]:
    """For each task that every school should have somebody for: how many in sight have nobody."""
    return {task: count_without(task, viewer, within=within) for task in EXPECTED_TASKS}


@made_once
def _number_without(task: AssignmentTask, viewer: Viewer, places: tuple[Root, ...]) -> Select[int]:
    return _number_of(_without(task, viewer, places))


def _number_of(found: Select) -> Select[int]:
    return select(func.count()).select_from(found.subquery())


def _searched(task: AssignmentTask, viewer: Viewer, q: str, within: str) -> Select:
    found = _without(task, viewer, (within,) if within else ())
    words = q.strip()[:LONGEST_QUERY]
    return found.where(or_(name_matches(Unit.name_fold, words), Unit.code == words.upper())) if words else found


def _without(task: AssignmentTask, viewer: Viewer, within: tuple[str | Root, ...]) -> Select:
    """A school, the office above it and the province are all the places that hold it: no path is compared."""
    day = today_for(viewer)
    places = select(Assignment.unit_id).where(
        Assignment.task == task, Assignment.unit_id.is_not(None), holding(day)
    )  # fmt: skip
    found = (
        select(Unit.id, Unit.name, Unit.code, Parent.name)
        .join(Parent, Parent.id == Unit.parent_id)
        .outerjoin(Grandparent, and_(Grandparent.id == Parent.parent_id, Grandparent.kind == UnitKind.PROVINCE))
        .where(
            Unit.kind == UnitKind.SCHOOL, _in_sight(viewer), Unit.valid_from <= day,
            or_(Unit.valid_to.is_(None), Unit.valid_to > day),
            Unit.id.not_in(places), Parent.id.not_in(places), not_(func.coalesce(Grandparent.id, 0).in_(places)),
        )
    )  # fmt: skip
    return found.where(beneath(Unit.path, within)) if within else found


def _in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer's units; a university's admin looks at the provinces that the university serves."""
    return units_visible(as_university(viewer))


def as_university(viewer: Viewer) -> Viewer:
    """A university's admin with the sight of its lecturers: the provinces it serves."""
    university = viewer.role == Role.ADMIN and viewer.unit_kind == UnitKind.UNIVERSITY
    return viewer.acting_in(role=Role.UNIVERSITY) if university else viewer
