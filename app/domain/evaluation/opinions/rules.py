"""Whose survey is run where, and who is asked?  Circular 14/2018 Điều 10 khoản 1, letter 4529 BM02 and BM03.

The survey on every manager of a school is run by the unit right above it, where its principal is decided about, also
the one on a vice principal whom the principal decides about: nobody at a school administers a survey there (AZ-5).
Teachers and staff are asked; managers are not, neither about themselves nor about each other.
"""

from enum import StrEnum

from app.domain.organisation.rules import DECLARING, MANAGERS, Role
from app.domain.surveys.rules import FEWEST

KIND = "manager_opinions"
RUNNERS = frozenset({Role.DISTRICT, Role.PROVINCE})
ASKED = DECLARING - MANAGERS
"""Positions at the school whose holders are asked: teachers and staff."""


class Standing(StrEnum):
    """Where the opinions on one manager stand."""

    NOT_OPEN = "not_open"
    TOO_FEW_INVITED = "too_few_invited"  # no survey: the superior hears people in person
    MISSED = "missed"  # nobody opened it in time: the same
    RUNNING = "running"
    TOO_FEW_ANSWERS = "too_few_answers"  # closed without a result: the same
    READY = "ready"  # closed, the counts may be read


HEARD_IN_PERSON = frozenset({Standing.TOO_FEW_INVITED, Standing.MISSED, Standing.TOO_FEW_ANSWERS})


def standing(invited: int, opened: bool, answers: int | None, *, over: bool) -> Standing:
    """`invited`: who would be asked, or was; `answers`: the number of a closed survey, None while there is none;
    `over`: the time in which one may be opened."""
    if not opened and invited < FEWEST:
        return Standing.TOO_FEW_INVITED
    if not opened:
        return Standing.MISSED if over else Standing.NOT_OPEN
    if answers is None:
        return Standing.RUNNING
    return Standing.READY if answers >= FEWEST else Standing.TOO_FEW_ANSWERS


def runs_surveys(role: str, unit_id: int | None, above: int | None) -> bool:
    """Does somebody of this role and unit run the surveys of a school that hangs beneath the unit `above`?"""
    return role in RUNNERS and unit_id is not None and unit_id == above
