"""Which kinds of unit, position and role are there, and what follows from a position?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnitKind(StrEnum):
    MINISTRY = "ministry"
    PROVINCE = "province"
    MIDDLE = "middle"  # district office until 30/06/2025, commune afterwards: named by the unit's own type_name
    SCHOOL = "school"
    UNIVERSITY = "university"
    PROVIDER = "provider"


class Level(StrEnum):
    """Level of schooling."""

    PRIMARY = "TH"
    LOWER_SECONDARY = "THCS"
    UPPER_SECONDARY = "THPT"


class LmsProvider(StrEnum):
    VIETTEL = "viettel"
    VNPT = "vnpt"


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Position(StrEnum):
    TEACHER = "teacher"
    GROUP_HEAD = "group_head"
    DEPUTY_GROUP_HEAD = "deputy_group_head"
    PRINCIPAL = "principal"
    VICE_PRINCIPAL = "vice_principal"
    STAFF = "staff"
    MIDDLE_OFFICER = "middle_officer"
    MIDDLE_DEPUTY_HEAD = "middle_deputy_head"
    MIDDLE_HEAD = "middle_head"
    PROVINCE_OFFICER = "province_officer"
    PROVINCE_DIVISION_HEAD = "province_division_head"
    DEPUTY_DIRECTOR = "deputy_director"
    DIRECTOR = "director"
    RECTOR = "rector"
    VICE_RECTOR = "vice_rector"
    LECTURER = "lecturer"
    MINISTRY_OFFICER = "ministry_officer"
    AUDITOR = "auditor"  # independent, invited by the ministry
    PROVIDER_STAFF = "provider_staff"
    ADMIN = "admin"


class Role(StrEnum):
    """The door a person comes in by; one for each appointment."""

    TEACHER = "teacher"
    PRINCIPAL = "principal"
    DISTRICT = "district"
    PROVINCE = "province"
    UNIVERSITY = "university"
    MINISTRY = "ministry"
    AUDITOR = "auditor"
    PARTNER = "partner"
    ADMIN = "admin"
    SYSTEM = "system"


class AdminRequestState(StrEnum):
    """What became of a request to make somebody a province's admin."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AssignmentTask(StrEnum):
    """What a unit's head may assign to a person over units and dates (phân công)."""

    URGE_TRAINING = "urge_training"
    APPROVE_PLANS = "approve_plans"
    GUIDE_CORE_PEOPLE = "guide_core_people"
    FOCAL_POINT = "focal_point"


ROLE_OF: dict[Position, Role] = {
    Position.TEACHER: Role.TEACHER,
    Position.GROUP_HEAD: Role.TEACHER,
    Position.DEPUTY_GROUP_HEAD: Role.TEACHER,
    Position.STAFF: Role.TEACHER,
    Position.PRINCIPAL: Role.PRINCIPAL,
    Position.VICE_PRINCIPAL: Role.PRINCIPAL,
    Position.MIDDLE_OFFICER: Role.DISTRICT,
    Position.MIDDLE_DEPUTY_HEAD: Role.DISTRICT,
    Position.MIDDLE_HEAD: Role.DISTRICT,
    Position.PROVINCE_OFFICER: Role.PROVINCE,
    Position.PROVINCE_DIVISION_HEAD: Role.PROVINCE,
    Position.DEPUTY_DIRECTOR: Role.PROVINCE,
    Position.DIRECTOR: Role.PROVINCE,
    Position.RECTOR: Role.UNIVERSITY,
    Position.VICE_RECTOR: Role.UNIVERSITY,
    Position.LECTURER: Role.UNIVERSITY,
    Position.MINISTRY_OFFICER: Role.MINISTRY,
    Position.AUDITOR: Role.AUDITOR,
    Position.PROVIDER_STAFF: Role.PARTNER,
    Position.ADMIN: Role.ADMIN,
}

# Positions that a unit of each kind may hold; the admin of any unit is a position of its own.
POSITIONS_IN: dict[UnitKind, frozenset[Position]] = {
    UnitKind.SCHOOL: frozenset(p for p, r in ROLE_OF.items() if r in {Role.TEACHER, Role.PRINCIPAL, Role.ADMIN}),
    UnitKind.MIDDLE: frozenset(p for p, r in ROLE_OF.items() if r in {Role.DISTRICT, Role.ADMIN}),
    UnitKind.PROVINCE: frozenset(p for p, r in ROLE_OF.items() if r in {Role.PROVINCE, Role.ADMIN}),
    UnitKind.MINISTRY: frozenset(p for p, r in ROLE_OF.items() if r in {Role.MINISTRY, Role.AUDITOR, Role.ADMIN}),
    UnitKind.UNIVERSITY: frozenset(p for p, r in ROLE_OF.items() if r in {Role.UNIVERSITY, Role.ADMIN}),
    UnitKind.PROVIDER: frozenset({Position.PROVIDER_STAFF}),
}

