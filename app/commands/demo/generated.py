"""How is a province made up that no sample file describes?  Units and people from a seeded draw.

Names of provinces and communes are inventions; the shape (schools per middle level, people per school) is usual.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.commands.demo.mistakes import with_mistake
from app.commands.demo.world import DemoPerson, DemoUnit, RegistryRow, World, draw_name, words

POSITION_NAMES = {
    "teacher": "Giáo viên",
    "group_head": "Tổ trưởng chuyên môn",
    "principal": "Hiệu trưởng",
    "vice_principal": "Phó hiệu trưởng",
}
SCHOOL_TYPES = {"TH": "Trường Tiểu học", "THCS": "Trường THCS", "THPT": "Trường THPT"}


@dataclass(frozen=True)
class Shape:
    """How big a province is and how its middle level is called."""

    code: str
    name: str
    provider: str
    middle_type: str
    middle_names: tuple[str, ...]
    schools_each: int
    upper_schools: int
    people_each: int


def an_son() -> Shape:
    """The demonstration's second province: communes as the middle level, supplied by VNPT, about 600 people."""
    communes = tuple(words()["communes"][:6])
    return Shape("97", "An Sơn", "vnpt", "UBND xã/phường", communes, schools_each=3, upper_schools=2, people_each=30)


def big(code: str, name: str, people: int) -> Shape:
    """A province of about `people` people, with districts, for measuring."""
    districts = tuple(f"Huyện {number:02d}" for number in range(1, 13))
    schools = people // 50
    upper = schools // 20
    return Shape(code, name, "viettel", "Phòng GDĐT", districts, (schools - upper) // 12, upper, 50)


def province(shape: Shape, random: Random) -> World:
    """The whole province; every person has a registry record, most of them the right one."""
    units = list(_units(shape, random))
    world = World(units=units)
    ids = _fresh_ids(shape.code, random)
    for unit in units:
        if unit.kind == "school":
            world.people += [with_mistake(person, random) for person in _staff(unit, shape.people_each, ids, random)]
    return world


def _units(shape: Shape, random: Random) -> Iterator[DemoUnit]:
    head = f"Sở Giáo dục và Đào tạo {shape.name}"
    yield DemoUnit(shape.code, head, "province", "Sở GDĐT", "BO", provider=shape.provider)
    number = 0
    for index, place in enumerate(shape.middle_names, start=1):
        code = f"{shape.code}{index:03d}"
        name = f"UBND {place}" if shape.middle_type.startswith("UBND") else f"{shape.middle_type} {place}"
        yield DemoUnit(code, name, "middle", shape.middle_type, shape.code)
        for turn in range(shape.schools_each):
            number += 1
            yield _school(f"{code}{number:04d}", code, "THCS" if turn % 3 == 2 else "TH", number, random)
    for _ in range(shape.upper_schools):
        number += 1
        yield _school(f"{shape.code}000{number:04d}", shape.code, "THPT", number, random)


def _school(code: str, parent: str, level: str, number: int, random: Random) -> DemoUnit:
    names = words()["schools"]
    again = number // len(names)
    name = f"{SCHOOL_TYPES[level]} {names[number % len(names)]}{f' {again + 1}' if again else ''}"
    return DemoUnit(code, name, "school", "Trường", parent, (level,), difficult=random.random() < 0.2)


def _fresh_ids(code: str, random: Random) -> Iterator[str]:
    """Sector IDs never given before: 0, the province, then 8 or 9 digits; all start with one zero."""
    given: set[str] = set()
    while True:
        sector_id = f"0{code}{random.randrange(10**8 if random.random() < 0.85 else 10**9):08d}"
        if sector_id.lstrip("0") not in given:
            given.add(sector_id.lstrip("0"))
            yield sector_id


def _staff(unit: DemoUnit, size: int, ids: Iterator[str], random: Random) -> Iterator[DemoPerson]:
    level = unit.levels[0]
    groups, staff = words()["groups"][level], words()["staff"]
    wanted = max(len(groups) + len(staff) + 4, size + random.randint(-size // 5, size // 5))
    for place in range(wanted):
        position, title, group = "teacher", None, groups[place % len(groups)]
        if place < 2:
            position, group = ("principal", "vice_principal")[place], None
        elif place < 2 + len(groups):
            position = "group_head"
        elif place >= wanted - len(staff):
            position, title, group = "staff", staff[wanted - 1 - place], None
        teaches = position in {"teacher", "group_head"}
        subject = random.choice(words()["subjects"][level]) if teaches else None
        yield _somebody(unit, position, title, group, subject, next(ids), random)


def _somebody(
    unit: DemoUnit, position: str, title: str | None, group: str | None, subject: str | None, sector_id: str,
    random: Random,
) -> DemoPerson:  # fmt: skip
    gender = "female" if random.random() < 0.72 else "male"
    record = RegistryRow(
        sector_id, draw_name(random, gender), date(1963, 1, 1) + timedelta(days=random.randrange(13000)), gender,
        unit.code, title or POSITION_NAMES[position], random.random() < 0.08, subject or "",
        random.choice(words()["qualifications"]),
    )  # fmt: skip
    return DemoPerson(
        unit=unit.code, position=position, name=record.name, birth_date=record.birth_date, gender=gender, title=title,
        group=group, subject=subject, level=unit.levels[0], minority=record.minority,
        qualification=record.qualification, phone=f"0120{random.randrange(10**6):06d}",
        listed_id=sector_id, registry=record,
    )  # fmt: skip
