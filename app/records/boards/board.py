"""What is a board about?  Everything in which campaign, evaluation and training differ, as one object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.domain.organisation.models import Unit
from app.domain.progress.models import Campaign
from app.domain.progress.queries import Leaves
from app.domain.progress.rules import Sight
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.boards.wishes import Asked, Here


@dataclass(frozen=True)
class Column:
    """One figure of a board, or the share of those expected that the main one makes up.

    `narrow`: shown on a telephone, too; `of_schools`: it opens schools instead of people.
    """

    code: str
    heading: str
    narrow: bool = False
    of_schools: bool = False


@dataclass(frozen=True)
class Words:
    """What a board and its papers are called."""

    title: str
    sheet: str  # of the printed board and the spreadsheet
    nobody: str  # why a filtered board may be empty
    due: str  # which deadline papers name


class People(Protocol):
    """A page of people with how many there are in all."""

    total: int
    entries: Sequence[Any]
    cut: bool
    sorts: frozenset[str]


class Board(Protocol):
    """One subject of the boards."""

    kind: str
    words: Words
    main: str
    figures: Sequence[str]
    columns: Sequence[Column]
    printed: Sequence[Column]
    sheet: Sequence[Column]  # of the spreadsheet
    state_kind: str  # the kind of labels that names its states
    remindable: Sequence[str]
    chat_kind: str  # the kind of labels with the words for a group chat, by state
    first_in_school: str  # how a school's own list is sorted
    campaign: Campaign
    deadline: datetime
    keeper: Unit | None  # whose it is; None: the country's
    about: Mapping[str, int]  # what its address names; nothing for the sector-ID campaign

    def sight(self, viewer: Viewer) -> Sight:
        """What the viewer gets of it."""

    def states(self) -> Sequence[str]:
        """Every state that a list can be asked for."""

    def state_words(self, state: str) -> str:
        """A state in words."""

    def filters(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """The states offered by the filter of a list, in groups."""

    def told(self, here: Here, leaves: Leaves) -> Any:
        """What stands above it: figures, deadline, days left, how it goes, until when the numbers hold."""

    def people(self, here: Here, asked: Asked, *, sort: str, size: int, number: int) -> People:
        """A page of the people asked for."""

    def how_many(self, here: Here, asked: Asked) -> int:
        """How many people a list holds."""

    def everybody(self, here: Here, asked: Asked) -> Sequence[Any]:
        """All of them, for paper and spreadsheet."""

    def headings(self, here: Here) -> list[Heading]:
        """The spreadsheet's columns of a list of people."""

    def line(self, here: Here, each: Any) -> list[Value]:
        """One person in these columns."""

    def named(self, state: str) -> dict[str, str]:
        """What the words of a reminder name beside its sender: the deadline, the year."""

    def to_remind(self, here: Here, state: str) -> tuple[int, int]:
        """How many people would be reminded, and how many were today already."""
