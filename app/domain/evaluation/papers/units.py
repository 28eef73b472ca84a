"""What is on the sheets about a unit: a group's counts, a school's results, sums by level of schooling?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.evaluation.models import Decision, Edition, Evaluation, Period
from app.domain.evaluation.papers.decisions import tells_a_decision
from app.domain.evaluation.papers.personal import own_rank
from app.domain.evaluation.papers.places import group_head_of, head_of, place_of
from app.domain.evaluation.papers.rules import (
    Found,
    LevelCount,
    PaperKind,
    ReportSheet,
    ResultRow,
    SchoolSheet,
    Subject,
    TallySheet,
)
from app.domain.evaluation.peers.counting import counts_for, group_headed, is_closed, tallies
from app.domain.evaluation.peers.settled import joined_groups, remarks
from app.domain.evaluation.results.models import PaperResult
from app.domain.evaluation.rules.flow import KNOWN, RANKED, EvaluationState
from app.domain.evaluation.rules.tally import Hidden
from app.domain.evaluation.sheets import sent_levels
from app.domain.organisation.access import beneath, people_paths
from app.domain.organisation.models import Person, SubjectGroup, Unit
from app.domain.organisation.rules import Level, Role, UnitKind
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import decode
from app.domain.viewer import Viewer

READERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE})


@dataclass(frozen=True)
class Ground:
    """A unit in a period whose sheets the viewer may read."""

    unit: Unit
    period: Period

    @property
    def asks_colleagues(self) -> bool:
        """Are there opinions and self-assessments here?  Where results came from paper, they stand on that paper."""
        return self.period.kind == "held"


def ground_for(viewer: Viewer, period_id: int, unit_id: int) -> Ground | None:
    """A unit in sight in a period that covers it, or some of what lies beneath it; None when there is none."""
    if viewer.role not in READERS:
        return None
    within = select(Unit).where(Unit.id == unit_id, beneath(Unit.path, people_paths(viewer)))
    unit = db.session.scalar(within)
    opener = aliased(Unit)
    row = db.session.execute(
        select(Period, opener.path).join(opener, opener.id == Period.unit_id).where(Period.id == period_id)
    ).first()
    if unit is None or row is None or not unit.path.startswith(row.path):
        return None
    return Ground(unit, row.Period)


def _own_ground(viewer: Viewer, period_id: int, unit_id: int) -> Ground | None:
    """The school of a group head, whose group's sheet they read without being its reader otherwise."""
    unit = db.session.get(Unit, unit_id) if unit_id == viewer.unit_id else None
    period = db.session.get(Period, period_id)
    return Ground(unit, period) if unit is not None and period is not None else None


def periods_of(viewer: Viewer, unit_path: str) -> list[Period]:
    """The periods that cover the viewer's unit, the newest first."""
    if viewer.role not in READERS:
        return []
    ids = [int(part) for part in unit_path.strip("/").split("/")]
    return list(db.session.scalars(select(Period).where(Period.unit_id.in_(ids)).order_by(Period.year.desc())))


def groups_of(ground: Ground) -> list[tuple[int, str]]:
    """The subject groups of a school that have members in the period."""
    found = (
        select(SubjectGroup.id, SubjectGroup.name)
        .join(Evaluation, Evaluation.group_id == SubjectGroup.id)
        .where(*_teachers(ground), Evaluation.unit_id == ground.unit.id)
        .distinct()
        .order_by(SubjectGroup.name)
    )
    return [(group_id, name) for group_id, name in db.session.execute(found)]


def unit_sheet(
    viewer: Viewer, period_id: int, unit_id: int, kind: PaperKind, group_id: int | None = None
) -> Found | None:
    """The sheet of this kind about a unit (or one group of it) that the viewer may read; None where there is none."""
    own_group = kind is PaperKind.TALLY and group_id is not None and group_id == group_headed(viewer)
    ground = _own_ground(viewer, period_id, unit_id) if own_group else ground_for(viewer, period_id, unit_id)
    if ground is None:
        return None
    at_school = ground.unit.kind == UnitKind.SCHOOL
    sheet: TallySheet | SchoolSheet | ReportSheet | None = None
    if kind is PaperKind.TALLY and at_school and group_id is not None:
        sheet = tally_sheet(viewer, ground, group_id)
    elif kind is PaperKind.SCHOOL and at_school:
        sheet = school_sheet(ground, group_id)
    elif kind is PaperKind.REPORT and group_id is None:
        sheet = report_sheet(ground)
    subject = Subject(kind, period_id, unit_id=unit_id, group_id=group_id)
    return Found(subject, sheet) if sheet is not None else None


