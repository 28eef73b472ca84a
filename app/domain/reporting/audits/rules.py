"""How is a sample drawn so that it is random and anybody can draw it again?  What speaks against an invitation?"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum

from app.domain.organisation.rules import Problem

MOST_DRAWN = 200
USUAL_SIZE = 20
LONGEST_DAYS = 366
SHORTEST_BASIS = 10


class Finding(StrEnum):
    """What a person's papers say of what the report keeps of them."""

    FITS = "fits"
    DIFFERS = "differs"
    MISSING = "missing"  # there is no paper that proves it


def check_size(size: int | None, population: int) -> list[Problem]:
    """May so many be drawn of so many?  At most 200 at a time, and no more than there are."""
    good = size is not None and 1 <= size <= min(population, MOST_DRAWN)
    return [] if good else [Problem("audit_size_wrong", "size")]


def drawn(person_ids: Iterable[int], size: int, seed: str) -> list[int]:
    """The first `size` people in the order of SHA-256 of "seed:id": chance decides, and the seed tells how.

    Whoever has the list and the seed draws the same people, whatever order the list is in.
    """
    return sorted(person_ids, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).digest())[:size]


def check_invitation(
    provinces: Collection[int], basis: str, starts: date | None, ends: date | None, today: date
) -> list[Problem]:
    """What speaks against letting somebody audit from `starts` until the day before `ends`?"""
    problems = []
    if not provinces:
        problems.append(Problem("audit_provinces_needed", "provinces"))
    if len(basis.strip()) < SHORTEST_BASIS:
        problems.append(Problem("audit_basis_needed", "basis"))
    if starts is None or ends is None:
        return problems
    if ends <= starts or ends <= today:
        problems.append(Problem("audit_ends_wrong", "until"))
    elif (ends - starts).days > LONGEST_DAYS:
        problems.append(Problem("audit_too_long", "until"))
    return problems


def check_finding(finding: Finding | None, remark: str) -> list[Problem]:
    """Whoever finds that something does not fit says what."""
    if finding is None:
        return [Problem("audit_finding_needed", "finding")]
    if finding is not Finding.FITS and not remark.strip():
        return [Problem("audit_remark_needed", "remark")]
    return []
