"""How does a unit become part of another (hợp nhất, bãi bỏ)?  When nothing of its own is under way any more."""

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.organisation import successions
from app.domain.organisation.access import may_administer_unit
from app.domain.organisation.delegations import holders_at
from app.domain.organisation.models import Unit, UnitSuccession
from app.domain.organisation.queries import unit_by_code, unit_to_administer
from app.domain.organisation.rules import Problem
from app.domain.reporting.handing_over import hand_over
from app.domain.reporting.in_the_way import Things, in_the_way, open_periods, unfinished_reports
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
    problems = []
    if db.session.scalar(open_periods(unit, successor).limit(1)) is not None:
        problems.append(Problem("unit_in_period"))
    if db.session.scalar(unfinished_reports(unit, successor).limit(1)) is not None:
        problems.append(Problem("unit_report_unfinished"))
    return problems


def still_in_the_way(viewer: Viewer, unit_id: int, successor_code: str) -> dict[str, Things]:
    """By the problem that it makes: whose posts and which years keep the unit from joining the other."""
    unit = unit_to_administer(viewer, unit_id)
    if unit is None or not successions.may_join(viewer, unit):
        return {}
    successor = unit_by_code(successor_code)
    within = successor is not None and may_administer_unit(viewer, successor.path)
    return in_the_way(viewer, unit, successor if within else None)
