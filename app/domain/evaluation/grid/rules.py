"""What may be taken from the colleagues into the head's blank cells?  Their most frequent level, where there is one.

Only when the head asks for it: opinions are input, never a computed level (circular 20/2018 Điều 10 khoản 1).
"""

from app.domain.evaluation.rules.tally import Tally
from app.domain.standards.rules.standard import Form


def common_level(colleagues: Tally, criterion: int) -> int | None:
    """The level given most often to a criterion; None on a tie, and where too few answered."""
    modes = colleagues.modes(criterion)
    return next(iter(modes)) if len(modes) == 1 else None


def blanks_to_fill(form: Form, colleagues: Tally) -> dict[int, int]:
    """The blank criteria that have a most frequent level, with that level; what is rated already stays."""
    common = {no: common_level(colleagues, no) for no, level in enumerate(form, start=1) if level is None}
    return {no: level for no, level in common.items() if level is not None}
