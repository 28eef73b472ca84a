"""Which years of somebody's evaluations may the viewer read, and what came of each?

One's own years are all there, whatever school they were in.  Others read only the evaluations of units beneath their
own (access follows the evaluation's own unit, AZ-3), and never of somebody decided about above them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from app.db import db
from app.domain.evaluation.access import EvaluationSight, evaluations_visible, sight
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.evaluation.results.models import PaperResult
from app.domain.evaluation.rules.flow import KNOWN, RANKED, EvaluationState
from app.domain.evaluation.sheets import sent_levels
from app.domain.evaluation.trend.rules import Judged
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import is_below
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.ranking import rank_form
from app.domain.standards.rules.standard import Form, decode
from app.domain.viewer import Viewer

YEARS = 6
"""How many years one page shows; there is one evaluation a year."""


@dataclass(frozen=True)
class Trend:
    """Somebody's years, the newest first; `total` counts those that are not on this page, too."""

    person_id: int
    name: str
    years: tuple[Judged, ...]
    total: int


def own_trend(viewer: Viewer, page: int = 1) -> Trend | None:
    """One's own years; None before the first evaluation."""
    return _trend(viewer, viewer.person_id, page) if viewer.person_id is not None else None


def trend_behind(viewer: Viewer, evaluation_id: int, page: int = 1) -> Trend | None:
    """The years of whoever this evaluation is about, as far as the viewer may read them; None: not even this one."""
    found = select(Evaluation.person_id).where(Evaluation.id == evaluation_id, evaluations_visible(viewer))
    person_id = db.session.scalar(found)
    return _trend(viewer, person_id, page, beside=evaluation_id) if person_id is not None else None


def _trend(viewer: Viewer, person_id: int, page: int, beside: int | None = None) -> Trend | None:
    decider = aliased(Unit)
    rows = db.session.execute(
        select(Evaluation, decider.path)
        .join(decider, decider.id == Evaluation.decided_in)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Evaluation.person_id == person_id, evaluations_visible(viewer))
        .options(joinedload(Evaluation.period), joinedload(Evaluation.unit), joinedload(Evaluation.person))
        .order_by(Period.year.desc(), Evaluation.id.desc())
    ).all()
    readable = [evaluation for evaluation, path in rows if _readable(viewer, evaluation, path)]
    if not readable or (beside is not None and all(each.id != beside for each in readable)):
        return None
    last = max(1, -(-len(readable) // YEARS))
    start = (min(page, last) - 1) * YEARS
    shown = readable[start : start + YEARS]
    return Trend(person_id, readable[0].person.full_name, _judged(viewer, shown), len(readable))


def _readable(viewer: Viewer, evaluation: Evaluation, deciding_path: str) -> bool:
    """One's own; else from the unit that decides about it upwards: a vice principal reads nothing of the principal."""
    how_much = sight(viewer, evaluation.person_id, evaluation.unit.path)
    if how_much is EvaluationSight.OWN:
        return True
    return how_much is EvaluationSight.SHEET and is_below(deciding_path, viewer.unit_path)


def _judged(viewer: Viewer, evaluations: Sequence[Evaluation]) -> tuple[Judged, ...]:
    ids = [each.id for each in evaluations]
    sent = sent_levels(evaluations)
    decisions = {row.evaluation_id: row for row in db.session.scalars(_about(Decision, ids))}
    papers = {row.evaluation_id: row for row in db.session.scalars(_about(PaperResult, ids))}
    years = []
    for each in evaluations:
        state = EvaluationState(each.state)
        own = sent.get(each.id)
        told = state in (KNOWN if each.person_id == viewer.person_id else RANKED)
        decision = decisions.get(each.id) if told else None
        paper = papers.get(each.id) if told else None
        years.append(
            Judged(
                each.id, each.period.year, each.unit.name, each.position, each.standard_id, state.value,
                each.excused is not None, own, paper.self_rank if paper else _rank(each.standard_id, own),
                decode(decision.levels) if decision else None, decision.rank if decision else None, paper is not None,
            )
        )  # fmt: skip
    return tuple(years)


def _rank(standard_id: int, form: Form | None) -> int | None:
    return rank_form(standard_of(standard_id), form).rank if form is not None else None


def _about(model, ids: Sequence[int]):  # type: ignore[no-untyped-def]
    return select(model).where(model.evaluation_id.in_(ids))
