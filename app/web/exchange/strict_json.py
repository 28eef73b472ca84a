"""How is a JSON text read without being fooled?  (API-5)"""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

DEEPEST = 20
MOST_DIGITS = 30


class BadJson(ValueError):
    """The text is no JSON that we read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_json(text: bytes) -> Any:
    """The value of a UTF-8 JSON text; numbers with a point become Decimal.

    Raises BadJson: no JSON, a name twice in one object, NaN or Infinity, an endless number, nested too deep.
    """
    try:
        value = json.loads(
            text.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_decimal,
            parse_int=_whole,
        )  # fmt: skip
    except RecursionError:
        raise BadJson("too_deep") from None
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise BadJson("invalid_json") from None
    _refuse_depth(value)
    return value


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise BadJson("name_twice")
        made[name] = value
    return made


def _no_constant(_name: str) -> Any:
    raise BadJson("no_number")


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise BadJson("no_number")
    return int(digits)


def _decimal(digits: str) -> Decimal:
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise BadJson("no_number") from None
    if len(digits) > MOST_DIGITS or not -MOST_DIGITS < number.adjusted() < MOST_DIGITS:
        raise BadJson("no_number")
    return number


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise BadJson("too_deep")
