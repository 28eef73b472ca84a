"""Which targets are set before the newcomer looks?  The province's, its offices', and one office's for its schools."""

from collections.abc import Iterable

from sqlalchemy import func, select

from app.commands.demo.life import CAST_OFFICE, somebody
from app.db import db
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.rules import Position
from app.domain.training.catalogue.rules import POSITIONS, Audience
from app.domain.training.targets.actions import Wish, set_targets
from app.domain.training.targets.queries import settable
from app.domain.training.targets.rules import NOTHING, Share
from app.domain.training.years.models import TrainingYear
from app.domain.viewer import Viewer

PROVINCE = "93"
PART = 95  # of a hundred who are to learn: some will be on leave


def set_some_targets() -> None:
    """In the newest year of a province: its own and its offices', then an office's for all its schools but one."""
    for viewer, left_out in (
        (somebody(PROVINCE, Position.PROVINCE_OFFICER), 0),
        (somebody(CAST_OFFICE, Position.MIDDLE_HEAD), 1),
    ):
        year = _newest(viewer)
        units = settable(viewer, year)
        wishes = {each: Wish(_part_of(each), 0) for each in units[: len(units) - left_out]}
        db.session.rollback()
        set_targets(viewer, year.id, wishes)


def _newest(viewer: Viewer) -> TrainingYear:
    ids = [int(part) for part in viewer.unit_path.strip("/").split("/")]
    found = select(TrainingYear).where(TrainingYear.unit_id.in_(ids)).order_by(TrainingYear.year.desc()).limit(1)
    return db.session.scalars(found).one()


def _part_of(unit_id: int) -> Share:
    path = db.session.get_one(Unit, unit_id).path
    teachers, managers = (_people(path, POSITIONS[each]) for each in (Audience.TEACHER, Audience.MANAGER))
    return Share(teachers * PART // 100, managers) if teachers or managers else NOTHING


def _people(path: str, positions: Iterable[str]) -> int:
    found = (
        select(func.count(Appointment.id))
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(beneath(Unit.path, [path]), Appointment.position.in_(sorted(positions)))
        .where(Appointment.main, Appointment.ends.is_(None))
    )
    return db.session.scalar(found) or 0
