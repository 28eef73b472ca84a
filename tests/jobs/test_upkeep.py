"""The database is looked after while nobody watches."""

import pytest
from sqlalchemy import text

from app.db import db, refresh_statistics
from app.jobs.runner import PERIODS, keep_all_periodic, run_due_jobs
from tests.factories import make_person


def test_a_worker_refreshes_statistics(app):
    make_person("Trần Thị Lan")
    keep_all_periodic()
    run_due_jobs()
    assert db.session.scalar(text("select stat from sqlite_stat1 where tbl = 'person' limit 1"))


@pytest.mark.both_databases
def test_refreshing_is_possible_on_both(app):
    refresh_statistics()


def test_con_6_periodic_kinds_are_kept_once(app):
    for _ in range(2):
        keep_all_periodic()
    kept = db.session.scalars(text("select kind from job where every_seconds is not null")).all()
    assert sorted(kept) == sorted(PERIODS)
