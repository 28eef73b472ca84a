"""What do tests of training need?  Modules, and reports as an LMS would send them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.db import db, writing
from app.domain.organisation.models import Appointment, Person
from app.domain.organisation.rules import UnitKind
from app.domain.training.catalogue.actions import import_catalogue
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.records.rules import Report, Status
from app.domain.viewer import SYSTEM
from app.domain.work.stale import mark_stale
from tests.factories import make_unit

MODULE = "MD-01"
DOCUMENT = {
    "programme": "MAU",
    "modules": [
        {"code": "MD-01", "number": 1, "audience": "teacher", "kind": "compulsory", "name": "Chương trình mới"},
        {"code": "MD-02", "number": 2, "audience": "teacher", "kind": "compulsory", "name": "Phương pháp dạy học"},
        {"code": "QL-01", "number": 1, "audience": "manager", "kind": "compulsory", "name": "Quản trị nhân sự"},
    ],
}


def make_modules() -> dict[str, int]:
    """Three modules: code to id."""
    import_catalogue(SYSTEM, DOCUMENT)
    return {module.code: module.id for module in all_modules()}


def make_provider(name: str = "LMS mẫu") -> int:
    """A provider's unit; its id."""
    return make_unit(UnitKind.PROVIDER, make_unit(UnitKind.MINISTRY), name=name).id


def report(ref: str = "r1", **changes: Any) -> Report:
    """A pass of MD-01 by the ID 01101000001, unless told otherwise."""
    values: dict[str, Any] = {
        "sector_id": "01101000001", "module": MODULE, "year": 2022, "status": Status.PASSED, "score": Decimal("8.5"),
        "scale": 10, "completed_at": datetime(2022, 4, 1, 2, 30, tzinfo=UTC),
    }  # fmt: skip
    values |= changes
    if values["status"] not in {Status.PASSED, Status.FAILED}:
        values |= {"score": None, "completed_at": None}
    return Report(ref, **values)


def verify(*person_ids: int) -> None:
    """As if the listed IDs of these people had been verified just now."""
    with writing():
        for person in db.session.scalars(select(Person).where(Person.id.in_(person_ids))):
            person.sector_id, person.sector_key = person.listed_sector_id, person.listed_sector_key
        held = select(Appointment.unit_id).where(Appointment.person_id.in_(person_ids), Appointment.main)
        mark_stale(db.session.scalars(held))
