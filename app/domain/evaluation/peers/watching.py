"""How far are a school's subject groups, and who has not answered?  For those who watch them; never what was said."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.db import db
from app.domain.evaluation.models import Evaluation, PeerOpinion, Period, ShortenedCycle
from app.domain.evaluation.peers.asking import Rater, by_rater, is_asked
from app.domain.evaluation.peers.counting import group_headed, is_closed, sees_counts_at
from app.domain.evaluation.peers.rules import is_small
from app.domain.evaluation.peers.settled import joined_groups, remarks
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.models import Person, SubjectGroup
from app.domain.organisation.rules import MANAGERS, Role
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class GroupLine:
    """One group of a school: how many are rated, how many people are asked, how many of those have answered on all.

    Without an id: those who stand in no group.
    """

    group_id: int | None
    name: str | None
    people: int
    asked: int
    done: int
    small: bool
    joined: tuple[str, ...]
    remark: str | None


@dataclass(frozen=True)
class Member:
    """One who is rated: how many people are asked about them, how many of those have answered."""

    evaluation_id: int
    person_id: int
    name: str
    subject: str | None
    asked: int
    answered: int


@dataclass(frozen=True)
class RaterLine:
    """One who is asked about members of a group: about how many, and on how many they have answered."""

    person_id: int
    name: str
    group: str | None
    asked: int
    answered: int

    @property
    def done(self) -> bool:
        """Have they answered on everybody?"""
        return self.answered == self.asked


@dataclass(frozen=True)
class Watched:
    """A group in a period that the viewer may watch (without an id: those of the school who stand in none)."""

    period: Period
    unit_id: int
    group_id: int | None
    name: str | None
    is_head: bool  # of this group

    @property
    def closed(self) -> bool:
        """Are opinions over?"""
        return is_closed(self.period)


@dataclass(frozen=True)
class GroupView:
    """A group with its members and with those who are asked about them."""

    group: Watched
    members: tuple[Member, ...]
    raters: tuple[RaterLine, ...]
    joined: tuple[str, ...]
    remark: str | None

    @property
    def silent(self) -> tuple[RaterLine, ...]:
        """Those who have not answered on everybody."""
        return tuple(one for one in self.raters if not one.done)

    @property
    def small(self) -> bool:
        """Are too few asked for counts?"""
        return is_small([one.asked for one in self.members])


def periods_watched(viewer: Viewer) -> list[Period]:
    """The periods in which colleagues are asked at the viewer's school, the newest first, for whoever watches there."""
    here = [Evaluation.period_id == Period.id, Evaluation.unit_id == viewer.unit_id]
    if viewer.role != Role.PRINCIPAL:
        headed = group_headed(viewer)
        if headed is None:
            return []
        here.append(Evaluation.group_id == headed)
    found = select(Period).where(_asks_at(viewer.unit_id or 0), exists(select(Evaluation.id).where(*here)))
    return list(db.session.scalars(found.order_by(Period.year.desc())))


