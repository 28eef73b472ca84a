"""Which modules do somebody's weak criteria propose?  From the newest levels that are known of them.

Known are the head's levels once published; before that the self-assessment as it was sent.  Each person has one newest
evaluation of the school where they work today: who has moved since counts nowhere until they are evaluated there, since
an evaluation is read by the unit in which it was made (AZ-3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, false, func, or_, select

from app.db import db
from app.domain.evaluation.models import Decision, Evaluation, Period, SelfAssessment
from app.domain.evaluation.rules.flow import KNOWN
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Unit
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import BLANK, Criterion, Standard, decode
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.needs.rules import YEARS_BACK, proposing, weak_below, weak_criteria


@dataclass(frozen=True)
class Proposal:
    """A module that weak criteria propose to one person, with these criteria and the levels they have, in words."""

    module: TrainingModule
    criteria: tuple[tuple[Criterion, str], ...]


@dataclass(frozen=True)
class OwnWeak:
    """What the newest known levels of one person say; `rest` are weak criteria for which there is no module.

    `final` tells whether they are the head's, published; else they are the person's own, as sent.
    """

    year: int
    final: bool
    standard: Standard
    proposals: tuple[Proposal, ...]
    rest: tuple[tuple[Criterion, str], ...]


def _levels() -> ColumnElement[Any]:
    """The head's levels once the person knows them, before that the own ones as sent: nobody writes those meanwhile."""
    return case((_is_final(), Decision.levels), else_=SelfAssessment.levels)


def _is_final() -> ColumnElement[bool]:
    return and_(Evaluation.state.in_(sorted(KNOWN)), _holds_levels(Decision.levels))


def _holds_levels(column: Any) -> ColumnElement[bool]:
    """A form all of whose criteria are blank (a rank alone was taken over from paper) says nothing."""
    return func.coalesce(func.replace(column, BLANK, ""), "") != ""


NEWEST = (Period.year.desc(), Evaluation.id.desc())


def newest_known(year: int, *conditions: ColumnElement[bool]) -> Any:
    """A row a person: `person_id`, `unit_id`, `decided_in`, `standard_id`, `year`, `levels`, `final`; the newest
    evaluation, of the school year that ends in `year` or one shortly before, whose levels are known.
    """
    place = func.row_number().over(partition_by=(Evaluation.person_id, Evaluation.unit_id), order_by=NEWEST)
    ranked = _all_known(year, *conditions).add_columns(place.label("place")).subquery()
    return select(ranked).where(ranked.c.place == 1).subquery()


def newest_known_each(year: int, people: FromClause) -> tuple[Any, ColumnElement[bool]]:
    """The same rows, and the condition that joins them to `people` (`id`, `unit_id`): for a search that stops once it
    has found enough, each is looked up when its turn comes, instead of everybody's beforehand."""
    known = _all_known(year).subquery()
    here = (Evaluation.person_id == people.c.id, Evaluation.unit_id == people.c.unit_id)
    newest = _all_known(year, *here).with_only_columns(Evaluation.id).order_by(*NEWEST).limit(1)
    return known, known.c.id == newest.correlate(people).scalar_subquery()


def _all_known(year: int, *conditions: ColumnElement[bool]) -> Select:
    """Every evaluation whose levels are known, not only the newest of each."""
    sent = and_(Evaluation.is_self_assessed, _holds_levels(SelfAssessment.levels))
    return (
        select(
            Evaluation.id, Evaluation.person_id, Evaluation.unit_id, Evaluation.decided_in, Evaluation.standard_id,
            Period.year.label("year"), _levels().label("levels"), case((_is_final(), 1), else_=0).label("final"),
        )
        .join(Period, Period.id == Evaluation.period_id)
        .outerjoin(Decision, Decision.evaluation_id == Evaluation.id)
        .outerjoin(SelfAssessment, SelfAssessment.evaluation_id == Evaluation.id)
        .where(
            Evaluation.excused.is_(None), or_(_is_final(), sent), Period.year <= year, Period.year >= year - YEARS_BACK,
            *conditions,
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Proposing:
    """Which criteria propose which module, in each standard that may be met in a province's evaluations."""

    by_standard: Mapping[int, Mapping[int, tuple[int, ...]]]

    @property
    def modules(self) -> list[int]:
        """Every module that is proposed by some criterion."""
        return sorted({module for found in self.by_standard.values() for module in found})

    def is_weak(self, known: Any, module_id: int) -> ColumnElement[bool]:
        """SQL condition on `newest_known`: a criterion that proposes the module was rated below the level."""
        parts = [
            and_(known.c.standard_id == standard_id, or_(*(_below(known, no, standard_id) for no in found[module_id])))
            for standard_id, found in self.by_standard.items()
            if module_id in found
        ]
        return or_(*parts) if parts else false()


def _below(known: Any, no: int, standard_id: int) -> ColumnElement[bool]:
    signs = [str(level) for level in range(weak_below(standard_of(standard_id)))]
    return func.substr(known.c.levels, no, 1).in_(signs)


def proposing_in(path: str, year: int) -> Proposing:
    """What proposes what in the evaluations of the province at this path."""
    above = [int(part) for part in path.strip("/").split("/")]
    found = (
        select(Period.teacher_standard_id, Period.manager_standard_id)
        .join(Unit, Unit.id == Period.unit_id)
        .where(Period.year <= year, Period.year >= year - YEARS_BACK)
        .where(or_(beneath(Unit.path, [path]), Period.unit_id.in_(above)))
    )
    standards = sorted({each for row in db.session.execute(found) for each in row})
    codes = {module.code: module.id for module in all_modules()} if standards else {}
    return Proposing({each: proposing(standard_of(each), codes) for each in standards})


def own_weak(person_id: int, year: int) -> OwnWeak | None:
    """What the person's own newest levels propose; None where nothing is known yet.  The caller is the person."""
    known = newest_known(year, Evaluation.person_id == person_id)
    row = db.session.execute(select(known).order_by(known.c.year.desc()).limit(1)).first()
    if row is None:
        return None
    standard = standard_of(row.standard_id)
    form = decode(row.levels)
    weak = [(each, standard.level(form[each.no - 1] or 0).name) for each in weak_criteria(standard, form)]
    modules = all_modules()
    found = proposing(standard, {module.code: module.id for module in modules})
    proposals = tuple(
        Proposal(module, tuple(pair for pair in weak if pair[0].no in found[module.id]))
        for module in modules
        if module.id in found and any(pair[0].no in found[module.id] for pair in weak)
    )
    helped = {no for numbers in found.values() for no in numbers}
    rest = tuple(pair for pair in weak if pair[0].no not in helped)
    return OwnWeak(row.year, bool(row.final), standard, proposals, rest)


def weak_words(standard_id: int, levels: str, criteria: Sequence[int] | None = None) -> list[tuple[int, str]]:
    """The weak criteria of a form, by number, each with the name of its level; of `criteria` only, if given."""
    standard, form = standard_of(standard_id), decode(levels)
    return [
        (each.no, standard.level(form[each.no - 1] or 0).name)
        for each in weak_criteria(standard, form)
        if criteria is None or each.no in criteria
    ]
