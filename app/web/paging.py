"""On which page of a list are we, and where do its neighbours lie?"""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.web.formats import number as written


@dataclass(frozen=True)
class Page:
    """What the pagination macro shows."""

    number: int
    pages: int
    total: str
    first: str
    last: str
    prev_url: str | None
    next_url: str | None


def page_of(total: int, number: int, size: int, endpoint: str, arguments: dict[str, Any]) -> Page:
    """The page `number` (from 1, clamped) of a list of `total`, with addresses that keep the filter."""
    pages = max(1, -(-total // size))
    number = max(1, min(number, pages))

    def address(wanted: int) -> str | None:
        return url_for(endpoint, **arguments, page=wanted) if 1 <= wanted <= pages else None

    first = (number - 1) * size + 1 if total else 0
    return Page(
        number, pages, written(total), written(first), written(min(number * size, total)),
        address(number - 1), address(number + 1),
    )  # fmt: skip
