"""A snapshot is of one instant, whole, and kept once a frozen report stands on it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.reporting import snapshots
from app.domain.reporting.extraction import extract
from app.domain.reporting.figures.signs import Cell, Track
from app.domain.reporting.listing import number_behind, people_behind
from app.domain.reporting.models import (
    Report,
    Snapshot,
    SnapshotCube,
    SnapshotOutlier,
    SnapshotPerson,
    SnapshotUnit,
)
from app.domain.reporting.queries import parts_of, reading_of, report_for, tables_of
from app.domain.viewer import SYSTEM
from app.domain.work.actions import request_job
from app.domain.work.models import Job
from tests.hand_ins import finish
from tests.reports import count_report, freeze, make_unusual

pytestmark = pytest.mark.both_databases


def reading(report_id, viewer=SYSTEM, unit_id=None):
    return reading_of(viewer, report_for(viewer, report_id), unit_id)


def test_every_number_opens_as_many_people(cast, period):
    finish(cast, period, "school")
    read = reading(count_report(cast))
    counted = 0
    for part in parts_of(read):
        for table in tables_of(read, part):
            for line in table.lines:
                here = read if line.unit_id is None else reading(read.report.id, unit_id=line.unit_id)
                for number in line.numbers:
                    if number.cell is not None and number.decimals == 0:
                        behind = people_behind(SYSTEM, here, number.cell, limit=None)
                        assert len(behind) == number.value == number_behind(here, number.cell), (table.code, line.key)
                        counted += number.value
    assert counted > 100


def test_a_rank_counts_once_it_is_published(cast, period):
    ranked = Cell(Track.RANK, "0123")
    assert number_behind(reading(count_report(cast)), ranked) == 0
    finish(cast, period, "school", publish=False)
    assert number_behind(reading(count_report(cast)), ranked) == 0


def test_who_moved_counts_once_where_they_were_on_the_cut_off_day(cast, period):
    with writing():
        target = db.session.get_one(Unit, cast.units["far_school"])
        mine = db.session.scalar(select(Appointment).where(Appointment.person_id == cast.teacher.person_id))
        mine.unit_id = target.id
    own, far = extract(cast.units["province"], 2022), extract(cast.units["far_province"], 2022)
    here = [fact for fact in own.facts if fact.person_id == cast.teacher.person_id]
    assert [fact.unit_id for fact in here] == [cast.units["school"]]
    assert len({fact.person_id for fact in own.facts}) == len(own.facts)
    assert [fact.tracks[Track.HERE] for fact in far.facts if fact.person_id == cast.teacher.person_id] == ["h"]


def test_the_people_of_each_unit_are_one_range(cast, period):
    extracted = extract(cast.units["province"], 2022)
    paths = {unit.id: unit.path for unit in extracted.units}
    for unit in extracted.units:
        inside = [n for n, fact in enumerate(extracted.facts) if paths[fact.unit_id].startswith(unit.path)]
        assert inside == list(range(unit.first, unit.until))


def test_what_is_read_is_of_one_instant_while_others_write(cast, period, monkeypatch):
    """Somebody publishes between two queries of the extraction: none of it is in the snapshot."""
    from app.domain.reporting import extraction

    seen = {}
    people_of = extraction.people_of

    def slow(ground, units):
        first = {f.person_id: f.name for f in people_of(ground, units)}
        other = db.engine.raw_connection()
        other.cursor().execute(f"update person set full_name = 'Tên Mới' where id = {cast.teacher.person_id}")
        other.commit()
        other.close()
        seen["first"], facts = first, people_of(ground, units)
        seen["second"] = {f.person_id: f.name for f in facts}
        return facts

    monkeypatch.setattr(extraction, "people_of", slow)
    extract(cast.units["province"], 2022)
    assert seen["first"] == seen["second"]
    assert db.session.get_one(Person, cast.teacher.person_id).full_name == "Tên Mới"


def test_a_snapshot_is_named_by_its_content(cast, period):
    snapshot_id = snapshots.take_snapshot(SYSTEM, cast.units["province"], 2022)
    snapshot = db.session.get_one(Snapshot, snapshot_id)
    assert snapshots.is_whole(snapshot) and len(snapshot.digest) == 64
    with writing():
        db.session.execute(
            update(SnapshotPerson)
            .where(SnapshotPerson.snapshot_id == snapshot_id, SnapshotPerson.place == 0)
            .values(rank="3")
        )
    assert not snapshots.is_whole(db.session.get_one(Snapshot, snapshot_id, populate_existing=True))


def test_what_takes_long_to_name_is_named_before_the_write_that_seals(cast, period, monkeypatch):
    held = []
    named = snapshots.digest_of
    monkeypatch.setattr(snapshots, "digest_of", lambda *content: held.append(is_writing()) or named(*content))
    snapshots.take_snapshot(SYSTEM, cast.units["province"], 2022)
    assert held == [False]


@pytest.mark.parametrize("model", [SnapshotPerson, SnapshotCube, SnapshotUnit, SnapshotOutlier, Snapshot])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_keeps_what_a_frozen_report_stands_on(cast, model, act):
    make_unusual(cast)
    report_id = count_report(cast)
    freeze(cast, report_id)
    own = Snapshot.id if model is Snapshot else model.snapshot_id
    snapshot_id = db.session.get_one(Report, report_id).snapshot_id
    statement = delete(model) if act == "delete" else update(model).values(**{own.key: own})
    with pytest.raises(DatabaseError), writing():
        db.session.execute(statement.where(own == snapshot_id))


def test_a_snapshot_that_nothing_stands_on_is_swept(cast):
    make_unusual(cast)
    count_report(cast)
    first = db.session.scalar(select(func.min(Snapshot.id)))
    report_id = count_report(cast)
    assert snapshots.sweep_snapshots() == 1
    assert db.session.get(Snapshot, first) is None
    left = {model: set(db.session.scalars(select(model.snapshot_id))) for model in (SnapshotPerson, SnapshotOutlier)}
    kept = reading(report_id).snapshot.id
    assert left == {SnapshotPerson: {kept}, SnapshotOutlier: {kept}}


def test_a_broken_off_snapshot_is_never_read_and_swept_in_time(cast, period, monkeypatch):
    monkeypatch.setattr(snapshots, "digest_of", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        snapshots.take_snapshot(SYSTEM, cast.units["province"], 2022)
    with writing():
        job = request_job(snapshots.COUNT, {}, SYSTEM)
        job.state, job.lease_until = "running", clock.now() + timedelta(minutes=1)
    assert snapshots.sweep_snapshots() == 0  # it may be the one in the making
    with writing():
        db.session.get_one(Job, job.id).lease_until = clock.now() - timedelta(minutes=1)
    assert snapshots.sweep_snapshots() == 1


def test_no_transaction_of_a_snapshot_changes_more_than_five_hundred_rows(cast, period, monkeypatch):
    monkeypatch.setattr(snapshots, "BATCH", 3)
    told = []
    snapshots.take_snapshot(SYSTEM, cast.units["province"], 2022, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 5
