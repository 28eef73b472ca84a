"""What does a row of an LMS's list say?  A report as the API would bring it, or the reasons why it says nothing.

Values in, values out: the same rules judge both (records.rules).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from app.domain.imports.cells import Finding, Reason
from app.domain.imports.learning_cells import VIETNAM
from app.domain.imports.mapping import LEAVE_OUT, Settled, folded
from app.domain.imports.rules import CompletionRow
from app.domain.organisation.sector_id import sector_key
from app.domain.training.catalogue.rules import Audience
from app.domain.training.records.rules import FINISHED, Fault, Report, Status, Verdict, faults, judge, status_of

YEAR = re.compile(r"\A(?:.{0,30}\D)?(20\d{2})(?:\D.{0,30})?")
SCHOOL_YEAR = re.compile(r"(20\d{2})\s?[-–/]\s?(20\d{2})")
NUMBERED = re.compile(r"(?:mo dun|modun|module|md|chuyen de)\s?(?:so )?0?(\d{1,2})(?!\d)")
SAID_FOR: dict[Audience, frozenset[str]] = {
    Audience.TEACHER: frozenset({"gv", "gvpt", "gvcc"}), Audience.MANAGER: frozenset({"cbql", "ql", "cbqlcc"}),
}  # fmt: skip
SAID_IN_FULL: dict[Audience, tuple[str, ...]] = {
    Audience.TEACHER: ("giao vien",), Audience.MANAGER: ("can bo quan ly", "quan tri", "quan ly"),
}  # fmt: skip


@dataclass(frozen=True)
class Course:
    """A module as a list may name it; `name` is folded, `number` 0 where people call it by its code."""

    code: str
    number: int
    audience: Audience
    name: str


def modules_meant(text: str, courses: Sequence[Course]) -> list[str]:
    """The codes of the modules that a text may mean: by code, by name, else by number, as far as it says for whom."""
    words = folded(text)
    if not words:
        return []
    exact = [each.code for each in courses if words in (folded(each.code), each.name)]
    if exact:
        return exact
    coded = [each.code for each in courses if f" {folded(each.code)} " in f" {words} "]
    if coded:
        return coded[:1] if len(coded) == 1 else coded
    named = [each.code for each in courses if f" {each.name} " in f" {words} "]
    if named:
        return named
    numbered = NUMBERED.match(words)
    if numbered is None:
        return []
    found = [each for each in courses if each.number and each.number == int(numbered.group(1))]
    audience = _audience_in(words)
    return [each.code for each in found if audience is None or each.audience is audience]


class Meanings(dict[str, list[str]]):
    """The modules that each text of a list may mean, found once for a text: a long list names the same few in every
    row."""

    def __init__(self, courses: Sequence[Course]):
        self.courses = courses
        self.codes = frozenset(each.code for each in courses)

    def __missing__(self, text: str) -> list[str]:
        self[text] = meant = modules_meant(text, self.courses)
        return meant


def _audience_in(words: str) -> Audience | None:
    split = set(words.split())
    said = [
        audience for audience in Audience
        if split & SAID_FOR[audience] or any(each in words for each in SAID_IN_FULL[audience])
    ]  # fmt: skip
    return said[0] if len(said) == 1 else None


def year_meant(text: str) -> int | None:
    """The year of training that a text names: 2022, "Năm 2022"; of a school year 2021-2022 the later one."""
    if match := SCHOOL_YEAR.search(text):
        return int(match.group(2)) if int(match.group(2)) == int(match.group(1)) + 1 else None
    match = YEAR.fullmatch(text)
    return int(match.group(1)) if match else None


def derived_ref(module: str, year: int, sector_id: str, attempt: int = 1) -> str:
    """The reference of a row that brings none: the same person, module and year are the same record in every list.

    By the ID's key, so that a zero that a spreadsheet drops makes no second record; by a digest of it, since a
    reference stands in addresses and logs.
    """
    said = f"{module}:{year}"
    ref = f"tep:{said}:{hashlib.sha256(f'{said}:{sector_key(sector_id)}'.encode()).hexdigest()[:24]}"
    return ref if attempt == 1 else f"{ref}:{attempt}"


def as_said_before(known: Mapping[str, Any], report: Report, *, dated: bool, derived: bool) -> Report:
    """The report as its record was first said, where a list cannot know better: under a derived reference the ID keeps
    the zeros that it had; a row that names no day keeps the day that somebody gave its first list."""
    if derived and sector_key(report.sector_id) == sector_key(str(known["sector_id"])):
        report = replace(report, sector_id=str(known["sector_id"]))
    kept = report if dated else replace(report, completed_at=known["completed_at"])
    return kept if judge(known, kept)[0] is Verdict.SAME else report


def is_another_attempt(known: Mapping[str, Any], *, voided: bool, report: Report) -> bool:
    """Does a row without a reference tell of something after what its reference stands for?  What was taken back is
    over, and who failed may finish again on a later day; the same said again is neither."""
    if judge(known, report)[0] is Verdict.SAME:
        return False
    before, now = known["completed_at"], report.completed_at
    return voided or (known["status"] == Status.FAILED and now is not None and before is not None and now > before)


def read_row(
    row: CompletionRow, sector_id: str, settled: Settled, meanings: Meanings, now: datetime
) -> tuple[Report | None, list[Finding]]:
    """The report of a row whose ID is `sector_id`, or everything that speaks against it."""
    found: list[Finding] = []
    module = _module(row, settled, meanings, found)
    year = settled.year if not row.year else year_meant(row.year)
    if year is None:
        found.append(Finding("year", Reason.YEAR_UNCLEAR if row.year else Reason.MISSING, row.year))
    score, scale = _score(row, settled)
    status = _status(row, settled, score, scale, found)
    completed = _instant(row.completed_at)
    if status in FINISHED and completed is None and settled.completed_on is not None:
        completed = datetime.combine(settled.completed_on, time(0), VIETNAM)
    if module is None or year is None or status is None:
        return None, found
    finished = status in FINISHED
    report = Report(
        row.ref or derived_ref(module, year, sector_id), sector_id, module, year, status, score, scale,
        int(Decimal(row.progress)) if row.progress else None, _instant(row.enrolled_at),
        completed if finished else None,
    )  # fmt: skip
    found += [_finding(fault, row) for fault in faults(report, now)]
    return (None if found else report), found


def _module(
    row: CompletionRow, settled: Settled, meanings: Meanings, found: list[Finding]
) -> str | None:  # fmt: skip
    if settled.module and not row.module:
        return settled.module
    if not row.module:
        found.append(Finding("module", Reason.MISSING))
        return None
    told = settled.names.get(folded(row.module))
    meant = [told] if told else meanings[row.module]
    if len(meant) != 1 or meant[0] == LEAVE_OUT or meant[0] not in meanings.codes:
        reason = Reason.MODULE_UNCLEAR if len(meant) > 1 else Reason.MODULE_UNKNOWN
        found.append(Finding("module", reason, row.module[:80]))
        return None
    return meant[0]


def _score(row: CompletionRow, settled: Settled) -> tuple[Decimal | None, int]:
    if not row.score:
        return None, 10  # as the machines leave it: a scale says nothing where there is no score
    in_percent = row.score.endswith("%")
    return Decimal(row.score.rstrip("%")), 100 if in_percent else settled.scale


def _status(
    row: CompletionRow, settled: Settled, score: Decimal | None, scale: int, found: list[Finding]
) -> Status | None:  # fmt: skip
    said = row.said or _unsaid(row, settled, score)
    passed = {"yes": True, "no": False}.get(row.passed)
    if said == "completed" and passed is None and score is None and settled.complete_is_pass:
        passed = True
    try:
        return status_of(said, score, scale, passed)
    except ValueError:
        found.append(Finding("passed", Reason.RESULT_UNSAID))
        return None


def _unsaid(row: CompletionRow, settled: Settled, score: Decimal | None) -> str:
    """How far a learner is where the list does not say it: a result or a day of completion says it is over."""
    dated = bool(row.completed_at) or (score is not None and settled.completed_on is not None)
    if row.passed or dated:
        return "completed"
    begun = score is not None or (row.progress and Decimal(row.progress) > 0)
    return "in_progress" if begun else "enrolled"


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


COLUMN_OF = {"score_scale": "score"}
REASON_OF: Mapping[tuple[str, str], Reason] = {
    ("completed_at", "missing"): Reason.DAY_UNSAID, ("completed_at", "in_future"): Reason.IN_FUTURE,
    ("enrolled_at", "in_future"): Reason.IN_FUTURE, ("year", "out_of_range"): Reason.YEAR_UNCLEAR,
    ("ref", "length"): Reason.TOO_LONG, ("ref", "characters"): Reason.REF_MALFORMED,
    ("ref", "holds_sector_id"): Reason.REF_HOLDS_ID,
}  # fmt: skip


def _finding(fault: Fault, row: CompletionRow) -> Finding:
    column = COLUMN_OF.get(fault.field, fault.field)
    shown = str(getattr(row, column, ""))
    if column in ("completed_at", "enrolled_at") and len(shown) >= 10:
        shown = f"{date.fromisoformat(shown[:10]):%d/%m/%Y}"
    return Finding(column, REASON_OF.get((fault.field, fault.code), Reason.OUT_OF_RANGE), shown)
