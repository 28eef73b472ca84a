"""Where must the head give a reason?  Where the own view stands against everything that was said, and against the rule.

The rule proposes, the head decides: a level that differs from both the self-assessment and the colleagues' mode needs
a reason, and so does a rank that differs from the one the rule gives for the head's own levels.
"""

from app.domain.evaluation.rules.tally import Tally
from app.domain.standards.rules.standard import Form


def levels_to_explain(self_form: Form | None, colleagues: Tally, head_form: Form) -> tuple[int, ...]:
    """Numbers of the criteria whose level needs a reason; without any opinion to differ from, none does."""
    return tuple(
        no
        for no, level in enumerate(head_form, start=1)
        if level is not None and _differs(no, level, self_form, colleagues)
    )


def _differs(no: int, level: int, self_form: Form | None, colleagues: Tally) -> bool:
    own = self_form[no - 1] if self_form is not None else None
    said = colleagues.modes(no) | ({own} if own is not None else set())
    return bool(said) and level not in said


def rank_to_explain(ruled: int | None, rank: int) -> bool:
    """Does the rank need a reason?"""
    return ruled is not None and rank != ruled
