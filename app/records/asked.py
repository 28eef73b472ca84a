"""What did the reader ask a board or a list for?  Filters, order, and addresses that change one."""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from flask import request

from app.domain.identity.roll import known_states
from app.domain.organisation.rules import Level, LmsProvider
from app.domain.progress.queries import Leaves
from app.domain.vietnamese import UncleanText, clean
from app.web.labels import kinds, label

SHORTEST_SEARCH = 2
LONGEST_SEARCH = 100
VIEWS = ("", "bars")


@dataclass(frozen=True)
class Asked:
    """The filters in an address; unknown parameters and values are ignored (IN-4)."""

    q: str = ""
    state: str = ""
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
        pairs = [(field.name, getattr(asked, field.name)) for field in fields(asked) if getattr(asked, field.name)]
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
        return state_words(self.state) if self.state else ""

    def chosen(self) -> list[tuple[str, str]]:
        """Each active filter in words, with the address that drops it."""
        words = {
            "q": f"Tìm “{self.q}”",
            "state": state_words(self.state) if self.state else "",
            "level": label(self.level, "level") if self.level else "",
            "difficult": "Vùng khó khăn",
            "provider": label(self.provider, "lms_provider") if self.provider else "",
            "outcome": label(self.outcome, "id_outcome") if self.outcome else "",
        }
        return [(text, self.query(**{name: ""}) or "?") for name, text in words.items() if getattr(self, name)]


def state_words(state: str) -> str:
    """A state of the list in words: a figure of the board, or one standing."""
    return label(state[3:], "standing") if state.startswith("is-") else label(state, "figure")


def asked() -> Asked:
    """The filters of this request."""
    given = request.args
    return Asked(
        q=_text(given.get("q", "")),
        state=_one_of(given.get("state", ""), known_states()),
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


def _one_of(value: str, known: list[Any]) -> str:
    return value if value in set(map(str, known)) else ""


def _number(value: str) -> str:
    return value if value.isascii() and value.isdigit() and len(value) < 10 else ""
