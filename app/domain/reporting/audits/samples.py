"""Which people did an auditor draw behind a figure, and what did they find?  Own samples, while the mandate holds."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.refusals import is_saved_already
from app.domain.journal.actions import record
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Problem, Role
from app.domain.reporting.audits.access import audited_by
from app.domain.reporting.audits.models import AuditSample, DrawnPerson
from app.domain.reporting.audits.rules import Finding, check_finding, check_size, drawn
from app.domain.reporting.figures.signs import Cell, cell_at
from app.domain.reporting.listing import ids_behind
from app.domain.reporting.models import Report, SnapshotPerson, SnapshotUnit
from app.domain.reporting.queries import Reading
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

DRAW = "draw_sample"


@dataclass(frozen=True)
class Line:
    """One of a sample as a list shows them: as the report keeps them, and what was found."""

    place: int
    person_id: int
    name: str
    unit: str
    slice: str
    evaluation_id: int | None
    finding: Finding | None
    remark: str
    version: int


@dataclass(frozen=True)
class Summary:
    """A sample among others: how many of its people have been looked at, and how many do not fit."""

    sample: AuditSample
    unit: str
    found: int
    amiss: int


def may_draw(viewer: Viewer) -> bool:
    """Does the viewer draw samples?"""
    return viewer.role == Role.AUDITOR


def draw_sample(
    viewer: Viewer, reading: Reading, cell: Cell, size: int | None, submit_key: str = ""
) -> tuple[int, list[Problem]]:
    """Draw so many of the people behind a figure at random; the sample's id.  Raises PermissionError.

    `reading` was loaded for the viewer, so that it is of a report that they audit.
    """
    if not may_draw(viewer):
        raise PermissionError("only an auditor draws samples")
    ids = ids_behind(viewer, reading, cell)
    if (problems := check_size(size, len(ids))) or size is None:
        return 0, problems
    seed = secrets.token_hex(8)
    chosen = drawn(ids, size, seed)
    address = {key: str(value) for key, value in cell.address().items()}
    with writing():
        if is_repeat(viewer, DRAW, submit_key):
            return result_of(viewer, DRAW, submit_key) or 0, []
        sample = AuditSample(
            person_id=viewer.person_id, report_id=reading.report.id, unit_id=reading.unit.unit_id,
            cell=address, population=len(ids), size=size, seed=seed, drawn_at=clock.now(),
        )  # fmt: skip
        db.session.add(sample)
        db.session.flush()
        db.session.add_all(
            DrawnPerson(sample_id=sample.id, place=place, person_id=each) for place, each in enumerate(chosen, start=1)
        )
        after = {"sample": sample.id, "size": size, "population": len(ids), "seed": seed}
        record(viewer, "audit_sample_drawn", "report", reading.report.id, unit_id=reading.report.unit_id, after=after)
        keep_result(viewer, DRAW, submit_key, sample.id)
        return sample.id, []


def note_finding(
    viewer: Viewer, sample_id: int, place: int, finding: Finding | None, remark: str, version: int
) -> list[Problem]:
    """Write down what one person's papers say.  Raises LookupError, StaleVersion."""
    if problems := check_finding(finding, remark):
        return problems
    with writing():
        sample = sample_for(viewer, sample_id)
        row = db.session.get(DrawnPerson, (sample_id, place), with_for_update=True, populate_existing=True)
        if sample is None or row is None:
            raise LookupError(sample_id)
        if is_saved_already(row.version, version, same=(row.finding, row.remark) == (finding, remark.strip())):
            return []
        before = {"finding": row.finding}
        row.finding, row.remark, row.found_at = finding, remark.strip(), clock.now()
        row.version += 1
        after = {"finding": row.finding, "sample": sample_id, "place": place}
        record(
            viewer, "audit_finding_noted", "report", sample.report_id, unit_id=sample.report.unit_id, before=before,
            after=after,
        )  # fmt: skip
    return []