def tally_sheet(viewer: Viewer, ground: Ground, group_id: int) -> TallySheet | None:
    """4530 BM03 of one group; None where the group has nobody in the period, or the period's results came from paper.

    To a group head whose own result is not published yet, it is a draft without the counts on themselves.
    """
    rows = members_of(ground, group_id) if ground.asks_colleagues else []
    if not rows:
        return None
    counts = counts_for(viewer, [evaluation for evaluation, *_ in rows])
    whole = all(each.hidden is not Hidden.NOT_PUBLISHED for each in counts.values())
    return TallySheet(
        place_of(ground.unit), name_of_group(group_id), ground.period.year, ground.period.teacher_standard_id,
        tuple((person.full_name, counts[evaluation.id]) for evaluation, person in rows),
        group_head_of(group_id, clock.today()), is_closed(ground.period) and whole,
        joined_groups(ground.period.id, [group_id]).get(group_id, ()),
        remarks(ground.period.id, [group_id]).get(group_id),
    )  # fmt: skip


def school_sheet(ground: Ground, group_id: int | None = None) -> SchoolSheet | None:
    """4530 BM04 of a school or of one group; None where nobody is due."""
    rows = members_of(ground, group_id)
    if not rows:
        return None
    evaluations = [evaluation for evaluation, _ in rows]
    ids = [evaluation.id for evaluation in evaluations]
    counts, sent = tallies(evaluations), sent_levels(evaluations)
    heads = {
        row.evaluation_id: row for row in db.session.scalars(select(Decision).where(Decision.evaluation_id.in_(ids)))
    }
    typed = select(PaperResult).where(PaperResult.evaluation_id.in_(ids))
    own_ranks = {row.evaluation_id: row.self_rank for row in db.session.scalars(typed)}
    states = {EvaluationState(evaluation.state) for evaluation in evaluations}
    return SchoolSheet(
        place_of(ground.unit), name_of_group(group_id) if group_id is not None else "", ground.period.year,
        ground.period.teacher_standard_id,
        tuple(_result(evaluation, person.full_name, sent, counts, heads, own_ranks) for evaluation, person in rows),
        head_of(ground.unit, clock.today()), states <= KNOWN or clock.campaign_now() >= ground.period.locks,
        _last_decision(ground),
    )  # fmt: skip


def _result(
    evaluation: Evaluation, name: str, sent: dict, counts: dict, heads: dict, own_ranks: dict
) -> ResultRow:  # fmt: skip
    state = EvaluationState(evaluation.state)
    own = sent.get(evaluation.id)
    decision = heads.get(evaluation.id) if state in RANKED else None
    return ResultRow(
        name, own, own_ranks.get(evaluation.id, own_rank(evaluation.standard_id, own)), counts[evaluation.id],
        decode(decision.levels) if decision else None, evaluation.rank if decision else None,
    )  # fmt: skip


def report_sheet(ground: Ground) -> ReportSheet:
    """4530 BM05: the unit's teachers, summed over everything beneath it."""
    ranks = len(standard_of(ground.period.teacher_standard_id).levels)
    level = func.coalesce(Evaluation.level, Unit.levels)
    found = (
        select(level, Evaluation.state, Evaluation.rank, func.count())
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(*_teachers(ground), beneath(Unit.path, [ground.unit.path]))
        .group_by(level, Evaluation.state, Evaluation.rank)
    )
    due: dict[str, int] = defaultdict(int)
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * ranks)
    open_ones = 0
    for name, state, rank, number in db.session.execute(found):
        due[name] += number
        if EvaluationState(state) in RANKED and rank is not None:
            counts[name][rank] += number
        if EvaluationState(state) not in KNOWN:
            open_ones += number
    levels = [each.value for each in Level] + sorted(due.keys() - {each.value for each in Level})
    rows = tuple(LevelCount(name, due[name], tuple(counts[name])) for name in levels if name in due)
    closed = (due and not open_ones) or clock.campaign_now() >= ground.period.locks
    return ReportSheet(
        place_of(ground.unit), ground.period.year, ground.period.teacher_standard_id,
        rows or (LevelCount("", 0, (0,) * ranks),), _schools(ground),
        head_of(ground.unit, clock.today()), bool(closed), _last_decision(ground),
    )  # fmt: skip


