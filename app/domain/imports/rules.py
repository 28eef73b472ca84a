"""What does one row of each kind of file mean?  A record, or the reasons why it cannot be one.  Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from app.domain.imports.cells import (
    Cell,
    Finding,
    Reason,
    Unreadable,
    birth_date_of,
    choice_of,
    code_of,
    day_of,
    is_ticked,
    name_of,
    text_of,
)
from app.domain.imports.columns import MARKS, ImportKind
from app.domain.imports.wordings import GENDERS, KINDS, LEVELS, MAJORITY, POSITIONS, PROVIDERS, KindOfUnit
from app.domain.organisation.rules import Gender, Level, LmsProvider, Position
from app.domain.organisation.sector_id import BadSectorId, SectorIdProblem, clean_sector_id, has_usual_length
from app.domain.vietnamese import fold

T = TypeVar("T")
Cells = Mapping[str, Cell]


@dataclass(frozen=True)
class UnitRow:
    """A unit as the list has it."""

    code: str
    name: str
    kind: KindOfUnit
    parent_code: str
    levels: frozenset[Level]
    difficult: bool
    lms_provider: LmsProvider | None


@dataclass(frozen=True)
class RegistryRow:
    """A record of the sector registry; the ID stands exactly as the ministry gave it."""

    sector_id: str
    full_name: str
    birth_date: date
    gender: Gender | None
    minority: bool | None
    unit_code: str
    unit_name: str
    position: str
    subject: str
    qualification: str
    status: str


@dataclass(frozen=True)
class RosterRow:
    """A person as a school lists them; None and "" are blanks, which never erase anything."""

    full_name: str
    birth_date: date | None
    gender: Gender | None
    minority: bool | None
    sector_id: str | None
    id_was_number: bool
    position: Position | None
    title: str
    group: str
    subject: str
    level: Level | None
    phone: str
    email: str
    unit_code: str
    qualification: str


@dataclass(frozen=True)
class ResultRow:
    """A person's result of an evaluation held on paper.

    Levels stay the words of the file: what they mean is the standard's to say, and that follows from the person.
    `year` is that of the evaluation, blank where the file does not say it; `marks` are the criteria's, in order, as
    many as the file has columns for.
    """

    full_name: str
    birth_date: date | None
    sector_id: str | None
    id_was_number: bool
    position: Position | None
    unit_code: str
    year: str
    rank: str
    self_rank: str
    marks: tuple[str, ...]
    reason: str
    signed_on: date | None
    signed_by: str
    document: str


Record = UnitRow | RegistryRow | RosterRow | ResultRow


@dataclass
class CheckedRow:
    """One row after its check: the record unless refused; findings beside a record are remarks, else faults."""

    number: int
    record: Record | None
    findings: list[Finding] = field(default_factory=list)


def check_row(kind: ImportKind, number: int, cells: Cells, columns: frozenset[str], today: date) -> CheckedRow:
    """Read one row of a file that has these columns; every cell is looked at, so that all faults are named at once."""
    reader = RowReader(cells, columns)
    record = READERS[kind](reader, today)
    return CheckedRow(number, None if reader.faults else record, reader.faults or reader.remarks)


class RowReader:
    """Reads the cells of one row and remembers what was wrong with them."""

    def __init__(self, cells: Cells, columns: frozenset[str]):
        self.cells = cells if "full_name" in columns else with_joined_name(cells)
        self.columns = columns
        self.faults: list[Finding] = []
        self.remarks: list[Finding] = []

    def get(
        self, column: str, read: Callable[..., T], blank: T, *args: Any, required: bool = False, **options: Any
    ) -> T:
        """The value of a cell, or `blank` with the fault noted; a required one may not be empty."""
        try:
            value = read(self.cells.get(column), *args, **options)
        except Unreadable as unreadable:
            self.fault(column, unreadable.reason, unreadable.shown)
            return blank
        if required and not value:
            self.fault(column, Reason.MISSING)
        return blank if value is None else value

    def fault(self, column: str, reason: Reason, shown: str = "") -> None:
        self.faults.append(Finding(column, reason, shown))

    def remark(self, column: str, reason: Reason, shown: str = "") -> None:
        self.remarks.append(Finding(column, reason, shown))

    def text(self, column: str, limit: int, *, required: bool = False) -> str:
        return self.get(column, text_of, "", limit, required=required)

    def contact(self, column: str, limit: int) -> str:
        """A text that is worth nothing to anybody but its owner: too long or odd, it is left out with a remark."""
        try:
            return text_of(self.cells.get(column), limit, check_encoding=False)
        except Unreadable as unreadable:
            self.remark(column, Reason.CELL_DISREGARDED, unreadable.shown)
            return ""

    def name(self) -> str:
        name, tidied = self.get("full_name", name_of, ("", False))
        if tidied:
            self.remark("full_name", Reason.CAPITALS_TIDIED, name)
        return name

    def gender(self) -> Gender | None:
        """From a "giới tính" column, or from a tick under "nữ"; where there is only that column, no tick means male."""
        said = self.get("gender", choice_of, None, GENDERS)
        if "female" not in self.columns:
            return said
        ticked = Gender.FEMALE if self.get("female", is_ticked, False) else Gender.MALE
        if said is not None and ticked is Gender.FEMALE and said is Gender.MALE:
            self.fault("gender", Reason.GENDER_CONTRADICTION)
        return said or ticked

    def minority(self) -> bool | None:
        said = fold(self.text("ethnicity", 60))
        return said != MAJORITY if said else None

    def sector_id(self, *, required: bool = False) -> str | None:
        """The ID's digits as given; an exponent has lost some of them and is refused."""
        cell = self.cells.get("sector_id")
        text = self.get("sector_id", text_of, "", 60, check_encoding=False)
        if not text:
            if required and not self.faults:
                self.fault("sector_id", Reason.MISSING)
            return None
        if cell is not None and (cell.kind in "db" or is_exponent(text)):
            self.fault("sector_id", Reason.ID_EXPONENT, text[:40])
            return None
        try:
            digits = clean_sector_id(text)
        except BadSectorId as bad:
            wrong_length = bad.problem is SectorIdProblem.WRONG_LENGTH
            self.fault("sector_id", Reason.ID_WRONG_LENGTH if wrong_length else Reason.ID_NOT_DIGITS, text[:40])
            return None
        if not has_usual_length(digits):
            self.remark("sector_id", Reason.ID_LENGTH_UNUSUAL, digits)
        return digits

    def levels(self, column: str) -> frozenset[Level]:
        said: frozenset[Level] | None = self.get(column, choice_of, None, LEVELS)
        return said or frozenset()

    def is_number(self, column: str) -> bool:
        cell = self.cells.get(column)
        return cell is not None and cell.kind == "n"

    def phone(self) -> str:
        """The digits of a phone number, with the zero that a number cell has lost."""
        text = "".join(c for c in self.contact("phone", 40) if c in "+0123456789")
        if self.is_number("phone") and len(text) == 9:
            return "0" + text
        return text if 9 <= len(text) <= 16 else ""


