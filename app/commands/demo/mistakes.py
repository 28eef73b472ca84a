"""How do a school's records go wrong?  The usual slips, in the usual shares, on synthetic people."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from app.commands.demo.world import DemoPerson

Slip = Callable[[DemoPerson, Random], DemoPerson]


def with_mistake(person: DemoPerson, random: Random) -> DemoPerson:
    """The person as the school has them: mostly right, sometimes with one slip."""
    draw = random.random()
    for slip, share in SLIPS:
        draw -= share
        if draw < 0:
            return slip(person, random)
    return person


def _no_id(person: DemoPerson, random: Random) -> DemoPerson:
    return replace(person, listed_id=None)


def _zero_lost(person: DemoPerson, random: Random) -> DemoPerson:
    """Excel took the ID for a number."""
    return replace(person, listed_id=person.listed_id.lstrip("0") if person.listed_id else None)


def _digits_swapped(person: DemoPerson, random: Random) -> DemoPerson:
    """Two neighbouring digits typed the wrong way round."""
    given = person.listed_id
    if not given:
        return person
    at = random.randrange(3, len(given) - 1)
    return replace(person, listed_id=given[:at] + given[at + 1] + given[at] + given[at + 2 :])


def _day_and_month_swapped(person: DemoPerson, random: Random) -> DemoPerson:
    born = person.birth_date
    if born is None:
        return person
    if born.day > 12 or born.day == born.month:
        return replace(person, birth_date=born.replace(day=born.day % 28 + 1))
    return replace(person, birth_date=born.replace(day=born.month, month=born.day))


def _birth_date_unknown(person: DemoPerson, random: Random) -> DemoPerson:
    return replace(person, birth_date=None)


def _name_misspelt(person: DemoPerson, random: Random) -> DemoPerson:
    """A middle name left out or exchanged, as lists copied by ear have it."""
    family, *middle, given = person.name.split()
    middle = middle[:-1] if len(middle) > 1 else ["Thị" if middle != ["Thị"] else "Thu"]
    return replace(person, name=" ".join([family, *middle, given]))


def _only_year(person: DemoPerson, random: Random) -> DemoPerson:
    """Filled with the first of January, because only the year was at hand."""
    return replace(person, birth_date=person.birth_date.replace(day=1, month=1) if person.birth_date else None)


SLIPS: tuple[tuple[Slip, float], ...] = (
    (_no_id, 0.06),
    (_zero_lost, 0.05),
    (_digits_swapped, 0.03),
    (_day_and_month_swapped, 0.03),
    (_birth_date_unknown, 0.02),
    (_name_misspelt, 0.02),
    (_only_year, 0.02),
)
