"""What would this export of the sector registry change?  An importer changes the records of their own units only."""

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.identity.models import RegistryRecord
from app.domain.identity.records import VALUES, NewRecord, store_records
from app.domain.imports.cells import Finding, Reason
from app.domain.imports.known import schools_by_code
from app.domain.imports.planned import Planned
from app.domain.imports.rules import CheckedRow, RegistryRow
from app.domain.imports.states import Outcome
from app.domain.organisation.rules import Role
from app.domain.viewer import Viewer

PlannedRecord = Planned[RegistryRow]


def plan_registry(viewer: Viewer, rows: Sequence[CheckedRow]) -> list[PlannedRecord]:
    """The outcome of each row; records of units outside the importer's are refused, whoever they name (IMP-5)."""
    planned = [
        PlannedRecord(row.number, row.record if isinstance(row.record, RegistryRow) else None, list(row.findings))
        for row in rows
    ]
    read = [each.row for each in planned if each.row]
    known = records_of([row.sector_id for row in read])
    codes = {row.unit_code for row in read} | {record.unit_code for record in known.values()}
    mine = codes if viewer.role == Role.SYSTEM else set(schools_by_code(viewer, codes - {""}, clock.today()))
    for each in planned:
        if each.row is not None:
            settle(each, each.row, known.get(each.row.sector_id), mine)
    return planned


def settle(planned: PlannedRecord, row: RegistryRow, record: RegistryRecord | None, mine: set[str]) -> None:
    """Create, update or leave; a record that stands with somebody else's unit is not the importer's to change."""
    if row.unit_code not in mine or (record is not None and record.unit_code not in mine):
        planned.findings.insert(0, Finding("unit_code", Reason.UNIT_NOT_YOURS, row.unit_code))
        planned.row = None
    elif record is None:
        planned.outcome = Outcome.CREATE
    elif record.source != "export" or any(getattr(record, name) != getattr(row, name) for name in VALUES):
        planned.outcome = Outcome.UPDATE
    else:
        planned.outcome = Outcome.UNCHANGED


def records_of(sector_ids: Sequence[str]) -> dict[str, RegistryRecord]:
    found = select(RegistryRecord).where(RegistryRecord.sector_id.in_(sector_ids))
    return {record.sector_id: record for record in db.session.scalars(found)}


def apply_registry(viewer: Viewer, planned: Sequence[PlannedRecord]) -> None:
    """Store a batch inside the caller's `writing()`."""
    names = [field.name for field in fields(NewRecord)]
    rows = [each.row for each in planned if each.row and each.outcome in (Outcome.CREATE, Outcome.UPDATE)]
    store_records(viewer, [NewRecord(**{name: getattr(row, name) for name in names}) for row in rows])
