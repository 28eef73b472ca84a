"""How do tests get a report?  A counted one of the cast's province, through the app's own actions."""

from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation, PeerOpinion, SelfAssessment
from app.domain.organisation.models import Unit
from app.domain.reporting.beginning import open_report, put_snapshot
from app.domain.reporting.models import Report
from app.domain.reporting.moving import move_report, publish_report
from app.domain.reporting.papers import sign_report
from app.domain.reporting.rules import Move, Paper
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM
from tests.cast import Cast
from tests.evaluations import hold_period
from tests.factories import make_teacher
from tests.hand_ins import finish


def count_report(cast: Cast, year: int = 2022, unit: str = "province") -> int:
    """Begin the report of a year if need be, and let it stand on a snapshot of now; its id."""
    province_id = cast.units[unit]
    report_id = open_report(province_id, year)
    assert put_snapshot(report_id, take_snapshot(SYSTEM, province_id, year))
    return report_id


def make_unusual(cast: Cast) -> int:
    """Id of a period in which two schools stand out.

    At the school the own levels are 3 throughout, those of three opinions 1; at the upper one twelve teachers have been
    ranked, all of them best.
    """
    upper = db.session.get_one(Unit, cast.units["upper_school"])
    for number in range(12):
        make_teacher(upper, f"Lê Văn Số {number}")
    period = hold_period(cast)
    for unit in ("school", "upper_school"):
        finish(cast, period, unit)
    with writing():
        teachers = select(Evaluation.id).where(Evaluation.position == "teacher")
        own = db.session.scalars(teachers.where(Evaluation.unit_id == cast.units["school"])).all()
        for each in own:
            db.session.merge(SelfAssessment(evaluation_id=each, levels="3" * 15, saved_at=clock.now()))
            evaluation = db.session.get_one(Evaluation, each)
            evaluation.sent_at, evaluation.receipt = clock.now(), f"DG-{each}"
        for rater in ("group_head", "peer", "staff"):
            give_opinion(cast, own[0], rater, "1" * 15)
        best = update(Evaluation).where(Evaluation.unit_id == upper.id, Evaluation.position == "teacher")
        db.session.execute(best.values(rank=3))
    return period


def give_opinion(cast: Cast, evaluation_id: int, rater: str, levels: str) -> None:
    """One of the cast has sent these levels about a colleague."""
    at = clock.now()
    db.session.add(
        PeerOpinion(evaluation_id=evaluation_id, rater_id=cast[rater].person_id, levels=levels, saved_at=at, sent_at=at)
    )


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
    version, number = report.version, 10 * (report.year - 2021) + report.edition + 1  # no paper bears another's
    db.session.rollback()
    viewer = cast.province_officer.viewer
    paper = Paper(f"{number}/BC-SGDĐT", clock.today(), "Võ Thị Hương")
    assert sign_report(viewer, report_id, paper, "Giám đốc", version) == []
    link = "https://bacha.example.vn/bao-cao"
    assert publish_report(viewer, report_id, link, version + 1, suppresses=suppresses) == []
