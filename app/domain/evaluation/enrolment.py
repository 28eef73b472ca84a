"""Who is due in a period?  Everybody who held a rated post on the cut-off day, each once, in that day's unit.

Whoever joined later has no evaluation of this period ("không thuộc diện"); whoever was on long leave is enrolled and
excused, so that the list says why.  Enrolling again adds only those who were missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, insert, or_, select
from sqlalchemy.orm import aliased

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.hand_in.closing import closed_units, expect_hand_ins
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.rules.offices import Place, deciding_unit, place_of, rated_by
from app.domain.organisation.access import appointed_on, beneath, unit_paths
from app.domain.organisation.models import Appointment, Leave, Person, Unit
from app.domain.organisation.rules import MANAGERS, Position, UnitKind
from app.domain.progress.queries import sight_of
from app.domain.progress.rules import Sight
from app.domain.standards.rules.standard import StandardKind
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

ON_LEAVE = "on_leave"
RATED = tuple(position for position in Position if rated_by(position) is not None)
BATCH = 20  # schools; with the largest ones this stays below 500 rows a transaction


@dataclass(frozen=True)
class School:
    """A school and its path, in plain values."""

    id: int
    path: str


def schools_of(period_id: int, after: int = 0) -> list[School]:
    """The next schools of a period, by id."""
    opener = select(Unit.path).join(Period, Period.unit_id == Unit.id).where(Period.id == period_id)
    path = db.session.execute(opener).scalar_one()
    found = (
        select(Unit.id, Unit.path)
        .where(Unit.kind == UnitKind.SCHOOL, beneath(Unit.path, [path]), Unit.id > after)
        .order_by(Unit.id)
        .limit(BATCH)
    )
    return [School(*row) for row in db.session.execute(found)]


@dataclass(frozen=True)
class Due:
    """How many people a period would have: teachers, managers, those of them on long leave, and in how many schools."""

    teachers: int
    managers: int
    on_leave: int
    schools: int

    @property
    def people(self) -> int:
        return self.teachers + self.managers


def due_beneath(paths: Sequence[str], cutoff: date) -> Due:
    """Who would be due beneath these paths, had the list been closed on this day?  Before a period is opened."""
    away = _away(Leave, cutoff)
    manages = Appointment.position.in_(MANAGERS)
    found = (
        select(
            func.count(), func.coalesce(func.sum(case((manages, 1), else_=0)), 0),
            func.coalesce(func.sum(case((away, 1), else_=0)), 0), func.count(Appointment.unit_id.distinct()),
        )
        .select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Unit.kind == UnitKind.SCHOOL, beneath(Unit.path, paths), *_holds_rated_post(cutoff))
    )  # fmt: skip
    people, managers, on_leave, schools = db.session.execute(found).one()
    return Due(people - managers, managers, on_leave, schools)


def enrolled_beneath(viewer: Viewer, period: Period) -> Due | None:
    """Who is enrolled beneath the viewer's unit; None for those who see no figures of it."""
    if sight_of(viewer) is Sight.NOTHING:
        return None
    manages = Evaluation.position.in_(MANAGERS)
    found = (
        select(
            func.count(), func.coalesce(func.sum(case((manages, 1), else_=0)), 0),
            func.count(Evaluation.excused), func.count(Evaluation.unit_id.distinct()),
        )
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(Evaluation.period_id == period.id, beneath(Unit.path, unit_paths(viewer)))
    )  # fmt: skip
    people, managers, on_leave, schools = db.session.execute(found).one()
    return Due(people - managers, managers, on_leave, schools)


@dataclass(frozen=True)
class NotDue:
    """Somebody who works at a school and has no part in the period, and since when they work there."""

    name: str
    position: str
    starts: date


def not_due_in(period: Period, unit_id: int) -> list[NotDue]:
    """Those with a rated post at the school today who joined after the cut-off ("không thuộc diện")."""
    enrolled = select(Evaluation.person_id).where(Evaluation.period_id == period.id)
    found = (
        select(Person.full_name, Appointment.position, Appointment.starts)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.unit_id == unit_id, *_holds_rated_post(clock.today()), Appointment.starts > period.cutoff,
            Person.id.not_in(enrolled),
        )
        .order_by(Person.sort_key)
    )  # fmt: skip
    return [NotDue(*row) for row in db.session.execute(found)]


def joined_after(period: Period, person_id: int) -> date | None:
    """Since when somebody without an evaluation holds the rated post that they took up after the cut-off."""
    enrolled = select(Evaluation.id).where(Evaluation.period_id == period.id, Evaluation.person_id == person_id)
    found = select(Appointment.starts).where(
        Appointment.person_id == person_id, Appointment.main.is_(True), Appointment.position.in_(RATED),
        appointed_on(clock.today()), Appointment.starts > period.cutoff, ~enrolled.exists(),
    )  # fmt: skip
    return db.session.scalar(found.limit(1))


