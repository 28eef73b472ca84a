"""How does a document become a standard, and how do typed signs become a form?  Refused with what is wrong."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.standards.rules.standard import (
    MOST_LEVELS,
    Clause,
    CoreRule,
    Criterion,
    Form,
    Level,
    Module,
    Part,
    RankingRule,
    Standard,
    StandardKind,
)

LONGEST_CODE = 30
CLAUSE_KEYS = frozenset({"rank", "clause", "all_at_least", "share_at_least", "key_at_least", "otherwise"})

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class BadStandard(ValueError):
    """The document is no usable standard; `problem` says where, in the document's own terms."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def read_standard(document: Mapping[str, Any]) -> Standard:
    """The standard that a document describes.  Raises BadStandard naming the first thing that is wrong."""
    try:
        return _read(document)
    except BadStandard:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadStandard(f"{type(error).__name__}: {error}") from error


def _read(document: Mapping[str, Any]) -> Standard:
    levels = tuple(Level(n, str(each["code"]), str(each["name"])) for n, each in enumerate(document["levels"]))
    ordinals = {level.code: level.ordinal for level in levels}
    _demand(2 <= len(levels) <= MOST_LEVELS and len(ordinals) == len(levels), "levels: two to ten, each code once")
    legal, cycle = document["legal"], document["cycle"]
    standard = Standard(
        code=str(document["code"]), kind=StandardKind(document["kind"]), title=str(document["title"]),
        number=str(legal["number"]), guidance=str(legal.get("guidance", "")),
        effective_from=_day(legal["effective_from"]),
        superseded_from=_day(legal["superseded_from"]) if legal.get("superseded_from") is not None else None,
        note=str(document["note"]), levels=levels,
        parts=tuple(_part(each, levels) for each in document["parts"]),
        ranking=_ranking(document["ranking"], ordinals),
        self_years=int(cycle["self_years"]), head_years=int(cycle["head_years"]),
        core=_core(document["core"], ordinals),
    )  # fmt: skip
    _demand(0 < len(standard.code) <= LONGEST_CODE, f"code: one to {LONGEST_CODE} characters")
    _demand(all(part.criteria for part in standard.parts), "parts: none without criteria")
    asks = standard.kind is StandardKind.MANAGER
    _demand(not asks or all(each.statement for each in standard.criteria), "criteria: a statement each for the survey")
    numbers = [criterion.no for criterion in standard.criteria]
    _demand(bool(numbers) and numbers == list(range(1, len(numbers) + 1)), "criteria: numbered 1, 2, 3, … in order")
    _demand(len({part.no for part in standard.parts}) == len(standard.parts), "parts: each number once")
    return standard


def _text(value: Any) -> str:
    _demand(isinstance(value, str) and bool(value.strip()), f"{value!r} is no text")
    return str(value)


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    _demand(isinstance(value, str) and bool(DAY.fullmatch(value)), f"{value!r} is no day such as 2026-07-01")
    return date.fromisoformat(value)


def _part(document: Mapping[str, Any], levels: Sequence[Level]) -> Part:
    criteria = tuple(_criterion(each, levels) for each in document["criteria"])
    return Part(int(document["no"]), str(document["article"]), str(document["name"]), criteria)


def _criterion(document: Mapping[str, Any], levels: Sequence[Level]) -> Criterion:
    no, texts = int(document["no"]), document["levels"]
    _demand(set(texts) == {level.code for level in levels}, f"criterion {no}: one descriptor a level")
    descriptors = tuple(str(texts[level.code]) for level in levels)
    evidence = tuple(str(each) for each in document.get("evidence", ()))
    modules = tuple(Module(str(each["code"]), str(each["name"])) for each in document.get("modules", ()))
    return Criterion(
        no, _text(document["name"]), bool(document.get("key", False)), descriptors, evidence, modules,
        str(document.get("statement", "")),
    )  # fmt: skip


def _ranking(document: Mapping[str, Any], ordinals: Mapping[str, int]) -> RankingRule:
    clauses = tuple(_clause(each, ordinals) for each in document["clauses"])
    ranks = [clause.rank for clause in clauses]
    _demand(ranks == sorted(ranks, reverse=True) and len(set(ranks)) == len(ranks), "clauses: from the best rank down")
    _demand(_demands_nothing(clauses[-1]), "clauses: the last one holds otherwise")
    share = int(document["share"]["num"]), int(document["share"]["den"])
    _demand(0 < share[0] <= share[1], "share: a fraction of at most one")
    return RankingRule(str(document["source"]), share, clauses)


def _clause(document: Mapping[str, Any], ordinals: Mapping[str, int]) -> Clause:
    def at_least(name: str) -> int | None:
        return ordinals[document[name]] if name in document else None

    unknown = set(document) - CLAUSE_KEYS
    _demand(not unknown, f"clause {document.get('clause')}: {sorted(map(str, unknown))} is nothing known")
    clause = Clause(
        ordinals[document["rank"]], str(document["clause"]),
        at_least("all_at_least"), at_least("share_at_least"), at_least("key_at_least"),
    )  # fmt: skip
    _demand(_demands_nothing(clause) == bool(document.get("otherwise")), f"clause {clause.article}: its demands")
    return clause


def _demands_nothing(clause: Clause) -> bool:
    return clause.all_at_least is clause.share_at_least is clause.key_at_least is None


def _core(document: Mapping[str, Any], ordinals: Mapping[str, int]) -> CoreRule:
    key = ordinals[document["key_at_least"]] if "key_at_least" in document else None
    years, rank = int(document["min_years"]), ordinals[document["rank_at_least"]]
    return CoreRule(str(document["article"]), years, rank, key)


def _demand(holds: bool, problem: str) -> None:
    if not holds:
        raise BadStandard(problem)


def _plain_code(sign: str) -> str:
    """A level's code as people type it: any case, Đ or its lookalike Ð as D."""
    return sign.strip().upper().replace("Đ", "D").replace("Ð", "D")


LONGEST_SIGN = 20  # of what is no level, as much is told back


def read_form(standard: Standard, signs: Iterable[str]) -> Form:
    """A form from level codes in order ("T", "K", "Đ" or "D", "CD" or "CĐ", "" for a blank).  Raises ValueError."""
    ordinals = {_plain_code(level.code): level.ordinal for level in standard.levels}
    form: list[int | None] = []
    for sign in signs:
        code = _plain_code(sign)
        if code and code not in ordinals:
            raise ValueError(f"unknown level {sign.strip()[:LONGEST_SIGN]!r}")
        form.append(ordinals[code] if code else None)
    if len(form) != len(standard.criteria):
        raise ValueError(f"{len(form)} levels, {len(standard.criteria)} criteria")
    return tuple(form)
