"""Who may become a core person (cốt cán), and what is missing?  Values in, reasons out.

Circular 20/2018 Điều 12 khoản 1 and circular 14/2018 Điều 12 khoản 1, both as data (`CoreRule` of the standard): years
of teaching at the level or of managing, the rank, and for teachers the level of the key criteria.  Whether somebody is
willing, and able to guide colleagues, no figure tells: whoever proposes and approves judges that.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.standards.rules.standard import Form, Standard


class Lack(StrEnum):
    """What somebody lacks; the order is that of the circular."""

    YEARS_UNKNOWN = "years_unknown"  # nobody has said since when, and the known appointments do not reach back
    YEARS_SHORT = "years_short"
    RANK_LOW = "rank_low"
    LEVELS_UNKNOWN = "levels_unknown"  # the result was taken over from a paper without levels
    KEY_LOW = "key_low"


@dataclass(frozen=True)
class Record:
    """What counts of one person: a published rank with the head's levels, and since when they do the work.

    `stated` is the first year as the record says it, `recorded` the year of the earliest appointment that is known:
    that one proves years, but that there were no others it does not.
    """

    rank: int
    levels: Form
    stated: int | None
    recorded: int | None = None

    @property
    def since(self) -> int | None:
        """The first year that is known."""
        return min((year for year in (self.stated, self.recorded) if year is not None), default=None)


@dataclass(frozen=True)
class Missing:
    """One reason: the criteria (numbers) that are too low, or the years that are there."""

    lack: Lack
    criteria: tuple[int, ...] = ()
    years: int | None = None


def missing(standard: Standard, record: Record, year: int) -> tuple[Missing, ...]:
    """What speaks against it at the end of the school year that ends in `year`; empty: eligible.

    Circular 20/2018 Điều 12 khoản 1: five years of teaching, ranked khá or better, the key criteria all tốt.  Circular
    14/2018 Điều 12 khoản 1: two years of managing, ranked khá or better.
    """
    rule, found = standard.core, []
    since = record.since
    if since is None or year - since < rule.min_years:
        years = year - since if since is not None and record.stated is not None else None
        found.append(Missing(Lack.YEARS_UNKNOWN if years is None else Lack.YEARS_SHORT, years=years))
    if record.rank < rule.rank_at_least:
        found.append(Missing(Lack.RANK_LOW))
    if rule.key_at_least is not None:
        keys = {no: record.levels[no - 1] for no in sorted(standard.keys)}
        if None in keys.values():
            found.append(Missing(Lack.LEVELS_UNKNOWN))
        low = tuple(no for no, level in keys.items() if level is not None and level < rule.key_at_least)
        if low:
            found.append(Missing(Lack.KEY_LOW, criteria=low))
    return tuple(found)
