"""What does a JSON body of the LMS door have to look like?  One description reads it strictly and documents it (API-5).

What an LMS sends is judged by these descriptions, and the same ones are printed in the OpenAPI document.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from app.domain.vietnamese import UncleanText, clean

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CENT = Decimal("0.01")


class Kind(StrEnum):
    """The types of JSON that we use, dates among them."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    TRUTH = "truth"
    INSTANT = "instant"
    DAY = "day"
    LIST = "list"


@dataclass(frozen=True)
class Complaint:
    """What is wrong at one place of a body; `pointer` is a JSON pointer (RFC 6901)."""

    pointer: str
    code: str


@dataclass(frozen=True)
class Field:
    """One member of an object: its type, bounds, words and an example."""

    name: str
    kind: Kind
    words: str
    example: Any
    needed: bool = False
    choices: tuple[Any, ...] = ()
    longest: int = 0
    least: int | None = None
    most: int | None = None
    pattern: re.Pattern[str] | None = None

    def schema(self) -> dict[str, Any]:
        """As JSON Schema 2020-12, which OpenAPI 3.1 speaks."""
        types = {
            Kind.TEXT: {"type": "string"}, Kind.WHOLE: {"type": "integer"}, Kind.NUMBER: {"type": "number"},
            Kind.TRUTH: {"type": "boolean"}, Kind.INSTANT: {"type": "string", "format": "date-time"},
            Kind.DAY: {"type": "string", "format": "date"}, Kind.LIST: {"type": "array"},
        }  # fmt: skip
        said: dict[str, Any] = {**types[self.kind], "description": self.words, "examples": [self.example]}
        whole = f"^{self.pattern.pattern}$" if self.pattern else ""
        bounds = {"enum": list(self.choices), "maxLength": self.longest, "pattern": whole}
        said |= {name: value for name, value in bounds.items() if value}
        said |= {name: value for name, value in (("minimum", self.least), ("maximum", self.most)) if value is not None}
        return said

    def read(self, value: Any) -> Any:
        """The value as we use it.  Raises ValueError with the code of what is wrong."""
        given = READERS[self.kind](value)
        if self.choices and given not in self.choices:
            raise ValueError("unknown")
        if self.kind is Kind.TEXT and not given:
            raise ValueError("missing")
        if self.longest and len(given) > self.longest:
            raise ValueError("too_long")
        if self.pattern and not self.pattern.fullmatch(given):
            raise ValueError("characters")
        if (self.least is not None and given < self.least) or (self.most is not None and given > self.most):
            raise ValueError("out_of_range")
        return given


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not_text")
    try:
        return clean(value)
    except UncleanText:
        raise ValueError("unclean") from None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("not_whole")
    return value


def _number(value: Any) -> Decimal:
    """To two places, as scores are kept."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("not_number")
    number = Decimal(value)
    if abs(number) >= 10**9:
        raise ValueError("out_of_range")
    return number.quantize(CENT, ROUND_HALF_UP)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not_truth")
    return value


def _instant(value: Any) -> datetime:
    """With its offset: an instant that does not say where its clock stands is none."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise ValueError("not_instant")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("not_instant") from None


def _day(value: Any) -> date:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise ValueError("not_day")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("not_day") from None


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("not_list")
    return value


READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text, Kind.WHOLE: _whole, Kind.NUMBER: _number, Kind.TRUTH: _truth, Kind.INSTANT: _instant,
    Kind.DAY: _day, Kind.LIST: _list,
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What came of reading an object: its values, what is wrong, and how many members we do not know."""

    values: dict[str, Any]
    complaints: tuple[Complaint, ...]
    unknown: int


def read_object(value: Any, fields: Sequence[Field], pointer: str = "") -> Read:
    """Read one object; members that are not described are ignored and counted.  `null` is as good as absent."""
    if not isinstance(value, Mapping):
        return Read({}, (Complaint(pointer, "not_object"),), 0)
    values: dict[str, Any] = {}
    complaints = []
    for field in fields:
        given = value.get(field.name)
        if given is None:
            if field.needed:
                complaints.append(Complaint(f"{pointer}/{field.name}", "missing"))
            continue
        try:
            values[field.name] = field.read(given)
        except ValueError as wrong:
            complaints.append(Complaint(f"{pointer}/{field.name}", str(wrong)))
    return Read(values, tuple(complaints), len(value.keys() - {field.name for field in fields}))


def object_schema(fields: Sequence[Field]) -> dict[str, Any]:
    """The JSON Schema of an object of these fields."""
    said: dict[str, Any] = {"type": "object", "properties": {field.name: field.schema() for field in fields}}
    needed = [field.name for field in fields if field.needed]
    return said | ({"required": needed} if needed else {})


def example_of(fields: Sequence[Field]) -> dict[str, Any]:
    """An object with the example of each field."""
    return {field.name: field.example for field in fields}
