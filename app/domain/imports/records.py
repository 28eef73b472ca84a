"""How is a checked row kept until it is applied?  As plain values that JSON can hold, and back again."""

from dataclasses import fields
from datetime import date
from typing import Any

from app.domain.imports.columns import ImportKind
from app.domain.imports.rules import (
    CompletionRow,
    LearnerRow,
    Record,
    RegistryRow,
    ResultRow,
    RosterRow,
    UnitRow,
)
from app.domain.imports.wordings import KindOfUnit
from app.domain.organisation.rules import Gender, Level, LmsProvider, Position, UnitKind

CLASSES: dict[ImportKind, type] = {
    ImportKind.UNITS: UnitRow,
    ImportKind.REGISTRY: RegistryRow,
    ImportKind.ROSTER: RosterRow,
    ImportKind.RESULTS: ResultRow,
    ImportKind.COMPLETIONS: CompletionRow,
    ImportKind.LEARNERS: LearnerRow,
}


def to_plain(record: Record) -> dict[str, Any]:
    """The record's fields as JSON values; blanks are left out."""
    plain: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, frozenset):
            value = sorted(value)
        if value not in (None, "", [], ()):
            plain[field.name] = value
    return plain


def from_plain(kind: ImportKind, plain: dict[str, Any]) -> Record:
    """The record again."""
    kept_as_text = {"position"} if kind is ImportKind.REGISTRY else set()
    read = {
        name: READERS[name](value) if name in READERS and name not in kept_as_text else value
        for name, value in plain.items()
    }
    if kind is ImportKind.UNITS:
        read["kind"] = KindOfUnit(UnitKind(plain["kind"][0]), plain["kind"][1])
    record: Record = CLASSES[kind](**(BLANKS[kind] | read))
    return record


READERS: dict[str, Any] = {
    "birth_date": date.fromisoformat,
    "signed_on": date.fromisoformat,
    "marks": tuple,
    "gender": Gender,
    "position": Position,
    "level": Level,
    "levels": lambda levels: frozenset(map(Level, levels)),
    "lms_provider": LmsProvider,
}
_TEXTS: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.UNITS: (),
    ImportKind.REGISTRY: ("unit_code", "unit_name", "position", "subject", "qualification", "status"),
    ImportKind.ROSTER: ("title", "group", "subject", "phone", "email", "unit_code", "qualification"),
    ImportKind.RESULTS: ("unit_code", "year", "rank", "self_rank", "reason", "signed_by", "document"),
    ImportKind.COMPLETIONS: (
        "ref", "full_name", "module", "year", "said", "passed", "score", "progress", "enrolled_at", "completed_at",
    ),
    ImportKind.LEARNERS: ("unit_code", "reason"),
}  # fmt: skip
_UNKNOWNS: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.UNITS: ("lms_provider",),
    ImportKind.REGISTRY: ("gender", "minority"),
    ImportKind.ROSTER: ("birth_date", "gender", "minority", "sector_id", "position", "level"),
    ImportKind.RESULTS: ("birth_date", "sector_id", "position", "signed_on"),
    ImportKind.COMPLETIONS: (),
    ImportKind.LEARNERS: ("birth_date", "sector_id"),
}
BLANKS: dict[ImportKind, dict[str, Any]] = {
    kind: dict.fromkeys(_TEXTS[kind], "") | dict.fromkeys(_UNKNOWNS[kind]) for kind in ImportKind
}
BLANKS[ImportKind.UNITS] |= {"levels": frozenset(), "difficult": False}
BLANKS[ImportKind.ROSTER] |= {"id_was_number": False}
BLANKS[ImportKind.RESULTS] |= {"id_was_number": False, "marks": ()}
BLANKS[ImportKind.COMPLETIONS] |= {"id_was_number": False}
BLANKS[ImportKind.LEARNERS] |= {"id_was_number": False}
