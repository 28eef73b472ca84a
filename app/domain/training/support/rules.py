"""How does a core person's support plan go round?  Sent, approved or returned, carried out, reported.  One table.

The plan and the completion report of a core teacher are approved by the principal, those of a core manager by the
officer of the office above whom its head assigned to it (letter of 11/2020, part on core people).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.organisation.rules import Problem


class PlanState(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    IN_PROGRESS = "in_progress"  # the first result was noted
    REPORT_SUBMITTED = "report_submitted"
    REPORT_RETURNED = "report_returned"
    COMPLETED = "completed"


class Move(StrEnum):
    """What may be done with it."""

    SEND = "send"
    RECALL = "recall"
    APPROVE = "approve"
    RETURN = "return"
    NOTE = "note"  # what was done, activity by activity
    REPORT = "report"


class Who(StrEnum):
    """Who makes the move."""

    AUTHOR = "author"
    APPROVER = "approver"


class Place(StrEnum):
    """Where an activity is held."""

    SCHOOL = "school"
    CLUSTER = "cluster"


S, M, W = PlanState, Move, Who
TABLE: dict[tuple[PlanState, Move], tuple[PlanState, Who]] = {
    (S.DRAFT, M.SEND): (S.SUBMITTED, W.AUTHOR),
    (S.RETURNED, M.SEND): (S.SUBMITTED, W.AUTHOR),
    (S.SUBMITTED, M.RECALL): (S.DRAFT, W.AUTHOR),  # until somebody has decided
    (S.SUBMITTED, M.APPROVE): (S.APPROVED, W.APPROVER),
    (S.SUBMITTED, M.RETURN): (S.RETURNED, W.APPROVER),
    (S.APPROVED, M.NOTE): (S.IN_PROGRESS, W.AUTHOR),
    (S.IN_PROGRESS, M.NOTE): (S.IN_PROGRESS, W.AUTHOR),
    (S.REPORT_RETURNED, M.NOTE): (S.REPORT_RETURNED, W.AUTHOR),
    (S.IN_PROGRESS, M.REPORT): (S.REPORT_SUBMITTED, W.AUTHOR),
    (S.REPORT_RETURNED, M.REPORT): (S.REPORT_SUBMITTED, W.AUTHOR),
    (S.REPORT_SUBMITTED, M.RECALL): (S.IN_PROGRESS, W.AUTHOR),
    (S.REPORT_SUBMITTED, M.APPROVE): (S.COMPLETED, W.APPROVER),
    (S.REPORT_SUBMITTED, M.RETURN): (S.REPORT_RETURNED, W.APPROVER),
}

WRITABLE = frozenset({S.DRAFT, S.RETURNED})
"""The author still changes the plan."""

WAITING = frozenset({S.SUBMITTED, S.REPORT_SUBMITTED})
"""Somebody is to approve it."""

REPORTED = frozenset({S.REPORT_SUBMITTED, S.REPORT_RETURNED, S.COMPLETED})
"""Others read the report that was sent."""

DECISIONS = (M.APPROVE, M.RETURN)
ITEMS = ("people", "modules", "activity", "expected", "report")
"""What a lecturer comments on."""

SHORTEST_REASON = 10
MOST_ACTIVITIES, MOST_PEOPLE, MOST_TOOK_PART = 20, 100, 2000


@dataclass(frozen=True)
class Supported:
    """A colleague who is supported; `own_school` tells whether they work where the author does."""

    id: int
    name: str
    unit: str
    own_school: bool


@dataclass(frozen=True)
class Module:
    """A module of the plan, as it was called."""

    id: int
    title: str


@dataclass(frozen=True)
class Activity:
    """One activity; `done` and `took_part` (people) are noted when it was held."""

    id: int
    what: str
    place: Place
    starts: date
    ends: date
    done: str = ""
    took_part: int | None = None


@dataclass(frozen=True)
class Content:
    """A whole plan with its report, as it stands or as it was sent."""

    people: tuple[Supported, ...]
    modules: tuple[Module, ...]
    activities: tuple[Activity, ...]
    expected: str
    outcome: str = ""
    difficulties: str = ""

    @property
    def took_part(self) -> int:
        """How many took part, over all activities (somebody may be counted in several)."""
        return sum(each.took_part or 0 for each in self.activities)


def after(state: PlanState, move: Move) -> PlanState | None:
    """The state that a move leads to, None where it is not open."""
    found = TABLE.get((state, move))
    return found[0] if found else None


def who_may(state: PlanState, move: Move) -> Who | None:
    """Who makes the move, None where it is not open."""
    found = TABLE.get((state, move))
    return found[1] if found else None


def may_approve(
    person_id: int | None, author_id: int, assigned: Iterable[int], *, by_assignment: bool, holds_office: bool
) -> bool:
    """May this person approve?  Never the author.

    A manager's plan (`by_assignment`) whoever was assigned to it; where nobody was, and a teacher's plan, whoever holds
    the office or signs for its holder.
    """
    if person_id is None or person_id == author_id:
        return False
    officers = set(assigned) - {author_id} if by_assignment else set()
    return person_id in officers if officers else holds_office


def check_activity(year: int, starts: date, ends: date) -> list[Problem]:
    """What speaks against these days?"""
    if ends < starts:
        return [Problem("activity_ends_before_start", "ends")]
    if starts.year != year or ends.year != year:
        return [Problem("activity_outside_year", "starts" if starts.year != year else "ends")]
    return []


def check_plan(content: Content) -> list[Problem]:
    """What is missing before the plan can be sent?"""
    at_cluster = any(each.place is Place.CLUSTER for each in content.activities)
    problems = [] if content.people else [Problem("nobody_supported", "people")]
    if not content.modules:
        problems.append(Problem("no_module", "modules"))
    if not content.activities:
        problems.append(Problem("no_activity", "activities"))
    if any(not each.own_school for each in content.people) and not at_cluster:
        problems.append(Problem("no_cluster_activity", "activities"))
    if not content.expected:
        problems.append(Problem("nothing_expected", "expected"))
    return problems


def check_report(content: Content, today: date) -> list[Problem]:
    """What is missing before the completion report can be sent?  An activity that was not held says so with nobody."""
    problems = []
    if any(not each.done or each.took_part is None for each in content.activities):
        problems.append(Problem("activity_not_reported", "activities"))
    if any(each.starts > today for each in content.activities):
        problems.append(Problem("activity_ahead", "activities"))
    if not content.outcome:
        problems.append(Problem("no_outcome", "outcome"))
    return problems


def without_report(content: Content) -> Content:
    """The plan alone, as others see it before a report was sent."""
    plain = tuple(Activity(each.id, each.what, each.place, each.starts, each.ends) for each in content.activities)
    return Content(content.people, content.modules, plain, content.expected)


def figures_of(content: Content) -> dict[str, int]:
    """What lists say of it."""
    return {
        "people": len(content.people), "modules": len(content.modules), "activities": len(content.activities),
        "took_part": content.took_part,
    }  # fmt: skip
