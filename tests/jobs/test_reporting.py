"""Reports are counted by night, but for those that somebody has looked at."""

import pytest
from sqlalchemy import select

from app.commands.report import printed
from app.db import db
from app.domain.organisation.models import Unit
from app.domain.reporting.models import Report
from app.domain.reporting.rules import Move
from app.jobs.runner import keep_all_periodic, run_due_jobs
from tests.reports import count_report, move

pytestmark = pytest.mark.both_databases


@pytest.fixture
def report(cast, period) -> int:
    return count_report(cast)


def stands_on(report_id: int) -> tuple[str, int]:
    found = db.session.execute(select(Report.state, Report.snapshot_id).where(Report.id == report_id)).one()
    db.session.rollback()
    return tuple(found)


def a_night_passes() -> None:
    keep_all_periodic()
    run_due_jobs()


def test_a_draft_is_counted_by_night_and_by_the_command(cast, report):
    before = stands_on(report)
    a_night_passes()
    after = stands_on(report)
    assert after[0] == "draft" and after[1] > before[1]
    printed(_code(cast), 2022)
    assert stands_on(report)[1] > after[1]


def test_a_checked_one_stays_as_it_was_checked(cast, report):
    move(cast, "province_officer", report, Move.CHECK)
    before = stands_on(report)
    a_night_passes()
    printed(_code(cast), 2022)
    assert stands_on(report) == before == ("checked", before[1])


def _code(cast) -> str:
    code = db.session.get_one(Unit, cast.units["province"]).code
    db.session.rollback()
    return code
