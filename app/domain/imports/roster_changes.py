"""How is a planned handful of roster rows written?  Set-based, each kind of change in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert, select, tuple_, update

from app.db import db, is_writing
from app.domain import clock
from app.domain.imports.cells import Finding
from app.domain.imports.known import Place
from app.domain.imports.roster import PlannedRow
from app.domain.imports.states import Outcome
from app.domain.journal.actions import record_many
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.organisation.rules import Position
from app.domain.organisation.sector_id import sector_key
from app.domain.organisation.unit_admins import leave_office
from app.domain.vietnamese import default_given_name, fold, sort_key
from app.domain.viewer import Viewer

Entry = tuple[int, int | None, dict[str, Any] | None, dict[str, Any] | None]


@dataclass(frozen=True)
class Difference:
    """Something about a person that a file says otherwise: for the list, and for a case."""

    person_id: int
    unit_id: int
    row_number: int
    findings: tuple[Finding, ...]
    row_name: str
    row_birth_date: date | None
    row_sector_id: str | None


@dataclass
class Applied:
    """What a batch did: the units it touched, the people who moved, the differences that are now cases."""

    unit_ids: set[int] = field(default_factory=set)
    moved: list[int] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def apply_roster(viewer: Viewer, planned: Sequence[PlannedRow]) -> Applied:
    """Write what was planned, inside the caller's `writing()`; rows that change nothing are passed over."""
    if not is_writing():
        raise RuntimeError("a batch of rows is one transaction")
    day = clock.today()
    applied = Applied()
    groups = groups_named(planned)
    create_people(viewer, [each for each in planned if each.outcome is Outcome.CREATE], groups, day)
    known = [each for each in planned if each.outcome in (Outcome.UPDATE, Outcome.MOVE)]
    fill_blanks(viewer, [each for each in known if each.fill])
    for each in known:
        if each.place:
            change_place(viewer, each, groups, day, applied)
    for each in planned:
        if each.outcome in (Outcome.CREATE, Outcome.UPDATE, Outcome.MOVE) and each.school:
            applied.unit_ids.add(each.school.id)
        if each.differs and each.person and each.row and each.school:
            applied.differences.append(difference(each))
    return applied


def difference(planned: PlannedRow) -> Difference:
    assert planned.person and planned.row and planned.school
    row = planned.row
    return Difference(
        planned.person.candidate.person_id, planned.school.id, planned.number, tuple(planned.findings),
        row.full_name, row.birth_date, row.sector_id,
    )  # fmt: skip


def groups_named(planned: Sequence[PlannedRow]) -> dict[tuple[int, str], int]:
    """Ids of the subject groups the rows name, by unit and folded name; the missing ones are founded."""
    wanted: dict[tuple[int, str], str] = {}
    for each in planned:
        if each.school and "group" in each.place:
            wanted.setdefault((each.school.id, fold(each.place["group"])), each.place["group"])
    if not wanted:
        return {}
    place = tuple_(SubjectGroup.unit_id, SubjectGroup.name_fold)
    found = select(SubjectGroup.unit_id, SubjectGroup.name_fold, SubjectGroup.id).where(place.in_(list(wanted)))
    known = {(unit_id, folded): id_ for unit_id, folded, id_ in db.session.execute(found)}
    missing: list[dict[str, Any]] = [
        {"unit_id": unit_id, "name": name, "name_fold": folded}
        for (unit_id, folded), name in wanted.items()
        if (unit_id, folded) not in known
    ]
    if missing:
        made = db.session.execute(
            insert(SubjectGroup).returning(SubjectGroup.id, sort_by_parameter_order=True), missing
        ).scalars()
        known |= {(group["unit_id"], group["name_fold"]): id_ for group, id_ in zip(missing, made, strict=True)}
    return known


def create_people(viewer: Viewer, planned: Sequence[PlannedRow], groups: dict[tuple[int, str], int], day: date) -> None:
    if not planned:
        return
    now = clock.now()
    ids = db.session.execute(
        insert(Person).returning(Person.id, sort_by_parameter_order=True),
        [person_values(each) | {"created_at": now, "version": 1, "deceased": False} for each in planned],
    ).scalars()
    entries: list[Entry] = []
    appointments = []
    for person_id, each in zip(ids, planned, strict=True):
        assert each.school is not None
        appointments.append(appointment_values(each, groups) | {"person_id": person_id, "starts": day})
        entries.append((person_id, each.school.id, None, {"by": "roster", "row": each.number}))
    db.session.execute(insert(Appointment), appointments)
    record_many(viewer, "person_added", "person", entries)


def person_values(planned: PlannedRow) -> dict[str, Any]:
    row = planned.row
    assert row is not None
    given = default_given_name(row.full_name)
    return {
        "full_name": row.full_name, "given_name": given[:50], "name_fold": fold(row.full_name)[:100],
        "sort_key": sort_key(row.full_name, given), "birth_date": row.birth_date, "gender": row.gender,
        "minority": row.minority, "qualification": row.qualification or None, "phone": row.phone or None,
        "email": row.email or None, "listed_sector_id": row.sector_id,
        "listed_sector_key": sector_key(row.sector_id) if row.sector_id else None,
    }  # fmt: skip


