"""A correction that nobody approved is dropped with a reason, which stays with the edition that it was to correct."""

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.reporting.dropping import drop_correction
from app.domain.reporting.models import Report, ReportStep, Snapshot
from app.domain.reporting.moving import correct_report
from app.domain.reporting.rules import Move
from app.domain.reporting.snapshots import sweep_snapshots
from app.domain.reporting.steps import history_of
from tests.reports import count_report, freeze, move

pytestmark = pytest.mark.both_databases
REASON = "Bấm nhầm, không có gì để đính chính."


@pytest.fixture
def editions(cast, period) -> tuple[int, int]:
    """A frozen report, and the correction of it that has been counted."""
    first = count_report(cast)
    freeze(cast, first)
    second, problems = correct_report(cast.province_officer.viewer, first, REASON)
    assert problems == [] and count_report(cast) == second
    return first, second


def version_of(report_id: int) -> int:
    version = db.session.execute(select(Report.version).where(Report.id == report_id)).scalar_one()
    db.session.rollback()
    return version


def test_it_goes_with_its_people_and_notices_and_leaves_who_and_why(cast, editions):
    first, second = editions
    move(cast, "province_officer", second, Move.CHECK)
    move(cast, "province_officer", second, Move.SUBMIT)
    officer, version = cast.province_officer.viewer, version_of(second)
    assert [each.code for each in drop_correction(officer, first, "ngắn", version)] == ["reason_needed"]
    assert drop_correction(officer, first, REASON, version, "d1") == []
    assert drop_correction(officer, first, REASON, version, "d1") == []  # a double tap
    assert db.session.scalars(select(Report.id)).all() == [first]
    assert set(db.session.scalars(select(ReportStep.report_id))) == {first}
    assert db.session.scalar(select(func.count()).where(Notice.subject_id == second)) == 0
    told = history_of(db.session.get_one(Report, first))[0]
    assert (told.event, told.name, told.reason) == ("province_report_dropped", officer.name, REASON)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == told.event)).one()
    assert (entry.subject_id, entry.reason, entry.before["edition"]) == (second, REASON, 2)
    db.session.rollback()
    assert sweep_snapshots() == 1 and db.session.scalars(select(Snapshot.kept)).all() == [True]
    db.session.rollback()
    again, problems = correct_report(officer, first, REASON)
    assert problems == [] and db.session.get_one(Report, again).edition == 2


def test_what_a_leader_approved_stays_and_so_does_what_changed_meanwhile(cast, editions):
    first, second = editions
    officer, shown = cast.province_officer.viewer, version_of(second)
    move(cast, "province_officer", second, Move.CHECK)
    with pytest.raises(StaleVersion):
        drop_correction(officer, first, REASON, shown)
    move(cast, "province_officer", second, Move.SUBMIT)
    move(cast, "director", second, Move.APPROVE)
    with pytest.raises(NotNow) as refused:
        drop_correction(officer, first, REASON, version_of(second))
    assert refused.value.reason == "province_report_approved"
    with pytest.raises(NotNow):
        drop_correction(officer, second, REASON, version_of(second))  # nothing corrects it


@pytest.mark.parametrize("who", ["far_officer", "principal", "ministry_officer"])
def test_nobody_else_drops_it(cast, editions, who):
    first, second = editions
    with pytest.raises(LookupError):
        drop_correction(cast[who].viewer, first, REASON, version_of(second))
