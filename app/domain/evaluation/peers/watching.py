"""How far is a subject group, who has not answered, and who is asked about one colleague?  For those who watch it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.evaluation.models import Evaluation, PeerOpinion, Period
from app.domain.evaluation.peers.asking import Rater, asked_about, is_asked, may_be_asked
from app.domain.evaluation.peers.counting import group_headed, is_closed, sees_counts_at, tally_of, watches
from app.domain.evaluation.peers.models import JoinedGroup, NotCollated
from app.domain.evaluation.peers.rules import Asking, is_small
from app.domain.evaluation.rules.tally import Tally
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.models import Person, SubjectGroup, Unit
from app.domain.organisation.rules import MANAGERS, Role
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class GroupLine:
    """One group of a school: how many are rated, how many people are asked, how many of those have answered on all."""

    group_id: int | None
    name: str | None
    people: int
    asked: int
    done: int
    small: bool
    joined: tuple[str, ...]
    remark: str | None


@dataclass(frozen=True)
class Silent:
    """Somebody who is asked and has not answered on `open` colleagues of the group."""

    person_id: int
    name: str
    open: int


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
    tally: Tally
    people: tuple[Candidate, ...]
    closed: bool
    may_adjust: bool

    @property
    def asking(self) -> Asking:
        """The same for the rules."""
        return Asking(
            frozenset(one.person_id for one in self.people),
            frozenset(one.person_id for one in self.people if one.asked),
            frozenset(one.person_id for one in self.people if one.answered), self.tally.counts is not None,
        )  # fmt: skip


def periods_watched(viewer: Viewer) -> list[Period]:
    """The periods held in the system at the viewer's school, the newest first, for whoever watches a group there."""
    if viewer.role != Role.PRINCIPAL and group_headed(viewer) is None:
        return []
    here = exists(select(Evaluation.id).where(Evaluation.period_id == Period.id, Evaluation.unit_id == viewer.unit_id))
    found = select(Period).where(Period.kind == "held", here).order_by(Period.year.desc())
    return list(db.session.scalars(found))


def group_lines(viewer: Viewer, period_id: int, unit_id: int) -> list[GroupLine] | None:
    """Every group of a school in a period that the viewer watches, by name; None where the school is out of sight.

    The last line, without an id, are those who stand in no group, if there are any.
    """
    path = db.session.scalar(select(Unit.path).where(Unit.id == unit_id))
    if path is None:
        return None
    rated: dict[int | None, list[int]] = {}
    found = select(Evaluation.id, Evaluation.group_id).where(
        Evaluation.period_id == period_id, Evaluation.unit_id == unit_id, Evaluation.excused.is_(None),
        Evaluation.position.not_in(MANAGERS),
    )  # fmt: skip
    for evaluation_id, group_id in db.session.execute(found):
        rated.setdefault(group_id, []).append(evaluation_id)
    seen = set(rated) if sees_counts_at(viewer, path) else {group_headed(viewer)} & set(rated) - {None}
    if not seen:
        return None
    asked = asked_about(each for group_id in seen for each in rated[group_id])
    named = select(SubjectGroup.id, SubjectGroup.name).where(SubjectGroup.id.in_(seen))
    names: dict[int | None, str] = {row.id: row.name for row in db.session.execute(named)}
    joined, remarks = _joined(period_id, seen), _remarks(period_id, seen)
    lines = [
        _line(group_id, names.get(group_id), [asked[each] for each in rated[group_id]], joined, remarks)
        for group_id in seen
    ]
    return sorted(lines, key=lambda line: (line.group_id is None, line.name or ""))


