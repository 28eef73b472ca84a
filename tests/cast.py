"""Who plays in the tests?  A small fixed cast: everybody who could look, and a stranger who must not see.

Bộ
├─ Sở Bắc Hà (Viettel)     director, province_officer, province_admin
│  ├─ Phòng Thanh Sơn      district_head, district_officer, district_admin
│  │  ├─ THCS Nguyễn Du    principal, vice_principal, teacher, peer, group_head, staff, school_admin
│  │  └─ THCS Lê Lợi       stranger, stranger_principal, stranger_admin
│  └─ THPT Quang Trung     upper_teacher, upper_principal
├─ Sở An Phú (VNPT)        far_officer, far_admin
│  └─ UBND xã Tân Lập      commune_officer
│     └─ TH Kim Đồng       far_teacher, far_principal, far_school_admin
├─ Trường ĐHSP Mẫu         lecturer (serves Bắc Hà)
├─ Viettel, VNPT           viettel_staff, vnpt_staff
└                          ministry_officer, ministry_admin;  leaver (no appointment holds any more)
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.db import writing
from app.domain import clock
from app.domain.accounts.sessions import open_session, viewer_of
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.viewer import Viewer
from tests.factories import make_account, make_appointment, make_person, make_service_area, make_unit


@dataclass(frozen=True)
class Member:
    """One of the cast in plain values, so that they outlive every session; `viewer` is they themselves, signed in."""

    key: str
    name: str
    person_id: int
    account_id: int
    appointment_id: int | None
    unit_id: int
    viewer: Viewer


class Role(NamedTuple):
    """A line of the cast list: the acting appointment comes last."""

    name: str
    unit: str
    positions: tuple[Position, ...]
    sector_id: str | None = None


P = Position
CAST: dict[str, Role] = {
    "teacher": Role("Trần Thị Lan", "school", (P.TEACHER,), "01101000001"),
    "peer": Role("Nguyễn Thị Hoa", "school", (P.TEACHER,), "01101000002"),
    "group_head": Role("Phạm Văn Khoa", "school", (P.GROUP_HEAD,), "01101000003"),
    "staff": Role("Lê Thị Thu", "school", (P.STAFF,), "01101000004"),
    "principal": Role("Đỗ Văn Minh", "school", (P.PRINCIPAL,), "01101000005"),
    "vice_principal": Role("Vũ Thị Hạnh", "school", (P.VICE_PRINCIPAL,), "01101000006"),
    "school_admin": Role("Bùi Thị Nga", "school", (P.STAFF, P.ADMIN), "01101000007"),
    "stranger": Role("Hoàng Văn Nam", "other_school", (P.TEACHER,), "01101000011"),
    "stranger_principal": Role("Đặng Thị Yến", "other_school", (P.PRINCIPAL,), "01101000012"),
    "stranger_admin": Role("Ngô Thị Liên", "other_school", (P.STAFF, P.ADMIN), "01101000013"),
    "upper_teacher": Role("Lý Văn Đức", "upper_school", (P.TEACHER,), "01101000021"),
    "upper_principal": Role("Dương Thị Vân", "upper_school", (P.PRINCIPAL,), "01101000022"),
    "district_officer": Role("Nguyễn Văn Hải", "district", (P.MIDDLE_OFFICER,)),
    "district_head": Role("Trần Quốc Tuấn", "district", (P.MIDDLE_HEAD,)),
    "district_admin": Role("Phan Thị Mai", "district", (P.MIDDLE_OFFICER, P.ADMIN)),
    "province_officer": Role("Lê Hoàng Long", "province", (P.PROVINCE_OFFICER,)),
    "director": Role("Võ Thị Hương", "province", (P.DIRECTOR,)),
    "province_admin": Role("Huỳnh Văn Phúc", "province", (P.PROVINCE_OFFICER, P.ADMIN)),
    "lecturer": Role("Nguyễn Thị Thanh", "university", (P.LECTURER,)),
    "ministry_admin": Role("Lâm Thị Tuyết", "ministry", (P.MINISTRY_OFFICER, P.ADMIN)),
    "ministry_officer": Role("Hồ Thị Quyên", "ministry", (P.MINISTRY_OFFICER,)),
    "auditor": Role("Kiều Thị Oanh", "ministry", (P.AUDITOR,)),
    "viettel_staff": Role("Đinh Văn Thắng", "viettel", (P.PROVIDER_STAFF,)),
    "vnpt_staff": Role("Mai Văn Sơn", "vnpt", (P.PROVIDER_STAFF,)),
    "far_teacher": Role("Nông Thị Đào", "far_school", (P.TEACHER,), "01102000001"),
    "far_principal": Role("Ma Văn Quang", "far_school", (P.PRINCIPAL,), "01102000002"),
    "far_school_admin": Role("Lò Thị Xuân", "far_school", (P.STAFF, P.ADMIN), "01102000003"),
    "commune_officer": Role("Hà Văn Toàn", "commune", (P.MIDDLE_OFFICER,)),
    "far_officer": Role("Cao Thị Ngọc", "far_province", (P.PROVINCE_OFFICER,)),
    "far_admin": Role("Tạ Văn Hùng", "far_province", (P.PROVINCE_OFFICER, P.ADMIN)),
    "leaver": Role("Chu Thị Bích", "school", (), "01101000099"),
}


class Cast:
    """The members and units by name: `cast.teacher.viewer`, `cast["teacher"]`, `cast.units["school"]` (an id)."""

    def __init__(self, members: dict[str, Member], units: dict[str, int]) -> None:
        self.members, self.units = members, units

    def __getattr__(self, key: str) -> Member:
        try:
            return self.members[key]
        except KeyError:
            raise AttributeError(key) from None

    def __getitem__(self, key: str) -> Member:
        return self.members[key]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.members.values())


def make_cast() -> Cast:
    """Everybody, each with an active account.  Sector IDs are proposals from a roster; nobody has declared anything."""
    with writing():
        units = _units()
        placed = {key: (role, *_member(key, role, units)) for key, role in CAST.items()}
        ids = {key: unit.id for key, unit in units.items()}
    members = {}
    for key, (role, person_id, account_id, appointment_id) in placed.items():
        viewer = viewer_of(open_session(account_id, appointment_id, clock.now()))
        assert viewer is not None
        members[key] = Member(key, role.name, person_id, account_id, appointment_id, ids[role.unit], viewer)
    return Cast(members, ids)


def _units() -> dict[str, Unit]:
    ministry = make_unit(UnitKind.MINISTRY, code="BO", name="Bộ Giáo dục và Đào tạo")
    province = make_unit(UnitKind.PROVINCE, ministry, code="11", name="Sở GDĐT Bắc Hà", lms_provider="viettel")
    far = make_unit(UnitKind.PROVINCE, ministry, code="12", name="Sở GDĐT An Phú", lms_provider="vnpt")
    district = make_unit(UnitKind.MIDDLE, province, code="11001", name="Phòng GDĐT Thanh Sơn")
    commune = make_unit(
        UnitKind.MIDDLE, far, code="12001", name="UBND xã Tân Lập", type_name="UBND xã/phường"
    )  # fmt: skip
    school = UnitKind.SCHOOL
    units = {
        "ministry": ministry, "province": province, "far_province": far, "district": district, "commune": commune,
        "school": make_unit(school, district, code="110010001", name="Trường THCS Nguyễn Du"),
        "other_school": make_unit(school, district, code="110010002", name="Trường THCS Lê Lợi"),
        "upper_school": make_unit(school, province, code="110000003", name="Trường THPT Quang Trung", levels="THPT"),
        "far_school": make_unit(school, commune, code="120010001", name="Trường Tiểu học Kim Đồng", levels="TH"),
        "university": make_unit(UnitKind.UNIVERSITY, ministry, code="DHSP", name="Trường ĐHSP Mẫu"),
        "viettel": make_unit(UnitKind.PROVIDER, ministry, code="VIETTEL", name="Viettel", lms_provider="viettel"),
        "vnpt": make_unit(UnitKind.PROVIDER, ministry, code="VNPT", name="VNPT", lms_provider="vnpt"),
    }  # fmt: skip
    make_service_area(units["university"], province)
    return units


def _member(key: str, role: Role, units: dict[str, Unit]) -> tuple[int, int, int | None]:
    unit = units[role.unit]
    gender = "female" if " Thị " in role.name else "male"
    person = make_person(role.name, gender=gender, listed_sector_id=role.sector_id)
    account = make_account(person, login=key.replace("_", "-"))
    appointments = [make_appointment(person, unit, position) for position in role.positions]
    if not appointments:
        make_appointment(person, unit, P.TEACHER, ends=date(2022, 3, 1), end_reason="left")
    return person.id, account.id, appointments[-1].id if appointments else None
