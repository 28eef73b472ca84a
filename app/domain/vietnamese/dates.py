"""Which day did somebody write? Vietnamese day/month/year, in the many ways people and spreadsheets write it."""

import re
from datetime import date, datetime
from enum import StrEnum

from app.domain.vietnamese.text import FULL_WIDTH_DIGITS

EARLIEST_BIRTH_YEAR = 1930
YOUNGEST_STAFF = 18


class DateProblem(StrEnum):
    """Why a text is not a day that can be used."""

    MALFORMED = "malformed"
    NOT_REAL = "not_real"
    BORN_TOO_EARLY = "born_too_early"
    BORN_TOO_LATE = "born_too_late"


class BadDate(ValueError):
    """`problem` says why; `shown` is the day as understood (dd/mm/yyyy), or the text itself."""

    def __init__(self, problem: DateProblem, shown: str):
        super().__init__(f"{problem}: {shown}")
        self.problem = problem
        self.shown = shown


_MIDNIGHT = r"(?:[ T]00:00(?::00)?)?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s*[/.\- ]\s*(\d{{1,2}})\s*[/.\- ]\s*(\d{{4}}){_MIDNIGHT}", re.ASCII)
_EIGHT_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}}){_MIDNIGHT}", re.ASCII)


def parse_date(value: str | date | datetime) -> date:
    """The day meant by 5/9/1988, 05-09-1988, 05091988, 1988-09-05 or a real date; raises BadDate with the reason."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = value.translate(FULL_WIDTH_DIGITS).strip()
    if match := _DAY_FIRST.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    else:
        raise BadDate(DateProblem.MALFORMED, value.strip()[:40])
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(DateProblem.NOT_REAL, f"{day:02}/{month:02}/{year:04}") from None


def birth_date_problem(born: date, today: date) -> DateProblem | None:
    """Why nobody on a school's staff was born that day, or None: years from 1930 to 18 before this one."""
    if born.year < EARLIEST_BIRTH_YEAR:
        return DateProblem.BORN_TOO_EARLY
    if born.year > today.year - YOUNGEST_STAFF:
        return DateProblem.BORN_TOO_LATE
    return None
