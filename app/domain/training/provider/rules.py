"""Which LMS does a province choose, and what has it looked at first?  Values in, problems out.

A Sở chooses the system its people learn on by circular 21/2017/TT-BGDĐT (training over the internet) and the
ministry's letter 4756/BGDĐT-CNTT; the checklist is in our own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.organisation.rules import LmsProvider, Problem

SHORTEST_REMARK, LONGEST_REMARK, LONGEST_DOCUMENT = 10, 1_000, 100
LONGEST_PAST = timedelta(days=5 * 366)


class Item(StrEnum):
    """What is looked at before a system is chosen."""

    RULES = "rules"
    EXCHANGE = "exchange"
    IDENTITY = "identity"
    PROTECTION = "protection"
    MATERIAL = "material"
    PHONE = "phone"
    SUPPORT = "support"
    HANDOVER = "handover"


@dataclass(frozen=True)
class Choice:
    """What a Sở puts down; `met` says of every item whether the system meets it."""

    provider: LmsProvider
    starts: date
    document: str
    met: Mapping[Item, bool]
    remark: str

    @property
    def unmet(self) -> tuple[Item, ...]:
        return tuple(item for item in Item if not self.met.get(item))


def check_choice(choice: Choice, today: date) -> list[Problem]:
    """A system that does not meet an item may be chosen, but it is said why; a choice holds from today at the latest."""
    problems = []
    if not today - LONGEST_PAST <= choice.starts <= today:
        problems.append(Problem("choice_date", "starts"))
    if not choice.document.strip():
        problems.append(Problem("choice_document", "document"))
    if choice.unmet and len(choice.remark.strip()) < SHORTEST_REMARK:
        problems.append(Problem("choice_unmet", "remark"))
    return problems
