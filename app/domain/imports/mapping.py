"""What do the columns of an LMS's list mean?  Proposed by what is known, settled by a person.  Values in, values out.

Every LMS names and orders its columns as it likes, and a list of one course says nowhere which course it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from app.domain.imports.columns import COMPLETION_COLUMNS, Column
from app.domain.organisation.rules import Problem
from app.domain.vietnamese import words_of

MOST_NAMES = 40
"""So many different texts of a column are shown to be given a meaning one by one; a module's names are fewer."""
LEAVE_OUT = "-"
"""Stands for "rows of this course are not to be brought in"."""


@dataclass(frozen=True)
class Settled:
    """What somebody said about a file.

    `position` leads from a column's key to its place; `names` from a folded name of a course to a module's code, or to
    LEAVE_OUT; the rest holds for the whole file: the module and year of every row (blank: each row says it), what a
    score is out of, the day of a completion that names none, and whether "completed" means passed.
    """

    position: dict[str, int]
    names: dict[str, str] = field(default_factory=dict)
    module: str = ""
    year: int | None = None
    scale: int = 10
    completed_on: date | None = None
    complete_is_pass: bool = False

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self) | {"completed_on": self.completed_on.isoformat() if self.completed_on else None}


def settled_from(plain: Mapping[str, Any]) -> Settled:
    """The same again."""
    day = plain.get("completed_on")
    return Settled(**{**plain, "completed_on": date.fromisoformat(day) if day else None})


def folded(text: str) -> str:
    """A heading or a name as it is compared: no marks, no case, letters and digits only."""
    return " ".join(words_of(text))[:200]


def propose(
    headings: Sequence[str], kept: Mapping[str, str], columns: Sequence[Column] = COMPLETION_COLUMNS
) -> dict[int, str]:
    """What each place probably means: as last settled for this provider, else by the headings that everybody uses."""
    known = {heading: column.key for column in columns for heading in column.headings} | dict(kept)
    proposed: dict[int, str] = {}
    for place, heading in enumerate(headings):
        key = known.get(folded(heading), "")
        if key and key not in proposed.values():
            proposed[place] = key
    return proposed


def check_settled(settled: Settled, columns: Sequence[Column] = COMPLETION_COLUMNS) -> list[Problem]:
    """What is still missing before the rows can be read."""
    problems = [
        Problem("no_id_column", "columns")
        for column in columns
        if column.required and column.key not in settled.position
    ]
    if not settled.module and "module" not in settled.position:
        problems.append(Problem("no_module", "module"))
    if settled.year is None and "year" not in settled.position:
        problems.append(Problem("no_year", "year"))
    return problems
