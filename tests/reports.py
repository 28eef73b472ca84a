"""How do tests get a report?  A counted one of the cast's province, through the app's own actions."""

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.reporting.actions import move_report, open_report, publish_report, put_snapshot, sign_report
from app.domain.reporting.models import Report
from app.domain.reporting.rules import Move, Paper
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM
from tests.cast import Cast


def count_report(cast: Cast, year: int = 2022, unit: str = "province") -> int:
    """Begin the report of a year if need be, and let it stand on a snapshot of now; its id."""
    province_id = cast.units[unit]
    report_id = open_report(province_id, year)
    assert put_snapshot(report_id, take_snapshot(SYSTEM, province_id, year))
    return report_id


def move(cast: Cast, who: str, report_id: int, what: Move, reason: str = "", key: str = "") -> list:
    """One of the cast moves the report, as it stands."""
    version = db.session.execute(select(Report.version).where(Report.id == report_id)).scalar_one()
    db.session.rollback()
    return move_report(cast[who].viewer, report_id, what, version, reason, key)


def freeze(cast: Cast, report_id: int) -> None:
    """From counted to frozen, each by whom it belongs to."""
    for who, what in (
        ("province_officer", Move.CHECK), ("province_officer", Move.SUBMIT), ("director", Move.APPROVE),
        ("province_officer", Move.FREEZE),
    ):  # fmt: skip
        assert move(cast, who, report_id, what) == []


def publish(cast: Cast, report_id: int, *, suppresses: bool = False) -> None:
    """From frozen to published."""
    report = db.session.get_one(Report, report_id)
    version = report.version
    db.session.rollback()
    viewer = cast.province_officer.viewer
    paper = Paper("12/BC-SGDĐT", clock.today(), "Võ Thị Hương")
    assert sign_report(viewer, report_id, paper, "Giám đốc", version) == []
    link = "https://bacha.example.vn/bao-cao"
    assert publish_report(viewer, report_id, link, version + 1, suppresses=suppresses) == []