# Those who declare a sector ID: everybody who works at a school (letter 95: GVPT, CBQLCSGDPT; staff are invited too).
DECLARING = frozenset(p for p, r in ROLE_OF.items() if r in {Role.TEACHER, Role.PRINCIPAL})

MANAGERS = frozenset({Position.PRINCIPAL, Position.VICE_PRINCIPAL})

# Who decides and signs for a unit of each kind; everybody else prepares, or signs by a dated delegation ("ký thay").
OFFICES: dict[UnitKind, frozenset[Position]] = {
    UnitKind.SCHOOL: frozenset({Position.PRINCIPAL}),
    UnitKind.MIDDLE: frozenset({Position.MIDDLE_HEAD}),
    UnitKind.PROVINCE: frozenset({Position.DIRECTOR, Position.DEPUTY_DIRECTOR}),
    UnitKind.UNIVERSITY: frozenset({Position.RECTOR, Position.VICE_RECTOR}),
}


def may_sign_at(kind: UnitKind) -> frozenset[Position]:
    """Who may be let sign for the head of a unit of this kind: whoever comes in by the same door, without the office.

    At a school the vice principals, at an office its deputies, heads of division and officers.  A teacher does not:
    the door on which the head decides is not theirs.
    """
    offices = OFFICES.get(kind, frozenset())
    doors = {ROLE_OF[position] for position in offices}
    return frozenset(position for position in POSITIONS_IN[kind] if ROLE_OF[position] in doors) - offices


class DelegationState(StrEnum):
    """Where a delegation ("ký thay") stands on a day."""

    AHEAD = "ahead"
    HOLDING = "holding"
    OVER = "over"
    TAKEN_BACK = "taken_back"
    FALLEN = "fallen"  # whoever gave it left the office: nobody signs for a head who is none


def delegation_state(
    starts: date, ends: date, taken_back_on: date | None, day: date, *, giver_in_office: bool = True
) -> DelegationState:
    """Where a delegation stands on `day`; `ends` is the first day on which it no longer holds."""
    if taken_back_on is not None:
        return DelegationState.TAKEN_BACK
    if ends <= day:
        return DelegationState.OVER
    if not giver_in_office:
        return DelegationState.FALLEN
    return DelegationState.AHEAD if day < starts else DelegationState.HOLDING


# What a unit of each kind assigns (letter of 2020): offices urge and approve managers' plans, a school has its own
# people urge, a university's lecturers guide; each may name who is in charge of a content.
TASKS_OF: dict[UnitKind, tuple[AssignmentTask, ...]] = {
    UnitKind.SCHOOL: (AssignmentTask.URGE_TRAINING, AssignmentTask.FOCAL_POINT),
    UnitKind.MIDDLE: (AssignmentTask.URGE_TRAINING, AssignmentTask.APPROVE_PLANS, AssignmentTask.FOCAL_POINT),
    UnitKind.PROVINCE: (AssignmentTask.URGE_TRAINING, AssignmentTask.APPROVE_PLANS, AssignmentTask.FOCAL_POINT),
    UnitKind.UNIVERSITY: (AssignmentTask.GUIDE_CORE_PEOPLE, AssignmentTask.FOCAL_POINT),
}

# Of these a place has one person at a time: two would each wait for the other.
ONE_AT_A_TIME = frozenset({AssignmentTask.APPROVE_PLANS, AssignmentTask.FOCAL_POINT})

# Without anybody for these a unit is warned of; who is in charge of a content is named where there is need.
EXPECTED_TASKS = (AssignmentTask.URGE_TRAINING, AssignmentTask.APPROVE_PLANS, AssignmentTask.GUIDE_CORE_PEOPLE)

FARTHEST_DAYS = 366


class AssignmentState(StrEnum):
    """Where an assignment (phân công) stands on a day."""

    AHEAD = "ahead"
    HOLDING = "holding"
    OVER = "over"
    TAKEN_BACK = "taken_back"
    FALLEN = "fallen"  # the person no longer works at the unit that assigned them


