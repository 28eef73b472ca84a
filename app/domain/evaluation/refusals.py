"""Why may an act of an evaluation not happen?  Every part of it refuses in the same words."""

from datetime import datetime


class StaleVersion(RuntimeError):
    """It was saved elsewhere since it was shown (another phone, another window): 409 showing both sides (CON-1)."""


def is_saved_already(saved: int, shown: int, *, same: bool) -> bool:
    """Was just this saved since version `shown`, as by a form sent twice?  Then nothing is left to write.

    `same`: what is saved says what is to be saved.  Raises StaleVersion where something else was.
    """
    if saved != shown and not same:
        raise StaleVersion
    return saved != shown


class NotNow(RuntimeError):
    """The move is not open: already sent, already considered, the period locked; `reason` says which.

    `at`, where it is a matter of time: from when the move is open, or since when it is not.
    """

    def __init__(self, reason: str, at: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


class DecidedAnew(RuntimeError):
    """What was decided about some people is not what was shown; `names` says about whom."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(str(len(names)))
        self.names = names


class Incomplete(RuntimeError):
    """Criteria without a level; `missing` lists their numbers."""

    def __init__(self, missing: tuple[int, ...]) -> None:
        super().__init__(str(missing))
        self.missing = missing
