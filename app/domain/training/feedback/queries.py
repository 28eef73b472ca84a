"""Which surveys on modules may the viewer know of, and what of each?  Nothing of what was said before a run closes.

The province sees its own runs whole.  A unit of the middle level sees its own row, where it has one; a university the
provinces it serves, the ministry the counts of all; none of these before the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role
from app.domain.organisation.successions import held_by
from app.domain.surveys.models import SurveyForm
from app.domain.surveys.rules import CHOICES, Scale
from app.domain.training.feedback.models import FeedbackBox, FeedbackRun
from app.domain.training.feedback.rules import FORM_KINDS, RunKind, RunState, Topic, agreeing, answers_of, unmarked
from app.domain.viewer import Viewer


class Sight(StrEnum):
    """How much of a run somebody sees."""

    WHOLE = "whole"  # the office that runs it: comments hidden from others, too
    SERVED = "served"  # a university: counts, rows, visible comments
    OWN_ROW = "own_row"  # a unit of the middle level
    COUNTS = "counts"  # the ministry


SIGHTS = {
    Role.PROVINCE: Sight.WHOLE, Role.UNIVERSITY: Sight.SERVED, Role.DISTRICT: Sight.OWN_ROW,
    Role.MINISTRY: Sight.COUNTS,
}  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """A run on the list; `counted` is the number of answers of the morning while it is open (ANON-3)."""

    id: int
    title: str
    kind: str
    audience: str
    year: int
    number: int
    province: str
    state: str
    closes_at: Any
    invited: int
    counted: int


@dataclass(frozen=True)
class UnitRow:
    """A unit that has a row of its own."""

    unit_id: int
    name: str
    answers: int
    agreeing: int
    of: int


@dataclass(frozen=True)
class Comment:
    """What somebody wrote; its number names its place in an order that means nothing."""

    number: int
    topic: Topic
    text: str
    hidden: bool


@dataclass(frozen=True)
class Result:
    """What the viewer sees of one run.

    `counts` has a row a statement and a column a choice: the whole run's, a unit's, or None where there is nothing to
    show.  `unit` is set where they are a unit's.
    """

    run: FeedbackRun
    sight: Sight
    counted: int
    counted_on: date | None
    choices: int
    counts: Sequence[Sequence[int]] | None
    answers: int
    unit: Unit | None
    rows: tuple[UnitRow, ...]
    comments: tuple[Comment, ...]


def may_run(viewer: Viewer) -> bool:
    """Does the viewer open and close such surveys?  Anybody of the province's office."""
    return viewer.role == Role.PROVINCE


def forms_of(run: FeedbackRun) -> Select[Any]:
    """The ids of a run's forms."""
    return (
        select(SurveyForm.id)
        .join(FeedbackBox, FeedbackBox.id == SurveyForm.subject_id)
        .where(FeedbackBox.run_id == run.id, SurveyForm.kind == FORM_KINDS[RunKind(run.kind)])
    )


def groups_of(form: SurveyForm) -> list[tuple[str, int, int]]:
    """The headings of a run's form, each with the numbers of its first and last statement."""
    found = select(FeedbackRun.groups).join(FeedbackBox, FeedbackBox.run_id == FeedbackRun.id)
    groups, last = [], 0
    for group in db.session.execute(found.where(FeedbackBox.id == form.subject_id)).scalar_one():
        first, last = last + 1, last + len(group["statements"])
        groups.append((group["name"], first, last))
    return groups


def sight_of(viewer: Viewer) -> Sight | None:
    """How much of the runs in reach the viewer sees; None: there are no such pages for them."""
    return next((sight for role, sight in SIGHTS.items() if role == viewer.role), None)


def runs_visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `FeedbackRun` joined with the province's `Unit`."""
    sight, closed = sight_of(viewer), FeedbackRun.state == RunState.CLOSED
    if sight is Sight.WHOLE:
        return held_by(FeedbackRun.unit_id, viewer.unit_id)
    if sight is Sight.OWN_ROW:
        return and_(closed, FeedbackRun.unit_id.in_([int(part) for part in viewer.unit_path.strip("/").split("/")]))
    if sight is Sight.SERVED:
        return and_(closed, beneath(Unit.path, viewer.provinces))
    return and_(closed, beneath(Unit.path, [viewer.unit_path])) if sight is Sight.COUNTS else false()


