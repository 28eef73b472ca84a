"""How does a unit become part of another (hợp nhất, bãi bỏ)?  When nothing of its own is under way any more."""

from sqlalchemy import or_, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.organisation import successions
from app.domain.organisation.access import beneath
from app.domain.organisation.delegations import holders_at
from app.domain.organisation.models import Unit, UnitSuccession
from app.domain.organisation.queries import unit_by_code, unit_to_administer
from app.domain.organisation.rules import Problem, UnitKind
from app.domain.reporting.handing_over import hand_over
from app.domain.reporting.models import Report
from app.domain.reporting.queries import is_newest
from app.domain.reporting.rules import ReportState
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

JOIN = "join_unit"


def join_unit(viewer: Viewer, unit_id: int, successor_code: str, submit_key: str = "") -> list[Problem]:
    """From today on the unit is part of another of the admin's; all beneath it moves along.  Raises LookupError."""
    with writing():
        if is_repeat(viewer, JOIN, submit_key):
            return []
        unit = unit_to_administer(viewer, unit_id)
        if unit is None or not successions.may_join(viewer, unit):
            raise LookupError(unit_id)
        successor = unit_by_code(successor_code)
        problems = successions.problems_with(viewer, unit, successor)
        if unit.valid_to is None:  # all that is in the way at once: each may take its own office a while
            problems += _under_way(unit, successor)
        if successor is None or problems:
            db.session.rollback()
            return problems
        heads = holders_at([successor.id, *successions.right_beneath(unit)])
        handed = hand_over(viewer, unit, successor)
        successions.move_beneath(unit, successor)
        unit.valid_to = clock.today()
        unit.version += 1
        db.session.add(UnitSuccession(unit_id=unit.id, successor_id=successor.id, since=clock.today()))
        after = {"successor": successor.id, "handed_over": handed}
        record(viewer, "unit_joined", "unit", unit.id, unit_id=successor.id, after=after)
        tell_many(heads, "unit_joined", "unit", unit.id, unit=unit.name, successor=successor.name)
        keep_result(viewer, JOIN, submit_key, unit.id)
    return []


def _under_way(unit: Unit, successor: Unit | None) -> list[Problem]:
    """An evaluation that is not locked yet, or a report that has not gone its way, would lose its people."""
    sides = [unit, successor] if successor is not None else [unit]
    above = [int(part) for side in sides for part in side.path.strip("/").split("/")]
    periods = (
        select(Period.id)
        .join(Unit, Unit.id == Period.unit_id)
        .where(Period.locks > clock.campaign_now(), or_(Unit.id.in_(above), beneath(Unit.path, [unit.path])))
    )
    problems = []
    if db.session.scalar(periods.limit(1)) is not None:
        problems.append(Problem("unit_in_period"))
    unfinished = select(Report.id).where(
        Report.unit_id.in_([side.id for side in sides]), Report.state != ReportState.SENT, is_newest()
    )
    if unit.kind == UnitKind.PROVINCE and db.session.scalar(unfinished.limit(1)) is not None:
        problems.append(Problem("unit_report_unfinished"))
    return problems
