"""How does a test get a unit, a person, an appointment, an account?  Plain functions with sensible defaults.

Each joins an open `writing()` or opens its own, and gives back the flushed object.
"""

from datetime import date
from itertools import count
from typing import Any

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.models import Account
from app.domain.accounts.rules import NOTICE_VERSION, AccountState
from app.domain.identity.flows import UNSAVED, ClaimState
from app.domain.identity.models import Claim
from app.domain.identity.roll import Wanted, roll
from app.domain.organisation.models import Appointment, Person, ServiceArea, SubjectGroup, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.organisation.sector_id import sector_key
from app.domain.vietnamese import default_given_name, fold, sort_key
from app.domain.viewer import Viewer

SCHOOL_YEAR = date(2021, 8, 1)
TYPE_NAMES = {
    UnitKind.MINISTRY: "Bộ",
    UnitKind.PROVINCE: "Sở GDĐT",
    UnitKind.MIDDLE: "Phòng GDĐT",
    UnitKind.SCHOOL: "Trường",
    UnitKind.UNIVERSITY: "Trường đại học",
    UnitKind.PROVIDER: "Đơn vị cung cấp LMS",
}
# A hash that no password meets: most tests sign in by a session row and never hash.
NO_PASSWORD = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$bm90IGEgcGFzc3dvcmQgaGFzaCBhdCBhbGwhISE"  # noqa: S105
_number = count(1)


def make_unit(kind: UnitKind, parent: Unit | None = None, **values: Any) -> Unit:
    """A unit beneath `parent`; its path is made from its id."""
    number = next(_number)
    values.setdefault("code", f"T{number:05d}")
    values.setdefault("name", f"Đơn vị {number}")
    values.setdefault("type_name", TYPE_NAMES[kind])
    values.setdefault("valid_from", date(2000, 1, 1))
    if kind is UnitKind.SCHOOL:
        values.setdefault("levels", "THCS")
    with writing():
        unit = Unit(
            kind=kind, parent_id=parent.id if parent else None, name_fold=fold(values["name"]), path="", **values
        )
        db.session.add(unit)
        db.session.flush()
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        db.session.flush()
    return unit


def make_person(name: str = "Nguyễn Thị Hoa", **values: Any) -> Person:
    """A person; `sector_id` and `listed_sector_id` bring their keys along."""
    given = values.pop("given_name", None) or default_given_name(name)
    values.setdefault("birth_date", date(1985, 5, 20))
    values.setdefault("gender", "female")
    for field in ("sector", "listed_sector"):
        if values.get(f"{field}_id"):
            values.setdefault(f"{field}_key", sector_key(values[f"{field}_id"]))
    with writing():
        person = Person(
            full_name=name, given_name=given, name_fold=fold(name), sort_key=sort_key(name, given),
            created_at=clock.now(), **values,
        )  # fmt: skip
        db.session.add(person)
        db.session.flush()
    return person


def make_appointment(person: Person, unit: Unit, position: Position = Position.TEACHER, **values: Any) -> Appointment:
    """An appointment since the start of the school year."""
    values.setdefault("starts", SCHOOL_YEAR)
    values.setdefault("main", position is not Position.ADMIN)
    with writing():
        appointment = Appointment(person_id=person.id, unit_id=unit.id, position=position, **values)
        db.session.add(appointment)
        db.session.flush()
    return appointment


def make_account(person: Person, **values: Any) -> Account:
    """An active account; nobody knows its password."""
    values.setdefault("login", f"dang-nhap-{next(_number)}")
    values.setdefault("state", AccountState.ACTIVE)
    values.setdefault("notice_version", NOTICE_VERSION)
    if values["state"] == AccountState.ACTIVE:
        values.setdefault("password_hash", NO_PASSWORD)
    with writing():
        account = Account(person_id=person.id, created_at=clock.now(), **values)
        db.session.add(account)
        db.session.flush()
    return account


def make_teacher(unit: Unit, name: str = "Trần Văn Bình", **values: Any) -> Person:
    """A person appointed at a school, without an account."""
    position = values.pop("position", Position.TEACHER)
    with writing():
        person = make_person(name, **values)
        make_appointment(person, unit, position)
    return person


def make_subject_group(unit: Unit, name: str = "Tổ Toán - Tin") -> SubjectGroup:
    with writing():
        group = SubjectGroup(unit_id=unit.id, name=name, name_fold=fold(name))
        db.session.add(group)
        db.session.flush()
    return group


def make_service_area(university: Unit, province: Unit) -> ServiceArea:
    with writing():
        area = ServiceArea(university_id=university.id, province_id=province.id, starts=SCHOOL_YEAR)
        db.session.add(area)
        db.session.flush()
    return area


def make_claim(person: Person | int, state: ClaimState = ClaimState.VERIFIED, **values: Any) -> Claim:
    """A person's claim as an earlier day left it; on campaign day 10/04/2022 unless told otherwise."""
    person_id = person if isinstance(person, int) else person.id
    at = values.pop("at", clock.start_of(date(2022, 4, 10)))
    values.setdefault("sector_id", f"0{3_000_000_000 + person_id}")
    values.setdefault("matched_id", values["sector_id"] if state in _MATCHED else None)
    values.setdefault("declared_at", None if state in UNSAVED else at)
    values.setdefault("verified_at", at if state is ClaimState.VERIFIED else None)
    with writing():
        claim = Claim(
            person_id=person_id, state=state, way="temis", sector_key=sector_key(values["sector_id"]), entered_at=at,
            **values,
        )  # fmt: skip
        db.session.add(claim)
        db.session.flush()
    return claim


_MATCHED = frozenset({ClaimState.VERIFIED, ClaimState.CHECKED, ClaimState.DUPLICATE})


def led_to(viewer: Viewer, sector_id: str) -> list[int]:
    """The people whom a search for an ID leads this viewer to."""
    return list(db.session.scalars(roll(viewer, Wanted((viewer.unit_path,), clock.now(), q=sector_id))))
