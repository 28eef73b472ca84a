"""What has happened in an evaluation?  Its period is half done: sent, ranked, published."""

from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, String, case, literal, select, update

from app.commands.demo.life import somebody
from app.commands.demo.school_year import plan_of_2022
from app.db import db, refresh_statistics, writing
from app.domain import clock
from app.domain.evaluation.enrolment import enrol, finish_enrolment, schools_of
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.opening import open_period
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Position
from app.domain.progress.actions import rebuild
from app.domain.reporting.beginning import open_report, put_snapshot
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM

YEAR = 2022
OF_TEN = {"published": 5, "sent": 8}
"""Of ten people, as many are published, and as many have at least sent."""


def half_done(province: str) -> None:
    """Open a period in a province, enrol everybody, bring most of them forward, and count."""
    period_id, problems = open_period(somebody(province, Position.PROVINCE_OFFICER), plan_of_2022())
    assert period_id is not None, problems
    _bring_forward(period_id)
    rebuild()


def half_done_everywhere(ministry: str) -> None:
    """The same in all provinces that have opened no period yet: the ministry opens one for each."""
    first, problems = open_period(somebody(ministry, Position.MINISTRY_OFFICER), replace(plan_of_2022(), others=True))
    assert first is not None, problems
    for period_id in db.session.scalars(select(Period.id).where(Period.year == YEAR, Period.id >= first)).all():
        _bring_forward(period_id)
    refresh_statistics()  # a million rows are new
    rebuild()


def _bring_forward(period_id: int) -> None:
    after = 0
    while schools := schools_of(period_id, after):
        enrol(period_id, schools)
        after = schools[-1].id
    finish_enrolment(period_id)
    of_period = (Evaluation.period_id == period_id, Evaluation.excused.is_(None))
    with writing():
        sent = (Evaluation.id % 10) < OF_TEN["sent"]
        db.session.execute(update(Evaluation).where(*of_period, sent).values(_sent()))
        published = (Evaluation.id % 10) < OF_TEN["published"]
        ranks = case((Evaluation.id % 7 < 2, 3), (Evaluation.id % 7 < 6, 2), else_=1)
        db.session.execute(update(Evaluation).where(*of_period, published).values(state="published", rank=ranks))


def report_of(province: str) -> None:
    """Count the province's report."""
    province_id = db.session.scalars(select(Unit.id).where(Unit.code == province)).one()
    db.session.rollback()
    put_snapshot(open_report(province_id, YEAR), take_snapshot(SYSTEM, province_id, YEAR))


def _sent() -> dict[str, object]:
    receipt: ColumnElement[str] = literal("DO-") + Evaluation.id.cast(String)
    return {"state": "sent", "sent_at": clock.start_of(date(2022, 4, 12)), "receipt": receipt}
