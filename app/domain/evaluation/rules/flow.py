"""How does an evaluation move from self-assessment to the published rank?  One table a headmaster could read.

Circular 20/2018 Điều 10 khoản 1 and circular 14/2018 Điều 10 khoản 1: self-assessment, opinions, the head decides
and notifies.  Opinions are no step of this table: they run beside it and never hold it up.
"""

from enum import StrEnum


class EvaluationState(StrEnum):
    """Where one person's evaluation of one period stands."""

    OPEN = "open"  # the self-assessment is not sent yet
    SENT = "sent"
    RETURNED = "returned"  # the head asks for a correction; the person writes again
    CONSIDERED = "considered"  # the head has rated something: no recall any more
    DECIDED = "decided"  # ranked, the person does not see it yet
    PUBLISHED = "published"
    APPEALED = "appealed"


class Move(StrEnum):
    """What somebody may do with it."""

    SEND = "send"
    RECALL = "recall"
    RETURN = "return"
    RATE = "rate"
    DECIDE = "decide"
    REOPEN = "reopen"
    PUBLISH = "publish"
    APPEAL = "appeal"
    WITHDRAW = "withdraw"
    SETTLE = "settle"
    ENTER = "enter"


class Actor(StrEnum):
    """In which capacity somebody moves it; offices.py says who holds which."""

    RATED = "rated"
    DECIDER = "decider"
    SECOND_DECIDER = "second_decider"


S, M, A = EvaluationState, Move, Actor

TABLE: dict[tuple[EvaluationState, Move], tuple[EvaluationState, Actor]] = {
    (S.OPEN, M.SEND): (S.SENT, A.RATED),
    (S.RETURNED, M.SEND): (S.SENT, A.RATED),
    (S.SENT, M.RECALL): (S.OPEN, A.RATED),
    (S.SENT, M.RETURN): (S.RETURNED, A.DECIDER),
    (S.CONSIDERED, M.RETURN): (S.RETURNED, A.DECIDER),
    (S.OPEN, M.RATE): (S.CONSIDERED, A.DECIDER),  # once the self-assessment is overdue
    (S.RETURNED, M.RATE): (S.CONSIDERED, A.DECIDER),  # once the time to correct it is over (calendar.py)
    (S.SENT, M.RATE): (S.CONSIDERED, A.DECIDER),
    (S.CONSIDERED, M.RATE): (S.CONSIDERED, A.DECIDER),
    (S.CONSIDERED, M.DECIDE): (S.DECIDED, A.DECIDER),
    (S.DECIDED, M.REOPEN): (S.CONSIDERED, A.DECIDER),
    (S.DECIDED, M.PUBLISH): (S.PUBLISHED, A.DECIDER),
    (S.PUBLISHED, M.APPEAL): (S.APPEALED, A.RATED),
    (S.APPEALED, M.WITHDRAW): (S.PUBLISHED, A.RATED),  # until it is taken up
    (S.APPEALED, M.SETTLE): (S.PUBLISHED, A.SECOND_DECIDER),
    (S.OPEN, M.ENTER): (S.PUBLISHED, A.DECIDER),  # from paper, in a period of that kind only
    (S.PUBLISHED, M.ENTER): (S.PUBLISHED, A.DECIDER),
}

WRITABLE = frozenset({S.OPEN, S.RETURNED})
"""The person still writes the self-assessment."""

RANKED = frozenset({S.DECIDED, S.PUBLISHED, S.APPEALED})
KNOWN = frozenset({S.PUBLISHED, S.APPEALED})
"""The person knows the result."""


def after(state: EvaluationState, move: Move) -> EvaluationState | None:
    """The state that a move leads to, None where it is not open."""
    found = TABLE.get((state, move))
    return found[0] if found else None


def actor_of(state: EvaluationState, move: Move) -> Actor | None:
    """In which capacity the move may be made, None where it is not open."""
    found = TABLE.get((state, move))
    return found[1] if found else None