def people_with(ground: Ground, kind: PaperKind, group_id: int | None = None) -> list[int]:
    """Ids of the evaluations of which there is a sheet of this kind, by name: the unit's own teachers' (a school), or
    those that the unit's office decides about.
    """
    there_is = Evaluation.is_self_assessed if kind is PaperKind.SELF else Evaluation.state.in_(sorted(RANKED))
    found = (
        select(Evaluation.id)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(
            Evaluation.period_id == ground.period.id, Evaluation.excused.is_(None), there_is,
            Evaluation.decided_in == ground.unit.id,
            Evaluation.group_id == group_id if group_id is not None else and_(True),
        )
        .order_by(Unit.name_fold, Person.sort_key, Evaluation.id)
    )  # fmt: skip
    return list(db.session.scalars(found))


def units_right_below(ground: Ground) -> list[tuple[int, str]]:
    """The schools and offices right beneath an office, by name."""
    found = select(Unit.id, Unit.name).where(
        Unit.parent_id == ground.unit.id, Unit.kind.in_((UnitKind.MIDDLE, UnitKind.SCHOOL))
    )
    return [(unit_id, name) for unit_id, name in db.session.execute(found.order_by(Unit.name_fold))]


def people_decided(ground: Ground) -> list[tuple[int, str, str]]:
    """The managers about whom the unit's office has decided: id of the evaluation, name, school (4529 BM04)."""
    found = (
        select(Evaluation.id, Person.full_name, Unit.name)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(
            Evaluation.period_id == ground.period.id, Evaluation.decided_in == ground.unit.id,
            Evaluation.standard_id == ground.period.manager_standard_id, Evaluation.state.in_(RANKED),
        )
        .order_by(Unit.name_fold, Person.sort_key)
    )  # fmt: skip
    return [(evaluation_id, name, school) for evaluation_id, name, school in db.session.execute(found)]


def _teachers(ground: Ground) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Evaluation`: due in the period, by the teachers' standard."""
    return (
        Evaluation.period_id == ground.period.id, Evaluation.excused.is_(None),
        Evaluation.standard_id == ground.period.teacher_standard_id,
    )  # fmt: skip


def members_of(ground: Ground, group_id: int | None) -> Sequence[tuple[Evaluation, Person]]:
    """The school's teachers, or one group's, by name."""
    chosen = Evaluation.group_id == group_id if group_id is not None else and_(True)
    found = (
        select(Evaluation, Person)
        .join(Person, Person.id == Evaluation.person_id)
        .where(*_teachers(ground), Evaluation.unit_id == ground.unit.id, chosen)
        .order_by(Person.sort_key, Evaluation.id)
    )
    return [(evaluation, person) for evaluation, person in db.session.execute(found)]


def name_of_group(group_id: int) -> str:
    return db.session.scalar(select(SubjectGroup.name).where(SubjectGroup.id == group_id)) or ""


def _schools(ground: Ground) -> int:
    """How many schools have somebody who is due."""
    found = (
        select(func.count(func.distinct(Evaluation.unit_id)))
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(*_teachers(ground), beneath(Unit.path, [ground.unit.path]))
    )
    return db.session.execute(found).scalar_one()


def _last_decision(ground: Ground) -> int:
    """Id of the newest decision in the unit and beneath it."""
    found = (
        select(func.max(Edition.id))
        .join(Evaluation, Evaluation.id == Edition.evaluation_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(Evaluation.period_id == ground.period.id, tells_a_decision())
        .where(beneath(Unit.path, [ground.unit.path]))
    )
    return db.session.scalar(found) or 0
