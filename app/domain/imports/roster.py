"""What would this roster change?  Each row's outcome, from what is known today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain import clock
from app.domain.imports.cells import Finding, Reason
from app.domain.imports.known import KnownPerson, Place, School, people_meant, schools_by_code
from app.domain.imports.meeting import NOBODY, Named, meet, resolve_id
from app.domain.imports.planned import Planned
from app.domain.imports.rules import CheckedRow, RosterRow
from app.domain.imports.states import Outcome
from app.domain.organisation.access import may_decide_post
from app.domain.organisation.rules import UnitKind, check_appointment
from app.domain.organisation.sector_id import sector_key
from app.domain.vietnamese import fold
from app.domain.viewer import Viewer


@dataclass
class PlannedRow(Planned[RosterRow]):
    """A row and what becomes of it; `person` is whom it meets, `fill` the blanks it fills, `place` its appointment."""

    school: School | None = None
    person: KnownPerson | None = None
    fill: dict[str, Any] = field(default_factory=dict)
    place: dict[str, Any] = field(default_factory=dict)


def plan_roster(
    viewer: Viewer, rows: Sequence[CheckedRow], home_code: str, ids_by_key: Mapping[str, Sequence[str]]
) -> list[PlannedRow]:
    """The outcome of each row.  `home_code` is the importer's own school, meant where a row names none."""
    day = clock.today()
    planned = [start(row, home_code, ids_by_key) for row in rows]
    schools = schools_by_code(viewer, {each.row.unit_code for each in planned if each.row}, day)
    for each in planned:
        if each.row is not None:
            settle_school(each, schools)
    meant = [(each.row, each.school.id) for each in planned if each.row and each.school]
    known = people_meant(viewer, meant) if meant else {}
    index = Index(known)
    for each in planned:
        if each.row is not None and each.school is not None:
            settle_person(each, index, day)
            leave_own_record(viewer, each)
            leave_heads(viewer, each)
    return planned


def leave_own_record(viewer: Viewer, planned: PlannedRow) -> None:
    """Nobody changes their own record, by a file either (AZ-5): the importer's own row changes nothing, and says so."""
    own = planned.person is not None and planned.person.candidate.person_id == viewer.person_id
    if own and planned.outcome in (Outcome.UPDATE, Outcome.MOVE):
        planned.fill, planned.place, planned.outcome = {}, {}, Outcome.UNCHANGED
        planned.findings.insert(0, Finding("full_name", Reason.OWN_RECORD))


def leave_heads(viewer: Viewer, planned: PlannedRow) -> None:
    """Nobody names, moves or ends the head of their own unit, by a file either: its row is refused (AZ-10)."""
    if planned.school is None or "position" not in planned.place:
        return
    held = planned.person.place if planned.person else None
    touched = {planned.place["position"], held.position if held else planned.place["position"]}
    if not all(may_decide_post(viewer, planned.school.id, each) for each in touched):
        planned.refuse("position", Reason.POSITION_ABOVE_YOURS)


def start(checked: CheckedRow, home_code: str, ids_by_key: Mapping[str, Sequence[str]]) -> PlannedRow:
    """The row with its unit's code and its ID made out."""
    row = checked.record
    if not isinstance(row, RosterRow):
        return PlannedRow(checked.number, None, list(checked.findings))
    resolved = resolve_id(row.sector_id, row.id_was_number, ids_by_key)
    row = replace(row, sector_id=resolved.sector_id, id_was_number=False, unit_code=row.unit_code or home_code)
    planned = PlannedRow(checked.number, row, [*checked.findings, *resolved.remarks])
    if resolved.fault:
        planned.refuse(*resolved.fault)
    return planned


def settle_school(planned: PlannedRow, schools: Mapping[str, School]) -> None:
    """Which of the importer's schools the row belongs to; outside them it is refused, whoever it names (IMP-5)."""
    assert planned.row is not None
    school = schools.get(planned.row.unit_code)
    if school is None:
        missing = not planned.row.unit_code
        reason = Reason.MISSING if missing else Reason.UNIT_NOT_YOURS
        planned.refuse("unit_code", reason, planned.row.unit_code)
    elif school.kind is not UnitKind.SCHOOL:
        planned.refuse("unit_code", Reason.POSITION_NOT_IN_UNIT, school.name)
    else:
        planned.school = school


