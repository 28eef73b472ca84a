"""What does a check of a sector ID against the registry say, and how much of it may be told? Pure.

Order of judgement (domain reference, 3): no record, then differing fields (which says nothing about use by others),
then use by another *verified* account, then verified. An unreachable registry gives *pending*, never a failure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic

from app.domain.identity.comparison import Comparison, Identity, R, candidates, compare
from app.domain.organisation.sector_id import sector_key


class Outcome(StrEnum):
    """What one check came to."""

    NOT_FOUND = "not_found"
    MISMATCH = "mismatch"
    DUPLICATE = "duplicate"
    VERIFIED = "verified"
    UNREACHABLE = "unreachable"
    WITHHELD = "withheld"


FAILURES = frozenset({Outcome.NOT_FOUND, Outcome.MISMATCH})
"""Outcomes that could serve to guess an ID; only these count against the limits."""

LOOKS_PENDING = frozenset({Outcome.UNREACHABLE, Outcome.WITHHELD})
"""Outcomes that read "đang đối chiếu" to the person."""

OWN_FAILURES_A_DAY = 5
OTHERS_FAILURES_PER_ID = 20


@dataclass(frozen=True)
class Judgement(Generic[R]):
    """The outcome, the one record it rests on, what was compared, and whether several records were possible."""

    outcome: Outcome
    record: R | None = None
    comparison: Comparison | None = None
    ambiguous: bool = False


def judge(
    person: Identity, asked: str, records: Sequence[R] | None, verified_by_others: frozenset[str]
) -> Judgement[R]:
    """Judge one check.

    `records` are the registry's for the asked ID (None = it could not be asked); `verified_by_others` are the exact
    IDs among them that other people have verified. Others' unverified claims are no argument: they never count as use.
    """
    if records is None:
        return Judgement(Outcome.UNREACHABLE)
    possible = candidates(asked, records)
    if len(possible) != 1:
        return Judgement(Outcome.NOT_FOUND, ambiguous=len(possible) > 1)
    record = possible[0]
    comparison = compare(person, record)
    if not comparison.all_match:
        return Judgement(Outcome.MISMATCH, record, comparison)
    if record.sector_id in verified_by_others:
        return Judgement(Outcome.DUPLICATE, record, comparison)
    return Judgement(Outcome.VERIFIED, record, comparison)


def may_ask(own_failures_today: int) -> bool:
    """Whether this account still gets an answer today. Past the limit its claim waits for the school's admin, unjudged:
    even a success would tell a guesser that the guess was right."""
    return own_failures_today < OWN_FAILURES_A_DAY


def limited(judgement: Judgement[R], others_failures_on_id: int) -> Judgement[R]:
    """The judgement as it may be told, after the failures of *other* accounts on the same ID.

    Whoever's name and birth date match is never stopped by strangers who tried the same ID.
    """
    matches = judgement.comparison is not None and judgement.comparison.all_match
    if judgement.outcome in FAILURES and not matches and others_failures_on_id >= OTHERS_FAILURES_PER_ID:
        return Judgement(Outcome.WITHHELD)
    return judgement


def is_another_persons(asked: str, returned: str) -> bool:
    """Whether a registry answered with a record of an ID that nobody asked for (the fault of a broken registry)."""
    return sector_key(asked) != sector_key(returned)


class Change(StrEnum):
    """How the registry's record of a verified person moved away from ours."""

    RECORD_GONE = "record_gone"
    NAME_DIFFERS = "name_differs"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    WITHDRAWN = "withdrawn"  # not the registry: an admin took the ID back after looking at both people


def changes(person: Identity, record: R | None) -> tuple[Change, ...]:
    """Why a verified person must confirm again, if at all."""
    if record is None:
        return (Change.RECORD_GONE,)
    comparison = compare(person, record)
    pairs = ((Change.NAME_DIFFERS, comparison.name), (Change.BIRTH_DATE_DIFFERS, comparison.birth_date))
    return tuple(change for change, same in pairs if not same)
