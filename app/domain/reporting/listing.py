"""Who stands behind a number of the report?  The people kept in its snapshot, by the very signs that counted them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.journal.models import JournalEntry
from app.domain.organisation.access import people_paths
from app.domain.organisation.models import Person
from app.domain.organisation.rules import Problem, Role
from app.domain.progress.queries import named_like
from app.domain.reporting.figures.cube import figure
from app.domain.reporting.figures.signs import Cell, Part, Track, Who
from app.domain.reporting.models import SnapshotPerson, SnapshotUnit
from app.domain.reporting.queries import TRACKS, Reading, cubes_of
from app.domain.reporting.rules import KEPT
from app.domain.viewer import Viewer

LISTERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE, Role.SYSTEM})
"""Who reads names behind numbers: a university and the ministry have the numbers only (AZ-9)."""

OF_EVALUATION = frozenset({Track.RANK, Track.LEVELS, Track.LOWEST, Track.DERIVED})
LISTED = frozenset(track for tracks in TRACKS.values() for track in tracks)
PURPOSE_HOLDS = timedelta(hours=1)
PURPOSE_SAID = "minority_list_opened"
SHORTEST_PURPOSE = 10


@dataclass(frozen=True)
class Entry:
    """One line of a list; `signs` is what the track of the figure says of them, `slice` who they are."""

    person_id: int
    name: str
    unit_id: int
    unit: str
    slice: str
    sign: str
    evaluation_id: int | None


def may_list(viewer: Viewer, reading: Reading, cell: Cell) -> bool:
    """Do the viewer's numbers open lists of people, and this one?"""
    if cell.track not in LISTED or viewer.role not in LISTERS:
        return False
    return viewer.role == Role.SYSTEM or any(reading.path.startswith(root) for root in people_paths(viewer))


def narrowed(reading: Reading, cell: Cell) -> Cell:
    """What of a cell may be listed: where managers may not be read of, it is of teachers only."""
    if reading.managers or cell.track not in OF_EVALUATION:
        return cell
    return cell.within(Part(who=Who.TEACHER))


def needs_purpose(cell: Cell) -> bool:
    """Does the list tell who belongs to a minority?  Then it is opened for a purpose, on record (DP-7)."""
    return bool(cell.part.ethnicity)


def number_behind(reading: Reading, cell: Cell) -> int:
    """How many people the list holds, from the same cube that the page's number comes from."""
    unit_id = reading.unit.unit_id
    return figure(cubes_of(reading.snapshot.id, [unit_id], (cell.track,))[unit_id], cell)


def people_behind(
    viewer: Viewer, reading: Reading, cell: Cell, *, q: str = "", limit: int | None = 50, offset: int = 0
) -> Sequence[Entry]:
    """The people whom a cell counts, by unit and name; nobody where the viewer may not know them."""
    if not may_list(viewer, reading, cell):
        return []
    found = _found(reading, cell, q).order_by(SnapshotPerson.place).limit(limit).offset(offset)
    return [Entry(*row) for row in db.session.execute(found)]


def person_in(viewer: Viewer, reading: Reading, person_id: int) -> tuple[Entry, dict[Track, str]] | None:
    """What the report keeps of one person in the viewer's sight; None: it does not exist for them."""
    whole = Cell(Track.HERE, "h")
    if not may_list(viewer, reading, whole):
        return None
    tracks = [getattr(SnapshotPerson, track.value) for track in Track]
    found = _people(reading, func.substr(SnapshotPerson.here, 1, 1), *tracks).where(
        SnapshotPerson.person_id == person_id
    )
    row = db.session.execute(found).first()
    if row is None or (not reading.managers and row.slice[0] != Who.TEACHER):
        return None
    return Entry(*row[:7]), dict(zip(Track, row[7:], strict=True))


def number_found(viewer: Viewer, reading: Reading, cell: Cell, q: str) -> int:
    """How many of them have these words in their names."""
    if not may_list(viewer, reading, cell):
        return 0
    return db.session.scalar(select(func.count()).select_from(_found(reading, cell, q).subquery())) or 0


def _found(reading: Reading, cell: Cell, q: str) -> Select[Any]:
    column = getattr(SnapshotPerson, cell.track.value)
    found = _people(reading, func.substr(column, cell.place + 1, 1)).where(*conditions(cell))
    if not q:
        return found
    return found.join(Person, Person.id == SnapshotPerson.person_id).where(named_like(Person.name_fold, q))