def with_joined_name(cells: Cells) -> Cells:
    """The cells with a full name made of the two columns that some sheets have in its place."""
    parts = [cells[key] for key in ("family_names", "given_name") if key in cells]
    if not parts:
        return cells
    odd = [part.kind for part in parts if part.kind != "s"]
    return {**cells, "full_name": Cell(odd[0] if odd else "s", " ".join(part.text for part in parts))}


def is_exponent(text: str) -> bool:
    """True for 2.41E+10 and its like, and for numbers with a fraction: an ID that a spreadsheet has eaten."""
    mantissa, found, exponent = text.upper().partition("E")
    if found and mantissa.replace(".", "").replace(",", "").isdigit() and exponent.lstrip("+-").isdigit():
        return True
    return not found and text.count(".") == 1 and text.replace(".", "").isdigit() and len(text.split(".")[1]) <= 2


def read_unit(row: RowReader, today: date) -> UnitRow | None:
    kind = row.get("kind", choice_of, None, KINDS, required=True)
    unit = UnitRow(
        code=row.get("code", code_of, "", required=True),
        name=row.text("name", 200, required=True),
        kind=kind or KINDS["truong"],
        parent_code=row.get("parent_code", code_of, "", required=True),
        levels=row.levels("levels"),
        difficult=row.get("difficult", is_ticked, False),
        lms_provider=row.get("lms_provider", choice_of, None, PROVIDERS),
    )
    return unit if kind else None


def read_registry(row: RowReader, today: date) -> RegistryRow | None:
    sector_id = row.sector_id(required=True)
    if row.is_number("sector_id"):
        row.fault("sector_id", Reason.ZERO_SUSPECTED, sector_id or "")
    name, _ = row.get("full_name", name_of, ("", False))
    born = row.get("birth_date", birth_date_of, None, today, required=True)
    record = RegistryRow(
        sector_id=sector_id or "",
        full_name=name,
        birth_date=born or today,
        gender=row.gender(),
        minority=row.minority(),
        unit_code=row.get("unit_code", code_of, ""),
        unit_name=row.text("unit_name", 200),
        position=row.text("position", 60),
        subject=row.text("subject", 60),
        qualification=row.text("qualification", 60),
        status=row.text("status", 60),
    )
    return record if sector_id and born else None


def read_roster(row: RowReader, today: date) -> RosterRow:
    position = row.get("position", choice_of, None, POSITIONS)
    levels = row.levels("level")
    return RosterRow(
        full_name=row.name(),
        birth_date=row.get("birth_date", birth_date_of, None, today),
        gender=row.gender(),
        minority=row.minority(),
        sector_id=row.sector_id(),
        id_was_number=row.is_number("sector_id"),
        position=position,
        title=row.contact("position", 60) if position is Position.STAFF else "",
        group=row.text("group", 100),
        subject=row.text("subject", 60),
        level=next(iter(levels)) if len(levels) == 1 else None,
        phone=row.phone(),
        email=row.contact("email", 200),
        unit_code=row.get("unit_code", code_of, ""),
        qualification=row.text("qualification", 60),
    )


def read_result(row: RowReader, today: date) -> ResultRow:
    marks = tuple(row.text(column.key, 30) for column in MARKS)
    return ResultRow(
        full_name=row.name(),
        birth_date=row.get("birth_date", birth_date_of, None, today),
        sector_id=row.sector_id(),
        id_was_number=row.is_number("sector_id"),
        position=row.get("position", choice_of, None, POSITIONS),
        unit_code=row.get("unit_code", code_of, ""),
        year=row.text("year", 30),
        rank=row.text("rank", 30, required=True),
        self_rank=row.text("self_rank", 30),
        marks=marks if any(marks) else (),
        reason=row.text("reason", 1000),
        signed_on=row.get("signed_on", day_of, None),
        signed_by=row.text("signed_by", 100),
        document=row.text("document", 60),
    )


READERS: dict[ImportKind, Callable[[RowReader, date], Record | None]] = {
    ImportKind.UNITS: read_unit,
    ImportKind.REGISTRY: read_registry,
    ImportKind.ROSTER: read_roster,
    ImportKind.RESULTS: read_result,
}