def samples_of(viewer: Viewer, report_id: int | None = None) -> list[Summary]:
    """The viewer's own samples (of one report), the newest first."""
    found = (
        select(AuditSample, SnapshotUnit.name, func.count(DrawnPerson.finding), _amiss())
        .join(Report, Report.id == AuditSample.report_id)
        .join(DrawnPerson, DrawnPerson.sample_id == AuditSample.id)
        .join(
            SnapshotUnit,
            (SnapshotUnit.snapshot_id == Report.snapshot_id) & (SnapshotUnit.unit_id == AuditSample.unit_id),
        )
        .where(AuditSample.person_id == viewer.person_id, audited_by(viewer))
        .group_by(AuditSample.id, SnapshotUnit.name)
        .order_by(AuditSample.id.desc())
        .options(joinedload(AuditSample.report).joinedload(Report.unit).load_only(Unit.name))
    )
    if report_id is not None:
        found = found.where(AuditSample.report_id == report_id)
    return [Summary(*row) for row in db.session.execute(found)]


def _amiss():  # type: ignore[no-untyped-def]
    return func.count().filter(DrawnPerson.finding.in_([Finding.DIFFERS, Finding.MISSING]))


def sample_for(viewer: Viewer, sample_id: int) -> AuditSample | None:
    """One of the viewer's own samples, as long as the mandate holds."""
    found = (
        select(AuditSample)
        .join(Report, Report.id == AuditSample.report_id)
        .where(AuditSample.id == sample_id, AuditSample.person_id == viewer.person_id, audited_by(viewer))
        .options(joinedload(AuditSample.report))
    )
    return db.session.scalar(found)


def report_sampled(viewer: Viewer, sample_id: int) -> int | None:
    """Id of the report that a sample of the viewer's own was drawn from, whether or not the mandate still holds."""
    return db.session.scalar(
        select(AuditSample.report_id).where(AuditSample.id == sample_id, AuditSample.person_id == viewer.person_id)
    )


def was_drawn(viewer: Viewer, submit_key: str) -> bool:
    """Was this very form sent before?  Then nothing new is drawn."""
    return bool(submit_key) and result_of(viewer, DRAW, submit_key) is not None


def cell_of(sample: AuditSample) -> Cell:
    """The figure that a sample was drawn from."""
    cell = cell_at(sample.cell)
    if cell is None:
        raise ValueError(f"sample {sample.id} has no figure")
    return cell


def lines_of(sample: AuditSample) -> list[Line]:
    """The people of a sample that was loaded in scope, in the order in which they were drawn."""
    return [_line(row) for row in db.session.execute(_drawn(sample).order_by(DrawnPerson.place))]


def line_at(sample: AuditSample, place: int) -> Line | None:
    """One of them."""
    row = db.session.execute(_drawn(sample).where(DrawnPerson.place == place)).first()
    return _line(row) if row is not None else None


def _line(row) -> Line:  # type: ignore[no-untyped-def]
    place, person_id, name, unit, slice_, evaluation_id, finding, remark, version = row
    known = Finding(finding) if finding else None
    return Line(place, person_id, name, unit, slice_, evaluation_id, known, remark, version)


def _drawn(sample: AuditSample) -> Select:
    """As the report keeps them: the snapshot that was drawn from never changes."""
    snapshot_id = select(Report.snapshot_id).where(Report.id == sample.report_id).scalar_subquery()
    return (
        select(
            DrawnPerson.place, DrawnPerson.person_id, SnapshotPerson.name, SnapshotUnit.name, SnapshotPerson.slice,
            SnapshotPerson.evaluation_id, DrawnPerson.finding, DrawnPerson.remark, DrawnPerson.version,
        )
        .select_from(DrawnPerson)
        .join(
            SnapshotPerson,
            (SnapshotPerson.person_id == DrawnPerson.person_id) & (SnapshotPerson.snapshot_id == snapshot_id),
        )
        .join(
            SnapshotUnit,
            (SnapshotUnit.snapshot_id == SnapshotPerson.snapshot_id) & (SnapshotUnit.unit_id == SnapshotPerson.unit_id),
        )
        .where(DrawnPerson.sample_id == sample.id)
    )  # fmt: skip


def number_found(lines: Sequence[Line]) -> int:
    """How many of them have been looked at."""
    return sum(line.finding is not None for line in lines)