def _people(reading: Reading, sign: ColumnElement[str], *more: Any) -> Select[Any]:
    """The people of the unit that is read, as the columns of an `Entry` and `more`."""
    return (
        select(
            SnapshotPerson.person_id, SnapshotPerson.name, SnapshotPerson.unit_id, SnapshotUnit.name,
            SnapshotPerson.slice, sign, SnapshotPerson.evaluation_id, *more,
        )
        .join(
            SnapshotUnit,
            (SnapshotUnit.snapshot_id == SnapshotPerson.snapshot_id) & (SnapshotUnit.unit_id == SnapshotPerson.unit_id),
        )
        .where(
            SnapshotPerson.snapshot_id == reading.snapshot.id, SnapshotPerson.place >= reading.unit.first,
            SnapshotPerson.place < reading.unit.until,
        )
    )  # fmt: skip


def conditions(cell: Cell) -> Sequence[ColumnElement[bool]]:
    """The SQL twin of `Cell.holds`, on `SnapshotPerson`."""
    column = getattr(SnapshotPerson, cell.track.value)
    tests = [func.substr(column, cell.place + 1, 1).in_(list(cell.signs))]
    return tests + [func.substr(SnapshotPerson.slice, at + 1, 1).in_(list(signs)) for at, signs in cell.part.tests()]


def check_purpose(purpose: str) -> list[Problem]:
    """Whoever opens a list of people of minorities says what for."""
    return [] if len(purpose.strip()) >= SHORTEST_PURPOSE else [Problem("purpose_needed", "purpose")]


def state_purpose(viewer: Viewer, reading: Reading, purpose: str) -> None:
    """Put on record what the viewer opens lists of people of minorities for; it holds for an hour."""
    with writing():
        record(
            viewer, PURPOSE_SAID, "report", reading.report.id, reason=purpose.strip(), unit_id=reading.unit.unit_id
        )  # fmt: skip


def has_purpose(viewer: Viewer, reading: Reading) -> bool:
    """Has the viewer said so within the last hour?"""
    found = select(JournalEntry.id).where(
        JournalEntry.event == PURPOSE_SAID, JournalEntry.subject_kind == "report",
        JournalEntry.subject_id == reading.report.id, JournalEntry.person_id == viewer.person_id,
        JournalEntry.at > clock.now() - PURPOSE_HOLDS,
    )  # fmt: skip
    return db.session.scalar(found.limit(1)) is not None


@dataclass(frozen=True)
class RegistryLine:
    """What the sector registry is told of one person: by the verified ID only, as the frozen report has it."""

    sector_id: str
    name: str
    birth_date: date | None
    unit_code: str
    unit: str
    rank: str
    modules: str


def for_registry(viewer: Viewer, reading: Reading, limit: int) -> Sequence[RegistryLine]:
    """Verified results in the registry's own rows (letter of 2020: TEMIS adds to the sector registry).

    Of a frozen report, of people whose ID is verified and who have been ranked or have passed a module; for the
    province, nobody else.
    """
    if viewer.role != Role.PROVINCE or reading.report.state not in KEPT:
        return []
    told = or_(SnapshotPerson.rank.in_(list("0123456789")), SnapshotPerson.modules.like("%p%"))
    found = (
        select(
            Person.sector_id, SnapshotPerson.name, Person.birth_date, SnapshotUnit.code, SnapshotUnit.name,
            SnapshotPerson.rank, SnapshotPerson.modules,
        )
        .join(Person, Person.id == SnapshotPerson.person_id)
        .join(
            SnapshotUnit,
            (SnapshotUnit.snapshot_id == SnapshotPerson.snapshot_id) & (SnapshotUnit.unit_id == SnapshotPerson.unit_id),
        )
        .where(
            SnapshotPerson.snapshot_id == reading.snapshot.id, SnapshotPerson.place >= reading.unit.first,
            SnapshotPerson.place < reading.unit.until, Person.sector_id.is_not(None), told,
        )
        .order_by(SnapshotPerson.place)
        .limit(limit)
    )  # fmt: skip
    rows: Any = db.session.execute(found)
    return [RegistryLine(*row) for row in rows]
