"""What becomes of one row of a file, whatever the file is about?"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.imports.cells import Finding
from app.domain.imports.states import Outcome

Row = TypeVar("Row")


@dataclass
class Planned(Generic[Row]):
    """A row (None: unreadable), what was found in it, and its outcome; `step` orders rows that need each other."""

    number: int
    row: Row | None
    findings: list[Finding]
    outcome: Outcome = Outcome.REFUSED
    differs: bool = False
    step: int = 0
