"""What is a demonstration made of?  Plain units and people, before any table knows them.

Everything here is synthetic and comes out the same each time: one seeded `Random` makes every choice.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True)
class DemoUnit:
    """A unit by its code; `parent` is a code too."""

    code: str
    name: str
    kind: str
    type_name: str
    parent: str | None = None
    levels: tuple[str, ...] = ()
    difficult: bool = False
    provider: str | None = None


@dataclass(frozen=True)
class DemoPerson:
    """Somebody as their school knows them, and the record that the sector registry holds (None: it holds none)."""

    unit: str
    position: str
    name: str
    birth_date: date | None
    gender: str | None
    title: str | None = None
    group: str | None = None
    subject: str | None = None
    level: str | None = None
    minority: bool | None = None
    qualification: str | None = None
    phone: str | None = None
    email: str | None = None
    listed_id: str | None = None
    registry: "RegistryRow | None" = None


@dataclass(frozen=True)
class RegistryRow:
    """One record of the sector registry, as exported."""

    sector_id: str
    name: str
    birth_date: date
    gender: str
    unit: str
    position: str
    minority: bool
    subject: str = ""
    qualification: str = ""


@dataclass
class World:
    """Units from the top down, the people to appoint, and registry records of people who are still to be imported."""

    units: list[DemoUnit] = field(default_factory=list)
    people: list[DemoPerson] = field(default_factory=list)
    registry_only: list[RegistryRow] = field(default_factory=list)

    def registry(self) -> list[RegistryRow]:
        """Every record that the sector registry holds of this world."""
        return [person.registry for person in self.people if person.registry] + self.registry_only


@cache
def words() -> dict[str, Any]:
    """The lists that names, schools and subjects are drawn from."""
    loaded: dict[str, Any] = json.loads((DATA / "demo" / "names.json").read_text(encoding="utf-8"))
    return loaded


def draw_name(random: Random, gender: str) -> str:
    """A full name such as "Nguyễn Thị Thu Hà"; family names as frequent as they are."""
    family = words()["family"]
    first = random.choices(list(family), weights=list(family.values()))[0]
    return f"{first} {random.choice(words()['middle'][gender])} {random.choice(words()['given'][gender])}"
