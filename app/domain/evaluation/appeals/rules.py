"""When may a published rank be appealed, by whom is the appeal settled, and what must be said?  Values only.

Asked for in the system as "đề nghị xem xét lại".  One appeal a decision; it goes to the office above the deciding one,
and where nobody stands above (the province) to another holder of the same office: never to whoever decided first, nor
to somebody who signs for them.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from app.domain.evaluation.rules.deciding import levels_to_explain, rank_to_explain
from app.domain.evaluation.rules.offices import Place, appealed_to
from app.domain.evaluation.rules.tally import Tally
from app.domain.organisation.rules import OFFICES, Problem, UnitKind
from app.domain.standards.rules.standard import Form

SHORTEST_TEXT = 10


class AppealState(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"  # sent, may still be withdrawn
    TAKEN = "taken"  # somebody settles it
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What the second decider says about the rank."""

    KEPT = "kept"
    CHANGED = "changed"


WAITING = frozenset({AppealState.OPEN, AppealState.TAKEN})


def first_day_too_late(published_on: date, days: int) -> date:
    """The day at whose first instant an appeal is too late: `days` whole days follow the day of publication."""
    return published_on + timedelta(days=days + 1)


def settling_unit(units: Iterable[tuple[int, UnitKind]], decided_in: int) -> int:
    """Id of the unit whose office settles.  `units` from the school up; those without an office are passed over."""
    school_id, *above = (unit_id for unit_id, kind in units if kind in OFFICES)
    return appealed_to(Place(school_id, tuple(above)), decided_in)


def may_settle(person_id: int, rated_id: int, first: Iterable[int | None], signs_for: int | None) -> bool:
    """May this person settle?  Not about themselves, not as or for one of those who decided first."""
    barred = {each for each in first if each is not None} | {rated_id}
    return person_id not in barred and signs_for not in barred


def overlaid(first: Form, own: Form) -> Form:
    """The first decider's levels with the second one's own in their place; a blank keeps the first."""
    return tuple(kept if level is None else level for kept, level in zip(first, own, strict=True))


def own_to_explain(self_form: Form | None, colleagues: Tally, first: Form, own: Form) -> tuple[int, ...]:
    """Numbers of the changed levels that need a reason: the same rule as for the head."""
    changed = tuple(None if level == kept else level for kept, level in zip(first, own, strict=True))
    return levels_to_explain(self_form, colleagues, changed)


def check_settlement(
    outcome: Outcome, first_rank: int, rank: int, ruled: int | None, reason: str, rank_reason: str, *, changed: bool
) -> list[Problem]:
    """What speaks against settling so?  `changed`: the second decider changed a level."""
    problems = []
    if len(reason) < SHORTEST_TEXT:
        problems.append(Problem("settlement_reason_short", "reason"))
    if outcome is Outcome.CHANGED and rank == first_rank:
        problems.append(Problem("rank_is_the_same", "rank"))
    against_rule = rank_to_explain(ruled, rank) and (outcome is Outcome.CHANGED or changed)
    if against_rule and not rank_reason:
        problems.append(Problem("rank_against_rule", "rank_reason"))
    return problems
