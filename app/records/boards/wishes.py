"""What did the reader ask a board or a list for, and where?  Filters, order, and addresses that change one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from flask import request

from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Level, LmsProvider
from app.domain.progress.queries import Leaves
from app.domain.progress.rules import Sight
from app.domain.vietnamese import UncleanText, clean
from app.domain.viewer import Viewer
from app.web.labels import kinds, label

SHORTEST_SEARCH = 2
LONGEST_SEARCH = 100
VIEWS = ("", "bars")
IN_ADDRESS = ("q", "state", "schools", "level", "difficult", "provider", "run", "outcome", "sort", "view")


class Here(Protocol):
    """What a board needs to know of the place where the reader stands."""

    @property
    def viewer(self) -> Viewer: ...
    @property
    def paths(self) -> tuple[str, ...]: ...
    @property
    def unit(self) -> Unit | None: ...
    @property
    def sight(self) -> Sight: ...
    @property
    def is_wide(self) -> bool: ...


@dataclass(frozen=True)
class Asked:
    """The filters in an address; unknown parameters and values are ignored (IN-4).

    `schools` names a figure of schools whose schools are shown, with "-" before it those that have not come to it.
    `words` puts a state into words.
    """

    words: Callable[[str], str]
    q: str = ""
    state: str = ""
    schools: str = ""
    level: str = ""
    difficult: str = ""
    provider: str = ""
    run: str = ""
    outcome: str = ""
    sort: str = ""
    view: str = ""

    @property
    def leaves(self) -> Leaves:
        return Leaves(self.level or None, bool(self.difficult), self.provider or None)

    @property
    def search(self) -> str:
        """The words searched for; fewer than two signs search for nothing."""
        return self.q if len(self.q) >= SHORTEST_SEARCH else ""

    def query(self, **changes: Any) -> str:
        """The query string with some values changed, "" when nothing is asked for; always back to page 1."""
        asked = replace(self, **changes)
        pairs = [(name, getattr(asked, name)) for name in IN_ADDRESS if getattr(asked, name)]
        return f"?{urlencode(pairs)}" if pairs else ""

    def page(self, number: int) -> str:
        """The query string of one page."""
        rest = self.query()
        return f"{rest}{'&' if rest else '?'}page={number}" if number > 1 else rest or "?"

    def carried(self) -> str:
        """What goes along from a board to the list behind a number: the filters that the number was counted by."""
        kept = [("level", self.level), ("difficult", self.difficult), ("provider", self.provider)]
        pairs = [pair for pair in kept if pair[1]]
        return f"&{urlencode(pairs)}" if pairs else ""

    def title(self) -> str:
        """The state asked for, in words; "" for everybody."""
        return self.words(self.state) if self.state else ""

    def chosen(self) -> list[tuple[str, str]]:
        """Each active filter in words, with the address that drops it."""
        words = {
            "q": f"Tìm “{self.q}”",
            "state": self.title(),
            "schools": self.words(self.schools) if self.schools else "",
            "level": label(self.level, "level") if self.level else "",
            "difficult": "Vùng khó khăn",
            "provider": label(self.provider, "lms_provider") if self.provider else "",
            "outcome": label(self.outcome, "id_outcome") if self.outcome else "",
        }
        return [(text, self.query(**{name: ""}) or "?") for name, text in words.items() if getattr(self, name)]


def asked(states: Sequence[str], schools: Sequence[str], words: Callable[[str], str]) -> Asked:
    """The filters of this request, of these states and figures of schools."""
    given = request.args
    return Asked(
        words,
        q=_text(given.get("q", "")),
        state=_one_of(given.get("state", ""), states),
        schools=_one_of(given.get("schools", ""), [*schools, *(f"-{code}" for code in schools)]),
        level=_one_of(given.get("level", ""), list(Level)),
        difficult=_one_of(given.get("difficult", ""), ["1"]),
        provider=_one_of(given.get("provider", ""), list(LmsProvider)),
        run=_number(given.get("run", "")),
        outcome=_one_of(given.get("outcome", ""), list(kinds()["id_outcome"])),
        sort=given.get("sort", ""),
        view=_one_of(given.get("view", ""), list(VIEWS)),
    )


def _text(value: str) -> str:
    try:
        return clean(value)[:LONGEST_SEARCH]
    except UncleanText:
        return ""


def _one_of(value: str, known: Sequence[Any]) -> str:
    return value if value in set(map(str, known)) else ""


def _number(value: str) -> str:
    return value if value.isascii() and value.isdigit() and len(value) < 10 else ""
