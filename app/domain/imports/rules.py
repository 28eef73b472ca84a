"""What does one row of each kind of file mean?  A record, or the reasons why it cannot be one.  Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from app.domain.imports.cells import (
    Finding,
    Reason,
    birth_date_of,
    choice_of,
    code_of,
    day_of,
    is_ticked,
    name_of,
)
from app.domain.imports.columns import MARKS, ImportKind
from app.domain.imports.learning_cells import moment_of, number_of
from app.domain.imports.row_reader import Cells, RowReader
from app.domain.imports.wordings import (
    EXCEPTIONS,
    KINDS,
    LEARNING,
    POSITIONS,
    PROVIDERS,
    KindOfUnit,
)
from app.domain.organisation.rules import Gender, Level, LmsProvider, Position

REF_LENGTH = 64
REASON_LENGTH, SHORTEST_REASON = 500, 5
BY_RULE = "rule"
PASSING = {"passed": "yes", "failed": "no"}


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


@dataclass(frozen=True)
class CompletionRow:
    """What an LMS's list says of one learner and module, as the file has it.

    Which module and year are meant is the training's to say.  `said` is how far they are ("" where the file does not
    say it), `passed` "yes" or "no"; `score` and `progress` are plain numbers, a score in per cent ends in "%"; the
    instants are ISO with their offset.
    """

    sector_id: str
    id_was_number: bool
    ref: str
    full_name: str
    module: str
    year: str
    said: str
    passed: str
    score: str
    progress: str
    enrolled_at: str
    completed_at: str


@dataclass(frozen=True)
class LearnerRow:
    """Somebody whom a list lets off a year's training, adds to it, or puts under the rule again, and why."""

    full_name: str
    birth_date: date | None
    sector_id: str | None
    id_was_number: bool
    unit_code: str
    exception: str
    reason: str


Record = UnitRow | RegistryRow | RosterRow | ResultRow | CompletionRow | LearnerRow


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


def read_completion(row: RowReader, today: date) -> CompletionRow | None:
    sector_id = row.sector_id(required=True)
    said = row.get("said", choice_of, None, LEARNING) or ""
    passed = row.get("passed", choice_of, None, LEARNING) or ""
    record = CompletionRow(
        sector_id=sector_id or "",
        id_was_number=row.is_number("sector_id"),
        ref=row.text("ref", REF_LENGTH),
        full_name=row.contact("full_name", 100),
        module=row.text("module", 200),
        year=row.text("year", 30),
        said=said if said not in PASSING else "completed",
        passed=result_of(said, passed),
        score=row.get("score", number_of, ""),
        progress=row.get("progress", number_of, "").rstrip("%"),
        enrolled_at=row.get("enrolled_at", moment_of, ""),
        completed_at=row.get("completed_at", moment_of, ""),
    )
    return record if sector_id else None


def result_of(said: str, passed: str) -> str:
    """ "yes", "no", or "" where neither column says it.  Under a heading like "Đạt" a tick means yes; its absence means
    no only of somebody who is through."""
    if passed == "completed":
        return "yes"
    if passed in ("enrolled", "in_progress"):
        return "no" if said == "completed" else ""
    return PASSING.get(passed) or PASSING.get(said, "")


def read_learner(row: RowReader, today: date) -> LearnerRow:
    reason = row.text("exception_reason", REASON_LENGTH)
    exception = row.get("exception", choice_of, None, EXCEPTIONS, required=True) or ""
    if exception != BY_RULE and len(reason) < SHORTEST_REASON and not row.faults:
        row.fault("exception_reason", Reason.TOO_SHORT if reason else Reason.MISSING, str(SHORTEST_REASON))
    return LearnerRow(
        full_name=row.name(),
        birth_date=row.get("birth_date", birth_date_of, None, today),
        sector_id=row.sector_id(),
        id_was_number=row.is_number("sector_id"),
        unit_code=row.get("unit_code", code_of, ""),
        exception=exception,
        reason=reason,
    )


READERS: dict[ImportKind, Callable[[RowReader, date], Record | None]] = {
    ImportKind.UNITS: read_unit,
    ImportKind.REGISTRY: read_registry,
    ImportKind.ROSTER: read_roster,
    ImportKind.RESULTS: read_result,
    ImportKind.COMPLETIONS: read_completion,
    ImportKind.LEARNERS: read_learner,
}