def silent_in(viewer: Viewer, period_id: int, group_id: int) -> list[Silent] | None:
    """Who is asked about somebody of a group and has not answered, by name; None where the group is out of sight."""
    path = db.session.scalar(
        select(Unit.path).join(SubjectGroup, SubjectGroup.unit_id == Unit.id).where(SubjectGroup.id == group_id)
    )
    if path is None or not watches(viewer, group_id, path):
        return None
    found = (
        select(Person.id, Person.full_name, Evaluation.id)
        .select_from(Evaluation)
        .join(Rater, is_asked())
        .join(Person, Person.id == Rater.person_id)
        .outerjoin(PeerOpinion, and_(PeerOpinion.evaluation_id == Evaluation.id, PeerOpinion.rater_id == Person.id))
        .where(Evaluation.period_id == period_id, Evaluation.group_id == group_id, PeerOpinion.sent_at.is_(None))
        .order_by(Person.sort_key, Person.id)
    )
    counted: dict[tuple[int, str], int] = {}
    for person_id, name, _ in db.session.execute(found):
        counted[person_id, name] = counted.get((person_id, name), 0) + 1
    return [Silent(person_id, name, number) for (person_id, name), number in counted.items()]


def about(viewer: Viewer, evaluation_id: int) -> About | None:
    """One colleague with the counts and who is asked about them; None where the viewer does not watch their group.

    A group head sees nothing of the kind about themselves.
    """
    evaluation = db.session.scalar(
        select(Evaluation)
        .where(Evaluation.id == evaluation_id, Evaluation.position.not_in(MANAGERS), Evaluation.excused.is_(None))
        .options(joinedload(Evaluation.person), joinedload(Evaluation.period), joinedload(Evaluation.unit))
    )
    if evaluation is None or evaluation.person_id == viewer.person_id:
        return None
    return about_evaluation(viewer, evaluation) if watches(viewer, evaluation.group_id, evaluation.unit.path) else None


def about_evaluation(viewer: Viewer, evaluation: Evaluation) -> About:
    """The same of an evaluation that the viewer is known to watch."""
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
    people = tuple(
        Candidate(person_id, name, group, person_id in asked, asked.get(person_id, False))
        for person_id, name, group in rows
    )
    return About(evaluation, tally_of(evaluation), people, is_closed(evaluation.period), may_adjust(viewer, evaluation))


def may_adjust(viewer: Viewer, evaluation: Evaluation) -> bool:
    """May the viewer change who is asked about this person?  The group's head or the school's, never about oneself."""
    if viewer.person_id is None or viewer.person_id == evaluation.person_id:
        return False
    if evaluation.group_id is not None and evaluation.group_id == group_headed(viewer):
        return True
    return may_arrange(viewer, evaluation.unit_id)


def may_arrange(viewer: Viewer, unit_id: int) -> bool:
    """May the viewer join groups of this school, or leave one uncollated?  By the head's office or delegation."""
    return office_in(viewer, unit_id) is not None


def _line(
    group_id: int | None, name: str | None, asked: list[dict[int, bool]],
    joined: dict[int, tuple[str, ...]], remarks: dict[int, str],
) -> GroupLine:  # fmt: skip
    raters = {person_id for each in asked for person_id in each}
    silent = {person_id for each in asked for person_id, has_answered in each.items() if not has_answered}
    return GroupLine(
        group_id, name, len(asked), len(raters), len(raters - silent), is_small([len(each) for each in asked]),
        joined.get(group_id or 0, ()), remarks.get(group_id or 0),
    )  # fmt: skip


def _joined(period_id: int, group_ids: Iterable[int | None]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = db.session.execute(
        select(JoinedGroup.group_id, SubjectGroup.name)
        .join(SubjectGroup, SubjectGroup.id == JoinedGroup.joined_id)
        .where(JoinedGroup.period_id == period_id, JoinedGroup.group_id.in_(group_ids))
        .order_by(SubjectGroup.name)
    )
    for group_id, name in rows:
        found[group_id] = (*found.get(group_id, ()), name)
    return found


def _remarks(period_id: int, group_ids: Iterable[int | None]) -> dict[int, str]:
    found = select(NotCollated.group_id, NotCollated.remark).where(
        NotCollated.period_id == period_id, NotCollated.group_id.in_(group_ids)
    )
    return {row.group_id: row.remark for row in db.session.execute(found)}
