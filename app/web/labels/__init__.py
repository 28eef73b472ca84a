"""How does the app say it in Vietnamese?  One dictionary a subject; a test finds codes without words."""

from app.web.labels import (
    accounts,
    appeals,
    assignments,
    audits,
    certificates,
    colleagues,
    core_people,
    evaluation,
    evaluation_board,
    evidence,
    exchange,
    feedback,
    hand_in,
    identity,
    imports,
    needs,
    opinions,
    organisation,
    outcomes,
    overview,
    paper,
    periods,
    progress,
    provider,
    report_dictionary,
    report_tables,
    reporting,
    results,
    support,
    training,
    trend,
)

MODULES = (
    accounts,
    appeals,
    assignments,
    certificates,
    colleagues,
    core_people,
    evaluation,
    evaluation_board,
    evidence,
    exchange,
    feedback,
    hand_in,
    identity,
    audits,
    imports,
    needs,
    opinions,
    organisation,
    outcomes,
    overview,
    paper,
    periods,
    progress,
    provider,
    report_dictionary,
    report_tables,
    reporting,
    results,
    support,
    training,
    trend,
)


def _gathered() -> dict[str, dict[str, str]]:
    """All words by kind; several modules may add to one kind, but never say one code twice."""
    gathered: dict[str, dict[str, str]] = {}
    for module in MODULES:
        for kind, words in module.LABELS.items():
            known = gathered.setdefault(kind, {})
            if twice := known.keys() & words.keys():
                raise RuntimeError(f"{module.__name__} says {kind} {sorted(twice)} again")
            known.update(words)
    return gathered


_ALL = _gathered()


def label(value: object, kind: str) -> str:
    """The Vietnamese words for a code of a kind, e.g. `label(unit.kind, "unit_kind")`; an unknown code is a defect."""
    return _ALL[kind][str(value)]


def kinds() -> dict[str, dict[str, str]]:
    """Every dictionary by kind; for the completeness test and for select lists."""
    return _ALL


def choices(kind: str) -> list[tuple[str, str]]:
    """`(code, words)` pairs for a select list, in the dictionary's order."""
    return list(_ALL[kind].items())
