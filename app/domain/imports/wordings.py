"""What do people write for a position, a kind of unit, a level?  Folded wordings, and what they mean."""

import json
from pathlib import Path
from typing import NamedTuple

from app.domain.organisation.rules import Gender, Level, LmsProvider, Position, UnitKind

P = Position
_POSITION_WORDINGS: dict[Position, str] = {
    P.PRINCIPAL: "hieu truong, ht",
    P.VICE_PRINCIPAL: "pho hieu truong, hieu pho, p hieu truong, pht",
    P.GROUP_HEAD: "to truong chuyen mon, to truong, ttcm",
    P.DEPUTY_GROUP_HEAD: "to pho chuyen mon, to pho, tpcm",
    P.TEACHER: "giao vien, gv, giao vien chu nhiem, gvcn, giao vien bo mon, tong phu trach doi, tong phu trach",
    P.STAFF: "nhan vien, ke toan, van thu, thu vien, thiet bi, y te, bao ve, phuc vu, thu quy, giao vu, tap vu,"
    " cap duong, nhan vien thu vien, nhan vien thiet bi, nhan vien y te, nhan vien van thu, thu vien thiet bi,"
    " cong nghe thong tin",
}
POSITIONS: dict[str, Position] = {
    wording: position for position, wordings in _POSITION_WORDINGS.items() for wording in wordings.split(", ")
}


class KindOfUnit(NamedTuple):
    """A kind, and what a unit of that name is called."""

    kind: UnitKind
    type_name: str


_UNIT_TYPES = Path(__file__).parents[2] / "data" / "unit_types.json"
KINDS: dict[str, KindOfUnit] = {
    wording: KindOfUnit(UnitKind(kind), type_name)
    for wording, (kind, type_name) in json.loads(_UNIT_TYPES.read_text(encoding="utf-8")).items()
}

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
MINORITY = "DTTS"

_LEARNING_WORDINGS: dict[str, str] = {
    "completed": "hoan thanh, da hoan thanh, hoan tat, da hoan tat, ket thuc, da hoc xong, hoc xong, completed,"
    " complete, finished, done, yes, co, x, 1",
    "passed": "dat, da dat, dau, pass, passed, dat yeu cau, completed achieved pass grade, hoan thanh dat,"
    " da hoan thanh dat diem dat, hoan thanh dat diem dat",
    "failed": "khong dat, chua dat, fail, failed, rot, khong dat yeu cau, completed did not achieve pass grade,"
    " completed achieved fail grade, hoan thanh khong dat, hoan thanh chua dat, da hoan thanh khong dat diem dat",
    "in_progress": "dang hoc, dang hoc tap, dang thuc hien, chua hoan thanh, in progress, incomplete, not completed,"
    " not complete, hoc do, started, active",
    "enrolled": "da dang ky, dang ky, moi dang ky, ghi danh, da ghi danh, chua hoc, chua bat dau, not started,"
    " not yet started, enrolled, registered, khong, no, 0",
}
LEARNING: dict[str, str] = {
    wording: meant for meant, wordings in _LEARNING_WORDINGS.items() for wording in wordings.split(", ")
}

_EXCEPTION_WORDINGS: dict[str, str] = {
    "exempt": "mien, duoc mien, mien hoc, mien boi duong",
    "teacher": "them, hoc them, them vao, bo sung, hoc, giao vien, hoc mo dun giao vien, hoc mo dun cua giao vien",
    "manager": "can bo quan ly, cbql, hoc mo dun cbql, hoc mo dun can bo quan ly, hoc mo dun cua can bo quan ly",
    "rule": "theo quy dinh, theo chuc vu, bo ngoai le, binh thuong, bo",
}
#: What a list does to somebody in a year of training: let off, added for an audience's modules, by the rule again.
EXCEPTIONS: dict[str, str] = {
    wording: meant for meant, wordings in _EXCEPTION_WORDINGS.items() for wording in wordings.split(", ")
}
