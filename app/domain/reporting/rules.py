"""How does a province's yearly report move from draft to sent?  One table; who may, by when, what holds it up.

Letter 95, part III: extracted automatically before 25/12, approved and signed by the leader, published on the
province's portal before 30/12, sent to the ministry's department, the ETEP board and the paired university before
31/01.  "Trước ngày X" means until 24:00 of the day before: the instant kept is 00:00 of X.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from urllib.parse import urlsplit

from app.domain.organisation.rules import Problem
from app.domain.vietnamese import fold


class ReportState(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    CHECKED = "checked"  # what is missing and what stands out has been looked at
    SUBMITTED = "submitted"  # lies with the leader
    RETURNED = "returned"
    APPROVED = "approved"
    FROZEN = "frozen"
    SIGNED = "signed"
    PUBLISHED = "published"
    SENT = "sent"


class Move(StrEnum):
    """What somebody may do with it."""

    RECOUNT = "recount"
    CHECK = "check"
    SUBMIT = "submit"
    RECALL = "recall"
    APPROVE = "approve"
    RETURN = "return"
    FREEZE = "freeze"
    SIGN = "sign"
    PUBLISH = "publish"
    SEND = "send"
    CORRECT = "correct"


class Actor(StrEnum):
    """Whose move it is: anybody of the province's office prepares, its leader (or who signs for them) decides."""

    OFFICE = "office"
    LEADER = "leader"


S, M, A = ReportState, Move, Actor

TABLE: dict[tuple[ReportState, Move], tuple[ReportState, Actor]] = {
    (S.DRAFT, M.RECOUNT): (S.DRAFT, A.OFFICE),
    (S.CHECKED, M.RECOUNT): (S.DRAFT, A.OFFICE),
    (S.RETURNED, M.RECOUNT): (S.DRAFT, A.OFFICE),
    (S.DRAFT, M.CHECK): (S.CHECKED, A.OFFICE),
    (S.RETURNED, M.CHECK): (S.CHECKED, A.OFFICE),
    (S.CHECKED, M.SUBMIT): (S.SUBMITTED, A.OFFICE),
    (S.SUBMITTED, M.RECALL): (S.CHECKED, A.OFFICE),  # until the leader has decided
    (S.SUBMITTED, M.APPROVE): (S.APPROVED, A.LEADER),
    (S.SUBMITTED, M.RETURN): (S.RETURNED, A.LEADER),
    (S.APPROVED, M.RETURN): (S.RETURNED, A.LEADER),  # a mistake seen before anything was frozen
    (S.APPROVED, M.FREEZE): (S.FROZEN, A.OFFICE),
    (S.FROZEN, M.SIGN): (S.SIGNED, A.OFFICE),
    (S.SIGNED, M.PUBLISH): (S.PUBLISHED, A.OFFICE),
    (S.PUBLISHED, M.SEND): (S.SENT, A.OFFICE),  # with the last of the three addressees
}

KEPT = frozenset({S.FROZEN, S.SIGNED, S.PUBLISHED, S.SENT})
"""Nothing is changed any more: a correction makes a new edition (lần ban hành) with the difference to the last."""

LIVE = frozenset({S.DRAFT, S.CHECKED, S.RETURNED})
"""May be counted anew; once it lies with the leader the figures stay those that he reads."""

UNAPPROVED = LIVE | {S.SUBMITTED}
"""No leader has agreed to it: a correction may still be dropped."""

UNCHECKED = LIVE - {S.CHECKED}
"""Counted anew by itself: what an officer has checked stays what they have checked, until they or the last acceptance
of a unit has it counted again."""

ISSUED = frozenset({S.PUBLISHED, S.SENT})
SIGNED = ISSUED | {S.SIGNED}
SHORTEST_REASON = 10


def after(state: ReportState, move: Move) -> ReportState | None:
    """The state that a move leads to, None where it is not open."""
    found = TABLE.get((state, move))
    return found[0] if found else None


def actor_of(state: ReportState, move: Move) -> Actor | None:
    """Whose move it is, None where it is not open."""
    found = TABLE.get((state, move))
    return found[1] if found else None


def next_move(state: ReportState) -> Move | None:
    """The move that brings a report on from here; None once it is sent."""
    aside = (M.RECOUNT, M.RECALL, M.RETURN)
    return next((move for at, move in TABLE if at is state and move not in aside), None)


class Addressee(StrEnum):
    """To whom the report is sent (letter 95): paper, file and link."""

    DEPARTMENT = "department"  # Cục Nhà giáo và Cán bộ quản lý giáo dục
    ETEP = "etep"
    UNIVERSITY = "university"


def still_to_send(sent: Collection[str]) -> tuple[Addressee, ...]:
    """Who has not been sent it yet."""
    return tuple(each for each in Addressee if each.value not in sent)


class Step(StrEnum):
    """What has a deadline."""

    EXTRACTED = "extracted"
    PUBLISHED = "published"
    SENT = "sent"