def appointment_values(planned: PlannedRow, groups: dict[tuple[int, str], int]) -> dict[str, Any]:
    assert planned.school is not None
    place = planned.place
    group = place.get("group")
    return {
        "unit_id": planned.school.id, "position": place.get("position", Position.TEACHER), "title": place.get("title"),
        "group_id": groups[planned.school.id, fold(group)] if group else None, "subject": place.get("subject"),
        "level": place.get("level"), "main": True, "version": 1,
    }  # fmt: skip


def fill_blanks(viewer: Viewer, planned: Sequence[PlannedRow]) -> None:
    """Write the blanks that rows fill; each person's version goes up, so that an open form notices (CON-1)."""
    entries: list[Entry] = []
    for each in planned:
        assert each.person is not None
        assert each.school is not None
        values = dict(each.fill)
        if "listed_sector_id" in values:
            values["listed_sector_key"] = sector_key(values["listed_sector_id"])
        person_id = each.person.candidate.person_id
        db.session.execute(update(Person).where(Person.id == person_id).values(version=Person.version + 1, **values))
        before = {name: each.person.fields[name] for name in each.fill}
        entries.append((person_id, each.school.id, before, each.fill))
    record_many(viewer, "person_completed", "person", entries)


def change_place(
    viewer: Viewer, planned: PlannedRow, groups: dict[tuple[int, str], int], day: date, applied: Applied
) -> None:
    """A new position or school begins today and ends the old one; a new group or subject is noted where it is."""
    assert planned.person is not None
    assert planned.school is not None
    place, person_id = planned.person.place, planned.person.candidate.person_id
    stays = place is not None and place.unit_id == planned.school.id
    if place is not None and stays and "position" not in planned.place:
        write_place(place, noted_place(planned, groups))
        event = "appointment_changed"
    else:
        event = "person_moved" if planned.outcome is Outcome.MOVE else "appointment_changed"
        begin_place(planned, appointment_values(planned, groups), day)
    after = {"unit": planned.school.id} | planned.place
    before = seen(place) if place else None
    record_many(viewer, event, "person", [(person_id, planned.school.id, before, after)])
    if place is not None and not stays:
        applied.moved.append(person_id)
        applied.unit_ids.add(place.unit_id)
        leave_office(viewer, person_id, db.session.get_one(Unit, place.unit_id), day)
        tell_about_move(planned, place, day)


def noted_place(planned: PlannedRow, groups: dict[tuple[int, str], int]) -> dict[str, Any]:
    """What is noted on the appointment as it stands: title, subject, level, group."""
    assert planned.school is not None
    values: dict[str, Any] = {
        name: value for name, value in planned.place.items() if name in ("title", "subject", "level")
    }
    if "group" in planned.place:
        values["group_id"] = groups[planned.school.id, fold(planned.place["group"])]
    return values


def begin_place(planned: PlannedRow, values: dict[str, Any], day: date) -> None:
    """A new main appointment from today on; one that itself began only today is changed instead of ended."""
    assert planned.person is not None
    assert planned.school is not None
    place = planned.person.place
    if place is not None and place.unit_id == planned.school.id:
        kept = {"subject": place.subject, "level": place.level}
        values |= {name: value for name, value in kept.items() if values[name] is None}
    if place is not None and place.starts >= day:
        write_place(place, {name: value for name, value in values.items() if name != "version"})
        return
    if place is not None:
        stays = place.unit_id == planned.school.id
        write_place(place, {"ends": day, "end_reason": "changed" if stays else "moved"})
    person_id = planned.person.candidate.person_id
    db.session.execute(insert(Appointment), [values | {"person_id": person_id, "starts": day}])


def write_place(place: Place, values: dict[str, Any]) -> None:
    chosen = update(Appointment).where(Appointment.id == place.appointment_id)
    db.session.execute(chosen.values(version=Appointment.version + 1, **values))


def tell_about_move(planned: PlannedRow, place: Place, day: date) -> None:
    """The person and the school they left are told; it was the new school that reported it."""
    assert planned.person is not None
    assert planned.school is not None
    person = planned.person.candidate
    tell(person.person_id, "you_moved", "unit", planned.school.id, unit=planned.school.name)
    admins = select(Appointment.person_id).where(
        Appointment.unit_id == place.unit_id, Appointment.position == Position.ADMIN,
        Appointment.person_id != person.person_id, appointed_on(day),
    )  # fmt: skip
    told = list(db.session.scalars(admins))
    tell_many(told, "person_moved_away", "unit", planned.school.id, name=person.full_name, unit=planned.school.name)


def seen(place: Place) -> dict[str, Any]:
    return {"unit": place.unit_id, "position": place.position, "group": place.group_fold, "subject": place.subject}
