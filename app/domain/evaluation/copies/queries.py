"""Which scanned papers are there, of whom are they missing, and who may open one?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, select

from app.db import db
from app.domain.evaluation.access import EvaluationSight, evaluations_visible, sight
from app.domain.evaluation.copies.models import PaperCopy
from app.domain.evaluation.evidence.rules import ScanState, may_open
from app.domain.evaluation.hand_in.queries import READERS
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.results.queries import evaluation_to_enter, office_work, period_to_enter
from app.domain.evaluation.rules.flow import KNOWN, EvaluationState
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import is_below
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Line:
    """One person of the checklist; `rank` is None while nothing is entered, `copies` counts the files."""

    evaluation_id: int
    name: str
    birth_year: int | None
    position: str
    unit: str
    standard_id: int
    rank: int | None
    copies: int


@dataclass(frozen=True)
class Counted:
    """How many people are due, of how many a copy is there, and how many files the unit's own sheet has."""

    due: int
    copied: int
    of_unit: int

    @property
    def missing(self) -> int:
        return self.due - self.copied


def counted(viewer: Viewer, period_id: int) -> Counted:
    """The figures of the viewer's office in a period."""
    due = select(Evaluation.id).where(*office_work(viewer, period_id))
    row = db.session.execute(
        select(
            due.with_only_columns(func.count()).scalar_subquery(),
            due.with_only_columns(func.count()).where(_copied()).scalar_subquery(),
            select(func.count()).where(*_of_unit(viewer, period_id)).scalar_subquery(),
        )
    ).one()
    return Counted(*row)


def lines(
    viewer: Viewer, period_id: int, figure: str = "due", patterns: Sequence[str] = (), limit: int = 50, offset: int = 0
) -> tuple[list[Line], int]:
    """A page of the people whose results the office enters, by school and name; and how many there are in all."""
    chosen = _chosen(_people(viewer, period_id), figure, patterns)
    total = db.session.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
    page = chosen.order_by(Unit.name_fold, Person.sort_key, Evaluation.id).limit(limit).offset(offset)
    return [
        Line(number, name, born.year if born else None, *rest)
        for number, name, born, *rest in db.session.execute(page)
    ], total  # fmt: skip


def next_without(viewer: Viewer, period_id: int) -> int | None:
    """The next person without a copy, in the order of the checklist."""
    found = _chosen(_people(viewer, period_id), "without", ())
    row = db.session.execute(found.order_by(Unit.name_fold, Person.sort_key, Evaluation.id).limit(1)).first()
    return row[0] if row else None


def copies_of_person(evaluation_id: int) -> list[PaperCopy]:
    """The files of one person's paper; the caller has loaded the evaluation in scope."""
    return list(db.session.scalars(_living().where(PaperCopy.evaluation_id == evaluation_id)))


def copies_of_unit(period_id: int, unit_id: int) -> list[PaperCopy]:
    """The files of the unit's own sheet; the caller has seen to it that the viewer may see them."""
    return list(db.session.scalars(_living().where(*_whole(period_id, unit_id))))


def copies_for(viewer: Viewer, period_id: int, unit_id: int) -> list[PaperCopy]:
    """The files of a unit's own sheet, for whoever reads its hand-in: the unit itself and those above."""
    unit = db.session.get(Unit, unit_id)
    return copies_of_unit(period_id, unit_id) if unit is not None and _reads(viewer, unit.path) else []


def copies_beside(viewer: Viewer, evaluation_id: int) -> list[PaperCopy]:
    """The files of a person's paper for whoever sees the result: the person themselves, and those who see the sheet."""
    return copies_of_person(evaluation_id) if _sees_result(viewer, evaluation_id) else []


def copy_kept(viewer: Viewer, copy_id: int) -> PaperCopy | None:
    """A file that the viewer's office keeps, whatever a scanner found in it."""
    copy = db.session.scalar(_living().where(PaperCopy.id == copy_id, PaperCopy.unit_id == viewer.unit_id))
    if copy is None or period_to_enter(viewer, copy.period_id) is None:
        return None
    mine = copy.evaluation_id is None or evaluation_to_enter(viewer, copy.evaluation_id) is not None
    return copy if mine else None


def copy_to_open(viewer: Viewer, copy_id: int) -> tuple[PaperCopy, int | None] | None:
    """A file that the viewer may open, and the person whom it is about; None for everybody else (AZ-2)."""
    copy = db.session.scalar(_living().where(PaperCopy.id == copy_id))
    if copy is None or not may_open(ScanState(copy.scan), own=copy.added_by == viewer.person_id):
        return None
    if copy.evaluation_id is None:
        unit = db.session.get_one(Unit, copy.unit_id)
        return (copy, None) if _reads(viewer, unit.path) else None
    if not _sees_result(viewer, copy.evaluation_id):
        return None
    return copy, db.session.get_one(Evaluation, copy.evaluation_id).person_id


def _sees_result(viewer: Viewer, evaluation_id: int) -> bool:
    found = (
        select(Evaluation.person_id, Evaluation.state, Unit.path)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(Evaluation.id == evaluation_id, evaluations_visible(viewer))
    )
    row = db.session.execute(found).first()
    if row is None:
        return False
    seen = sight(viewer, row.person_id, row.path)
    return seen is EvaluationSight.SHEET or (seen is EvaluationSight.OWN and EvaluationState(row.state) in KNOWN)


def _reads(viewer: Viewer, unit_path: str) -> bool:
    return viewer.role in READERS and is_below(unit_path, viewer.unit_path)


def _living() -> Select:
    return select(PaperCopy).where(PaperCopy.removed_at.is_(None)).order_by(PaperCopy.id)


def _whole(period_id: int, unit_id: int | None) -> tuple:  # type: ignore[type-arg]
    return PaperCopy.period_id == period_id, PaperCopy.unit_id == unit_id, PaperCopy.evaluation_id.is_(None)


def _of_unit(viewer: Viewer, period_id: int) -> tuple:  # type: ignore[type-arg]
    return *_whole(period_id, viewer.unit_id), PaperCopy.removed_at.is_(None)


def _copied():  # type: ignore[no-untyped-def]
    return exists().where(and_(PaperCopy.evaluation_id == Evaluation.id, PaperCopy.removed_at.is_(None)))


def _people(viewer: Viewer, period_id: int) -> Select:
    files = select(func.count()).where(PaperCopy.evaluation_id == Evaluation.id, PaperCopy.removed_at.is_(None))
    return (
        select(
            Evaluation.id, Person.full_name, Person.birth_date, Evaluation.position, Unit.name, Evaluation.standard_id,
            Evaluation.rank, files.correlate(Evaluation).scalar_subquery(),
        )
        .join(Person, Person.id == Evaluation.person_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(*office_work(viewer, period_id))
    )  # fmt: skip


def _chosen(found: Select, figure: str, patterns: Sequence[str]) -> Select:
    if figure != "due":
        found = found.where(_copied() if figure == "with" else ~_copied())
    return found.where(*((" " + Person.name_fold).like(pattern, escape="\\") for pattern in patterns))
