"""Why is somebody who was enrolled not due after all ("không thuộc diện"), and may that still be said?  Values only."""

from enum import StrEnum

from app.domain.evaluation.rules.flow import RANKED, EvaluationState


class ExcusedFor(StrEnum):
    """Why somebody is not due; the last two are said by the system."""

    LONG_LEAVE = "long_leave"
    JOINED_LATE = "joined_late"
    RETIRING = "retiring"
    LEFT = "left"
    OTHER = "other"
    ON_LEAVE = "on_leave"  # on long leave on the cut-off day
    MERGED = "merged"  # the same person's other record is rated


BY_HAND = tuple(each for each in ExcusedFor if each not in {ExcusedFor.ON_LEAVE, ExcusedFor.MERGED})


def may_excuse(state: EvaluationState, excused: str | None) -> bool:
    """Somebody due, before anything was decided about them."""
    return excused is None and state not in RANKED


def may_bring_back(excused: str | None) -> bool:
    """Whoever is excused may be due again, but not the other half of a merged record."""
    return excused is not None and excused != ExcusedFor.MERGED
