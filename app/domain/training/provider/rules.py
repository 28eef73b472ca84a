"""Which LMS does a province choose, and what has it looked at first?  Values in, problems out.

A Sở chooses the system its people learn on by circular 21/2017/TT-BGDĐT (training over the internet) and the
ministry's letter 4756/BGDĐT-CNTT; the checklist is in our own words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.domain.organisation.rules import LmsProvider, Problem

SHORTEST_NOTE, LONGEST_NOTE = 10, 300
LONGEST_REMARK, LONGEST_DOCUMENT = 1_000, 100
MOST_SCANS = 20
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
    """What a Sở puts down: the system, from which day, the decision behind it, and of every item whether it is met."""

    provider: LmsProvider
    starts: date
    document: str
    decided_on: date
    met: Mapping[Item, bool]
    notes: Mapping[Item, str] = field(default_factory=dict)
    remark: str = ""


def check_choice(choice: Choice, today: date) -> list[Problem]:
    """What speaks against it.

    A choice is put down once the system is in use, so both days have come; a system that does not meet an item may be
    chosen, but it is said of that item why.
    """
    return list(_problems(choice, today))


def _problems(choice: Choice, today: date) -> Iterator[Problem]:
    for name, day in (("starts", choice.starts), ("decided_on", choice.decided_on)):
        if not today - LONGEST_PAST <= day <= today:
            yield Problem("choice_date", name)
    if not choice.document.strip():
        yield Problem("choice_document", "document")
    for item in Item:
        if not choice.met.get(item) and len(choice.notes.get(item, "").strip()) < SHORTEST_NOTE:
            yield Problem("choice_unmet", f"note_{item}")
