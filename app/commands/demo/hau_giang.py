"""Who works in Hậu Giang?  The units and registry of the sample files, and the people their schools believe they have.

The schools of LEFT_OUT and the school LEFT_OUT_SCHOOL get nobody: their rosters wait for the newcomer to import.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from random import Random

from openpyxl import load_workbook

from app.commands.demo.mistakes import with_mistake
from app.commands.demo.world import DATA, DemoPerson, DemoUnit, RegistryRow, World, words

SAMPLES = DATA / "samples"
LEFT_OUT = "93001"
LEFT_OUT_SCHOOL = "930000054"

KINDS = {"Sở": ("province", "Sở GDĐT"), "Phòng": ("middle", "Phòng GDĐT"), "Trường": ("school", "Trường")}
POSITIONS = {
    "Giáo viên": "teacher",
    "Tổ trưởng chuyên môn": "group_head",
    "Hiệu trưởng": "principal",
    "Phó hiệu trưởng": "vice_principal",
}
GENDERS = {"Nam": "male", "Nữ": "female"}


def hau_giang(random: Random) -> World:
    """The province that Viettel supplies."""
    units = list(_units())
    levels = {unit.code: unit.levels[0] for unit in units if unit.levels}
    world = World(units=units)
    group_of = _Groups(random)
    for row in _registry_rows():
        record = _record(row)
        if record.unit.startswith(LEFT_OUT) or record.unit == LEFT_OUT_SCHOOL:
            world.registry_only.append(record)
            continue
        person = _person(record, levels[record.unit], group_of, random)
        world.people.append(with_mistake(person, random))
    return world


def _units() -> Iterator[DemoUnit]:
    sheet = load_workbook(SAMPLES / "don-vi.xlsx", read_only=True).active
    assert sheet is not None
    for code, name, kind, parent, levels, difficult, provider in sheet.iter_rows(min_row=4, values_only=True):
        if not code:
            continue
        unit_kind, type_name = KINDS[str(kind)]
        yield DemoUnit(
            code=str(code), name=str(name), kind=unit_kind, type_name=type_name, parent=str(parent),
            levels=(str(levels),) if levels else (), difficult=difficult == "x",
            provider=str(provider).lower() if provider else None,
        )  # fmt: skip


def _registry_rows() -> Iterator[dict[str, str]]:
    with (SAMPLES / "csdl-nganh.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _record(row: dict[str, str]) -> RegistryRow:
    return RegistryRow(
        sector_id=row["Mã định danh Bộ GD&ĐT"], name=row["Họ và tên"], birth_date=_day(row["Ngày sinh"]),
        gender=GENDERS[row["Giới tính"]], unit=row["Mã đơn vị"],
        position=row["Vị trí việc làm"], minority=row["Dân tộc"] != "Kinh", subject=row["Môn dạy"],
        qualification=row["Trình độ chuyên môn"],
    )  # fmt: skip


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day, no instant


def _person(record: RegistryRow, level: str, group_of: "_Groups", random: Random) -> DemoPerson:
    position = POSITIONS.get(record.position, "staff")
    teaches = position in {"teacher", "group_head"}
    return DemoPerson(
        unit=record.unit, position=position, name=record.name, birth_date=record.birth_date, gender=record.gender,
        title=record.position if position == "staff" else None, level=level,
        group=group_of(record.unit, level) if teaches else None, subject=record.subject or None,
        minority=record.minority, qualification=record.qualification,
        phone=f"0120{random.randrange(10**6):06d}", listed_id=record.sector_id, registry=record,
    )  # fmt: skip


class _Groups:
    """Spreads the teachers of each school evenly over its subject groups."""

    def __init__(self, random: Random) -> None:
        self.random, self.count = random, defaultdict[str, int](int)

    def __call__(self, unit: str, level: str) -> str:
        names: list[str] = words()["groups"][level]
        self.count[unit] += 1
        return names[self.count[unit] % len(names)]
