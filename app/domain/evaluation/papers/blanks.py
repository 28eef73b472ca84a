"""Which forms are handed out blank, and by which standard?  Whoever is signed in may have them."""

from dataclasses import dataclass
from enum import StrEnum

from app.db import db
from app.domain import clock
from app.domain.evaluation.evidence.rules import school_year
from app.domain.evaluation.papers.places import place_of
from app.domain.evaluation.papers.rules import Place
from app.domain.evaluation.periods import current_period
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.standards.queries import standards_for
from app.domain.standards.rules.standard import StandardKind
from app.domain.viewer import Viewer


class BlankKind(StrEnum):
    """The forms that people write on."""

    TEACHER = "teacher"  # 4530 BM01
    COLLEAGUES = "colleagues"  # 4530 BM02
    MANAGER = "manager"  # 4529 BM01
    STAFF = "staff"  # 4529 BM02: anonymous, so that no filled one is ever printed


TEACHERS = frozenset({BlankKind.TEACHER, BlankKind.COLLEAGUES})
NOWHERE = Place("", "", "", "")


@dataclass(frozen=True)
class Blank:
    """A form without anything on it but where it is handed out, and the standard that it follows."""

    kind: BlankKind
    place: Place
    year: int
    standard_id: int


def blank_for(viewer: Viewer, kind: BlankKind) -> Blank | None:
    """The form as the viewer's unit uses it now; None while there is no standard in force."""
    period = current_period(viewer.unit_path)
    if period is not None:
        chosen = period.teacher_standard_id if kind in TEACHERS else period.manager_standard_id
        return Blank(kind, _place(viewer), period.year, chosen)
    in_force = standards_for(StandardKind.TEACHER if kind in TEACHERS else StandardKind.MANAGER, clock.today())
    return Blank(kind, _place(viewer), school_year(clock.today()), in_force[0].id) if in_force else None


def _place(viewer: Viewer) -> Place:
    """One's own school; an office hands forms out to many, who fill in where they are."""
    if viewer.unit_id is None or viewer.unit_kind != UnitKind.SCHOOL:
        return NOWHERE
    return place_of(db.session.get_one(Unit, viewer.unit_id))
