"""What puts a person into a cell of the report?  Signs, and what a cell asks of them.

Everything that the report knows of a person is a few short texts.  The *slice* has one sign a trait (who, level of
schooling, sex, …).  Each *track* has one sign a place: the rank alone, a level a criterion, how far somebody is in each
module.  A figure counts the people of some slices who have one of some signs at one place of one track, so that what
counts and what lists are the same few values, in Python as in SQL (`substr`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property, lru_cache

ANY = ""
UNKNOWN = "?"


class Track(StrEnum):
    """What is known of a person beside the slice; each is a text with a sign a place."""

    HERE = "here"  # works at a school on the day "h", else " "
    RANK = "rank"  # not in the evaluation " ", excused "x", not ranked yet "-", else the rank
    LEVELS = "levels"  # a criterion each: the head's level, "-" where there is none
    LOWEST = "lowest"  # a standard (tiêu chuẩn) each: the lowest of its criteria's levels
    OWN = "own"  # a criterion each: the level of the self-assessment as it was sent
    FINISHED = "finished"  # the year's modules: not asked " ", not all passed "-", all passed "p"
    MODULES = "modules"  # a module of the report each: not asked " ", not passed "-", passed "p"
    DECLARED = "declared"  # a module of the catalogue each: no form " ", not asked for "-", asked for "y"
    DERIVED = "derived"  # a module of the catalogue each: levels unknown " ", not proposed "-", proposed "y"
    WAY = "way"  # how somebody wants to learn: no form " ", online "o", classroom "c", blended "b"
    SEASON = "season"  # when: no form " ", summer "s", first term "1", second term "2", weekends "w"
    EFFECT = "effect"  # a criterion each: against last year's level (figures.effect), " " where it does not compare


ABSENT, EXCUSED, NOT_YET, PASSED, YES, HERE = " ", "x", "-", "p", "y", "h"
WAYS = {"online": "o", "classroom": "c", "blended": "b"}
SEASONS = {"summer": "s", "first_term": "1", "second_term": "2", "weekends": "w"}


class Who(StrEnum):
    """By which standard somebody is evaluated, managers by office."""

    TEACHER = "t"
    PRINCIPAL = "p"
    VICE_PRINCIPAL = "v"


MANAGERS = f"{Who.PRINCIPAL}{Who.VICE_PRINCIPAL}"
FEMALE, MALE, MINORITY, MAJORITY, DIFFICULT, USUAL, CORE, MASS = "f", "m", "d", "k", "d", "n", "c", "m"
WHO_SIGNS = {"principal": "p", "vice_principal": "v"}
SEX_SIGNS = {"female": FEMALE, "male": MALE}
LEVEL_SIGNS = {"TH": "1", "THCS": "2", "THPT": "3"}


@dataclass(frozen=True)
class Part:
    """Which slices: for each trait the signs that belong, none named for any.  The order is that of a slice."""

    who: str = ANY
    level: str = ANY
    sex: str = ANY
    ethnicity: str = ANY
    place: str = ANY
    core: str = ANY

    def holds(self, slice_: str) -> bool:
        """Does a person of this slice belong?"""
        return all(slice_[at] in signs for at, signs in self.tests)

    def within(self, other: "Part") -> "Part":
        """The slices that belong to both; a trait that they contradict each other in leaves nobody."""
        return _within(self, other)

    def named(self) -> dict[str, str]:
        """The traits that are asked for, for an address."""
        return {trait: signs for trait, signs in zip(TRAITS, self._signs, strict=True) if signs}

    @cached_property
    def tests(self) -> tuple[tuple[int, str], ...]:
        """(place in the slice, the signs that belong there), of each trait that is asked for."""
        return tuple((place, signs) for place, signs in enumerate(self._signs) if signs)

    @property
    def _signs(self) -> tuple[str, ...]:
        return self.who, self.level, self.sex, self.ethnicity, self.place, self.core


TRAITS = tuple(each.name for each in fields(Part))
ALL = Part()
NOBODY = "!"
"""No slice has this sign."""


@lru_cache(maxsize=4096)
def _within(one: Part, other: Part) -> Part:
    """A table asks for each of its few parts hundreds of times."""
    if other in (ALL, one):
        return one
    return other if one == ALL else Part(*map(_both, one._signs, other._signs))


def _both(one: str, other: str) -> str:
    if not one or not other:
        return one or other
    return "".join(sign for sign in one if sign in other) or NOBODY


@dataclass(frozen=True)
class Cell:
    """What a figure counts: people of `part` who have one of `signs` at `place` of a track."""

    track: Track
    signs: str
    place: int = 0
    part: Part = Part()

    def holds(self, fact: "Fact") -> bool:
        """Is this person counted?"""
        return self.part.holds(fact.slice) and fact.tracks.get(self.track, "")[self.place : self.place + 1] in (
            *self.signs,
        )

    def within(self, part: Part) -> "Cell":
        """The same figure of some of its people only."""
        narrowed = self.part.within(part)
        return self if narrowed is self.part else Cell(self.track, self.signs, self.place, narrowed)

    def address(self) -> dict[str, str | int]:
        """As values of an address; `cell_at` reads them back."""
        return {"track": self.track.value, "at": self.place, "signs": self.signs} | self.part.named()


def cell_at(values: Mapping[str, str]) -> Cell | None:
    """The cell that an address names; None where it names none."""
    track, signs, place = values.get("track", ""), values.get("signs", ""), values.get("at", "0")
    if track not in {each.value for each in Track} or not signs or len(signs) > 40 or not place.isdecimal():
        return None
    traits = {trait: values.get(trait, ANY) for trait in TRAITS}
    if any(len(each) > 8 for each in traits.values()) or len(place) > 3:
        return None
    return Cell(Track(track), signs, int(place), Part(**traits))


@dataclass(frozen=True)
class Fact:
    """One person in a report: where they are counted, and the signs that say in which cells."""

    person_id: int
    unit_id: int
    name: str
    slice: str
    tracks: Mapping[Track, str] = field(default_factory=dict)
    evaluation_id: int | None = None
    sort_key: str = ""


def slice_of(
    position: str, level: str | None, gender: str | None, *, minority: bool | None, difficult: bool, core: bool
) -> str:
    """The slice of a person; what is not known of them is a sign of its own and never a guess."""
    who = WHO_SIGNS.get(position, Who.TEACHER.value)
    ethnicity = UNKNOWN if minority is None else MINORITY if minority else MAJORITY
    place, group = DIFFICULT if difficult else USUAL, CORE if core else MASS
    return (
        who + LEVEL_SIGNS.get(level or "", UNKNOWN) + SEX_SIGNS.get(gender or "", UNKNOWN) + ethnicity + place + group
    )
