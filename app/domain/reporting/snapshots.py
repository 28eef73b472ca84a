"""How is a snapshot taken?  Read at one instant, written in batches, sealed by one short write.

Until it is sealed nobody reads it; a broken-off one is swept away.  The digest names its whole content, so that anybody
can prove years later that the figures of a signed report are those of the people kept with it.
"""

import gc
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select

from app.db import Model, db, put_rows, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.organisation.rules import UnitKind
from app.domain.reporting.extraction import Extract, extract
from app.domain.reporting.figures.cube import Cube, add, count_units
from app.domain.reporting.figures.evaluation import ranks_of
from app.domain.reporting.figures.signs import Fact, Track
from app.domain.reporting.models import (
    Report,
    Snapshot,
    SnapshotCube,
    SnapshotOutlier,
    SnapshotPerson,
    SnapshotUnit,
)
from app.domain.reporting.outliers import unusual
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer
from app.domain.work.models import Job
from app.domain.work.rules import JobState

BATCH = 500
COUNT = "count_report"
"""The kind of job that counts one report."""
CUBES_AT_ONCE = 50
TRACKS = tuple(Track)
COLUMNS = ("place", "person_id", "unit_id", "evaluation_id", "name", "slice", *(track.value for track in TRACKS))


def take_snapshot(
    viewer: Viewer, province_id: int, year: int, told: Callable[[int, int], object] = lambda done, total: None
) -> int:
    """Id of a new sealed snapshot of the province; `told` hears (done, total) after each batch.  Raises LookupError.

    No write transaction holds more than 500 rows, so that pages and other writers go on meanwhile.
    """
    with _uncollected():
        return _take(viewer, province_id, year, told)


def _take(viewer: Viewer, province_id: int, year: int, told: Callable[[int, int], object]) -> int:
    extracted = extract(province_id, year)
    snapshot_id = _begin(viewer, extracted)
    rows = [_row(place, fact) for place, fact in enumerate(extracted.facts)]
    cubes = list(_cubes(extracted))
    batches: list[tuple[type[Model], list[dict[str, Any]]]] = [
        *((SnapshotUnit, some) for some in _some(list(_units(extracted)))),
        *((SnapshotPerson, some) for some in _some(rows)),
        *((SnapshotCube, some) for some in _some(cubes, CUBES_AT_ONCE)),
        *((SnapshotOutlier, some) for some in _some(list(_outliers(extracted, cubes)))),
    ]
    for number, (model, some) in enumerate(batches, start=1):
        for row in some:
            row["snapshot_id"] = snapshot_id
        with writing():
            put_rows(model, some)
            told(number, len(batches))
    digest = digest_of(extracted.context.document(), rows)  # of 80,000 people that takes half a second
    with writing():
        snapshot = db.session.get_one(Snapshot, snapshot_id)
        snapshot.digest, snapshot.sealed_at = digest, clock.now()
        record(
            viewer, "province_report_counted", "report_snapshot", snapshot_id, unit_id=province_id,
            after={"year": year, "people": len(rows), "digest": digest},
        )  # fmt: skip
    return snapshot_id


