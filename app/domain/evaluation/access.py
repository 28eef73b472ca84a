"""Who may see which evaluation?  Access follows the evaluation's own unit, fixed at the cut-off day (AZ-3).

As in organisation.access each question has a SQL condition and its one-object twin.  What is seen of it (state only,
sheet, colleagues' counts) is told by `sight`, from the matrix of capacities.
"""

from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, select, true

from app.domain.evaluation.models import Evaluation
from app.domain.organisation.access import beneath, people_paths
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role, is_below
from app.domain.viewer import Viewer

READERS = frozenset({Role.PRINCIPAL, Role.ADMIN, Role.DISTRICT, Role.PROVINCE})


class EvaluationSight(StrEnum):
    """How much of an evaluation somebody sees."""

    NOTHING = "nothing"
    STATE = "state"  # the school's admin: where it stands, no levels
    SHEET = "sheet"  # what was sent, the counts, the head's levels
    OWN = "own"  # one's own: the result only once published


def evaluations_visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Evaluation`: one's own, or of a unit beneath the viewer's."""
    if viewer.role == Role.SYSTEM:
        return true()
    own = Evaluation.person_id == viewer.person_id if viewer.person_id is not None else false()
    if viewer.role not in READERS:
        return own
    places = select(Unit.id).where(beneath(Unit.path, people_paths(viewer)))
    return or_(own, Evaluation.unit_id.in_(places))


def sight(viewer: Viewer, person_id: int, unit_path: str) -> EvaluationSight:
    """The twin of `evaluations_visible`, with how much: for an evaluation of this person in the unit at this path."""
    if viewer.role == Role.SYSTEM:
        return EvaluationSight.SHEET
    if viewer.person_id is not None and viewer.person_id == person_id:
        return EvaluationSight.OWN
    if viewer.role not in READERS or not any(is_below(unit_path, root) for root in people_paths(viewer)):
        return EvaluationSight.NOTHING
    return EvaluationSight.STATE if viewer.role == Role.ADMIN else EvaluationSight.SHEET
