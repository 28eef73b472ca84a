"""Is this registry record about this person?

Name and birth date are compared as the account has them stored; the ID says which record to look at. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from app.domain.organisation.sector_id import sector_key
from app.domain.vietnamese import same_name


class Field(StrEnum):
    """A field that is compared. The school is shown, never compared."""

    NAME = "name"
    BIRTH_DATE = "birth_date"


@dataclass(frozen=True)
class Identity:
    """What is compared of a person, on our side."""

    full_name: str
    birth_date: date | None


class Record(Protocol):
    """What a registry record must have to be compared, wherever it comes from."""

    @property
    def sector_id(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def birth_date(self) -> date | None: ...


R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Comparison:
    """Which compared fields agree. An unknown date on either side agrees with nothing."""

    name: bool
    birth_date: bool

    @property
    def all_match(self) -> bool:
        return self.name and self.birth_date

    @property
    def differing(self) -> tuple[Field, ...]:
        pairs = ((Field.NAME, self.name), (Field.BIRTH_DATE, self.birth_date))
        return tuple(field for field, same in pairs if not same)


def compare(person: Identity, record: Record) -> Comparison:
    """Name (forgiving case, blanks, Unicode form and the place of the tone mark) and birth date, field by field."""
    same_day = person.birth_date is not None and person.birth_date == record.birth_date
    return Comparison(same_name(person.full_name, record.full_name), same_day)


def candidates(asked: str, records: Iterable[R]) -> list[R]:
    """The records that the asked (cleaned) ID may mean: those with exactly this ID, else those that share its key."""
    found = list(dict.fromkeys(records))
    exact = [record for record in found if record.sector_id == asked]
    return exact or [record for record in found if sector_key(record.sector_id) == sector_key(asked)]


def choose(asked: str, records: Iterable[R]) -> R | None:
    """The one record that the asked ID means; None when there is none, or more than one."""
    found = candidates(asked, records)
    return found[0] if len(found) == 1 else None


def played_back(comparison: Comparison | None, record: R | None) -> R | None:
    """The registry's record for the person's own eyes: only when every compared field matches, else nothing of it."""
    return record if comparison is not None and comparison.all_match else None
