"""What do several sheets print alike?  Places, dates, levels, signatures, rows of criteria."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

from app.domain import clock
from app.domain.evaluation.papers.rules import PaperSource, Place, Rated, ResultSheet, Signer
from app.domain.standards.rules.standard import Criterion, Form, Standard
from app.web.labels import label
from app.web.labels.paper import PLACE_DATE, UNDATED
from app.web.papers.document import Cell, Closing, Column, Facts, Signature

BY_HAND = "(Ký và ghi rõ họ tên)"
BY_HAND_AND_SEAL = "(Ký tên và đóng dấu)"
MARK = "x"
# "Phòng GDĐT Thanh Sơn" stands for the place Thanh Sơn; the kind of office itself is no place.
_OFFICE = re.compile(
    r"^(sở|phòng|ubnd|ủy ban nhân dân)\s+(gd&đt|gdđt|gd-đt|giáo dục và đào tạo)?\s*", re.IGNORECASE
)  # fmt: skip
_KIND = re.compile(r"^(tỉnh|thành phố|huyện|quận|thị xã|xã|phường|đặc khu)\s+", re.IGNORECASE)


def place_name(office: str) -> str:
    """The place that an office is named after, with its kind where the name says it: "xã Tân Lập"."""
    return _OFFICE.sub("", office).strip()


def school_year(year: int) -> str:
    return f"Năm học {year - 1}–{year}"


def place_date(place: Place, day: date | None) -> str:
    """Where and when, as letters have it: days below 10 and the months 1 and 2 with a zero before them."""
    name = _KIND.sub("", place_name(place.middle or place.province)) or "……………"
    if day is None:
        return UNDATED.format(place=name)
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return PLACE_DATE.format(place=name, day=f"{day.day:02}", month=month, year=day.year)


def day_of(instant: datetime | None) -> date | None:
    """The day in Vietnam, on the campaign's calendar."""
    return clock.campaign_instant(instant).astimezone(clock.VIETNAM).date() if instant else None


def level_sign(standard: Standard, ordinal: int | None) -> str:
    """CĐ, Đ, K, T: the first letters of a level's name."""
    return "" if ordinal is None else "".join(word[0] for word in standard.level(ordinal).name.split()).upper()


def level_name(standard: Standard, ordinal: int | None) -> str:
    return "" if ordinal is None else standard.level(ordinal).name


def legend(standard: Standard) -> str:
    """What the signs mean: "CĐ: chưa đạt; Đ: đạt; …"."""
    return "; ".join(f"{level_sign(standard, level.ordinal)}: {level.name.lower()}" for level in standard.levels)


def level_columns(standard: Standard, above: str, share: float) -> tuple[Column, ...]:
    """One narrow column a level, beneath a common heading."""
    return tuple(Column(level_sign(standard, level.ordinal), share, "center", above) for level in standard.levels)


def marks(standard: Standard, ordinal: int | None) -> tuple[Cell, ...]:
    """An x beneath the level that was chosen."""
    return tuple(MARK if level.ordinal == ordinal else "" for level in standard.levels)


def criterion_rows(
    standard: Standard, cells: Callable[[Criterion], Iterable[Cell]], *, numbered: bool = True
) -> tuple[tuple[Cell, ...], ...]:
    """A heading for each part of the standard, then its criteria with their cells."""
    rows: list[tuple[Cell, ...]] = []
    for part in standard.parts:
        rows.append((f"Tiêu chuẩn {part.no}. {part.name}",))
        rows += [
            (*((criterion.no,) if numbered else ()), f"Tiêu chí {criterion.no}. {criterion.name}", *cells(criterion))
            for criterion in part.criteria
        ]
    return tuple(rows)


def form_level(form: Form | None, criterion: Criterion) -> int | None:
    return form[criterion.no - 1] if form is not None else None


def manager_facts(place: Place, rated: Rated, who: str, day: date | None) -> Facts:
    """The six numbered lines at the head of the forms of letter 4529."""
    when = f"{day:%d/%m/%Y}" if day else ""
    level = label(rated.level, "level") if rated.level in LEVELS else rated.level
    return Facts(
        (
            (("1) Tỉnh/Thành phố", place_name(place.province)),),
            (("2) Huyện/Quận/Thị xã", place_name(place.middle)),),
            (("3) Cấp học", level),),
            (("4) Trường", place.unit),),
            ((f"5) {who}", rated.name),),
            (("6) Thời gian đánh giá (ngày, tháng, năm)", when),),
        )
    )


LEVELS = frozenset({"TH", "THCS", "THPT"})


def position_title(position: str) -> str:
    return label(position, "position").upper() if position else "THỦ TRƯỞNG ĐƠN VỊ"


def signature(signer: Signer, hint: str = BY_HAND_AND_SEAL) -> Signature:
    """The office in capitals; who signs by delegation stands beneath "KT."."""
    office = position_title(signer.office)
    if signer.instead_as is None:
        return Signature((office,), hint, signer.name)
    return Signature((f"KT. {office}", position_title(signer.instead_as)), hint, signer.name)


def source_line(source: PaperSource | None) -> str:
    """From which signed paper a result was taken over; nothing for one that was decided here."""
    if source is None:
        return ""
    number = f" số {source.document}" if source.document else ""
    day = f", ký ngày {source.signed_on:%d/%m/%Y}" if source.signed_on else ""
    return f"nhập từ phiếu giấy{number}{day}."


def year_of(standard: Standard, sheet: ResultSheet) -> str:
    """The school year; of a result that is the second decision, on an appeal, that and the first rank."""
    if sheet.rank_before is None:
        return school_year(sheet.year)
    day, before = day_of(sheet.made_at), level_name(standard, sheet.rank_before)
    return f"{school_year(sheet.year)} (xem xét lại ngày {day:%d/%m/%Y}, lần đầu xếp loại {before})"


def closing(place: Place, day: date | None, lines: Iterable[str], *signatures: Signature) -> Closing:
    return Closing(tuple(lines), place_date(place, day), signatures)
