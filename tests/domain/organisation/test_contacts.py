"""Whom one calls at a unit: its head, then who is named there; nobody out of sight, no numbers for who sees states."""

from datetime import date

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.domain.organisation.assigning import Task, assign
from app.domain.organisation.contacts import contacts_of, may_call
from app.domain.organisation.models import Person
from app.domain.organisation.rules import AssignmentTask, UnitKind
from tests.cast import Cast


@pytest.mark.both_databases
def test_the_head_comes_first_then_who_is_named_there(cast: Cast) -> None:
    with writing():
        db.session.execute(update(Person).values(phone="0912345678", email="a@b.vn"))
    task = Task(AssignmentTask.FOCAL_POINT, cast.district_officer.person_id, date(2022, 4, 18), None, "Bồi dưỡng")
    assert assign(cast.district_head.viewer, task, [cast.units["district"]], []).made
    db.session.rollback()
    units = [cast.units[each] for each in ("district", "school", "upper_school", "far_school")]
    found = contacts_of(cast.province_officer.viewer, units)
    said = {unit: [(one.name, one.content) for one in people] for unit, people in found.items()}
    assert said == {
        units[0]: [(cast.district_head.name, None), (cast.district_officer.name, "Bồi dưỡng")],
        units[1]: [(cast.principal.name, None)], units[2]: [(cast.upper_principal.name, None)],
    }  # fmt: skip
    assert {(one.phone, one.email) for people in found.values() for one in people} == {("0912345678", "a@b.vn")}
    of_lecturer = contacts_of(cast.lecturer.viewer, units)
    assert {(one.phone, one.email) for people in of_lecturer.values() for one in people} == {("", "")}
    assert contacts_of(cast.ministry_officer.viewer, units) == {} == contacts_of(cast.principal.viewer, units[2:])


@pytest.mark.both_databases
def test_az_9_the_ministry_calls_the_offices_of_provinces_and_nobody_beneath(cast: Cast) -> None:
    with writing():
        db.session.execute(update(Person).values(phone="0912345678"))
    found = contacts_of(cast.ministry_officer.viewer, list(cast.units.values()))
    assert [(unit, one.name, one.phone) for unit, people in found.items() for one in people] == [
        (cast.units["province"], cast.director.name, "0912345678"),
        (cast.units["far_province"], cast.far_officer.name, "0912345678"),  # nobody heads it: who works there
    ]
    for who in ("teacher", "auditor", "viettel_staff", "ministry_admin"):
        viewer = cast[who].viewer
        assert contacts_of(viewer, list(cast.units.values())) == {}
        assert not may_call(viewer, UnitKind.PROVINCE) or who == "viettel_staff"
