"""Which editions tell what was decided?  The office's own, and that of an appeal which changed something.

An appeal that kept rank and levels leaves the sheets printed before it as they are.
"""

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.db import db
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import AppealState, Outcome
from app.domain.evaluation.models import Edition
from app.domain.standards.rules.standard import BLANK


def tells_a_decision() -> ColumnElement[bool]:
    """The condition on an edition: what it holds was decided, or decided anew."""
    changed = select(Appeal.evaluation_id).where(Appeal.evaluation_id == Edition.evaluation_id, _decided_anew())
    return or_(Edition.kind == "decision", and_(Edition.kind == "appeal", changed.exists()))


def decision_number(evaluation_id: int) -> int:
    """How many times was this evaluation decided?  It names the edition of the result's sheet; 0: never."""
    found = select(func.count()).select_from(Edition).where(Edition.evaluation_id == evaluation_id, tells_a_decision())
    return db.session.execute(found).scalar_one()


def review_of(evaluation_id: int) -> Appeal | None:
    """The appeal by which this evaluation was decided anew; None where the office's own word holds."""
    return db.session.scalar(select(Appeal).where(Appeal.evaluation_id == evaluation_id, _decided_anew()))


def _decided_anew() -> ColumnElement[bool]:
    """The condition on an appeal: it was settled with another rank, or with a level of the second decider's own."""
    own = func.replace(Appeal.levels, BLANK, "") != ""
    return and_(Appeal.state == AppealState.SETTLED, or_(Appeal.outcome == Outcome.CHANGED.value, own))
