"""At which level was each criterion in years that are over?  Some are weaker than others; who learns gets on faster.

Nothing of it is measured: made-up people need a story, and this is the one that the page of effects is there to tell.
"""

from collections.abc import Mapping
from random import Random

from sqlalchemy import select

from app.db import db
from app.domain.evaluation.models import Evaluation
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.ranking import rank_form
from app.domain.standards.rules.standard import Standard, StandardKind, decode
from app.domain.training.board.learned import learned
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.records.rules import RANK, Status

TALENTS, WEIGHTS = (0, 1, 2, 3), (1, 4, 57, 38)
WEAK = {
    StandardKind.TEACHER: {
        15: 0.26, 14: 0.2, 8: 0.12, 12: 0.1, 10: 0.08, 9: 0.07, 11: 0.06, 13: 0.05, 6: 0.05, 4: 0.04, 7: 0.04,
        3: 0.02, 5: 0.02,
    },
    StandardKind.MANAGER: {18: 0.2, 17: 0.18, 9: 0.12, 7: 0.1, 11: 0.08, 6: 0.04, 8: 0.03},
}  # fmt: skip
"""By the number of a criterion: which share of able people is below the bar in it."""
OTHER = 0.02
UP_LEARNT, UP, DOWN = 0.6, 0.33, 0.02
WAVERS = 0.1
BAR = 2


class PastLevels:
    """Draws the forms of one year, from those of the year before where somebody has one; keeps them for the next."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._known: dict[tuple[int, int], str] = {}

    def of(self, evaluations: Mapping[int, tuple[int, int]], year: int) -> dict[int, tuple[str, int]]:
        """By evaluation: its form and the rank that follows; `evaluations` says whose each is, by which standard."""
        passed = _passed(year)
        found = {}
        for evaluation_id, (person_id, standard_id) in evaluations.items():
            standard = standard_of(standard_id)
            key = person_id, standard_id
            before = self._known.get(key)
            form = self._new(standard) if before is None else self._later(standard, before, passed.get(person_id, ()))
            self._known[key] = form
            rank = rank_form(standard, decode(form)).rank
            assert rank is not None
            found[evaluation_id] = form, rank
        return found

    def _new(self, standard: Standard) -> str:
        talent = self._random.choices(TALENTS, WEIGHTS)[0]
        weak = WEAK[standard.kind]
        return "".join(str(self._level(talent, weak.get(each.no, OTHER))) for each in standard.criteria)

    def _level(self, talent: int, weak: float) -> int:
        drawn = self._random.random()
        if talent < BAR:
            return talent + (drawn < (0.6 if talent else 0.8))
        if drawn < weak * (1 if talent == BAR else 0.4):
            return BAR - 1
        return BAR if self._random.random() < (0.85 if talent == BAR else 0.12) else BAR + 1

    def _later(self, standard: Standard, before: str, passed: tuple[str, ...] | set[str]) -> str:
        return "".join(
            str(self._moved(int(level), learnt=any(module.code in passed for module in each.modules)))
            for level, each in zip(before, standard.criteria, strict=True)
        )

    def _moved(self, level: int, *, learnt: bool) -> int:
        drawn = self._random.random()
        if level < BAR:
            return level + (drawn < (UP_LEARNT if learnt else UP))
        if drawn < (DOWN / 2 if learnt else DOWN):
            return BAR - 1
        return 2 * BAR + 1 - level if drawn > 1 - WAVERS else level


def _passed(year: int) -> dict[int, set[str]]:
    """By person: the codes of the modules that they have passed in a year."""
    codes = {module.id: module.code for module in all_modules()}
    found = learned(select(Evaluation.person_id), sorted(codes), year)
    rows = db.session.execute(select(found.c.person_id, found.c.module_id).where(found.c.rank == RANK[Status.PASSED]))
    passed: dict[int, set[str]] = {}
    for person_id, module_id in rows:
        passed.setdefault(person_id, set()).add(codes[module_id])
    db.session.rollback()
    return passed
