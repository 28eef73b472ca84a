"""Which steps does a person take to declare the sector ID, and where does each lead? Pure.

Two ways, both from the two annexes of letter 95/CV-ETEP (9 April 2022); the LMS provider of the province decides which.
TEMIS/Viettel, 4 steps: the one button verifies **and** saves. VNPT, 5 steps: verifying and saving are two steps, and
who leaves before the last one has declared nothing.
"""

from __future__ import annotations

from enum import StrEnum

from app.domain.identity.rules import Outcome


class Way(StrEnum):
    """The two ways of letter 95."""

    TEMIS = "temis"
    VNPT = "vnpt"


class Step(StrEnum):
    """A step of a way, in the letter's order."""

    SIGN_IN = "sign_in"
    OPEN_PROFILE = "open_profile"
    ENTER_ID = "enter_id"
    VERIFY = "verify"
    SAVE = "save"


STEPS: dict[Way, tuple[Step, ...]] = {
    Way.TEMIS: (Step.SIGN_IN, Step.OPEN_PROFILE, Step.ENTER_ID, Step.SAVE),
    Way.VNPT: (Step.SIGN_IN, Step.OPEN_PROFILE, Step.ENTER_ID, Step.VERIFY, Step.SAVE),
}


class ClaimState(StrEnum):
    """Where a claim stands, as stored. (No claim at all: nothing was ever entered.)"""

    ENTERED = "entered"
    CHECKED = "checked"
    CHECK_PENDING = "check_pending"
    CHECK_WITHHELD = "check_withheld"
    PENDING = "pending"
    WITHHELD = "withheld"
    MISMATCH = "mismatch"
    NOT_FOUND = "not_found"
    DUPLICATE = "duplicate"
    VERIFIED = "verified"
    RECONFIRM = "reconfirm"


class Move(StrEnum):
    """What somebody does with a claim."""

    COMPLETE = "complete"  # TEMIS step 4, "Hoàn thành": verifies and saves
    ENTER = "enter"  # VNPT step 3
    VERIFY = "verify"  # VNPT step 4
    SAVE = "save"  # VNPT step 5, "LƯU THÔNG TIN"
    RECHECK = "recheck"  # an admin, the retrying job, the closing of a case
    VERIFY_IN_BULK = "verify_in_bulk"
    UNSETTLE = "unsettle"  # the registry changed after the verification


UNSAVED = frozenset({ClaimState.ENTERED, ClaimState.CHECKED, ClaimState.CHECK_PENDING, ClaimState.CHECK_WITHHELD})
SAVABLE = UNSAVED - {ClaimState.ENTERED}
FAILED = frozenset({ClaimState.MISMATCH, ClaimState.NOT_FOUND, ClaimState.DUPLICATE})
WAITING = frozenset({ClaimState.PENDING, ClaimState.WITHHELD})
SETTLED = frozenset({ClaimState.VERIFIED})

_OPEN_TO_THE_PERSON = frozenset(ClaimState) - SETTLED
MAY_START: dict[Move, frozenset[ClaimState | None]] = {
    Move.COMPLETE: _OPEN_TO_THE_PERSON | {None},
    Move.ENTER: _OPEN_TO_THE_PERSON | {None},
    Move.VERIFY: UNSAVED,
    Move.SAVE: SAVABLE,
    Move.RECHECK: WAITING | FAILED | {ClaimState.RECONFIRM},
    Move.VERIFY_IN_BULK: _OPEN_TO_THE_PERSON | {None},
    Move.UNSETTLE: SETTLED,
}
"""From which states each move starts; None is "no claim yet"."""

MOVES_OF_WAY: dict[Way, frozenset[Move]] = {
    Way.TEMIS: frozenset({Move.COMPLETE}),
    Way.VNPT: frozenset({Move.ENTER, Move.VERIFY, Move.SAVE}),
}