def group_lines(viewer: Viewer, period_id: int) -> list[GroupLine]:
    """Every group of the viewer's school, by name, and last those who stand in none; nothing where none is watched."""
    if viewer.unit_id is None or not sees_counts_at(viewer, viewer.unit_path):
        return []
    found = (
        select(Evaluation.id, Evaluation.group_id, SubjectGroup.name)
        .outerjoin(SubjectGroup, SubjectGroup.id == Evaluation.group_id)
        .where(*_rated(period_id), Evaluation.unit_id == viewer.unit_id)
    )
    names: dict[int | None, str | None] = {}
    rated: dict[int | None, list[int]] = {}
    for evaluation_id, group_id, name in db.session.execute(found):
        names[group_id] = name
        rated.setdefault(group_id, []).append(evaluation_id)
    answers = _answers(Evaluation.period_id == period_id, Evaluation.unit_id == viewer.unit_id)
    joined, left_out = joined_groups(period_id, names), remarks(period_id, names)
    lines = []
    for group_id, evaluation_ids in rated.items():
        of_group = [answers.get(each, {}) for each in evaluation_ids]
        everybody = {person_id for each in of_group for person_id in each}
        silent = {person_id for each in of_group for person_id, answered in each.items() if not answered}
        lines.append(
            GroupLine(
                group_id, names[group_id], len(evaluation_ids), len(everybody), len(everybody - silent),
                is_small([len(each) for each in of_group]), joined.get(group_id or 0, ()), left_out.get(group_id or 0),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (line.group_id is None, line.name or ""))


def watched(viewer: Viewer, period_id: int, group_id: int | None) -> Watched | None:
    """A group of the school in a period in which colleagues are asked; None where the viewer does not watch it.

    Its own head and the school's heads do; without an id the latter watch those who stand in no group.
    """
    name = None
    if group_id is not None:
        here = select(SubjectGroup.name).where(SubjectGroup.id == group_id, SubjectGroup.unit_id == viewer.unit_id)
        name = db.session.scalar(here)
        if name is None:
            return None
    is_head = group_id is not None and group_id == group_headed(viewer)
    if not is_head and not sees_counts_at(viewer, viewer.unit_path):
        return None
    unit_id = viewer.unit_id or 0
    anybody = exists(select(Evaluation.id).where(*_of_group(period_id, unit_id, group_id)))
    period = db.session.scalar(select(Period).where(Period.id == period_id, _asks_at(unit_id), anybody))
    return Watched(period, unit_id, group_id, name, is_head) if period is not None else None


def group_view(viewer: Viewer, period_id: int, group_id: int | None) -> GroupView | None:
    """A group with everybody who is rated and everybody who is asked, by name; None where it is out of sight."""
    group = watched(viewer, period_id, group_id)
    if group is None:
        return None
    here = _of_group(period_id, group.unit_id, group_id)
    answers = _answers(*here)
    found = (
        select(Evaluation.id, Person.id, Person.full_name, Evaluation.subject)
        .join(Person, Person.id == Evaluation.person_id)
        .where(*here)
        .order_by(Person.sort_key, Evaluation.id)
    )
    members = tuple(
        Member(*row, len(answers.get(row[0], {})), sum(answers.get(row[0], {}).values()))
        for row in db.session.execute(found)
    )
    return GroupView(
        group, members, _raters(period_id, answers), joined_groups(period_id, [group_id]).get(group_id or 0, ()),
        remarks(period_id, [group_id]).get(group_id or 0),
    )  # fmt: skip


def may_urge(viewer: Viewer, group: Watched) -> bool:
    """May the viewer remind those who are asked?  The group's head, or the school's by office or delegation."""
    return group.is_head or may_arrange(viewer, group.unit_id)


def may_arrange(viewer: Viewer, unit_id: int) -> bool:
    """May the viewer join groups of this school, or leave one uncollated?  By the head's office or delegation."""
    return office_in(viewer, unit_id) is not None


def _asks_at(unit_id: int) -> ColumnElement[bool]:
    """SQL condition on `Period`: colleagues are asked at this school (held in the system, a year of deciding)."""
    shortened = exists(
        select(ShortenedCycle.unit_id).where(ShortenedCycle.period_id == Period.id, ShortenedCycle.unit_id == unit_id)
    )
    return and_(Period.kind == "held", or_(Period.head_decides, shortened))


def _rated(period_id: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Evaluation`: somebody on whom colleagues are asked."""
    return (
        Evaluation.period_id == period_id, Evaluation.excused.is_(None), Evaluation.position.not_in(MANAGERS),
    )  # fmt: skip


def _of_group(period_id: int, unit_id: int, group_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The same within one group of a school."""
    group = Evaluation.group_id == group_id if group_id is not None else Evaluation.group_id.is_(None)
    return (*_rated(period_id), Evaluation.unit_id == unit_id, group)


def _answers(*here: ColumnElement[bool]) -> dict[int, dict[int, bool]]:
    """For each evaluation of which these conditions hold: who is asked (ids), and whether they have answered."""
    found: dict[int, dict[int, bool]] = {}
    rows = db.session.execute(
        select(Evaluation.id, Rater.person_id, PeerOpinion.sent_at)
        .select_from(Evaluation)
        .join(Rater, is_asked())
        .outerjoin(PeerOpinion, by_rater())
        .where(*here)
    )
    for evaluation_id, person_id, sent_at in rows:
        found.setdefault(evaluation_id, {})[person_id] = sent_at is not None
    return found


def _raters(period_id: int, answers: dict[int, dict[int, bool]]) -> tuple[RaterLine, ...]:
    """Everybody who is asked, by name, with the group in which they stand."""
    asked: dict[int, list[bool]] = {}
    for each in answers.values():
        for person_id, answered in each.items():
            asked.setdefault(person_id, []).append(answered)
    rows = db.session.execute(
        select(Person.id, Person.full_name, SubjectGroup.name)
        .join(Evaluation, and_(Evaluation.person_id == Person.id, Evaluation.period_id == period_id))
        .outerjoin(SubjectGroup, SubjectGroup.id == Evaluation.group_id)
        .where(Person.id.in_(asked))
        .order_by(Person.sort_key, Person.id)
    )
    return tuple(
        RaterLine(person_id, name, group, len(asked[person_id]), sum(asked[person_id]))
        for person_id, name, group in rows
    )
