"""What becomes of one row of a file, whatever the file is about?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.domain.imports.cells import Finding, Reason
from app.domain.imports.states import Outcome, Standing

Row = TypeVar("Row")

CHANGE = " → "
LONGEST_SHOWN = 150


@dataclass
class Planned(Generic[Row]):
    """A row (None: unreadable), what was found in it, and its outcome; `step` orders rows that need each other."""

    number: int
    row: Row | None
    findings: list[Finding]
    outcome: Outcome = Outcome.REFUSED
    differs: bool = False
    step: int = 0
    standing: Standing | None = None

    def refuse(self, column: str, reason: Reason, shown: str = "") -> None:
        """The row is not taken in; this is the first reason that its owner reads."""
        self.findings = [Finding(column, reason, shown), *self.findings]
        self.outcome, self.row = Outcome.REFUSED, None

    def remark(self, column: str, reason: Reason, shown: str = "") -> None:
        """Something that its owner should know of the row."""
        self.findings = [*self.findings, Finding(column, reason, shown)]

    def replace(self, column: str, before: str, after: str) -> None:
        """Say, with both, that the row writes over what somebody had put down; nothing where there was nothing."""
        if before and before != after:
            self.remark(column, Reason.TYPED_OVER, CHANGE.join((_short(before), _short(after))))


def _short(text: str) -> str:
    return (text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1].rstrip() + "…") or "–"


@dataclass(frozen=True)
class About:
    """What a whole file is about: the code of the importer's own school, which rows that name none mean; what it is
    of (ImportFile.subject_id); and what somebody said of its columns (see `mapping`)."""

    home_code: str = ""
    subject_id: int | None = None
    mapping: Mapping[str, Any] = field(default_factory=dict)
