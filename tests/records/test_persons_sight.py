"""AZ-2: the list of people holds whom the viewer may see, and nobody else, for every kind of viewer."""

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.organisation import search
from app.domain.organisation.access import appointed_on, people_visible
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.search import people_page
from app.domain.vietnamese import fold
from tests.factories import make_service_area
from tests.pages import tree


def test_az_2_the_list_equals_the_access_rule(cast):
    """Those in sight by the rule and counted where the viewer looks; the ministry's admin sees offices, no schools."""
    counted = set(
        db.session.scalars(select(Appointment.person_id).where(Appointment.main, appointed_on(clock.today())))
    )
    for key in ("teacher", "principal", "district_admin", "director", "lecturer", "ministry_admin", "viettel_staff"):
        viewer = cast[key].viewer
        found = people_page(viewer, "", "", ("/",), 0, 500)
        allowed = set(db.session.scalars(select(Person.id).where(people_visible(viewer)))) & counted
        assert {line.person_id for line in found.lines} == allowed, key
        assert found.total == len(found.lines) and not found.cut


def test_a_lecturer_of_two_provinces_sees_the_people_of_both(clients, cast):
    with writing():
        university, far = (db.session.get_one(Unit, cast.units[key]) for key in ("university", "far_province"))
        make_service_area(university, far)
    page = clients.lecturer.get("/records/persons").get_data(as_text=True)
    assert "Trần Thị Lan" in page and "Nông Thị Đào" in page


def test_az_9_the_ministrys_admin_lists_no_teacher(clients, cast):
    page = clients.ministry_admin.get("/records/persons").get_data(as_text=True)
    assert "Huỳnh Văn Phúc" in page and "Trần Thị Lan" not in page
    school = cast.units["school"]
    assert "Trần Thị Lan" not in clients.ministry_admin.get(f"/records/persons?unit={school}").get_data(as_text=True)


@pytest.mark.both_databases
def test_az_2_a_search_through_a_province_equals_one_through_its_parts(cast):
    """The index of words finds whom a look at every name finds: any word's beginning, in any order, marks or none."""
    viewer = cast.director.viewer
    parts = [cast.units[name] for name in ("district", "upper_school")]
    paths = db.session.scalars(select(Unit.path).where(Unit.id.in_(parts))).all()
    for query in ("lan", "L", "Thị Lan", "lan thi", "trần", "an lan", "%", "_", "zzz", " "):
        whole = people_page(viewer, query, "", (viewer.unit_path,), 0, 500)
        offices = people_page(viewer, query, "", ("/",), 0, 500)
        each = [line.person_id for path in paths for line in people_page(viewer, query, "", (path,), 0, 500).lines]
        found = {line.person_id for line in whole.lines}
        assert found >= set(each) and found == {line.person_id for line in offices.lines}, query
        assert found - set(each) <= {cast[key].person_id for key in ("director", "province_officer", "province_admin")}
    assert people_page(viewer, "lan", "", (viewer.unit_path,), 0, 500).lines


@pytest.mark.both_databases
def test_who_is_renamed_is_found_by_the_new_name_only(cast):
    name, viewer = "Đặng Ngọc Ước", cast.director.viewer
    with writing():
        renamed = update(Person).where(Person.id == cast.teacher.person_id)
        db.session.execute(renamed.values(full_name=name, name_fold=fold(name)))
    found = [people_page(viewer, query, "", (viewer.unit_path,), 0, 9).lines for query in ("ước đặng", "Trần Thị Lan")]
    assert [line.person_id for line in found[0]] == [cast.teacher.person_id]
    assert cast.teacher.person_id not in {line.person_id for line in found[1]}


def test_a_long_list_says_that_it_is_only_the_beginning(clients, cast, monkeypatch):
    monkeypatch.setattr(search, "MOST_LOOKED_UP", 3)
    page = clients.director.get("/records/persons").get_data(as_text=True)
    assert "Có hơn 3 người; danh sách này chỉ có 3 người." in page


def test_only_positions_that_the_list_can_hold_are_offered(clients, cast):
    def offered(who: str, query: str = "") -> set[str]:
        options = tree(clients[who].get(f"/records/persons{query}")).findall(".//select[@id='position']/option")
        return {option.get("value") or "" for option in options} - {""}

    assert "director" not in offered("district_admin") and "middle_head" in offered("district_admin")
    assert offered("province_admin") >= {"director", "middle_head", "teacher"}
    assert "lecturer" not in offered("province_admin")
    school = offered("province_admin", f"?unit={cast.units['school']}")
    assert "teacher" in school and not school & {"director", "middle_head", "admin"}
