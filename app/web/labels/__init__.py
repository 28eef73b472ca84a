"""How does the app say it in Vietnamese?  One dictionary a subject; a test finds codes without words."""

from app.web.labels import organisation, outcomes

_ALL: dict[str, dict[str, str]] = {**organisation.LABELS, **outcomes.LABELS}


def label(value: object, kind: str) -> str:
    """The Vietnamese words for a code of a kind, e.g. `label(unit.kind, "unit_kind")`; an unknown code is a defect."""
    return _ALL[kind][str(value)]


def kinds() -> dict[str, dict[str, str]]:
    """Every dictionary by kind; for the completeness test and for select lists."""
    return _ALL


def choices(kind: str) -> list[tuple[str, str]]:
    """`(code, words)` pairs for a select list, in the dictionary's order."""
    return list(_ALL[kind].items())
