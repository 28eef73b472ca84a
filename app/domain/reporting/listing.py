"""Who stands behind a number of the report?  The people kept in its snapshot, by the very signs that counted them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.db import db
from app.domain.organisation.models import Person
from app.domain.organisation.rules import Role, UnitKind
from app.domain.progress.queries import named_like
from app.domain.reporting.figures.cube import figure
from app.domain.reporting.figures.signs import HERE, Cell, Part, Track, Who
from app.domain.reporting.models import SnapshotPerson, SnapshotUnit
from app.domain.reporting.queries import TRACKS, Reading, cubes_of
from app.domain.viewer import Viewer

LISTERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE, Role.AUDITOR, Role.SYSTEM})
"""Who reads names behind numbers: a university and the ministry have the numbers only (AZ-9)."""

OF_EVALUATION = frozenset({Track.RANK, Track.LEVELS, Track.LOWEST, Track.OWN, Track.DERIVED, Track.EFFECT})
ANYBODY = Cell(Track.HERE, HERE)
"""Everybody who works there: whoever may list these may list the others."""

LISTED = frozenset(track for tracks in TRACKS.values() for track in tracks) | {Track.EFFECT}


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


def may_list(viewer: Viewer, cell: Cell) -> bool:
    """Do the viewer's numbers open lists of people, and this one?  What is read was loaded in their scope."""
    if cell.part.ethnicity and not may_list_minorities(viewer):
        return False
    return cell.track in LISTED and viewer.role in LISTERS


def may_list_minorities(viewer: Viewer) -> bool:
    """May the viewer, with a purpose, list who belongs to a minority?  Only a province's office and auditors (DP-7)."""
    return viewer.role in (Role.AUDITOR, Role.SYSTEM) or viewer.unit_kind == UnitKind.PROVINCE


def may_take(viewer: Viewer) -> bool:
    """May the viewer take a whole list away as a file?  An auditor takes the samples that they drew."""
    return viewer.role != Role.AUDITOR


def narrowed(reading: Reading, cell: Cell) -> Cell:
    """What of a cell may be listed: where managers may not be read of, it is of teachers only."""
    if reading.managers or cell.track not in OF_EVALUATION:
        return cell
    return cell.within(Part(who=Who.TEACHER))


def number_behind(reading: Reading, cell: Cell) -> int:
    """How many people the list holds, from the same cube that the page's number comes from."""
    unit_id = reading.unit.unit_id
    return figure(cubes_of(reading.snapshot.id, [unit_id], (cell.track,))[unit_id], cell)


def people_behind(
    viewer: Viewer, reading: Reading, cell: Cell, *, q: str = "", limit: int | None = 50, offset: int = 0
) -> Sequence[Entry]:
    """The people whom a cell counts, by unit and name; nobody where the viewer may not know them."""
    if not may_list(viewer, cell):
        return []
    found = _found(reading, cell, q).order_by(SnapshotPerson.place).limit(limit).offset(offset)
    return [Entry(*row) for row in db.session.execute(found)]


def ids_behind(viewer: Viewer, reading: Reading, cell: Cell) -> list[int]:
    """The ids of all of them; an empty list where the viewer may not know them."""
    if not may_list(viewer, cell):
        return []
    found = _found(reading, cell, "").with_only_columns(SnapshotPerson.person_id).order_by(SnapshotPerson.place)
    return list(db.session.scalars(found))


def person_in(viewer: Viewer, reading: Reading, person_id: int) -> tuple[Entry, dict[Track, str]] | None:
    """What the report keeps of one person in the viewer's sight; None: it does not exist for them.

    Where managers may not be read of, nothing of their evaluation is among it.
    """
    if not may_list(viewer, ANYBODY):
        return None
    tracks = [getattr(SnapshotPerson, track.value) for track in Track]
    found = _people(reading, func.substr(SnapshotPerson.here, 1, 1), *tracks).where(
        SnapshotPerson.person_id == person_id
    )
    row = db.session.execute(found).first()
    if row is None:
        return None
    signs = dict(zip(Track, row[7:], strict=True))
    if not reading.managers and row.slice[0] != Who.TEACHER:
        signs |= dict.fromkeys(OF_EVALUATION, "")
    return Entry(*row[:7]), signs


def number_found(viewer: Viewer, reading: Reading, cell: Cell, q: str) -> int:
    """How many of them have these words in their names."""
    if not may_list(viewer, cell):
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
        .join(SnapshotUnit, counted_at())
        .where(*counted_in(reading))
    )  # fmt: skip


def counted_at() -> ColumnElement[bool]:
    """SQL condition on `SnapshotPerson` and `SnapshotUnit`: the person is counted at this unit, as it was."""
    return and_(SnapshotUnit.snapshot_id == SnapshotPerson.snapshot_id, SnapshotUnit.unit_id == SnapshotPerson.unit_id)


def counted_in(reading: Reading) -> Sequence[ColumnElement[bool]]:
    """SQL conditions on `SnapshotPerson`: counted at the unit that is read, or beneath it."""
    unit = reading.unit
    return (
        SnapshotPerson.snapshot_id == reading.snapshot.id, SnapshotPerson.place >= unit.first,
        SnapshotPerson.place < unit.until,
    )  # fmt: skip


def conditions(cell: Cell) -> Sequence[ColumnElement[bool]]:
    """The SQL twin of `Cell.holds`, on `SnapshotPerson`."""
    column = getattr(SnapshotPerson, cell.track.value)
    tests = [func.substr(column, cell.place + 1, 1).in_(list(cell.signs))]
    return tests + [func.substr(SnapshotPerson.slice, at + 1, 1).in_(list(signs)) for at, signs in cell.part.tests]
