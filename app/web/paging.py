"""Which part of a long list is shown?  Numbered pages with counts; shorter ones for those who save data (ux: 4)."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

SIZE = 50
SIZE_WHEN_SAVING = 20
LAST_PAGE = 100_000


def page_size() -> int:
    """Rows a page; the answer must then vary by Save-Data."""
    return SIZE_WHEN_SAVING if request.headers.get("Save-Data") == "on" else SIZE


def page_number() -> int:
    """The page asked for, 1 for anything else (IN-4)."""
    text = request.args.get("page", "1")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 8 else 1


@dataclass(frozen=True)
class Page:
    """What the pagination macro shows of a list of `total` rows."""

    number: int
    size: int
    total: int
    address: Callable[[int], str]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    @property
    def prev_url(self) -> str | None:
        return self.address(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        return self.address(self.number + 1) if self.number < self.pages else None


def paged(total: int, address: Callable[[int], str], number: int | None = None) -> Page:
    """The page that the request asks for (or `number`, where that was settled before); past the end it is the last."""
    size = page_size()
    last = max(1, -(-total // size))
    return Page(min(number or page_number(), last), size, total, address)
