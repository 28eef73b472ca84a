"""AZ-2: the list of people holds whom the viewer may see, and nobody else, for every kind of viewer."""

from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.access import appointed_on, people_visible
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.search import people_page
from tests.factories import make_service_area
from tests.pages import tree


def test_az_2_the_list_equals_the_access_rule(cast):
    """Those in sight by the rule and counted where the viewer looks; the ministry's admin sees offices, no schools."""
    counted = set(
        db.session.scalars(select(Appointment.person_id).where(Appointment.main, appointed_on(clock.today())))
    )
    for key in ("teacher", "principal", "district_admin", "director", "lecturer", "ministry_admin", "viettel_staff"):
        viewer = cast[key].viewer
        lines, total = people_page(viewer, "", "", ("/",), 0, 500)
        allowed = set(db.session.scalars(select(Person.id).where(people_visible(viewer)))) & counted
        assert {line.person_id for line in lines} == allowed, key
        assert total == len(lines)


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


def test_only_positions_that_the_list_can_hold_are_offered(clients, cast):
    def offered(who: str, query: str = "") -> set[str]:
        options = tree(clients[who].get(f"/records/persons{query}")).findall(".//select[@id='position']/option")
        return {option.get("value") or "" for option in options} - {""}

    assert "director" not in offered("district_admin") and "middle_head" in offered("district_admin")
    assert offered("province_admin") >= {"director", "middle_head", "teacher"}
    assert "lecturer" not in offered("province_admin")
    school = offered("province_admin", f"?unit={cast.units['school']}")
    assert "teacher" in school and not school & {"director", "middle_head", "admin"}
