"""How is it said what somebody lacks to become a core person?  On lists, on proposals and on paper alike."""

from typing import Any

from app.domain.evaluation.core.rules import Lack, Missing
from app.domain.standards.queries import standard_of
from app.web.labels import label

UNKNOWN = "chưa có xếp loại đã công bố"


def lack_words(standard_id: int, found: Missing) -> str:
    """One reason in words."""
    standard = standard_of(standard_id)
    rule = standard.core
    key = standard.level(rule.key_at_least).name.lower() if rule.key_at_least is not None else ""
    return label(found.lack, "core_lack").format(
        criteria=", ".join(str(no) for no in found.criteria), years=found.years, needed=rule.min_years,
        rank=standard.level(rule.rank_at_least).name.lower(), key=key,
    )  # fmt: skip


def kept_words(facts: dict[str, Any]) -> str:
    """What was missing on the day of a proposal, all in one line; empty where nothing was."""
    if facts["missing"] is None:
        return UNKNOWN
    found = [Missing(Lack(each["lack"]), tuple(each["criteria"]), each["years"]) for each in facts["missing"]]
    return "; ".join(lack_words(facts["standard_id"], each) for each in found)


def rank_words(facts: dict[str, Any]) -> str:
    """The rank by which somebody was proposed, with its year; a dash where there was none."""
    if facts["missing"] is None:
        return "–"
    return f"{standard_of(facts['standard_id']).level(facts['rank']).name} (năm {facts['year']})"
