"""What of a report is public?  The figures of the newest edition that was published, and nothing about people."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.reporting.figures.suppression import suppressed
from app.domain.reporting.figures.tables import Line, Number, Table
from app.domain.reporting.models import Report
from app.domain.reporting.queries import Reading, parts_of, reading_of, tables_of
from app.domain.reporting.rules import ISSUED
from app.domain.viewer import SYSTEM


@dataclass(frozen=True)
class Published:
    """A published report, read as a whole, and the editions that it replaces."""

    report: Report
    reading: Reading
    earlier: tuple[Report, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        return parts_of(self.reading)


def published_of(code: str, year: int) -> Published | None:
    """The report of the province of this code, if one was published; a code is that of the year (units change)."""
    found = (
        select(Report)
        .join(Unit, Unit.id == Report.unit_id)
        .where(
            Unit.code == code, Unit.kind == UnitKind.PROVINCE, Report.year == year, Report.state.in_(sorted(ISSUED))
        )
        .options(contains_eager(Report.unit), joinedload(Report.snapshot))
        .order_by(Report.edition.desc())
    )  # fmt: skip
    reports = db.session.scalars(found).all()
    if not reports:
        return None
    newest, *earlier = reports
    reading = reading_of(SYSTEM, newest)
    return Published(newest, reading, tuple(earlier)) if reading is not None else None


def published_tables(reading: Reading, part: str) -> list[Table]:
    """The tables of a part as the public has them: none opens a list; small numbers hidden if the province set it."""
    tables = tables_of(reading, part)
    if reading.report.suppresses:
        return suppressed(tables)
    return [replace(table, lines=tuple(_closed(line) for line in table.lines)) for table in tables]


def _closed(line: Line) -> Line:
    return replace(line, numbers=tuple(_without_people(number) for number in line.numbers))


def _without_people(number: Number) -> Number:
    return replace(number, cell=None)