class Index:
    """Finds the few known people whom one row could mean."""

    def __init__(self, known: Mapping[int, KnownPerson]):
        self.known = known
        self.by_key: dict[str, set[int]] = {}
        self.by_name: dict[tuple[int | None, str], set[int]] = {}
        for person_id, person in known.items():
            for key in person.candidate.keys:
                self.by_key.setdefault(key, set()).add(person_id)
            named = (person.candidate.unit_id, fold(person.candidate.full_name))
            self.by_name.setdefault(named, set()).add(person_id)

    def candidates(self, row: Named, unit_id: int) -> list[KnownPerson]:
        ids = set(self.by_name.get((unit_id, fold(row.full_name)), ()))
        if row.sector_id:
            ids |= self.by_key.get(sector_key(row.sector_id), set())
        return [self.known[person_id] for person_id in sorted(ids)]


def settle_person(planned: PlannedRow, index: Index, day: date) -> None:
    """Whom the row meets, and so whether it creates, moves, updates or changes nothing."""
    row, school = planned.row, planned.school
    assert row is not None
    assert school is not None
    people = index.candidates(row, school.id)
    meeting = meet(row, school.id, [person.candidate for person in people])
    if meeting.candidate is not None:
        planned.person = index.known[meeting.candidate.person_id]
    if meeting.by_hand:
        planned.findings.insert(0, meeting.by_hand)
        planned.outcome, planned.differs = Outcome.BY_HAND, True
        return
    planned.findings[:0] = meeting.differences
    planned.differs = bool(meeting.differences)
    place = planned.person.place if planned.person else None
    if fault := appointment_fault(row, school, place, day):
        planned.refuse(*fault)
        return
    planned.place = new_place(row, school, place)
    if meeting == NOBODY:
        planned.outcome = Outcome.CREATE
        return
    assert planned.person is not None
    planned.fill = blanks_filled(row, planned.person)
    if place is not None and place.unit_id != school.id:
        planned.outcome = Outcome.MOVE
    elif planned.fill or planned.place:
        planned.outcome = Outcome.UPDATE
    else:
        planned.outcome = Outcome.UNCHANGED


def appointment_fault(row: RosterRow, school: School, place: Place | None, day: date) -> Finding | None:
    """Why the row's position cannot be held at this school, if so; blanks stand for what is already known."""
    stays = place is not None and place.unit_id == school.id
    if row.position is None:
        return None if stays else Finding("position", Reason.MISSING)
    level = row.level or (None if len(school.levels) != 1 else next(iter(school.levels)))
    if level is None and stays and place is not None and place.level:
        return None
    problems = check_appointment(row.position, school.kind, school.levels, level, day, None)
    return Finding(problems[0].field, Reason(problems[0].code)) if problems else None


def new_place(row: RosterRow, school: School, place: Place | None) -> dict[str, Any]:
    """What of the appointment is new; all of it for somebody who is not at this school today."""
    level = row.level or (next(iter(school.levels)) if len(school.levels) == 1 else None)
    said = {"position": row.position, "title": row.title, "group": row.group, "subject": row.subject, "level": level}
    said = {name: str(value) for name, value in said.items() if value}
    if place is None or place.unit_id != school.id:
        return said
    held = {"position": place.position, "title": place.title, "subject": place.subject, "level": place.level}
    changed = {name: value for name, value in said.items() if name != "group" and held[name] != value}
    if row.group and fold(row.group) != place.group_fold:
        changed["group"] = row.group
    return changed


def blanks_filled(row: RosterRow, person: KnownPerson) -> dict[str, Any]:
    """The person's blanks that the row can fill; an ID is written whole once the registry gave its zero back."""
    said = {
        "birth_date": row.birth_date, "gender": row.gender, "minority": row.minority, "phone": row.phone or None,
        "email": row.email or None, "qualification": row.qualification or None, "listed_sector_id": row.sector_id,
    }  # fmt: skip
    filled = {name: value for name, value in said.items() if value is not None and person.fields[name] is None}
    listed = person.fields["listed_sector_id"]
    if row.sector_id and listed and row.sector_id != listed and row.sector_id.endswith(listed):
        filled["listed_sector_id"] = row.sector_id
    if person.candidate.sector_id is not None:
        filled.pop("listed_sector_id", None)
    return filled
