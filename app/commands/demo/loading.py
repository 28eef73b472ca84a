"""How does a made-up world get into the tables?  In bulk, with ids given here, so that nothing is asked back."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, text

from app.commands.demo.world import DemoPerson, DemoUnit, RegistryRow, World
from app.db import Model, db, writing
from app.domain import clock
from app.domain.identity.models import RegistryRecord
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.organisation.rules import DECLARING, MANAGERS, Position
from app.domain.organisation.sector_id import sector_key
from app.domain.vietnamese import default_given_name, fold, sort_key

Rows = Iterable[dict[str, Any]]
BATCH = 5_000
SINCE = date(2020, 8, 1)
VALID_FROM = date(2000, 1, 1)
AGE_AT_FIRST, LONGEST_MANAGING = 23, 2014  # when people begin to teach; the earliest year of managing

fold_name = lru_cache(maxsize=200_000)(fold)
order_of = lru_cache(maxsize=200_000)(sort_key)


class Loader:
    """Fills the tables world by world and remembers where everybody is."""

    def __init__(self) -> None:
        kinds: tuple[type[Model], ...] = (Unit, Person, SubjectGroup, Appointment, RegistryRecord)
        self._next = {model: _highest(model) for model in kinds}
        self.units: dict[str, tuple[int, str]] = {
            code: (unit_id, path) for code, unit_id, path in db.session.execute(select(Unit.code, Unit.id, Unit.path))
        }
        db.session.rollback()
        self.names: dict[str, str] = {}
        self.groups: dict[tuple[str, str], int] = {}

    def load(self, world: World) -> dict[str, int]:
        """Insert units, groups, people, appointments and registry; gives back the person of each registry ID."""
        save(Unit, [self._unit(unit) for unit in world.units])
        wanted = dict.fromkeys((person.unit, person.group) for person in world.people if person.group)
        save(SubjectGroup, [self._group(unit, name) for unit, name in wanted])
        placed = [(self._id(Person), person) for person in world.people]
        save(Person, (_person(person_id, person) for person_id, person in placed))
        save(Appointment, (self._appointment(person_id, person) for person_id, person in placed))
        save(RegistryRecord, map(self._record, world.registry()))
        return {person.registry.sector_id: person_id for person_id, person in placed if person.registry}

    def _record(self, row: RegistryRow) -> dict[str, Any]:
        return {
            "id": self._id(RegistryRecord), "sector_id": row.sector_id, "sector_key": sector_key(row.sector_id),
            "full_name": row.name, "birth_date": row.birth_date, "gender": row.gender, "minority": row.minority,
            "unit_code": row.unit, "unit_name": self.names[row.unit], "position": row.position,
            "subject": row.subject, "qualification": row.qualification, "status": "Đang làm việc",
            "source": "export", "changed_at": clock.now(),
        }  # fmt: skip

    def _id(self, model: type[Model]) -> int:
        self._next[model] += 1
        return self._next[model]

    def _unit(self, unit: DemoUnit) -> dict[str, Any]:
        parent_id, parent_path = self.units[unit.parent] if unit.parent else (None, "/")
        unit_id = self._id(Unit)
        path = f"{parent_path}{unit_id}/"
        self.units[unit.code] = unit_id, path
        self.names[unit.code] = unit.name
        return {
            "id": unit_id, "code": unit.code, "name": unit.name, "name_fold": fold(unit.name), "kind": unit.kind,
            "type_name": unit.type_name, "parent_id": parent_id, "path": path, "levels": ",".join(unit.levels),
            "difficult": unit.difficult, "lms_provider": unit.provider, "valid_from": VALID_FROM,
        }  # fmt: skip

    def _group(self, unit: str, name: str) -> dict[str, Any]:
        group_id = self.groups[unit, name] = self._id(SubjectGroup)
        return {"id": group_id, "unit_id": self.units[unit][0], "name": name, "name_fold": fold(name)}

    def _appointment(self, person_id: int, person: DemoPerson) -> dict[str, Any]:
        return {
            "id": self._id(Appointment), "person_id": person_id, "unit_id": self.units[person.unit][0],
            "position": person.position, "title": person.title, "subject": person.subject, "level": person.level,
            "group_id": self.groups.get((person.unit, person.group or "")), "main": True, "starts": SINCE,
        }  # fmt: skip


def save(model: type[Model], rows: Rows) -> None:
    """Insert many rows, a batch a transaction."""
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        with writing():
            db.session.execute(insert(model), batch)


def catch_up_sequences() -> None:
    """PostgreSQL does not notice ids given by hand: set each table's counter past the highest one."""
    if db.engine.dialect.name != "postgresql":
        return
    with writing():
        for table in db.metadata.sorted_tables:
            if "id" in table.c:
                sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                highest = f"(select coalesce(max(id), 0) + 1 from {table.name})"  # noqa: S608 - our own table names
                db.session.execute(text(f"select setval({sequence}, {highest}, false)"))


def _highest(model: type[Model]) -> int:
    return db.session.scalar(select(func.max(model.id))) or 0  # type: ignore[attr-defined]


def _person(person_id: int, person: DemoPerson) -> dict[str, Any]:
    given, teaches = default_given_name(person.name), person.position in DECLARING - {Position.STAFF}
    return {
        "id": person_id, "full_name": person.name, "given_name": given, "name_fold": fold_name(person.name),
        "sort_key": order_of(person.name, given), "birth_date": person.birth_date, "gender": person.gender,
        "minority": person.minority, "qualification": person.qualification, "phone": person.phone,
        "teaching_since": person.birth_date.year + AGE_AT_FIRST if person.birth_date and teaches else None,
        "managing_since": LONGEST_MANAGING + person_id % 8 if person.position in MANAGERS else None,
        "listed_sector_id": person.listed_id,
        "listed_sector_key": sector_key(person.listed_id) if person.listed_id else None, "created_at": clock.now(),
    }  # fmt: skip
