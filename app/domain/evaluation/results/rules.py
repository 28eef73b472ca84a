"""What does a paper result say, and may it be taken over?  Values in, problems out.

Results of an evaluation that was held on paper are entered with what the paper says (letter BGDĐT-GDTrH of 11/2020):
the rank always, the head's levels where the paper has them.  The rule is asked all the same: a rank that differs from
the one it gives for the levels needs the reason that the paper names.
"""

import re
from dataclasses import dataclass
from datetime import date

from app.domain.organisation.rules import Problem
from app.domain.standards.rules.ranking import rank_form
from app.domain.standards.rules.standard import Form, Standard, unrated
from app.domain.vietnamese import fold

YEAR = re.compile(r"(?:20[0-9]{2}\s*[-–/]\s*)?(20[0-9]{2})")


@dataclass(frozen=True)
class Paper:
    """What stands on the paper of one person; `levels` is blank where the paper has the rank only."""

    rank: int | None
    levels: Form
    self_rank: int | None = None
    rank_reason: str = ""
    signed_on: date | None = None
    signed_by: str = ""
    document: str = ""


def level_named(standard: Standard, text: str) -> int | None:
    """The ordinal that somebody means by "Khá", "kha" or "K"; None for what is no level of the standard."""
    wanted = fold(text)
    return next((each.ordinal for each in standard.levels if wanted in {fold(each.name), fold(each.code)}), None)


def year_meant(text: str) -> int | None:
    """The year in which the school year ends that somebody means by "2020" or "2019-2020"; None for anything else."""
    found = YEAR.fullmatch(text.strip())
    return int(found[1]) if found else None


def rank_by_rule(standard: Standard, levels: Form) -> int | None:
    """The rank that the rule gives for the paper's levels; None while not every criterion has one."""
    return rank_form(standard, levels).rank


def check_paper(standard: Standard, paper: Paper, year: int, today: date) -> list[Problem]:
    """What speaks against taking this paper over, of the school year that ends in `year`?  Empty when nothing does."""
    problems = []
    missing = unrated(paper.levels)
    if paper.rank is None:
        problems.append(Problem("rank_missing", "rank"))
    if missing and len(missing) < len(paper.levels):
        problems.append(Problem("levels_partial", "levels"))
    ruled = rank_by_rule(standard, paper.levels)
    if ruled is not None and paper.rank is not None and paper.rank != ruled and not paper.rank_reason:
        problems.append(Problem("reason_missing", "rank_reason"))
    if paper.signed_on is not None and not date(year - 1, 1, 1) <= paper.signed_on <= today:
        problems.append(Problem("signed_on_outside", "signed_on"))
    return problems
