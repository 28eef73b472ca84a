"""Whose paper results does the viewer's office enter, and which are there already?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain import clock
from app.domain.evaluation.access import evaluations_visible
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.evaluation.results.models import PaperResult
from app.domain.evaluation.results.rules import Paper
from app.domain.evaluation.rules.offices import deciding_unit, place_of, rated_by
from app.domain.evaluation.sheets import office_in, office_over
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import MANAGERS, Position, UnitKind
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import decode
from app.domain.viewer import Viewer

FIGURES = ("due", "missing", "entered")


@dataclass(frozen=True)
class Line:
    """One person of the list; `rank` and `signed_on` are None while nothing is entered."""

    evaluation_id: int
    name: str
    birth_date: date | None
    sector_id: str | None
    position: str
    unit: str
    unit_code: str
    standard_id: int
    rank: int | None
    signed_on: date | None
    entered: bool


@dataclass(frozen=True)
class Counted:
    """How many are due, and of how many the result is in; every figure opens its list."""

    due: int
    entered: int

    @property
    def missing(self) -> int:
        return self.due - self.entered


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom the cut-off day did not find, and whom the paper may name all the same."""

    person_id: int
    name: str
    birth_date: date | None
    sector_id: str | None
    position: str
    unit: str
    unit_code: str


def periods_to_enter(viewer: Viewer) -> list[Period]:
    """The periods whose results the viewer's office enters from paper, the newest first; none without the office."""
    if viewer.unit_id is None or office_in(viewer, viewer.unit_id) is None:
        return []
    opened_at = [int(part) for part in viewer.unit_path.strip("/").split("/")]
    found = select(Period).where(Period.unit_id.in_(opened_at), Period.kind == "entered").order_by(Period.year.desc())
    return list(db.session.scalars(found.options(joinedload(Period.unit))))


def period_to_enter(viewer: Viewer, period_id: int | None) -> Period | None:
    """The period asked for; when none was, the newest into which something may go, else the newest."""
    found = periods_to_enter(viewer)
    if period_id is not None:
        return next((one for one in found if one.id == period_id), None)
    return next((one for one in found if one.opens <= clock.campaign_now() < one.locks), found[0] if found else None)


def counted(viewer: Viewer, period_id: int) -> Counted:
    """The figures of the viewer's office in a period."""
    row = db.session.execute(
        select(func.count().label("due"), func.count(PaperResult.evaluation_id).label("entered"))
        .select_from(Evaluation)
        .outerjoin(PaperResult, PaperResult.evaluation_id == Evaluation.id)
        .where(*office_work(viewer, period_id))
    ).one()
    return Counted(row.due, row.entered)


def lines(
    viewer: Viewer, period_id: int, figure: str = "due", patterns: Sequence[str] = (), limit: int = 50, offset: int = 0
) -> tuple[list[Line], int]:
    """A page of the people whose results the office enters, by school and name; and how many there are in all."""
    chosen = _chosen(_lines(viewer, period_id), figure, patterns)
    total = db.session.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
    page = chosen.order_by(Unit.name_fold, Person.sort_key, Evaluation.id).limit(limit).offset(offset)
    return [Line(*row) for row in db.session.execute(page)], total


def evaluation_to_enter(viewer: Viewer, evaluation_id: int) -> Evaluation | None:
    """An evaluation of an `entered` period whose result the viewer's office enters."""
    evaluation = db.session.scalar(
        select(Evaluation)
        .join(Period, Period.id == Evaluation.period_id)
        .where(
            Evaluation.id == evaluation_id, evaluations_visible(viewer), Period.kind == "entered",
            Evaluation.excused.is_(None),
        )
        .options(joinedload(Evaluation.person), joinedload(Evaluation.period), joinedload(Evaluation.unit))
    )  # fmt: skip
    return evaluation if evaluation is not None and office_over(viewer, evaluation) else None


def entered(evaluation: Evaluation) -> tuple[Paper, int]:
    """What was taken over so far, and its version; version 0 is nothing yet."""
    kept, decision = db.session.get(PaperResult, evaluation.id), db.session.get(Decision, evaluation.id)
    if kept is None or decision is None:
        return Paper(None, standard_of(evaluation.standard_id).blank), 0
    paper = Paper(
        decision.rank, decode(decision.levels), kept.self_rank, decision.rank_reason or "", kept.signed_on,
        kept.signed_by, kept.document,
    )  # fmt: skip
    return paper, kept.version


