"""When may the head decide also in a year between?  Every second year is the rule, sooner only with consent.

Circular 20/2018 Điều 11 and circular 14/2018 Điều 11: the cycle may be shortened with the consent of the direct
managing body.
"""

from enum import StrEnum

from app.domain.organisation.rules import Problem


class CycleState(StrEnum):
    """What became of a school's proposal."""

    PROPOSED = "proposed"
    CONSENTED = "consented"
    DECLINED = "declined"


def check_shortening(*, head_decides: bool, locked: bool, consented: bool) -> list[Problem]:
    """What speaks against shortening the cycle in this period?  Empty when nothing does."""
    problems = []
    if head_decides:
        problems.append(Problem("head_decides_anyway"))
    if locked:
        problems.append(Problem("period_over"))
    if consented:
        problems.append(Problem("consented_already"))
    return problems
