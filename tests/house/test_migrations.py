"""REL-4: the migrations build exactly what the models say, and can be taken down and up again under real data."""

import importlib
import pkgutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, func, inspect, select
from sqlalchemy.exc import DatabaseError

import app.domain
from app.config import ROOT
from app.db import db, writing
from app.domain.evaluation.deciding import return_to_person
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.self_assessment import draft_of, send
from app.domain.organisation.models import Appointment, Person
from app.domain.reporting.models import Snapshot, SnapshotOutlier
from app.domain.reporting.snapshots import is_whole
from app.domain.training.completion_lists.rules import derived_ref
from app.domain.training.records.actions import put
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Report, Status
from app.web.startup import database_is_current, newest_migration
from tests.evaluations import assess, evaluation_of, hold_period, move_day
from tests.reports import count_report, freeze, make_unusual
from tests.training import make_modules

for module in pkgutil.walk_packages(app.domain.__path__, "app.domain."):
    importlib.import_module(module.name)  # so that every model is known


def test_the_migrations_are_one_chain():
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1
    assert all(len(revision._all_down_revisions) <= 1 for revision in scripts.walk_revisions())


@pytest.mark.both_databases
def test_rel_4_the_migrations_build_what_the_models_say(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


@pytest.mark.slow
@pytest.mark.migrates
@pytest.mark.both_databases
def test_rel_4_each_migration_goes_down_and_up_again_on_a_seeded_database(seeded):
    """And the newest keeps the people on its way."""
    before = _people()
    downgrade()
    upgrade()
    assert _people() == before
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    newest_first = [script.revision for script in scripts.walk_revisions()]
    for newer, older in zip(newest_first, [*newest_first[1:], "base"], strict=True):
        downgrade(revision=older)
        upgrade(revision="+1")
        assert _revision() == newer
        downgrade(revision=older)
    db.session.remove()
    left = set(inspect(db.engine).get_table_names())
    assert left == {"alembic_version"}
    upgrade()
    assert _revision() == newest_migration()
    assert database_is_current()


def _people() -> list[int | None]:
    counted = select(func.count(Person.id)), select(func.count(Appointment.id))
    counts = [db.session.scalar(count) for count in counted]
    db.session.remove()
    return counts


def _revision() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@pytest.mark.migrates
@pytest.mark.both_databases
def test_0047_knows_from_editions_and_journal_what_was_first_sent_and_given_back(cast):
    held = hold_period(cast)
    mine, theirs = (evaluation_of(cast, held, key) for key in ("teacher", "peer"))
    assess(cast, mine, "teacher", "2" * 15)
    move_day(-1)
    return_to_person(cast.principal.viewer, mine, "Tiêu chí 5 chưa có minh chứng")
    move_day(1)
    send(cast.teacher.viewer, mine, draft_of(db.session.get_one(Evaluation, mine)).version)
    assess(cast, theirs, "peer", "2" * 15)
    found = select(Evaluation.id, Evaluation.sent_at, Evaluation.first_sent_at).order_by(Evaluation.id)
    before = [tuple(row) for row in db.session.execute(found)]
    first = {row[0]: row[1] != row[2] for row in before}
    assert first[mine] and not first[theirs]
    db.session.remove()
    downgrade(revision="0046_report_effect")
    upgrade()
    assert [tuple(row) for row in db.session.execute(found)] == before
    returned = {one.id: one.returned_at is not None for one in db.session.scalars(select(Evaluation))}
    assert returned[mine] and sum(returned.values()) == 1


@pytest.mark.migrates
@pytest.mark.both_databases
def test_0048_finds_in_snapshots_that_are_there_which_schools_stand_out(cast):
    make_unusual(cast)
    report = count_report(cast)
    freeze(cast, report)
    columns = (column for column in SnapshotOutlier.__table__.columns if column.name != "snapshot_id")
    found = select(*columns).order_by(SnapshotOutlier.unit_id)
    before = [tuple(row) for row in db.session.execute(found)]
    assert [row[0] for row in before] == sorted((cast.units["school"], cast.units["upper_school"]))
    db.session.remove()
    downgrade(revision="0047_corrections")
    upgrade()
    assert [tuple(row) for row in db.session.execute(found)] == before
    snapshot = db.session.scalars(select(Snapshot)).one()
    assert snapshot.kept and is_whole(snapshot)
    with pytest.raises(DatabaseError), writing():
        db.session.execute(delete(SnapshotOutlier))


@pytest.mark.migrates
@pytest.mark.both_databases
def test_0050_takes_the_id_out_of_references_that_lists_made(cast):
    made, again, own = "tep:MD-01:2022:1101000001", "tep:MD-01:2022:1101000001:2", "tep:MD-01"
    reports = [Report(ref, "01101000001", "MD-01", 2022, Status.ENROLLED) for ref in (made, again, own)]
    put(cast.viettel_staff.viewer, cast.units["viettel"], reports, make_modules())
    db.session.remove()
    downgrade(revision="0049_former_units")
    upgrade()
    refs = set(db.session.scalars(select(LearningRecord.ref)))
    assert refs == {derived_ref("MD-01", 2022, "1101000001"), derived_ref("MD-01", 2022, "01101000001", 2), own}
