"""How are the cells of one row read, so that every fault is named at once?  Pure."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from app.domain.imports.cells import Cell, Finding, Reason, Unreadable, choice_of, is_ticked, name_of, text_of
from app.domain.imports.wordings import GENDERS, LEVELS, MAJORITY
from app.domain.organisation.rules import Gender, Level
from app.domain.organisation.sector_id import BadSectorId, SectorIdProblem, clean_sector_id, has_usual_length
from app.domain.vietnamese import fold

T = TypeVar("T")
Cells = Mapping[str, Cell]


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
