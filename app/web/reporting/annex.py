"""How does each annex of the report begin?  Its number, its name, and which report it goes with (decree 30/2020)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.reporting.figures.tables import Table
from app.web.reporting.words import Words

ORDINALS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Annex:
    """One annex: "Phụ lục II", its name in capitals, "(Kèm theo Báo cáo số …)", and its tables."""

    name: str
    title: str
    goes_with: str
    tables: Sequence[Table]


def annexes_of(parts: Sequence[tuple[str, Sequence[Table]]], words: Words, goes_with: str) -> list[Annex]:
    """An annex a part, numbered in Roman figures where there are several, as the decree has it."""
    name = words.say("annex", "report_paper")
    return [
        Annex(f"{name} {ordinal}", words.say(part, "report_part").upper(), goes_with, tables)
        for ordinal, (part, tables) in zip(ORDINALS, parts, strict=False)
    ]
