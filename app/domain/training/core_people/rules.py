"""How does somebody become a core person (cốt cán), and who says so?  Proposed, confirmed up the tree, recognised.

Circular 20/2018 Điều 12 and 14/2018 Điều 12: the school proposes its teachers, the office above confirms, the province
decides.  Managers are proposed by the office that decides about them: the one right above their school.  Through which
hands a proposal goes is read from the tree of units, so a THPT school's goes to its province at once.
"""

from collections.abc import Sequence
from enum import StrEnum

from app.domain.evaluation.core.rules import Missing
from app.domain.evaluation.rules.offices import deciding_unit, place_of
from app.domain.organisation.rules import Position, Problem
from app.domain.training.catalogue.rules import audience_of


class CoreState(StrEnum):
    """Where a proposal, or what came of it, stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"  # by an office between the proposing one and the province
    RETURNED = "returned"  # to whoever proposed, with a reason
    RECOGNISED = "recognised"
    REFUSED = "refused"
    RECALLED = "recalled"  # taken back by whoever proposed
    ENDED = "ended"  # no core person any more, from a day on and with a reason


class Move(StrEnum):
    """What an office may do with it."""

    PROPOSE = "propose"
    RECALL = "recall"
    CONFIRM = "confirm"
    RECOGNISE = "recognise"
    RETURN = "return"
    REFUSE = "refuse"
    END = "end"


class Who(StrEnum):
    """Whose office makes the move."""

    PROPOSER = "proposer"
    BETWEEN = "between"  # the office where it lies, while another stands above it
    PROVINCE = "province"  # the office where it lies, the last one
    HOLDER = "holder"  # the office where it lies, whichever it is


S, M, W = CoreState, Move, Who
TABLE: dict[tuple[CoreState | None, Move], tuple[CoreState, Who]] = {
    (None, M.PROPOSE): (S.PROPOSED, W.PROPOSER),
    (S.RETURNED, M.PROPOSE): (S.PROPOSED, W.PROPOSER),
    (S.PROPOSED, M.RECALL): (S.RECALLED, W.PROPOSER),
    (S.RETURNED, M.RECALL): (S.RECALLED, W.PROPOSER),
    (S.PROPOSED, M.CONFIRM): (S.CONFIRMED, W.BETWEEN),
    (S.CONFIRMED, M.CONFIRM): (S.CONFIRMED, W.BETWEEN),
    (S.PROPOSED, M.RECOGNISE): (S.RECOGNISED, W.PROVINCE),
    (S.CONFIRMED, M.RECOGNISE): (S.RECOGNISED, W.PROVINCE),
    (S.PROPOSED, M.RETURN): (S.RETURNED, W.HOLDER),
    (S.CONFIRMED, M.RETURN): (S.RETURNED, W.HOLDER),
    (S.PROPOSED, M.REFUSE): (S.REFUSED, W.HOLDER),
    (S.CONFIRMED, M.REFUSE): (S.REFUSED, W.HOLDER),
    (S.RECOGNISED, M.END): (S.ENDED, W.PROVINCE),
}

WAITING = frozenset({S.PROPOSED, S.CONFIRMED})
"""It lies with an office above the proposing one."""

OPEN = WAITING | {S.RETURNED, S.RECOGNISED}
"""There is at most one of these about a person."""

WITH_REASON = frozenset({M.RETURN, M.REFUSE, M.END})
DECISIONS = (M.CONFIRM, M.RECOGNISE, M.RETURN, M.REFUSE)
"""What an office above decides, in the order in which a page offers it."""

SHORTEST_REASON = 10


def after(state: CoreState | None, move: Move) -> CoreState | None:
    """The state that a move leads to, None where it is not open."""
    found = TABLE.get((state, move))
    return found[0] if found else None


def who_may(state: CoreState | None, move: Move) -> Who | None:
    """Whose office makes the move, None where it is not open."""
    found = TABLE.get((state, move))
    return found[1] if found else None


def proposing_unit(path: str, position: Position) -> int | None:
    """Id of the unit that proposes somebody in this position at the school; None for whom nobody proposes.

    A teacher's school, and for managers the unit right above it (circulars 20/2018 and 14/2018, Điều 11 and 12).
    """
    if audience_of(position) is None:
        return None
    return deciding_unit(place_of(path), position, vice_by_principal=False)


def chain_from(proposed_in: int, path: str, province_id: int) -> tuple[int, ...]:
    """Through which units a proposal goes, from the proposing one up to the province, by the school's path."""
    up = [int(part) for part in reversed(path.strip("/").split("/"))]
    return tuple(up[up.index(proposed_in) : up.index(province_id) + 1])


def next_hands(chain: Sequence[int], here: int) -> int:
    """The unit after `here`; the last one is its own next (a province proposes to itself)."""
    at = chain.index(here)
    return chain[min(at + 1, len(chain) - 1)]


def stage(who: Who, at: int, province_id: int) -> bool:
    """Does an actor of the table stand where the proposal lies?"""
    return who is Who.HOLDER or (who is Who.PROVINCE) == (at == province_id)


def check_proposal(missing: Sequence[Missing] | None, remark: str) -> list[Problem]:
    """What speaks against proposing so?  `missing` is None where no published rank is known.

    A lacking condition does not forbid the proposal: whoever proposes says why, and whoever decides reads it.
    """
    lacking = missing is None or bool(missing)
    return [Problem("remark_needed", "remark")] if lacking and len(remark) < SHORTEST_REASON else []
