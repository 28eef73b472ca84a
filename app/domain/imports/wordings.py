"""What do people write for a position, a kind of unit, a level?  Folded wordings of other people's files, and what they mean."""

from typing import NamedTuple

from app.domain.organisation.rules import Gender, Level, LmsProvider, Position, UnitKind

POSITIONS: dict[str, Position] = {
    "hieu truong": Position.PRINCIPAL, "ht": Position.PRINCIPAL,
    "pho hieu truong": Position.VICE_PRINCIPAL, "hieu pho": Position.VICE_PRINCIPAL, "p hieu truong": Position.VICE_PRINCIPAL,
    "pht": Position.VICE_PRINCIPAL,
    "to truong chuyen mon": Position.GROUP_HEAD, "to truong": Position.GROUP_HEAD, "ttcm": Position.GROUP_HEAD,
    "to pho chuyen mon": Position.DEPUTY_GROUP_HEAD, "to pho": Position.DEPUTY_GROUP_HEAD, "tpcm": Position.DEPUTY_GROUP_HEAD,
    "giao vien": Position.TEACHER, "gv": Position.TEACHER, "giao vien chu nhiem": Position.TEACHER, "gvcn": Position.TEACHER,
    "giao vien bo mon": Position.TEACHER, "tong phu trach doi": Position.TEACHER, "tong phu trach": Position.TEACHER,
    "nhan vien": Position.STAFF, "ke toan": Position.STAFF, "van thu": Position.STAFF, "thu vien": Position.STAFF,
    "thiet bi": Position.STAFF, "y te": Position.STAFF, "bao ve": Position.STAFF, "phuc vu": Position.STAFF,
    "thu quy": Position.STAFF, "giao vu": Position.STAFF, "tap vu": Position.STAFF, "cap duong": Position.STAFF,
    "nhan vien thu vien": Position.STAFF, "nhan vien thiet bi": Position.STAFF, "nhan vien y te": Position.STAFF,
    "nhan vien van thu": Position.STAFF, "thu vien thiet bi": Position.STAFF, "cong nghe thong tin": Position.STAFF,
}  # fmt: skip


class KindOfUnit(NamedTuple):
    """A kind, and what a unit of that name is called."""

    kind: UnitKind
    type_name: str


SCHOOL = KindOfUnit(UnitKind.SCHOOL, "Trường")
DISTRICT_OFFICE = KindOfUnit(UnitKind.MIDDLE, "Phòng GDĐT")
COMMUNE = KindOfUnit(UnitKind.MIDDLE, "UBND xã")
WARD = KindOfUnit(UnitKind.MIDDLE, "UBND phường")
PROVINCE_OFFICE = KindOfUnit(UnitKind.PROVINCE, "Sở GDĐT")

KINDS: dict[str, KindOfUnit] = {
    "so": PROVINCE_OFFICE, "so gd dt": PROVINCE_OFFICE, "so gddt": PROVINCE_OFFICE,
    "phong": DISTRICT_OFFICE, "phong gd dt": DISTRICT_OFFICE, "phong gddt": DISTRICT_OFFICE,
    "xa": COMMUNE, "ubnd xa": COMMUNE, "phuong": WARD, "ubnd phuong": WARD,
    "truong": SCHOOL, "truong hoc": SCHOOL, "co so giao duc": SCHOOL,
}  # fmt: skip

LEVELS: dict[str, frozenset[Level]] = {
    "th": frozenset({Level.PRIMARY}), "tieu hoc": frozenset({Level.PRIMARY}), "cap 1": frozenset({Level.PRIMARY}),
    "thcs": frozenset({Level.LOWER_SECONDARY}), "trung hoc co so": frozenset({Level.LOWER_SECONDARY}),
    "cap 2": frozenset({Level.LOWER_SECONDARY}),
    "thpt": frozenset({Level.UPPER_SECONDARY}), "trung hoc pho thong": frozenset({Level.UPPER_SECONDARY}),
    "cap 3": frozenset({Level.UPPER_SECONDARY}),
    "th thcs": frozenset({Level.PRIMARY, Level.LOWER_SECONDARY}),
    "thcs thpt": frozenset({Level.LOWER_SECONDARY, Level.UPPER_SECONDARY}),
    "th thcs thpt": frozenset(Level),
}  # fmt: skip

PROVIDERS: dict[str, LmsProvider] = {"viettel": LmsProvider.VIETTEL, "vnpt": LmsProvider.VNPT}

GENDERS: dict[str, Gender] = {
    "nu": Gender.FEMALE, "ba": Gender.FEMALE, "f": Gender.FEMALE,
    "nam": Gender.MALE, "ong": Gender.MALE, "m": Gender.MALE,
}  # fmt: skip

#: Only this much of somebody's ethnicity is kept: Kinh, or one of the minorities (DP-7).
MAJORITY = "kinh"