def _holds_rated_post(day: date) -> tuple[ColumnElement[bool], ...]:
    """SQL conditions on `Appointment` and `Person`: somebody whom a period with this cut-off rates, in this post."""
    return (
        Appointment.main.is_(True), Appointment.position.in_(RATED), appointed_on(day),
        Person.merged_into_id.is_(None), Person.deceased.is_(False),
    )  # fmt: skip


def _away(leave: type[Leave], day: date) -> ColumnElement[bool]:
    """SQL condition on `Appointment`: its holder was on long leave that day."""
    return (
        select(leave.id)
        .where(
            leave.person_id == Appointment.person_id, leave.starts <= day, or_(leave.ends.is_(None), leave.ends > day)
        )
        .exists()
    )


def number_of_schools(period_id: int) -> int:
    """How many schools the period covers."""
    opener = select(Unit.path).join(Period, Period.unit_id == Unit.id).where(Period.id == period_id)
    path = db.session.execute(opener).scalar_one()
    covered = select(func.count()).select_from(Unit).where(Unit.kind == UnitKind.SCHOOL, beneath(Unit.path, [path]))
    return db.session.execute(covered).scalar_one()


def enrol(period_id: int, schools: Sequence[School]) -> int:
    """Enrol everybody of these schools who is due and not enrolled yet; returns how many were added.

    Nobody is added to results that were handed in: they count once these come back.  Where results come from paper the
    list of the cut-off day may be older than the system: whoever decides about somebody known there since is expected
    to hand in too, found that day or not.
    """
    with writing():
        period = db.session.get_one(Period, period_id)
        places = {school.id: place_of(school.path) for school in schools}
        rows = [_row(period, post, places[post.unit_id], away) for post, away in _posts(period, list(places))]
        closed = closed_units(period_id, {int(str(row["decided_in"])) for row in rows})
        rows = [row for row in rows if row["decided_in"] not in closed]
        if rows:
            expect_hand_ins(period_id, {int(str(row["decided_in"])) for row in rows})
            db.session.execute(insert(Evaluation), rows)
            mark_stale(places)
        if period.kind == "entered":
            mark_stale(expect_hand_ins(period_id, _deciding_about_known(period, places)))
    return len(rows)


def _deciding_about_known(period: Period, places: Mapping[int, Place]) -> set[int]:
    """The units that decide about those with a rated post at these schools on the cut-off day or at any time since."""
    found = (
        select(Appointment.unit_id, Appointment.position)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.unit_id.in_(places), Appointment.main.is_(True), Appointment.position.in_(RATED),
            Appointment.starts <= clock.today(), or_(Appointment.ends.is_(None), Appointment.ends > period.cutoff),
            Person.merged_into_id.is_(None), Person.deceased.is_(False),
        )
        .distinct()
    )  # fmt: skip
    return {
        deciding_unit(places[unit_id], Position(position), vice_by_principal=period.vice_by_principal)
        for unit_id, position in db.session.execute(found)
    }


def finish_enrolment(period_id: int) -> None:
    """Everybody was looked at once."""
    with writing():
        db.session.get_one(Period, period_id).enrolled_at = clock.now()


def _posts(period: Period, unit_ids: list[int]) -> list[tuple[Appointment, bool]]:
    """The rated posts of the cut-off day without an evaluation yet, and whether the person was on long leave."""
    enrolled, away = aliased(Evaluation), _away(Leave, period.cutoff)
    # Who moved between two periods of one year (of two provinces) counts once: where they were enrolled first.
    of_year = aliased(Period)
    known = (
        select(enrolled.id)
        .join(of_year, of_year.id == enrolled.period_id)
        .where(of_year.year == period.year, enrolled.person_id == Appointment.person_id)
    )
    found = (
        select(Appointment, away)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.unit_id.in_(unit_ids), *_holds_rated_post(period.cutoff), ~known.exists(),
        )
        .order_by(Appointment.unit_id, Appointment.id)
    )  # fmt: skip
    return [(post, bool(gone)) for post, gone in db.session.execute(found)]


def _row(period: Period, post: Appointment, place: Place, away: bool) -> dict[str, object]:
    position = Position(post.position)
    teacher = rated_by(position) is StandardKind.TEACHER
    return {
        "period_id": period.id, "person_id": post.person_id, "unit_id": post.unit_id, "group_id": post.group_id,
        "decided_in": deciding_unit(place, position, vice_by_principal=period.vice_by_principal),
        "standard_id": period.teacher_standard_id if teacher else period.manager_standard_id,
        "position": position, "subject": post.subject, "level": post.level,
        "excused": ON_LEAVE if away else None, "state": "open", "version": 1,
    }  # fmt: skip
