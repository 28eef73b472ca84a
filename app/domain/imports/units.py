"""What does a list of units change, and how is it written?  Units are matched by code, parents go before children."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, or_, select, update

from app.db import db, is_writing
from app.domain import clock
from app.domain.imports.cells import Reason
from app.domain.imports.planned import Planned
from app.domain.imports.rules import CheckedRow, UnitRow
from app.domain.imports.states import Outcome
from app.domain.journal.actions import record_many
from app.domain.organisation.access import may_administer_unit
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import PARENTS_OF, UnitKind
from app.domain.vietnamese import fold
from app.domain.viewer import Viewer

Entry = tuple[int, int | None, dict[str, Any] | None, dict[str, Any] | None]
STEP_OF = {UnitKind.PROVINCE: 0, UnitKind.MIDDLE: 1, UnitKind.SCHOOL: 2}


@dataclass(frozen=True)
class KnownUnit:
    """A unit that is valid today."""

    id: int
    path: str
    kind: str
    parent_id: int | None
    fields: Mapping[str, Any]


@dataclass
class PlannedUnit(Planned[UnitRow]):
    """A row and what becomes of it; `changes` are the fields of an existing unit that differ."""

    known: KnownUnit | None = None
    changes: dict[str, Any] = field(default_factory=dict)


def plan_units(viewer: Viewer, rows: Sequence[CheckedRow]) -> list[PlannedUnit]:
    """The outcome of each row; a parent may stand in the database or anywhere in the same list."""
    planned = [
        PlannedUnit(row.number, row.record if isinstance(row.record, UnitRow) else None, list(row.findings))
        for row in rows
    ]
    listed = {each.row.code: each for each in planned if each.row}
    known = units_by_code(
        {code for each in listed.values() if each.row for code in (each.row.code, each.row.parent_code)}
    )
    for each in sorted(listed.values(), key=lambda each: STEP_OF[each.row.kind.kind] if each.row else 0):
        settle(viewer, each, listed, known)
    return planned


def units_by_code(codes: set[str]) -> dict[str, KnownUnit]:
    """The units of these codes that are valid today."""
    day = clock.today()
    valid = [Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day)]
    found: dict[str, KnownUnit] = {}
    ordered = sorted(codes)
    for start in range(0, len(ordered), 500):
        for unit in db.session.scalars(select(Unit).where(Unit.code.in_(ordered[start : start + 500]), *valid)):
            held = {name: getattr(unit, name) for name in ("name", "levels", "difficult", "lms_provider", "type_name")}
            found[unit.code] = KnownUnit(unit.id, unit.path, unit.kind, unit.parent_id, held)
    return found


def settle(
    viewer: Viewer, planned: PlannedUnit, listed: Mapping[str, PlannedUnit], known: Mapping[str, KnownUnit]
) -> None:
    row = planned.row
    assert row is not None
    planned.step = STEP_OF[row.kind.kind]
    unit, parent = known.get(row.code), known.get(row.parent_code)
    parent_row = listed.get(row.parent_code)
    if unit is not None and not may_administer_unit(viewer, unit.path):
        planned.refuse("code", Reason.UNIT_NOT_YOURS, row.code)
    elif parent is None and (parent_row is None or parent_row.row is None):
        planned.refuse("parent_code", Reason.PARENT_UNKNOWN, row.parent_code)
    elif unit is None and parent is not None and not may_administer_unit(viewer, parent.path):
        planned.refuse("parent_code", Reason.UNIT_NOT_YOURS, row.parent_code)
    elif unit is not None and unit.kind != row.kind.kind:
        planned.refuse("kind", Reason.UNIT_KIND_CHANGED, row.code)
    elif not may_hang(row, parent, parent_row):
        planned.refuse("parent_code", Reason.PARENT_KIND_WRONG, row.parent_code)
    elif unit is not None and parent is not None and unit.parent_id != parent.id:
        planned.refuse("parent_code", Reason.PARENT_CHANGED, row.parent_code)
    elif unit is None:
        planned.outcome = Outcome.CREATE
    else:
        planned.known = unit
        planned.changes = {name: value for name, value in fields_of(row).items() if differs(name, value, unit)}
        planned.outcome = Outcome.UPDATE if planned.changes else Outcome.UNCHANGED


def may_hang(row: UnitRow, parent: KnownUnit | None, parent_row: PlannedUnit | None) -> bool:
    if parent is not None:
        return UnitKind(parent.kind) in PARENTS_OF[row.kind.kind]
    return bool(parent_row and parent_row.row and parent_row.row.kind.kind in PARENTS_OF[row.kind.kind])


def fields_of(row: UnitRow) -> dict[str, Any]:
    return {
        "name": row.name, "levels": ",".join(sorted(row.levels)), "difficult": row.difficult,
        "lms_provider": row.lms_provider and str(row.lms_provider),
    }  # fmt: skip


def differs(name: str, value: Any, unit: KnownUnit) -> bool:
    """A blank in the list erases nothing; the order of a school's levels means nothing."""
    if name == "levels":
        return bool(value) and set(value.split(",")) != set(unit.fields["levels"].split(","))
    return value not in (None, "") and value != unit.fields[name]


def apply_units(viewer: Viewer, planned: Sequence[PlannedUnit]) -> set[int]:
    """Write a batch of one step, inside the caller's `writing()`; returns the ids of the units it touched."""
    if not is_writing():
        raise RuntimeError("a batch of rows is one transaction")
    made = create_units(viewer, [each for each in planned if each.outcome is Outcome.CREATE and each.row])
    changed = [each for each in planned if each.outcome is Outcome.UPDATE and each.known]
    entries: list[Entry] = []
    for each in changed:
        assert each.known is not None
        values = dict(each.changes)
        if "name" in values:
            values["name_fold"] = fold(values["name"])[:200]
        db.session.execute(update(Unit).where(Unit.id == each.known.id).values(version=Unit.version + 1, **values))
        before = {name: each.known.fields[name] for name in each.changes}
        entries.append((each.known.id, each.known.id, before, each.changes))
    record_many(viewer, "unit_changed", "unit", entries)
    return made | {each.known.id for each in changed if each.known}


def create_units(viewer: Viewer, planned: Sequence[PlannedUnit]) -> set[int]:
    if not planned:
        return set()
    rows = [each.row for each in planned if each.row]
    parents = units_by_code({row.parent_code for row in rows})
    day = clock.today()
    ids = db.session.execute(
        insert(Unit).returning(Unit.id, sort_by_parameter_order=True),
        [
            fields_of(row)
            | {
                "code": row.code, "name_fold": fold(row.name)[:200], "kind": row.kind.kind,
                "type_name": row.kind.type_name, "parent_id": parents[row.parent_code].id, "path": "/",
                "valid_from": day, "version": 1,
            }
            for row in rows
        ],
    ).scalars().all()  # fmt: skip
    paths = [
        {"id": unit_id, "path": f"{parents[row.parent_code].path}{unit_id}/"}
        for unit_id, row in zip(ids, rows, strict=True)
    ]
    db.session.execute(update(Unit), paths)
    added: list[Entry] = [
        (unit_id, unit_id, None, {"code": row.code, "name": row.name}) for unit_id, row in zip(ids, rows, strict=True)
    ]
    record_many(viewer, "unit_added", "unit", added)
    return set(ids)
