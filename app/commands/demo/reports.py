"""Which reports are there in the demonstration?  Last year's is published and sent, this year's a draft.

The results of 2021 were taken over from paper; the report has gone its whole way, on the days of letter 95.
"""

from datetime import date
from random import Random

from sqlalchemy import select

from app.commands.demo.life import somebody
from app.commands.demo.past_results import open_past_period, settle
from app.db import db
from app.domain import clock
from app.domain.evaluation.enrolment import enrol, schools_of
from app.domain.evaluation.models import Evaluation
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Position
from app.domain.reporting import actions
from app.domain.reporting.models import Report
from app.domain.reporting.rules import Addressee, Move, Paper
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM, Viewer

YEAR = 2021
CUTOFF = date(2021, 8, 31)
NOT_RANKED = 0.06
RANKS, WEIGHTS = (0, 1, 2, 3), (1, 8, 55, 36)
LINK = "https://haugiang.example.vn/bao-cao-temis-2021"
ADDRESSES = {
    Addressee.DEPARTMENT: "Hộp thư công vụ của Cục, kèm bản giấy",
    Addressee.ETEP: "Hộp thư của Ban quản lý ETEP",
    Addressee.UNIVERSITY: "Phòng Hành chính của trường, theo đường bưu điện",
}


def report_years(province: str, random: Random) -> None:
    """Let the report of 2021 go its way, and count this year's draft."""
    today = clock.today()
    province_id = db.session.scalars(select(Unit.id).where(Unit.code == province)).one()
    db.session.rollback()
    officer = somebody(province, Position.PROVINCE_OFFICER)
    leader = somebody(province, Position.DIRECTOR)
    _results(province, leader, random)
    try:
        _go_the_way(_count(province_id, YEAR, date(2021, 12, 20)), officer, leader)
    finally:
        clock.pin_today(today)
    _count(province_id, today.year, today)


def _results(province: str, leader: Viewer, random: Random) -> None:
    period_id = open_past_period(province, YEAR, CUTOFF)
    after = 0
    while schools := schools_of(period_id, after):
        enrol(period_id, schools)
        after = schools[-1].id
    found = select(Evaluation.id).where(Evaluation.period_id == period_id, Evaluation.excused.is_(None))
    ids = list(db.session.scalars(found.order_by(Evaluation.id)))
    db.session.rollback()
    ranked = {each: random.choices(RANKS, WEIGHTS)[0] for each in ids if random.random() >= NOT_RANKED}
    settle(period_id, ranked, leader.person_id or 0)


def _count(province_id: int, year: int, day: date) -> int:
    clock.pin_today(day)
    report_id = actions.open_report(province_id, year)
    actions.put_snapshot(report_id, take_snapshot(SYSTEM, province_id, year))
    return report_id


def _go_the_way(report_id: int, officer: Viewer, leader: Viewer) -> None:
    for day, who, move in (
        (21, officer, Move.CHECK), (21, officer, Move.SUBMIT), (22, leader, Move.APPROVE), (23, officer, Move.FREEZE),
    ):  # fmt: skip
        clock.pin_today(date(2021, 12, day))
        assert not actions.move_report(who, report_id, move, _version(report_id))
    clock.pin_today(date(2021, 12, 24))
    paper = Paper("2815/BC-SGDĐT", date(2021, 12, 24), leader.name)
    assert not actions.sign_report(officer, report_id, paper, "Giám đốc", _version(report_id))
    clock.pin_today(date(2021, 12, 28))
    assert not actions.publish_report(officer, report_id, LINK, _version(report_id))
    for number, (addressee, address) in enumerate(ADDRESSES.items()):
        day = date(2022, 1, 5 + number)
        clock.pin_today(day)
        assert not actions.record_sending(officer, report_id, addressee, day, address)


def _version(report_id: int) -> int:
    version = db.session.execute(select(Report.version).where(Report.id == report_id)).scalar_one()
    db.session.rollback()
    return version
