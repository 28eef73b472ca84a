"""Which assignments (phân công) are about one person?  Plain values for the person's own copy (DP-2).

Both sides see an assignment: whoever does the task, and the person it is about.  The other's name stays out.
"""

from typing import Any

from sqlalchemy import or_, select

from app.db import db
from app.domain import clock
from app.domain.organisation.assignments import By, Place, last_day, still_there
from app.domain.organisation.models import Assignment
from app.domain.organisation.rules import AssignmentState, assignment_state

Rows = list[dict[str, Any]]


def own_sections(person_id: int) -> dict[str, Rows]:
    """What they are assigned, then what others are assigned about them; the caller has made sure who asks."""
    day = clock.today()
    found = (
        select(Assignment, By.name, Place.name, still_there(day))
        .join(By, By.id == Assignment.by_unit_id)
        .outerjoin(Place, Place.id == Assignment.unit_id)
        .where(or_(Assignment.person_id == person_id, Assignment.about_person_id == person_id))
        .order_by(Assignment.starts, Assignment.id)
    )
    mine: Rows = []
    about: Rows = []
    for row, by_unit, place, there in db.session.execute(found):
        said = _said(row, by_unit, assignment_state(row.starts, row.ends, row.taken_back_on, day, still_there=there))
        if row.person_id == person_id:
            mine.append({"over_unit": place} | said)
        else:
            about.append(said)
    return {"assignments": mine, "assignments_about": about}


def _said(row: Assignment, by_unit: str, state: AssignmentState) -> dict[str, Any]:
    return {
        "task": row.task, "focus": row.content, "by_unit": by_unit, "starts": row.starts,
        "last_day": last_day(row.ends), "state": state, "taken_back_on": row.taken_back_on,
        "end_reason": row.end_reason,
    }  # fmt: skip
