"""Who is asked about one colleague, and may the viewer change it?  For the group's head and the school's."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.peers.asking import Rater, asked_about, may_be_asked
from app.domain.evaluation.peers.counting import group_headed, is_closed, tally_of
from app.domain.evaluation.peers.rules import Asking
from app.domain.evaluation.peers.watching import Watched, may_urge, watched
from app.domain.evaluation.rules.tally import Tally
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.models import Person, SubjectGroup
from app.domain.organisation.rules import MANAGERS
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Candidate:
    """Somebody who is or may be asked about a colleague."""

    person_id: int
    name: str
    group: str | None
    asked: bool
    answered: bool


@dataclass(frozen=True)
class About:
    """One colleague as those see it who watch the group: the counts, and who is asked."""

    evaluation: Evaluation
    group: Watched
    tally: Tally
    people: tuple[Candidate, ...]
    may_adjust: bool

    @property
    def asked(self) -> tuple[Candidate, ...]:
        """Those who are asked, by name."""
        return tuple(one for one in self.people if one.asked)

    @property
    def asking(self) -> Asking:
        """The same for the rules."""
        return asking_of(self.people)


def about(viewer: Viewer, evaluation_id: int) -> About | None:
    """One colleague with the counts and who is asked about them; None where the viewer does not watch their group.

    A group head sees nothing of the kind about themselves.
    """
    evaluation = db.session.scalar(
        select(Evaluation)
        .where(Evaluation.id == evaluation_id, Evaluation.position.not_in(MANAGERS), Evaluation.excused.is_(None))
        .options(joinedload(Evaluation.person))
    )
    if evaluation is None or evaluation.person_id == viewer.person_id or evaluation.unit_id != viewer.unit_id:
        return None
    group = watched(viewer, evaluation.period_id, evaluation.group_id)
    if group is None:
        return None
    may = not is_closed(group.period) and may_urge(viewer, group)
    return About(evaluation, group, tally_of(evaluation), candidates(evaluation), may)


def candidates(evaluation: Evaluation) -> tuple[Candidate, ...]:
    """Everybody who is or may be asked about a colleague, by name."""
    asked = asked_about([evaluation.id])[evaluation.id]
    rows = db.session.execute(
        select(Person.id, Person.full_name, SubjectGroup.name)
        .select_from(Evaluation)
        .join(Rater, may_be_asked())
        .join(Person, Person.id == Rater.person_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Rater.group_id)
        .where(Evaluation.id == evaluation.id)
        .order_by(Person.sort_key, Person.id)
    )
    return tuple(
        Candidate(person_id, name, group, person_id in asked, asked.get(person_id, False))
        for person_id, name, group in rows
    )


def asking_of(people: tuple[Candidate, ...]) -> Asking:
    """Who may be, who is asked, who of them has answered."""
    return Asking(
        frozenset(one.person_id for one in people),
        frozenset(one.person_id for one in people if one.asked),
        frozenset(one.person_id for one in people if one.answered),
    )


def may_adjust(viewer: Viewer, evaluation: Evaluation) -> bool:
    """May the viewer change who is asked about this person?  The group's head or the school's, never about oneself."""
    if viewer.person_id is None or viewer.person_id == evaluation.person_id:
        return False
    if evaluation.group_id is not None and evaluation.group_id == group_headed(viewer):
        return True
    return office_in(viewer, evaluation.unit_id) is not None
