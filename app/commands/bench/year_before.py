"""What lies behind the big province's year?  A frozen report of the year before, so that people are compared with it.

Levels follow from numbers: of no two people the same, as in life.
"""

from datetime import date
from random import Random

from sqlalchemy import func, select, update

from app.commands.demo.life import somebody
from app.commands.demo.loading import save
from app.commands.demo.past_results import open_past_period, settle
from app.commands.demo.training import learn
from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.enrolment import enrol, schools_of
from app.domain.evaluation.models import Decision, Evaluation
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Position
from app.domain.reporting.actions import open_report, put_snapshot
from app.domain.reporting.models import Report, Snapshot
from app.domain.reporting.snapshots import take_snapshot
from app.domain.standards.queries import standard_of
from app.domain.training.records.models import LearningRecord
from app.domain.viewer import SYSTEM

YEAR = 2021
RANK = 2


def year_before(province: str) -> None:
    """Rank nine of ten people of a province, let some learn, and freeze the report of the year."""
    officer = somebody(province, Position.PROVINCE_OFFICER)
    learn({province: "VIETTEL"}, Random(YEAR))  # noqa: S311 - the same each time
    _verify_learners()
    period_id = open_past_period(province, YEAR, date(YEAR, 8, 31), Position.PROVINCE_OFFICER)
    after = 0
    while schools := schools_of(period_id, after):
        enrol(period_id, schools)
        after = schools[-1].id
    forms = forms_of(period_id)
    settle(period_id, dict.fromkeys(forms, RANK), officer.person_id or 0, forms)
    _freeze(province, officer.person_id or 0)


def forms_of(period_id: int) -> dict[int, str]:
    """By evaluation: a form of nine of ten people of a period."""
    found = select(Evaluation.id, Evaluation.standard_id).where(
        Evaluation.period_id == period_id, Evaluation.excused.is_(None), Evaluation.id % 10 != 0
    )
    rows = db.session.execute(found).all()
    sizes = {each: len(standard_of(each).criteria) for each in {row.standard_id for row in rows}}
    db.session.rollback()
    random = Random(period_id)  # noqa: S311 - the same each time
    return {row.id: "".join(random.choices("123", (1, 6, 3), k=sizes[row.standard_id])) for row in rows}


def decide(period_id: int, by: int) -> None:
    """Give those of a period who are published the levels that their ranks stand on."""
    forms = forms_of(period_id)
    published = select(Evaluation.id, Evaluation.rank).where(
        Evaluation.period_id == period_id, Evaluation.state == "published"
    )
    rows, at = db.session.execute(published).all(), clock.now()
    db.session.rollback()
    save(Decision, (
        {
            "evaluation_id": row.id, "levels": forms[row.id], "ruled": row.rank, "rank": row.rank, "saved_at": at,
            "decided_at": at, "decided_by": by, "decided_as": Position.PRINCIPAL, "published_at": at,
        }
        for row in rows
        if row.id in forms
    ))  # fmt: skip


def _verify_learners() -> None:
    """As if everybody who has learnt, and is alone with their listed ID, had declared it."""
    alone = (
        select(Person.listed_sector_id)
        .where(Person.listed_sector_id.in_(select(LearningRecord.sector_id)))
        .group_by(Person.listed_sector_id)
        .having(func.count() == 1)
    )
    taken = select(Person.sector_id).where(Person.sector_id.is_not(None))
    free = Person.sector_id.is_(None), Person.listed_sector_id.in_(alone), Person.listed_sector_id.not_in(taken)
    values = {"sector_id": Person.listed_sector_id, "sector_key": Person.listed_sector_key}
    with writing():
        db.session.execute(update(Person).where(*free).values(values))


def _freeze(province: str, by: int) -> None:
    today = clock.today()
    province_id = db.session.scalars(select(Unit.id).where(Unit.code == province)).one()
    db.session.rollback()
    clock.pin_today(date(YEAR, 12, 20))
    try:
        report_id = open_report(province_id, YEAR)
        put_snapshot(report_id, take_snapshot(SYSTEM, province_id, YEAR))
    finally:
        clock.pin_today(today)
    with writing():
        report = db.session.get_one(Report, report_id)
        report.state, report.frozen_at, report.frozen_by = "frozen", clock.now(), by
        db.session.get_one(Snapshot, report.snapshot_id).kept = True
