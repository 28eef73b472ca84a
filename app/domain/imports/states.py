"""Which states does an import pass through, and what becomes of a row?"""

from datetime import datetime, timedelta
from enum import StrEnum

PREVIEW_LIVES = timedelta(hours=1)


class FileState(StrEnum):
    CHECKING = "checking"
    MAPPING = "mapping"
    REFUSED = "refused"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"


class Outcome(StrEnum):
    """What becomes of a row when the file is applied."""

    CREATE = "create"
    UPDATE = "update"
    MOVE = "move"
    UNCHANGED = "unchanged"
    BY_HAND = "by_hand"
    REFUSED = "refused"


#: Rows that change something.
WORK = (Outcome.CREATE, Outcome.UPDATE, Outcome.MOVE)
#: Rows that somebody has to look at, and that go into the file of failed rows.
ATTENTION = (Outcome.BY_HAND, Outcome.REFUSED)


class Standing(StrEnum):
    """Why a row that was taken in does not count for anybody yet, or never will: somebody should know."""

    WAITING = "waiting"
    DUPLICATE = "duplicate"


class ConfirmProblem(StrEnum):
    """Why a preview cannot be confirmed now."""

    STILL_CHECKING = "still_checking"
    NOT_MAPPED = "not_mapped"
    REFUSED = "file_refused"
    EXPIRED = "preview_expired"
    OTHER_FILE = "other_file"
    NOTHING_TO_DO = "nothing_to_do"


def check_confirming(
    state: FileState, hash_matches: bool, expires_at: datetime | None, at: datetime, work: int
) -> ConfirmProblem | None:
    """May this preview be applied?  Within its hour, by what was seen, if there is anything to do."""
    if state is FileState.CHECKING:
        return ConfirmProblem.STILL_CHECKING
    if state is FileState.MAPPING:
        return ConfirmProblem.NOT_MAPPED
    if state is FileState.REFUSED:
        return ConfirmProblem.REFUSED
    if not hash_matches:
        return ConfirmProblem.OTHER_FILE
    if expires_at is None or at >= expires_at:
        return ConfirmProblem.EXPIRED
    return None if work else ConfirmProblem.NOTHING_TO_DO
