"""Who is assigned to urge (đôn đốc) the learners that a reminder reached, and how many of them each?

An office that reminds does not follow up every school: whoever is assigned to does, and is told what was sent.
"""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.notices.models import Notice
from app.domain.organisation.access import appointed_on
from app.domain.organisation.assignments import holding
from app.domain.organisation.models import Appointment, Assignment, Unit
from app.domain.organisation.rules import AssignmentTask
from app.domain.progress.models import Reminded, Reminder

COPY = "urging_copy"
"""The kind of notice that tells them."""


def urging(reminder: Reminder) -> dict[int, int]:
    """Who urges today where the reminder told somebody, and how many of those told each of them urges: by person.

    Without whoever sent the reminder, whoever was told of it before, and those over whom nobody is told.
    """
    at = _told_at(reminder.id)
    paths = db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(list(at))))
    above = {unit_id: {int(part) for part in path.strip("/").split("/")} for unit_id, path in paths}
    covered: dict[int, set[int]] = {}
    for person_id, place in _urging_over({place for places in above.values() for place in places}):
        covered.setdefault(person_id, set()).update(unit for unit, places in above.items() if place in places)
    numbers = Counter({person: sum(at[unit] for unit in units) for person, units in covered.items()})
    for person_id, unit_id, many in _urging_each(reminder.id):
        numbers[person_id] += many if unit_id not in covered.get(person_id, ()) else 0
    before = set(db.session.scalars(select(Notice.person_id).where(Notice.kind == COPY, *_about(reminder.id))))
    return {
        person: many for person, many in sorted(numbers.items())
        if many and person != reminder.person_id and person not in before
    }  # fmt: skip


def _told_at(reminder_id: int) -> dict[int, int]:
    """How many people the reminder told at each school."""
    found = (
        select(Appointment.unit_id, func.count(Reminded.person_id.distinct()))
        .select_from(Reminded)
        .join(Appointment, Appointment.person_id == Reminded.person_id)
        .where(Reminded.reminder_id == reminder_id, Appointment.main, appointed_on(clock.today()))
        .group_by(Appointment.unit_id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def _urging_over(places: Iterable[int]) -> Iterable[tuple[int, int]]:
    """`(person, unit)` of everybody who urges over one of these units today."""
    found = select(Assignment.person_id, Assignment.unit_id).where(
        Assignment.task == AssignmentTask.URGE_TRAINING, holding(clock.today()), Assignment.unit_id.in_(sorted(places))
    )
    return [(person, unit) for person, unit in db.session.execute(found) if unit is not None]


def _urging_each(reminder_id: int) -> Iterable[tuple[int, int, int]]:
    """`(person, school, number)`: how many of those told at a school somebody urges one by one."""
    found = (
        select(Assignment.person_id, Appointment.unit_id, func.count(Reminded.person_id.distinct()))
        .select_from(Assignment)
        .join(Reminded, Reminded.person_id == Assignment.about_person_id)
        .join(Appointment, Appointment.person_id == Reminded.person_id)
        .where(
            Assignment.task == AssignmentTask.URGE_TRAINING, holding(clock.today()),
            Reminded.reminder_id == reminder_id, Appointment.main, appointed_on(clock.today()),
        )
        .group_by(Assignment.person_id, Appointment.unit_id)
    )  # fmt: skip
    return [(person, unit, many) for person, unit, many in db.session.execute(found)]


def _about(reminder_id: int) -> tuple:  # type: ignore[type-arg]
    return Notice.subject_kind == "reminder", Notice.subject_id == reminder_id
