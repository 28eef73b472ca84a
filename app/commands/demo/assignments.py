"""Who is assigned what in the demonstration?  Each kind of unit has done it once; some schools still have nobody."""

from datetime import date

from sqlalchemy import select

from app.commands.demo.life import CAST_OFFICE, CAST_SCHOOLS, somebody
from app.db import db
from app.domain.organisation.assigning import Task, assign
from app.domain.organisation.models import Unit
from app.domain.organisation.queries import paths_served
from app.domain.organisation.rules import AssignmentTask, Position, UnitKind
from app.domain.viewer import Viewer

PROVINCE, UNIVERSITY = "93", "DHSP"
SINCE, YEAR_ENDS = date(2022, 3, 1), date(2023, 1, 1)
WITHOUT_ANYBODY = 4  # schools of the cast's office, so that the warning is seen
REPORT = "Báo cáo TEMIS năm 2022"


def assign_tasks() -> None:
    """By the director, the head of the office, a principal, and the university's admin."""
    province, office, school = _unit(PROVINCE), _unit(CAST_OFFICE), _unit(CAST_SCHOOLS[0])
    director, officer = somebody(PROVINCE, Position.DIRECTOR), somebody(PROVINCE, Position.PROVINCE_OFFICER)
    _assign(director, AssignmentTask.URGE_TRAINING, officer, _beneath(province, UnitKind.SCHOOL))
    _assign(director, AssignmentTask.APPROVE_PLANS, officer, _beneath(province, UnitKind.SCHOOL))
    _assign(director, AssignmentTask.FOCAL_POINT, officer, [province], REPORT)
    head, below = somebody(CAST_OFFICE, Position.MIDDLE_HEAD), somebody(CAST_OFFICE, Position.MIDDLE_OFFICER)
    _assign(head, AssignmentTask.URGE_TRAINING, below, _beneath(office, UnitKind.SCHOOL)[:-WITHOUT_ANYBODY])
    _assign(head, AssignmentTask.APPROVE_PLANS, below, [office])
    principal = somebody(CAST_SCHOOLS[0], Position.PRINCIPAL)
    _assign(principal, AssignmentTask.URGE_TRAINING, somebody(CAST_SCHOOLS[0], Position.GROUP_HEAD), [school])
    admin = somebody(UNIVERSITY, Position.ADMIN)
    admin = admin.acting_in(provinces=paths_served(admin.unit_id or 0, admin.unit_kind, admin.provider))
    _assign(admin, AssignmentTask.GUIDE_CORE_PEOPLE, somebody(UNIVERSITY, Position.LECTURER), [office])


def _assign(by: Viewer, task: AssignmentTask, to: Viewer, unit_ids: list[int], content: str = "") -> None:
    assert to.person_id is not None
    outcome = assign(by, Task(task, to.person_id, SINCE, YEAR_ENDS, content), unit_ids, [])
    assert outcome.made == len(unit_ids), outcome


def _unit(code: str) -> int:
    found = db.session.scalars(select(Unit.id).where(Unit.code == code)).one()
    db.session.rollback()
    return found


def _beneath(unit_id: int, kind: UnitKind) -> list[int]:
    found = list(
        db.session.scalars(select(Unit.id).where(Unit.parent_id == unit_id, Unit.kind == kind).order_by(Unit.code))
    )
    db.session.rollback()
    return found
