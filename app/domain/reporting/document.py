"""What are a report's figures as data?  The same tables as on the page, as the plain values that files are made of."""

from decimal import Decimal
from typing import Any

from app.domain.reporting.figures.tables import Line, Number, Table
from app.domain.reporting.queries import Reading, parts_of, tables_of


def document_of(reading: Reading) -> dict[str, Any]:
    """The whole report: whose, of which instant, by which digest, and every table of every part."""
    report, snapshot = reading.report, reading.snapshot
    return {
        "province": {"code": reading.province.code, "name": reading.province.name},
        "unit": {"code": reading.unit.code, "name": reading.unit.name, "kind": reading.unit.kind},
        "year": report.year,
        "edition": report.edition,
        "state": report.state,
        "as_of": snapshot.as_of.isoformat(),
        "people": reading.unit.until - reading.unit.first,
        "digest": snapshot.digest,
        "part": reading.part.named(),
        "tables": [as_data(table) for part in parts_of(reading) for table in tables_of(reading, part)],
    }


def as_data(table: Table) -> dict[str, Any]:
    """One table: its columns by key, and in each line a value a column; changes where last year is known."""
    return {
        "code": table.code,
        "columns": [
            {"key": column.key, "group": column.group, "text": column.text, "changes": column.changes}
            for column in table.columns
        ],
        "lines": [_line(table, line) for line in table.lines],
    }


def _line(table: Table, line: Line) -> dict[str, Any]:
    pairs = list(zip(table.columns, line.numbers, strict=True))
    found: dict[str, Any] = {
        "kind": line.kind,
        "key": line.key,
        "text": line.text,
        "values": {column.key: plain(number) for column, number in pairs},
    }
    if changes := {column.key: _plain(number.change) for column, number in pairs if column.changes}:
        found["changes"] = changes
    return found


def plain(number: Number) -> int | float | str | None:
    """A value as JSON has it; nothing where it is suppressed, a word's key where it is a word."""
    if number.suppressed:
        return None
    return number.word or _plain(number.value)


def _plain(value: int | Decimal | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value
