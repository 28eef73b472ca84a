"""Which reports are there in the demonstration?  Those of two years are published and sent, this year's is a draft.

The results of 2020 and 2021 were taken over from paper; their reports have gone the whole way, on letter 95's days.
"""

from datetime import date
from random import Random

from sqlalchemy import select

from app.commands.demo.life import somebody
from app.commands.demo.past_levels import PastLevels
from app.commands.demo.past_results import open_past_period, settle
from app.db import db
from app.domain import clock
from app.domain.evaluation.enrolment import enrol, schools_of
from app.domain.evaluation.models import Evaluation
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Position
from app.domain.reporting import beginning, moving, papers
from app.domain.reporting.models import Report
from app.domain.reporting.rules import Addressee, Move, Paper
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM, Viewer

NUMBERS = {2020: "2640/BC-SGDĐT", 2021: "2815/BC-SGDĐT"}
NOT_RANKED = 0.06
LINK = "https://haugiang.example.vn/bao-cao-temis-{year}"
ADDRESSES = {
    Addressee.DEPARTMENT: "Hộp thư công vụ của Cục, kèm bản giấy",
    Addressee.ETEP: "Hộp thư của Ban quản lý ETEP",
    Addressee.UNIVERSITY: "Phòng Hành chính của trường, theo đường bưu điện",
}


def report_years(province: str, random: Random) -> None:
    """Let the reports of the years before go their way, and count this year's draft."""
    today = clock.today()
    province_id = db.session.scalars(select(Unit.id).where(Unit.code == province)).one()
    db.session.rollback()
    officer = somebody(province, Position.PROVINCE_OFFICER)
    leader = somebody(province, Position.DIRECTOR)
    levels = PastLevels(random)
    try:
        for year in NUMBERS:
            _results(province, year, leader, levels, random)
            _go_the_way(_count(province_id, year, date(year, 12, 20)), year, officer, leader)
            clock.pin_today(today)
    finally:
        clock.pin_today(today)
    _count(province_id, today.year, today)


def _results(province: str, year: int, leader: Viewer, levels: PastLevels, random: Random) -> None:
    period_id = open_past_period(province, year, date(year, 8, 31))
    after = 0
    while schools := schools_of(period_id, after):
        enrol(period_id, schools)
        after = schools[-1].id
    found = select(Evaluation.id, Evaluation.person_id, Evaluation.standard_id).where(
        Evaluation.period_id == period_id, Evaluation.excused.is_(None)
    )
    rows = list(db.session.execute(found.order_by(Evaluation.id)))
    ranked = {row.id: (row.person_id, row.standard_id) for row in rows if random.random() >= NOT_RANKED}
    drawn = levels.of(ranked, year)
    db.session.rollback()
    ranks, forms = ({each: both[at] for each, both in drawn.items()} for at in (1, 0))
    settle(period_id, ranks, leader.person_id or 0, forms)


def _count(province_id: int, year: int, day: date) -> int:
    clock.pin_today(day)
    report_id = beginning.open_report(province_id, year)
    beginning.put_snapshot(report_id, take_snapshot(SYSTEM, province_id, year))
    return report_id


def _go_the_way(report_id: int, year: int, officer: Viewer, leader: Viewer) -> None:
    for day, who, move in (
        (21, officer, Move.CHECK), (21, officer, Move.SUBMIT), (22, leader, Move.APPROVE), (23, officer, Move.FREEZE),
    ):  # fmt: skip
        clock.pin_today(date(year, 12, day))
        assert not moving.move_report(who, report_id, move, _version(report_id))
    clock.pin_today(date(year, 12, 24))
    paper = Paper(NUMBERS[year], date(year, 12, 24), leader.name)
    assert not papers.sign_report(officer, report_id, paper, "Giám đốc", _version(report_id))
    clock.pin_today(date(year, 12, 28))
    assert not moving.publish_report(officer, report_id, LINK.format(year=year), _version(report_id))
    for number, (addressee, address) in enumerate(ADDRESSES.items()):
        day = date(year + 1, 1, 5 + number)
        clock.pin_today(day)
        assert not papers.record_sending(officer, report_id, addressee, day, address)


def _version(report_id: int) -> int:
    version = db.session.execute(select(Report.version).where(Report.id == report_id)).scalar_one()
    db.session.rollback()
    return version
