"""What does a board say about a campaign: how far, how fast, and for whom is a number more than a number?

Pure: figures, days and instants in, answers out.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.organisation.rules import Role, UnitKind


class Sight(StrEnum):
    """What a viewer gets of a board (security matrix, row "Board")."""

    NOTHING = "nothing"
    COUNTS = "counts"  # the provinces' numbers, no lists
    STATES = "states"  # lists of people with their state, no ID, no birth date
    PEOPLE = "people"


SIGHT_OF_ROLE = {
    Role.PRINCIPAL: Sight.PEOPLE,
    Role.ADMIN: Sight.PEOPLE,
    Role.DISTRICT: Sight.PEOPLE,
    Role.PROVINCE: Sight.PEOPLE,
    Role.UNIVERSITY: Sight.STATES,
    Role.PARTNER: Sight.COUNTS,
    Role.MINISTRY: Sight.COUNTS,
}
WITHOUT_SCHOOLS = frozenset({UnitKind.UNIVERSITY, UnitKind.PROVIDER})


def sight(role: str, unit_kind: str) -> Sight:
    """What somebody in this role at a unit of this kind sees of the boards.

    The ministry's own admin looks at provinces as the ministry does (AZ-9); a university's admin has no schools below.
    """
    if role == Role.ADMIN and unit_kind == UnitKind.MINISTRY:
        return Sight.COUNTS
    if role == Role.ADMIN and unit_kind in WITHOUT_SCHOOLS:
        return Sight.NOTHING
    return SIGHT_OF_ROLE.get(Role(role), Sight.NOTHING) if role in set(Role) else Sight.NOTHING


@dataclass(frozen=True)
class Period:
    """What figures are counted for: a campaign, its deadline where they are counted, and the day they hold on.

    `subject_id` is what of its kind the campaign is about, if anything.
    """

    campaign_id: int
    deadline: datetime
    day: date
    subject_id: int | None = None


@dataclass(frozen=True)
class Count:
    """One indicator of one unit: how many are expected, done, and done in time or late.

    `code` names the indicator where several are counted at once.
    """

    unit_id: int
    expected: int
    done: int
    on_time: int
    late: int
    code: str = ""


class Pace(StrEnum):
    """Will everybody have done it by the deadline, if it goes on as today?"""

    DONE = "done"
    IN_TIME = "in_time"
    TOO_SLOW = "too_slow"
    STANDING_STILL = "standing_still"
    OVER = "over"


@dataclass(frozen=True)
class Forecast:
    """`days` still needed at the pace of `per_day`; None where there is no pace."""

    pace: Pace
    per_day: float
    days: int | None


def forecast(expected: int, done: int, done_lately: int, over_days: int, days_left: int) -> Forecast:
    """How the rest will go if it goes on as in the last `over_days` days (ux: "với tốc độ hiện nay")."""
    rest = expected - done
    per_day = done_lately / over_days if over_days else 0.0
    if rest <= 0:
        return Forecast(Pace.DONE, per_day, 0)
    if days_left <= 0:
        return Forecast(Pace.OVER, per_day, None)
    if done_lately <= 0 or not over_days:
        return Forecast(Pace.STANDING_STILL, 0.0, None)
    needed = -(-rest * over_days // done_lately)
    return Forecast(Pace.IN_TIME if needed <= days_left else Pace.TOO_SLOW, per_day, needed)
