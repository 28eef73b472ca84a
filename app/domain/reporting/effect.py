"""From weak criteria to training, and what became of it: how are people compared with last year, and what may be read?

Comparing 80,000 people with themselves takes most of a second: it is done once, when a snapshot is taken, against the
newest frozen report of the year before.  The page reads what was counted then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db
from app.domain.organisation.models import Unit
from app.domain.reporting.figures.effect import Comparing, Row, Year, rows_of
from app.domain.reporting.figures.signs import Fact, Track, Who
from app.domain.reporting.figures.tables import Context, Counting, context_of
from app.domain.reporting.models import Report, Snapshot, SnapshotPerson
from app.domain.reporting.queries import Reading, cubes_of, reading_of
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Standard
from app.domain.training.needs.rules import weak_below
from app.domain.viewer import Viewer

COUNTED = (Track.LEVELS, Track.DERIVED, Track.DECLARED, Track.MODULES, Track.EFFECT)


def compared(facts: tuple[Fact, ...], context: Context, before: Snapshot | None) -> tuple[Fact, ...]:
    """The same people, teachers of the same school in both years with the signs of Track.EFFECT.

    Nobody has any where there is no year before, or its levels are of another standard.
    """
    if before is None or context.teacher_standard is None:
        return facts
    old = context_of(before.context)
    if old.teacher_standard != context.teacher_standard:
        return facts
    comparing = Comparing(standard_of(context.teacher_standard), old.modules, context.modules)
    known = _known(before.id)
    return tuple(_compared(fact, known, comparing) for fact in facts)


def _known(snapshot_id: int) -> dict[tuple[int, int], tuple[str, str]]:
    """By (person, school): the levels and modules of last year's teachers."""
    person = SnapshotPerson
    found = select(person.person_id, person.unit_id, person.levels, person.modules).where(
        person.snapshot_id == snapshot_id, person.levels != "", func.substr(person.slice, 1, 1) == Who.TEACHER.value
    )
    return {(who, unit): (levels, modules) for who, unit, levels, modules in db.session.execute(found)}


def _compared(fact: Fact, known: dict[tuple[int, int], tuple[str, str]], comparing: Comparing) -> Fact:
    was, levels = known.get((fact.person_id, fact.unit_id)), fact.tracks.get(Track.LEVELS)
    if was is None or not levels or fact.slice[0] != Who.TEACHER:
        return fact
    modules = was[1], fact.tracks.get(Track.MODULES, "")
    return replace(fact, tracks={**fact.tracks, Track.EFFECT: comparing.signs((was[0], levels), modules)})


class Lack(StrEnum):
    """Why nothing is told of how people have gone."""

    NO_YEAR_BEFORE = "no_year_before"
    OTHER_STANDARD = "other_standard"
    NO_UNIT_BEFORE = "no_unit_before"
    NOBODY_IN_BOTH = "nobody_in_both"


@dataclass(frozen=True)
class Effect:
    """The table of a unit; `before` is the report that it is compared with, of the same unit."""

    standard: Standard
    rows: tuple[Row, ...]
    before: Reading | None
    lack: Lack | None

    @property
    def bar(self) -> str:
        """The name of the level below which a criterion is weak."""
        return self.standard.level(weak_below(self.standard)).name


def effect_of(viewer: Viewer, reading: Reading) -> Effect | None:
    """What the viewer may read of the unit at hand; None where there was no evaluation of teachers.

    The number of queries is the same however many criteria, people and units there are.
    """
    reading = reading.unfiltered()
    if reading.context.teacher_standard is None:
        return None
    standard = standard_of(reading.context.teacher_standard)
    report = _report_before(reading)
    before = reading_of(viewer, report, reading.unit.unit_id) if report is not None else None
    rows = rows_of(standard, _year(reading, COUNTED), _year(before, (Track.MODULES,)) if before else None)
    return Effect(standard, tuple(rows), before, _lack(reading, report, before, rows))


def _report_before(reading: Reading) -> Report | None:
    """The report that the people of the snapshot were compared with."""
    if reading.context.before is None:
        return None
    found = (
        select(Report)
        .join(Unit, Unit.id == Report.unit_id)
        .where(Report.snapshot_id == reading.context.before)
        .options(contains_eager(Report.unit), joinedload(Report.snapshot))
    )
    return db.session.scalar(found.order_by(Report.edition.desc()).limit(1))


def _year(reading: Reading, tracks: tuple[Track, ...]) -> Year:
    unit_id = reading.unit.unit_id
    counting = Counting(cubes_of(reading.snapshot.id, [unit_id], tracks)[unit_id])
    return Year(reading.report.year, reading.report.id, counting, reading.context)


def _lack(reading: Reading, report: Report | None, before: Reading | None, rows: Iterable[Row]) -> Lack | None:
    if report is None or report.snapshot is None:
        return Lack.NO_YEAR_BEFORE
    if context_of(report.snapshot.context).teacher_standard != reading.context.teacher_standard:
        return Lack.OTHER_STANDARD
    if before is None:
        return Lack.NO_UNIT_BEFORE
    return None if any(row.groups for row in rows) else Lack.NOBODY_IN_BOTH