def runs_listed(viewer: Viewer, offset: int = 0, limit: int = 50) -> tuple[list[Listed], int]:
    """The runs that the viewer may know of, the newest first, and how many there are."""
    kinds = list(FORM_KINDS.values())
    counted = (
        select(FeedbackBox.run_id, func.sum(SurveyForm.counted).label("counted"))
        .join(SurveyForm, and_(SurveyForm.subject_id == FeedbackBox.id, SurveyForm.kind.in_(kinds)))
        .group_by(FeedbackBox.run_id)
        .subquery()
    )
    seen = runs_visible(viewer)
    found = (
        select(FeedbackRun, Unit.name, counted.c.counted)
        .join(Unit, Unit.id == FeedbackRun.unit_id)
        .outerjoin(counted, counted.c.run_id == FeedbackRun.id)
        .where(seen)
        .order_by(FeedbackRun.year.desc(), FeedbackRun.id.desc())
        .offset(offset)
        .limit(limit)
    )
    total = select(func.count()).select_from(FeedbackRun).join(Unit, Unit.id == FeedbackRun.unit_id).where(seen)
    rows = [
        Listed(
            run.id, run.title, run.kind, run.audience, run.year, run.number, province, run.state, run.closes_at,
            run.invited, run.answers if run.answers is not None else counted or 0,
        )
        for run, province, counted in db.session.execute(found)
    ]  # fmt: skip
    return rows, db.session.execute(total).scalar_one()


def result_for(viewer: Viewer, run_id: int, unit_id: int | None = None) -> Result | None:
    """One run as far as the viewer may see it; with `unit_id`, a unit's row.  None: there is no such page for them."""
    sight = sight_of(viewer)
    found = (
        select(FeedbackRun)
        .join(Unit, Unit.id == FeedbackRun.unit_id)
        .where(FeedbackRun.id == run_id, runs_visible(viewer))
    )
    run = db.session.scalar(found.options(joinedload(FeedbackRun.unit)))
    if run is None or sight is None:
        return None
    if sight is Sight.OWN_ROW:
        unit_id = viewer.unit_id
    kept = run.rows or {}
    if unit_id is not None and sight is not Sight.OWN_ROW and (sight is Sight.COUNTS or str(unit_id) not in kept):
        return None
    counts = kept.get(str(unit_id)) if unit_id is not None else run.counts
    unit = db.session.get(Unit, unit_id) if unit_id is not None else None
    counted, counted_on = _of_the_morning(run) if run.state == RunState.OPEN else (0, None)
    wide = sight in {Sight.WHOLE, Sight.SERVED}
    return Result(
        run, sight, counted, counted_on, CHOICES[Scale.AGREEMENT], counts, answers_of(counts or ()), unit,
        _rows(run) if wide else (), _comments(run, hidden=sight is Sight.WHOLE) if wide and unit is None else (),
    )  # fmt: skip


def _of_the_morning(run: FeedbackRun) -> tuple[int, date | None]:
    numbers = select(func.sum(SurveyForm.counted), func.max(SurveyForm.counted_on))
    row = db.session.execute(numbers.where(SurveyForm.id.in_(forms_of(run)))).one()
    return row[0] or 0, row[1]


def _rows(run: FeedbackRun) -> tuple[UnitRow, ...]:
    kept = {int(unit_id): counts for unit_id, counts in (run.rows or {}).items()}
    units = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(kept)).order_by(Unit.name_fold, Unit.id))
    return tuple(UnitRow(row.id, row.name, answers_of(kept[row.id]), *agreeing(kept[row.id])) for row in units)


def _comments(run: FeedbackRun, *, hidden: bool) -> tuple[Comment, ...]:
    found = (Comment(no, *unmarked(each["text"]), each["hidden"]) for no, each in enumerate(run.comments or ()))
    return tuple(comment for comment in found if hidden or not comment.hidden)
