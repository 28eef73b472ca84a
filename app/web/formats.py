"""How are dates, numbers and names written for Vietnamese readers?  (ux: Vietnamese specifics)"""

from datetime import date, datetime
from decimal import Decimal

from app.domain import clock
from app.domain.viewer import Viewer

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
VIETNAMESE_SIGNS = str.maketrans(",.", ".,")


def day(value: date | None) -> str:
    """05/09/1988; empty for None."""
    return f"{value:%d/%m/%Y}" if value else ""


def iso_day(value: str | None) -> str:
    """A day kept as text in a history, 1988-09-05, as 05/09/1988."""
    return day(date.fromisoformat(value)) if value else ""


def instant(value: datetime | None) -> str:
    """20:31, ngày 22/05/2026 in Vietnam, by the campaign's calendar: one page never shows two clocks."""
    return f"{clock.campaign_instant(value).astimezone(clock.VIETNAM):%H:%M, ngày %d/%m/%Y}" if value else ""


def moment(value: datetime) -> str:
    """The same, or the day alone where no hour was told: a list that names days stands for their midnight."""
    local = clock.campaign_instant(value).astimezone(clock.VIETNAM)
    return instant(value) if (local.hour, local.minute) != (0, 0) else f"ngày {local:%d/%m/%Y}"


def clock_time(value: datetime) -> str:
    """20:31:05, ngày 22/05/2026: for figures, which change by the second; by the campaign's calendar as `instant`."""
    return f"{clock.campaign_instant(value).astimezone(clock.VIETNAM):%H:%M:%S, ngày %d/%m/%Y}"


def deadline(value: datetime) -> str:
    """An exclusive deadline: at midnight "trước ngày 23/04/2022", else "trước 17:00, thứ Sáu 29/05/2026"."""
    local = clock.campaign_instant(value).astimezone(clock.VIETNAM)
    if (local.hour, local.minute) == (0, 0):
        return f"trước ngày {local:%d/%m/%Y}"
    return f"trước {local:%H:%M}, {WEEKDAYS[local.weekday()]} {local:%d/%m/%Y}"


def deadline_to_keep(value: datetime, now: datetime) -> str:
    """The same as something to be done by then; past it, where late is allowed, as soon as possible."""
    if now < value:
        return deadline(value)
    return f"sớm nhất có thể (hạn {deadline(value)} đã qua, nộp muộn vẫn được nhận)"


def number(value: float | int) -> str:
    """1.234,5; at most three decimals.  By hand: a board has hundreds of numbers, and babel takes 20 times as long."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")
    return text.translate(VIETNAMESE_SIGNS)


def file_size(value: int) -> str:
    """350 kB, 1,2 MB: rounded up, so that nobody is surprised by a larger file."""
    if value < 1024 * 1024:
        return f"{number(-(-value // 1024))} kB"
    return f"{number(round(value / 1024 / 1024, 1))} MB"


def percent(part: int, whole: int) -> str:
    """87,5 % of nothing is 0 %."""
    return f"{number(round(100 * part / whole, 1) if whole else 0)}%"


def share(value: Decimal) -> str:
    """87,5%, 100,0%: a share of the report, already rounded (figures.arithmetic), as its tables print it."""
    return f"{value:.1f}%".translate(VIETNAMESE_SIGNS)


def sector_id(value: str | None) -> str:
    """Grouped for the eye: 0241 234 5678; still text, zeros kept."""
    if not value:
        return ""
    return " ".join(filter(None, (value[:4], value[4:7], value[7:])))


def within(text: str) -> str:
    """A label inside a sentence: it begins small, and CSDL, LMS, Sở stay as they are written."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def salutation(viewer: Viewer) -> str:
    """Cô Lan, Thầy Minh, or Thầy/cô where the gender is unknown."""
    title = {"female": "Cô", "male": "Thầy"}.get(viewer.gender or "", "Thầy/cô")
    return f"{title} {viewer.given_name}".strip()


FILTERS = {
    "day": day, "iso_day": iso_day, "instant": instant, "moment": moment,
    "clock_time": clock_time, "deadline": deadline,
    "number": number, "share": share, "file_size": file_size, "sector_id": sector_id, "within": within,
}  # fmt: skip
