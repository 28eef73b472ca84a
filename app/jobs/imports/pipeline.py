"""How does a file become planned rows, and planned rows changes?  One way for the pages' jobs and the command line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

from app.domain.imports.cells import Cell, Finding, Reason
from app.domain.imports.column_maps import Found
from app.domain.imports.columns import COLUMNS, ImportKind
from app.domain.imports.mapping import MOST_NAMES
from app.domain.imports.queries import REMARKED
from app.domain.imports.rules import (
    CheckedRow,
    CompletionRow,
    LearnerRow,
    Record,
    RegistryRow,
    ResultRow,
    RosterRow,
    UnitRow,
    check_row,
)
from app.domain.imports.states import Outcome, Standing
from app.domain.organisation.sector_id import sector_key
from app.domain.vietnamese import fold, printable
from app.integrations.spreadsheets.layout import (
    Layout,
    LayoutRefused,
    lay_out,
    lay_out_by,
    likely_header,
    own_headings,
)
from app.integrations.spreadsheets.reading import FileRefused, Reading, read_spreadsheet

PLANNED_AT_ONCE = 500
KEPT_AT_ONCE = 400
WRITTEN_AT_ONCE = 100
SAMPLES = 3
# A transaction changes at most 500 rows of any table (design: transactions); what one row of a file may come to:
MOST_CHANGES = 480
CHANGES = {Outcome.CREATE: 6, Outcome.UPDATE: 6, Outcome.MOVE: 10}
CHANGES_OF_A_CASE = 6


class HasOutcome(Protocol):
    """A planned row, or a kept one."""

    outcome: Any
    differs: bool


T = TypeVar("T", bound=HasOutcome)


@dataclass
class CheckedFile:
    """A file whose header was found: what is to be said about it, and its checked rows with their own cells.

    `layout.footer_rows` is complete once the rows have been read to their end.
    """

    kind: ImportKind
    reading: Reading
    layout: Layout
    rows: Iterator[tuple[CheckedRow, list[Cell | None]]]

    def facts(self) -> dict[str, Any]:
        return facts_of(self.reading) | {
            "header_row": self.layout.header_row,
            "headings": [heading.strip()[:200] for heading in self.layout.headings],
            "position": self.layout.position, "unknown": self.layout.unknown,
            "footer_rows": self.layout.footer_rows[:50],
        }  # fmt: skip


def facts_of(reading: Reading) -> dict[str, Any]:
    """What there is to say of a file as such."""
    return {
        "format": reading.format, "sheet": reading.sheet, "other_sheets": list(reading.other_sheets),
        "encoding": reading.encoding,
    }  # fmt: skip


def look_at(kind: ImportKind, source: Path, rows_path: Path, file_name: str) -> Found:
    """Read a file in the child and find what somebody must see to say what its columns mean; raises FileRefused,
    LayoutRefused."""
    reading = read_spreadsheet(source, rows_path, file_name=file_name)
    header_row, header = likely_header(reading, COLUMNS[kind])
    headings = [heading.strip()[:200] for heading in own_headings(header)]
    samples: list[list[str]] = [[] for _ in headings]
    names: list[dict[str, None]] = [{} for _ in headings]
    for number, cells in reading:
        for place, cell in enumerate(cells[: len(headings)] if number > header_row else ()):
            known = len(samples[place]) >= SAMPLES and len(names[place]) > MOST_NAMES
            if cell is None or known or not (text := printable(cell.text).strip()[:200]):
                continue
            if len(samples[place]) < SAMPLES and text not in samples[place]:
                samples[place].append(text[:60])
            if len(names[place]) <= MOST_NAMES:
                names[place][text] = None
    few = [tuple(texts) if len(texts) <= MOST_NAMES else None for texts in names]
    return Found(header_row, tuple(headings), tuple(map(tuple, samples)), tuple(few), facts_of(reading))


def check_file(
    kind: ImportKind, source: Path, rows_path: Path, file_name: str, today: date,
    settled: tuple[int, dict[str, int]] | None = None,
) -> CheckedFile:  # fmt: skip
    """Read a file in the child and check its rows as they are asked for; raises FileRefused, LayoutRefused.

    `settled` is the header's row and the place of each column, where somebody has said what they mean.
    """
    reading = read_spreadsheet(source, rows_path, file_name=file_name)
    needed = [column.key for column in COLUMNS[kind] if column.required]
    sheet = lay_out_by(reading, *settled, needed) if settled else lay_out(reading, COLUMNS[kind])
    columns = frozenset(sheet.layout.position)

    def checked() -> Iterator[tuple[CheckedRow, list[Cell | None]]]:
        seen = Seen()
        for number, cells, raw in sheet.rows:
            row = check_row(kind, number, cells, columns, today)
            if row.record is not None and (finding := seen.before(number, row.record)):
                row = CheckedRow(number, None, [finding, *row.findings])
            yield row, raw

    return CheckedFile(kind, reading, sheet.layout, checked())


def refusal_of(error: FileRefused | LayoutRefused) -> tuple[str, dict[str, Any]]:
    """Code and facts of a file that cannot be imported at all."""
    return error.code, {"names": list(error.names)} if isinstance(error, LayoutRefused) else dict(error.facts)


@dataclass
class Seen:
    """What stood in earlier rows of the same file: the second of two equal rows is refused and names the first."""

    rows: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def before(self, number: int, record: Record) -> Finding | None:
        for column, mark in marks_of(record):
            first = self.rows.setdefault(mark, number)
            if first != number:
                return Finding(column, Reason.DUPLICATE_IN_FILE, str(first))
        return None


def marks_of(record: Record) -> list[tuple[str, tuple[Any, ...]]]:
    """What may stand in one row of a file only, with the column that shows it."""
    if isinstance(record, UnitRow):
        return [("code", ("code", record.code))]
    if isinstance(record, CompletionRow):
        learnt = (sector_key(record.sector_id), fold(record.module), fold(record.year))
        return [("ref", ("ref", record.ref))] if record.ref else [("sector_id", ("learnt", *learnt))]
    if isinstance(record, RegistryRow):
        return [("sector_id", ("id", record.sector_id))]
    marks: list[tuple[str, tuple[Any, ...]]] = []
    if record.sector_id:
        marks.append(("sector_id", ("key", sector_key(record.sector_id))))
    if record.birth_date or not record.sector_id:
        marks.append(("full_name", ("who", record.unit_code, fold(record.full_name), record.birth_date)))
    return marks


def batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """The rows in lists of at most `size`."""
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def affordable(rows: Iterable[T], changes_of_one: int | None = None) -> Iterator[list[T]]:
    """The rows (planned ones, or kept ones) in batches that one short transaction can write; `changes_of_one` row with
    work in it, where the kind of file says so."""
    batch: list[T] = []
    changes = 0
    for row in rows:
        usual = CHANGES.get(Outcome(row.outcome), 1)
        cost = (changes_of_one or usual) + (CHANGES_OF_A_CASE if row.differs else 0)
        if batch and (changes + cost > MOST_CHANGES or len(batch) >= WRITTEN_AT_ONCE):
            yield batch
            batch, changes = [], 0
        batch.append(row)
        changes += cost
    if batch:
        yield batch


@dataclass
class Tally:
    """How many rows have which outcome, how many differ, how many have one of the remarks that are counted."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(
        self, outcome: Outcome, findings: Sequence[Finding], differs: bool, standing: Standing | None = None
    ) -> None:  # fmt: skip
        self._one("read")
        self._one(outcome)
        if standing is not None:
            self._one(standing)
        if differs:
            self._one("differs")
        remarks = {finding.reason for finding in findings} if outcome is not Outcome.REFUSED else set()
        for name, reason in REMARKED.items():
            if reason in remarks:
                self._one(name)

    def _one(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1


def ids_of(rows: Sequence[CheckedRow]) -> set[str]:
    """The keys of the IDs that rows about people give."""
    records = (row.record for row in rows if isinstance(row.record, RosterRow | ResultRow | LearnerRow))
    return {sector_key(record.sector_id) for record in records if record.sector_id}