_AFTER_A_CHECK = {
    Outcome.VERIFIED: ClaimState.VERIFIED,
    Outcome.DUPLICATE: ClaimState.DUPLICATE,
    Outcome.MISMATCH: ClaimState.MISMATCH,
    Outcome.NOT_FOUND: ClaimState.NOT_FOUND,
    Outcome.UNREACHABLE: ClaimState.PENDING,
    Outcome.WITHHELD: ClaimState.WITHHELD,
}
_AFTER_VERIFYING_WITHOUT_SAVING = _AFTER_A_CHECK | {
    Outcome.VERIFIED: ClaimState.CHECKED,
    Outcome.UNREACHABLE: ClaimState.CHECK_PENDING,
    Outcome.WITHHELD: ClaimState.CHECK_WITHHELD,
}
_OUTCOME_TO_SAVE = {
    ClaimState.CHECKED: Outcome.VERIFIED,
    ClaimState.CHECK_PENDING: Outcome.UNREACHABLE,
    ClaimState.CHECK_WITHHELD: Outcome.WITHHELD,
}


def may_move(state: ClaimState | None, move: Move, way: Way | None = None) -> bool:
    """Whether the move may start here; with a way, whether it is one of that way's buttons too."""
    return state in MAY_START[move] and (way is None or move in MOVES_OF_WAY[way])


def outcome_to_save(state: ClaimState) -> Outcome:
    """What step 5 of VNPT saves: the outcome of step 4, which was success or pending. KeyError for other states."""
    return _OUTCOME_TO_SAVE[state]


def state_after(move: Move, outcome: Outcome | None) -> ClaimState:
    """Where a move leads, given the outcome of its check (None where it makes none)."""
    if move is Move.ENTER:
        return ClaimState.ENTERED
    if move is Move.UNSETTLE:
        return ClaimState.RECONFIRM
    if outcome is None:
        raise ValueError(f"{move} needs an outcome")
    return (_AFTER_VERIFYING_WITHOUT_SAVING if move is Move.VERIFY else _AFTER_A_CHECK)[outcome]


class Standing(StrEnum):
    """What is shown of a person's sector ID, in lists, on boards and on the home page."""

    NOT_DECLARED = "not_declared"
    LISTED = "listed"
    UNSAVED = "unsaved"
    PENDING = "pending"
    MISMATCH = "mismatch"
    NOT_FOUND = "not_found"
    DUPLICATE = "duplicate"
    VERIFIED_SELF = "verified_self"
    VERIFIED_BULK = "verified_bulk"
    RECONFIRM = "reconfirm"


_SHOWN = dict.fromkeys(UNSAVED, Standing.UNSAVED) | {
    ClaimState.PENDING: Standing.PENDING,
    ClaimState.WITHHELD: Standing.PENDING,
    ClaimState.MISMATCH: Standing.MISMATCH,
    ClaimState.NOT_FOUND: Standing.NOT_FOUND,
    ClaimState.DUPLICATE: Standing.DUPLICATE,
    ClaimState.RECONFIRM: Standing.RECONFIRM,
}

NOT_STARTED = frozenset({Standing.NOT_DECLARED, Standing.LISTED})
VERIFIED = frozenset({Standing.VERIFIED_SELF, Standing.VERIFIED_BULK})
MISMATCHED = frozenset({Standing.MISMATCH, Standing.NOT_FOUND, Standing.DUPLICATE, Standing.RECONFIRM})
DECLARED = frozenset(Standing) - NOT_STARTED - {Standing.UNSAVED}
"""The person pressed the last button, or failed a check (or was verified in bulk, which leaves nothing to press)."""


def standing(state: ClaimState | None, *, in_bulk: bool = False, listed: bool = False) -> Standing:
    """The state shown, from the claim's state, how it was verified, and whether a roster proposed an ID."""
    if state is None:
        return Standing.LISTED if listed else Standing.NOT_DECLARED
    if state is ClaimState.VERIFIED:
        return Standing.VERIFIED_BULK if in_bulk else Standing.VERIFIED_SELF
    return _SHOWN[state]