DUE_DAYS: dict[Step, tuple[int, int, int]] = {
    Step.EXTRACTED: (0, 12, 25), Step.PUBLISHED: (0, 12, 30), Step.SENT: (1, 1, 31),
}  # fmt: skip
"""(years after the report's, month, day) before whose beginning it is due, unless the ministry sets another."""

DONE_BY: dict[Step, frozenset[ReportState]] = {
    Step.EXTRACTED: KEPT,
    Step.PUBLISHED: ISSUED,
    Step.SENT: frozenset({S.SENT}),
}
"""In which states a step has been taken."""


def usual_day(year: int, step: Step) -> date:
    """The first day that is too late for a step of the report of a year."""
    later, month, day = DUE_DAYS[step]
    return date(year + later, month, day)


def next_step(*states: ReportState) -> Step | None:
    """The step that a year's report still lacks, its editions being in these states; None when all are taken.

    A correction is not late with what an edition before it has met.
    """
    return next((step for step in Step if DONE_BY[step].isdisjoint(states)), None)


def is_late(step: Step | None, due: dict[Step, datetime], at: datetime) -> bool:
    """Has the deadline of the step that is to be taken next passed?"""
    return step is not None and at >= due[step]


class Urgency(StrEnum):
    """How near the deadline of the next step is, as far as somebody is told of it."""

    WEEK = "week"
    DAY = "day"
    LATE = "late"


def urgency(due: datetime, at: datetime) -> Urgency | None:
    """How people are reminded now of a step: seven days before its deadline, one day before, and after it."""
    for near, days in ((Urgency.LATE, 0), (Urgency.DAY, 1), (Urgency.WEEK, 7)):
        if due - at <= timedelta(days=days):
            return near
    return None


def check_days(year: int, days: Mapping[Step, date]) -> list[Problem]:
    """What is wrong with the three days of a year's reports?  One after the other, and not before the year itself."""
    problems = [Problem("due_early", step.value) for step in Step if days[step] < date(year, 1, 1)]
    problems += [Problem("due_far", step.value) for step in Step if days[step] >= date(year + 3, 1, 1)]
    for earlier, later in pairwise(Step):
        if days[later] <= days[earlier]:
            problems.append(Problem("due_order", later.value))
    return problems


@dataclass(frozen=True)
class Paper:
    """What is on the signed paper: its number, the day, who signed, and where it is published."""

    number: str = ""
    signed_on: date | None = None
    signer: str = ""
    link: str = ""


def check_signing(paper: Paper, today: date, as_of: date, issued: date | None = None) -> list[Problem]:
    """What is wrong with a signature that is recorded?

    Whatever an office writes around it, a number has a digit.  A paper is signed after its figures are frozen, not
    ahead, and not after it was `issued`: published or sent.
    """
    problems = []
    if not any(each.isdecimal() for each in paper.number):
        problems.append(Problem("number_needed", "number"))
    if not paper.signer.strip():
        problems.append(Problem("signer_needed", "signer"))
    if paper.signed_on is None:
        problems.append(Problem("day_needed", "signed_on"))
    elif paper.signed_on > today:
        problems.append(Problem("signed_in_future", "signed_on"))
    elif paper.signed_on < as_of:
        problems.append(Problem("signed_before_figures", "signed_on"))
    elif issued is not None and paper.signed_on > issued:
        problems.append(Problem("signed_after_issue", "signed_on"))
    return problems


def number_key(number: str) -> str:
    """What tells a paper's number from others: 012/BC-SGDĐT and "12 / bc-sgdđt" are one."""
    return "".join(fold(number).split()).lstrip("0")


def is_taken(paper: Paper, others: Iterable[tuple[str, date]]) -> bool:
    """Does one of the office's other papers, `(number, day)`, bear its number?

    An office numbers its papers from 1 on in each calendar year (decree 30/2020).
    """
    signed = paper.signed_on
    keys = {number_key(number) for number, day in others if signed is not None and day.year == signed.year}
    return number_key(paper.number) in keys


def check_sending(sent_on: date, address: str, today: date, signed_on: date | None) -> list[Problem]:
    """What is wrong with a sending that is recorded?"""
    if not address.strip():
        return [Problem("address_needed", "address")]
    wrong = sent_on > today or (signed_on is not None and sent_on < signed_on)
    return [Problem("sent_on_wrong", "sent_on")] if wrong else []


def check_link(link: str) -> list[Problem]:
    """What is wrong with the portal's address?  It leads somewhere: to a machine with a name of several parts."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return [Problem("link_needed", "link")]
    name = (parts.hostname or "").split(".")
    leads = parts.scheme in ("https", "http") and len(name) > 1 and all(name) and "@" not in parts.netloc
    good = leads and len(link) <= 500 and not any(c.isspace() for c in link)
    return [] if good else [Problem("link_needed", "link")]


def check_reason(reason: str) -> list[Problem]:
    """A leader who returns, an office that corrects, says why."""
    return [] if len(reason.strip()) >= SHORTEST_REASON else [Problem("reason_needed", "reason")]