@contextmanager
def _uncollected() -> Iterator[None]:
    """Half a million values are made that all last: to look among them for cycles takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def digest_of(context: dict[str, Any], rows: Iterable[dict[str, Any]]) -> str:
    """The SHA-256 that names a snapshot's content: its context and its people in the order of their places.

    Whoever is not compared with last year is named as before there was such a track, so that old digests hold.
    """
    told = hashlib.sha256(json.dumps(context, sort_keys=True, ensure_ascii=False).encode())
    for row in rows:
        told.update("\x1f".join(str(row[name]) for name in COLUMNS).removesuffix("\x1f").encode() + b"\n")
    return told.hexdigest()


def is_whole(snapshot: Snapshot) -> bool:
    """Is everything still there that the digest names?"""
    found = select(*(getattr(SnapshotPerson, name) for name in COLUMNS)).where(
        SnapshotPerson.snapshot_id == snapshot.id
    )
    rows = (dict(zip(COLUMNS, row, strict=True)) for row in db.session.execute(found.order_by(SnapshotPerson.place)))
    return digest_of(snapshot.context, rows) == snapshot.digest


def sweep_snapshots() -> int:
    """Delete the snapshots that nothing stands on, counted anew since or broken off; how many went.

    While a report is being counted, what is not sealed is left alone.
    """
    counting = select(Job.id).where(Job.kind == COUNT, Job.state == JobState.RUNNING, Job.lease_until > clock.now())
    busy = db.session.scalar(counting.limit(1)) is not None
    used = select(Report.snapshot_id).where(Report.snapshot_id.is_not(None))
    found = select(Snapshot.id).where(Snapshot.kept.is_(False), Snapshot.id.not_in(used))
    gone = list(db.session.scalars(found.where(Snapshot.sealed_at.is_not(None)) if busy else found))
    for snapshot_id in gone:
        _delete(snapshot_id)
    return len(gone)


def _delete(snapshot_id: int) -> None:
    for model, key in (
        (SnapshotPerson, SnapshotPerson.place), (SnapshotCube, SnapshotCube.unit_id),
        (SnapshotOutlier, SnapshotOutlier.unit_id), (SnapshotUnit, SnapshotUnit.unit_id),
    ):  # fmt: skip
        own: Any = model
        per_key = len(Track) if model is SnapshotCube else 1
        keys = list(db.session.scalars(select(key).where(own.snapshot_id == snapshot_id).distinct()))
        for some in _some(keys, BATCH // per_key):
            with writing():
                db.session.execute(delete(own).where(own.snapshot_id == snapshot_id, key.in_(some)))
    with writing():
        db.session.execute(delete(Snapshot).where(Snapshot.id == snapshot_id))


def _begin(viewer: Viewer, extracted: Extract) -> int:
    with writing():
        snapshot = Snapshot(
            unit_id=extracted.unit_id, year=extracted.year, as_of=extracted.as_of, made_by=viewer.person_id,
            people=len(extracted.facts), context=extracted.context.document(),
        )  # fmt: skip
        db.session.add(snapshot)
        db.session.flush()
        return snapshot.id


def _row(place: int, fact: Fact) -> dict[str, Any]:
    tracks = [fact.tracks.get(track, "") for track in TRACKS]
    about = (place, fact.person_id, fact.unit_id, fact.evaluation_id, fact.name, fact.slice)
    return dict(zip(COLUMNS, (*about, *tracks), strict=True))


def _units(extracted: Extract) -> Iterator[dict[str, Any]]:
    for unit in extracted.units:
        yield {
            "unit_id": unit.id, "parent_id": unit.parent_id, "path": unit.path, "kind": unit.kind, "code": unit.code,
            "name": unit.name, "name_fold": unit.name_fold, "target": unit.target,
            "first": unit.first, "until": unit.until,
        }  # fmt: skip


def _cubes(extracted: Extract) -> Iterator[dict[str, Any]]:
    """A row for each unit that anybody is counted at or beneath, and track."""
    above = {unit.id: [int(part) for part in unit.path.strip("/").split("/")] for unit in extracted.units}
    own = {unit.id for unit in extracted.units}
    for track in Track:
        beneath: dict[int, list[Cube]] = defaultdict(list)
        for unit_id, cube in count_units(extracted.facts, track).items():
            for each in above[unit_id]:
                if each in own:
                    beneath[each].append(cube)
        for unit_id, cubes in beneath.items():
            yield {"unit_id": unit_id, "track": track.value, "counts": cubes[0] if len(cubes) == 1 else add(cubes)}


def _outliers(extracted: Extract, cubes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row for each school that stands out."""
    standard = extracted.context.teacher_standard
    if standard is None:
        return
    ranks = ranks_of(standard_of(standard))
    schools: dict[int, dict[Track, Cube]] = {unit.id: {} for unit in extracted.units if unit.kind == UnitKind.SCHOOL}
    for row in cubes:
        if row["unit_id"] in schools:
            schools[row["unit_id"]][Track(row["track"])] = row["counts"]
    for unit_id, own in schools.items():
        if found := unusual(own, ranks, extracted.said.get(unit_id)):
            yield {"unit_id": unit_id, **asdict(found)}


def _some(rows: Sequence[Any], size: int | None = None) -> Iterator[list[Any]]:
    size = size or BATCH
    for start in range(0, len(rows), size):
        yield list(rows[start : start + size])
