"""In which words is a certificate written?  Every printed field, from the facts of the day on which it is issued."""

import re
from typing import Any

from app.domain.evaluation.papers.rules import Signer
from app.domain.organisation.rules import Position
from app.domain.training.certificates.rules import CertificateKind, Face, Facts, Learnt, kept
from app.web import formats
from app.web.labels import kinds, label
from app.web.labels.paper import PLACE_DATE
from app.web.papers.parts import place_name

TITLES = {CertificateKind.YEAR: "Giấy xác nhận", CertificateKind.PROGRAMME: "Chứng chỉ"}
LEADS = {CertificateKind.YEAR: "Xác nhận", CertificateKind.PROGRAMME: "Cấp cho"}
WHOM = {"female": "bà", "male": "ông"}
LEARNERS = {
    "teacher": "giáo viên cơ sở giáo dục phổ thông", "manager": "cán bộ quản lý cơ sở giáo dục phổ thông",
}  # fmt: skip
DEPUTIES = frozenset({Position.DEPUTY_DIRECTOR, Position.VICE_RECTOR})
_SHORT = re.compile(r"\bGD(?:&|-)?ĐT\b")
_KIND = re.compile(r"^(tỉnh|thành phố)\s+", re.IGNORECASE)


def written(facts: Facts) -> dict[str, Any]:
    """The printed fields in plain values, to be kept with the paper."""
    return kept(face_of(facts))


def face_of(facts: Facts) -> Face:
    """Every field as it is printed."""
    count = formats.number(len(facts.modules))
    if facts.kind is CertificateKind.YEAR:
        what, subtitle = (
            f"bồi dưỡng thường xuyên năm {facts.year}",
            f"Hoàn thành bồi dưỡng thường xuyên năm {facts.year}",
        )
    else:
        what = f"chương trình bồi dưỡng {facts.programme}"
        subtitle = f"Hoàn thành chương trình bồi dưỡng {facts.programme}"
    return Face(
        superior=_in_full(facts.superior), issuer=_in_full(facts.issuer), title=TITLES[facts.kind], subtitle=subtitle,
        lead=f"{LEADS[facts.kind]} {WHOM.get(facts.gender or '', 'ông/bà')}", name=facts.name,
        birth_date=formats.day(facts.birth_date), sector_id=formats.sector_id(facts.sector_id), unit=facts.unit,
        statement=f"đã hoàn thành {what} dành cho {LEARNERS[facts.audience]}, gồm {count} mô đun:",
        modules=tuple((each.title, _hours(each)) for each in facts.modules), hours=_all_hours(facts.modules),
        number=number_of(facts), place_date=_place_date(facts), signer_titles=_titles(facts.signer),
        signer_name=facts.signer.name,
    )  # fmt: skip


def number_of(facts: Facts) -> str:
    """00012/2022/XN-BDTX: the number, the year in which it is counted, and of what."""
    of_what = "XN-BDTX" if facts.kind is CertificateKind.YEAR else f"CC-{facts.programme}"
    return f"{facts.number:05}/{facts.counted_in}/{of_what}"


def usual_place(issuer: str, kind: str) -> str:
    """Where an office signs as long as nobody has said otherwise: the place that a province's is named after."""
    return _KIND.sub("", place_name(issuer)) if kind == "province" else ""


def _in_full(office: str) -> str:
    """An office as it calls itself on paper: no "GDĐT"."""
    return _SHORT.sub("Giáo dục và Đào tạo", office)


def _hours(module: Learnt) -> str:
    return f"{formats.number(module.hours)} tiết" if module.hours else ""


def _all_hours(modules: tuple[Learnt, ...]) -> str:
    """The sum, where each module's hours are known."""
    known = [each.hours for each in modules if each.hours]
    return f"Tổng cộng: {formats.number(sum(known))} tiết" if known and len(known) == len(modules) else ""


def _place_date(facts: Facts) -> str:
    """Days below 10 and the months 1 and 2 with a zero before them (decree 30/2020)."""
    day = facts.day
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return PLACE_DATE.format(place=facts.place, day=f"{day.day:02}", month=month, year=day.year)


def _titles(signer: Signer) -> tuple[str, ...]:
    """The office; a deputy stands in for it (KT.), whoever else was let sign does so by its authority (TUQ.)."""
    office = _title(signer.office)
    if signer.instead_as is None:
        return (office,)
    return f"{'KT.' if signer.instead_as in DEPUTIES else 'TUQ.'} {office}", _title(signer.instead_as)


def _title(position: str) -> str:
    return kinds()["signing_title"].get(position, label(position, "position")).upper()