def source_of(evaluation_id: int) -> PaperResult | None:
    """Which paper a result comes from; None for one that was decided in the system."""
    return db.session.get(PaperResult, evaluation_id)


def next_to_enter(viewer: Viewer, period_id: int, after: int) -> int | None:
    """The next person without a result, in the order of the list."""
    found = (
        _chosen(_lines(viewer, period_id), "missing", ())
        .where(Evaluation.id != after)
        .order_by(Unit.name_fold, Person.sort_key, Evaluation.id)
        .limit(1)
    )
    row = db.session.execute(found).first()
    return row[0] if row else None


def newcomers(viewer: Viewer, period: Period, patterns: Sequence[str], limit: int = 20) -> list[Newcomer]:
    """People who work today where the office decides, by name, who are not in the period yet."""
    day = clock.today()
    known = select(Evaluation.id).where(Evaluation.period_id == period.id, Evaluation.person_id == Person.id)
    found = (
        select(
            Person.id, Person.full_name, Person.birth_date, func.coalesce(Person.sector_id, Person.listed_sector_id),
            Appointment.position, Unit.name, Unit.code, Unit.path,
        )
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            beneath(Unit.path, [viewer.unit_path]), Unit.kind == UnitKind.SCHOOL, Appointment.main.is_(True),
            appointed_on(day), Appointment.position.in_(_decided_from(viewer)), Person.merged_into_id.is_(None),
            Person.id != viewer.person_id, ~known.exists(),
            *((" " + Person.name_fold).like(pattern, escape="\\") for pattern in patterns),
        )
        .order_by(Unit.name_fold, Person.sort_key, Person.id)
    )  # fmt: skip
    rows = db.session.execute(found.limit(10 * limit))
    mine = [
        Newcomer(person_id, name, born, sector_id, position, unit, code)
        for person_id, name, born, sector_id, position, unit, code, path in rows
        if decides_about(viewer, period, path, Position(position))
    ]
    return mine[:limit]


def decides_about(viewer: Viewer, period: Period, path: str, position: Position) -> bool:
    """Would the viewer's unit decide about somebody in this position at the school of this path?"""
    return viewer.unit_id == deciding_unit(place_of(path), position, vice_by_principal=period.vice_by_principal)


def office_work(viewer: Viewer, period_id: int) -> tuple[ColumnElement[bool], ...]:
    """SQL conditions on `Evaluation`: whose results of a period the viewer's office enters."""
    return (
        Evaluation.period_id == period_id, Evaluation.decided_in == viewer.unit_id,
        Evaluation.person_id != viewer.person_id, Evaluation.excused.is_(None),
    )  # fmt: skip


def _decided_from(viewer: Viewer) -> list[Position]:
    """The positions that can be decided about at all; an office above a school decides about its managers only."""
    rated = [position for position in Position if rated_by(position) is not None]
    at_school = viewer.unit_kind == UnitKind.SCHOOL
    return rated if at_school else sorted(MANAGERS)


def _lines(viewer: Viewer, period_id: int) -> Select:
    return (
        select(
            Evaluation.id, Person.full_name, Person.birth_date,
            func.coalesce(Person.sector_id, Person.listed_sector_id), Evaluation.position, Unit.name, Unit.code,
            Evaluation.standard_id, Evaluation.rank, PaperResult.signed_on,
            PaperResult.evaluation_id.is_not(None),
        )
        .join(Person, Person.id == Evaluation.person_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .outerjoin(PaperResult, PaperResult.evaluation_id == Evaluation.id)
        .where(*office_work(viewer, period_id))
    )  # fmt: skip


def _chosen(found: Select, figure: str, patterns: Sequence[str]) -> Select:
    if figure == "missing":
        found = found.where(PaperResult.evaluation_id.is_(None))
    elif figure == "entered":
        found = found.where(PaperResult.evaluation_id.is_not(None))
    return found.where(*((" " + Person.name_fold).like(pattern, escape="\\") for pattern in patterns))
