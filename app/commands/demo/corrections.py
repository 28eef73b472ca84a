"""What has been put right before the newcomer looks?  People let off a year of training, results called wrong."""

from sqlalchemy import select

from app.commands.demo.life import somebody, viewer_in
from app.db import db
from app.domain import clock
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.training.records.disputes import dispute
from app.domain.training.records.matching import holds_now
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Status
from app.domain.training.years.actions import let_off
from app.domain.training.years.queries import current_year

REASONS = ("Nghỉ chờ hưu từ tháng 6/2022", "Đang học thạc sĩ tập trung, Sở đã đồng ý bảo lưu")
WRONG = (
    "Tôi đã nộp lại bài cuối khóa ngày 10/4 và được chấm đạt, kết quả báo về là của lần nộp trước.",
    "Điểm này không phải của tôi: tôi chưa làm bài kiểm tra của mô đun này.",
    "Hệ thống ghi chưa đạt nhưng trên trang học của tôi đã là đạt, 7,5 điểm.",
)


def put_right(province: str) -> None:
    """Two teachers are let off this year, three say that a result of theirs is wrong."""
    officer = somebody(province, Position.PROVINCE_OFFICER)
    year = current_year(officer.unit_path, clock.campaign_now())
    assert year is not None
    year_id = year.id
    teachers = _teachers(officer.unit_path)
    idle = [person.id for person, *_ in db.session.execute(teachers.limit(len(REASONS)))]
    failed = teachers.add_columns(LearningRecord.id).join(LearningRecord, holds_now())
    failed = failed.where(LearningRecord.status == Status.FAILED.value, LearningRecord.year == year.year)
    said = [(viewer_in(*them), record_id) for *them, record_id in db.session.execute(failed.limit(len(WRONG)))]
    db.session.rollback()
    for person_id, reason in zip(idle, REASONS, strict=True):
        let_off(officer, year_id, person_id, reason)
    for (viewer, record_id), reason in zip(said, WRONG, strict=False):
        dispute(viewer, record_id, reason)


def _teachers(path: str):  # type: ignore[no-untyped-def]
    return (
        select(Person, Appointment, Unit)
        .select_from(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            beneath(Unit.path, [path]), Unit.kind == UnitKind.SCHOOL, Appointment.main, appointed_on(clock.today()),
            Appointment.position == Position.TEACHER,
        )
        .order_by(Unit.code.desc(), Person.id.desc())
    )  # fmt: skip
