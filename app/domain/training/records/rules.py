"""What may an LMS say about a learner, and when does it count?  Values in, verdicts out.

A record moves forward under its provider's own reference: enrolled, in progress, then failed or passed.  What was
finished is said once; whoever must correct it voids it and sends another.  A pass counts once for a person, a module
and a year, however many providers report it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

REF_LENGTH = 64
REF = re.compile(r"(?!\.+$)[A-Za-z0-9._:\-]+")
"""References stand in addresses: nothing that ends or climbs a path there."""
MOST_AT_ONCE = 1_000
SKEW = timedelta(minutes=5)
"""How far ahead of ours an LMS' clock may be (API-7)."""
PASS_SHARE = Decimal("0.5")
"""Circular 19/2019/TT-BGDĐT: on the scale of ten, five is passed."""


class Status(StrEnum):
    """How far a learner is in a module; the order is that of the enum."""

    ENROLLED = "enrolled"
    IN_PROGRESS = "in_progress"
    FAILED = "failed"
    PASSED = "passed"


FINISHED = frozenset({Status.FAILED, Status.PASSED})
RANK: dict[Status, int] = {status: number for number, status in enumerate(Status, start=1)}


class Standing(StrEnum):
    """What becomes of a record here."""

    OPEN = "open"  # not finished, or failed: nothing to count yet
    COUNTED = "counted"
    DUPLICATE = "duplicate"  # another record already counts for this person, module and year
    WAITING = "waiting"  # its sector ID is nobody's verified one yet: it counts by itself once it is
    VOIDED = "voided"


class Verdict(StrEnum):
    """What a report does to what is known under its reference."""

    NEW = "new"
    SAME = "same"
    FORWARD = "forward"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Report:
    """What a provider says under one reference; instants are aware, `score` is on a scale of `scale` (10 or 100)."""

    ref: str
    sector_id: str
    module: str
    year: int
    status: Status
    score: Decimal | None = None
    scale: int = 10
    progress: int | None = None
    enrolled_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True)
class Fault:
    """A field that cannot be right, and why."""

    field: str
    code: str


NAMES = tuple(field.name for field in fields(Report) if field.name != "ref")


def status_of(said: str, score: Decimal | None, scale: int, passed: bool | None) -> Status:
    """The status of what an LMS calls `enrolled`, `in_progress` or `completed`.

    A completion is passed as the LMS says, else by its score.  Raises ValueError for an unknown word, or a completion
    without either.
    """
    if said != "completed":
        status = Status(said)
        if status in FINISHED:
            raise ValueError(said)
        return status
    if passed is None:
        if score is None:
            raise ValueError("completed needs a score or passed")
        passed = score >= PASS_SHARE * scale
    return Status.PASSED if passed else Status.FAILED


def faults(report: Report, now: datetime) -> list[Fault]:
    """What speaks against a report; empty when nothing does."""
    found = []
    if not 0 < len(report.ref) <= REF_LENGTH:
        found.append(Fault("ref", "length"))
    elif not REF.fullmatch(report.ref):
        found.append(Fault("ref", "characters"))
    elif report.sector_id and report.sector_id in report.ref:  # addresses are logged, and an ID is nobody's business
        found.append(Fault("ref", "holds_sector_id"))
    if report.scale not in (10, 100):
        found.append(Fault("score_scale", "unknown"))
    elif report.score is not None and not 0 <= report.score <= report.scale:
        found.append(Fault("score", "out_of_range"))
    if report.progress is not None and not 0 <= report.progress <= 100:
        found.append(Fault("progress", "out_of_range"))
    if report.status in FINISHED and report.completed_at is None:
        found.append(Fault("completed_at", "missing"))
    if report.status not in FINISHED and report.completed_at is not None:
        found.append(Fault("completed_at", "not_completed"))
    for name in ("enrolled_at", "completed_at"):
        value = getattr(report, name)
        if value is not None and value > now + SKEW:
            found.append(Fault(name, "in_future"))
    if not 2000 <= report.year <= now.year + 1:
        found.append(Fault("year", "out_of_range"))
    return found


def completed_before_enrolment(report: Report) -> bool:
    """An odd record that is taken but flagged (API-7)."""
    return bool(report.enrolled_at and report.completed_at and report.completed_at < report.enrolled_at)


def judge(known: Mapping[str, object] | None, report: Report) -> tuple[Verdict, tuple[str, ...]]:
    """What a report does to the record known under its reference, and the fields in which it contradicts it.

    Two completions of which one is passed differ in `passed`, whatever it followed from, not in their status.
    """
    if known is None:
        return Verdict.NEW, ()
    said = {name: getattr(report, name) for name in NAMES}
    differing = tuple(name for name in NAMES if known[name] != said[name])
    if not differing:
        return Verdict.SAME, ()
    fixed = tuple(name for name in ("sector_id", "module", "year") if name in differing)
    before = Status(str(known["status"]))
    if {before, report.status} == FINISHED:
        differing = tuple("passed" if name == "status" else name for name in differing)
    if before in FINISHED or RANK[report.status] < RANK[before]:
        return Verdict.CONFLICT, differing
    if fixed:
        return Verdict.CONFLICT, fixed
    return Verdict.FORWARD, differing