def assignment_state(
    starts: date, ends: date | None, taken_back_on: date | None, day: date, *, still_there: bool = True
) -> AssignmentState:
    """Where an assignment stands on `day`; `ends` and `taken_back_on` are first days on which it no longer holds."""
    if taken_back_on is not None and taken_back_on <= day:
        return AssignmentState.TAKEN_BACK
    if ends is not None and ends <= day:
        return AssignmentState.OVER
    if not still_there:
        return AssignmentState.FALLEN
    return AssignmentState.AHEAD if day < starts else AssignmentState.HOLDING


def check_task(task: AssignmentTask, kind: UnitKind, content: str, *, units: bool, people: bool) -> list["Problem"]:
    """What speaks against a unit of this kind assigning the task over units, over people or both?"""
    problems = []
    if task not in TASKS_OF.get(kind, ()):
        problems.append(Problem("task_not_here", "task"))
    focal = task is AssignmentTask.FOCAL_POINT
    if focal and not content:
        problems.append(Problem("content_needed", "content"))
    if focal and people:
        problems.append(Problem("content_over_units", "people"))
    if not units and not people:
        problems.append(Problem("places_needed", "units"))
    return problems


def check_dates(starts: date, ends: date | None, day: date, *, began: date | None = None) -> list["Problem"]:
    """What speaks against an assignment from `starts` until the day before `ends`, said on `day`?

    One that was decided on paper may be entered a year later at most; a begin that was said before (`began`) stands.
    """
    problems = []
    if starts != began and abs((starts - day).days) > FARTHEST_DAYS:
        problems.append(Problem("starts_too_far", "starts"))
    if ends is not None and ends <= starts:
        problems.append(Problem("ends_before_start", "ends"))
    elif ends is not None and ends <= day:
        problems.append(Problem("ends_in_the_past", "ends"))
    return problems


# Who leads a unit: named, changed and ended by an admin above it, never by the unit's own (AZ-10).
HEADS = frozenset(
    {
        Position.PRINCIPAL, Position.VICE_PRINCIPAL, Position.MIDDLE_HEAD, Position.MIDDLE_DEPUTY_HEAD,
        Position.DIRECTOR, Position.DEPUTY_DIRECTOR, Position.RECTOR, Position.VICE_RECTOR,
    }
)  # fmt: skip

# Which kinds may hang beneath which; a THPT school hangs right under its province.
PARENTS_OF: dict[UnitKind, frozenset[UnitKind]] = {
    UnitKind.MINISTRY: frozenset(),
    UnitKind.PROVINCE: frozenset({UnitKind.MINISTRY}),
    UnitKind.UNIVERSITY: frozenset({UnitKind.MINISTRY}),
    UnitKind.PROVIDER: frozenset({UnitKind.MINISTRY}),
    UnitKind.MIDDLE: frozenset({UnitKind.PROVINCE}),
    UnitKind.SCHOOL: frozenset({UnitKind.PROVINCE, UnitKind.MIDDLE}),
}


def kinds_beneath(kind: UnitKind) -> frozenset[UnitKind]:
    """A kind of unit and those that may hang beneath it."""
    found = frozenset({kind})
    while more := {each for each, parents in PARENTS_OF.items() if parents & found} - found:
        found |= more
    return found


@dataclass(frozen=True)
class Problem:
    """A reason why something may not be: a code with its Vietnamese sentence in web/labels, and where it stands."""

    code: str
    field: str = ""


def check_appointment(
    position: Position, kind: UnitKind, levels: frozenset[Level], level: Level | None, starts: date, ends: date | None
) -> list[Problem]:
    """What speaks against appointing somebody so?  Empty when nothing does."""
    problems = []
    if position not in POSITIONS_IN[kind]:
        problems.append(Problem("position_not_in_unit", "position"))
    if ends is not None and ends <= starts:
        problems.append(Problem("ends_before_start", "ends"))
    if kind is UnitKind.SCHOOL and position in DECLARING and len(levels) > 1 and level is None:
        problems.append(Problem("level_needed", "level"))
    if level is not None and levels and level not in levels:
        problems.append(Problem("level_not_at_school", "level"))
    return problems


def is_valid_on(starts: date, ends: date | None, day: date) -> bool:
    """Does a dated thing hold on `day`?  `ends` is the first day on which it no longer does."""
    return starts <= day and (ends is None or day < ends)


def path_below(path: str) -> tuple[str, str]:
    """Bounds (from, before) of all paths that begin with `path`, which ends in "/" ("0" is the sign after "/")."""
    return path, path[:-1] + "0"


def is_below(path: str, ancestor: str) -> bool:
    """Is `path` the ancestor's own or one beneath it?  "/1/12/" never contains "/1/120/" (AZ-3)."""
    return path.startswith(ancestor)
