"""AZ-2, AZ-3: the SQL condition and its one-object twin answer alike, for every viewer and every subject."""

from datetime import date

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain.journal.actions import record
from app.domain.journal.models import JournalEntry
from app.domain.organisation import access
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.trail import entries_visible, may_read_entry
from app.domain.viewer import SYSTEM
from tests.cast import Cast
from tests.factories import make_appointment, make_person

pytestmark = pytest.mark.both_databases


def _viewers(cast: Cast) -> list:
    return [SYSTEM, *(member.viewer for member in cast)]


def test_az2_people_twins_agree_for_every_viewer_and_person(cast: Cast) -> None:
    people = db.session.scalars(select(Person.id)).all()
    places: dict[int, list] = {person: [] for person in people}
    joined = select(Appointment, Unit.path).join(Unit, Unit.id == Appointment.unit_id)
    for appointment, path in db.session.execute(joined):
        places[appointment.person_id].append((path, appointment.starts, appointment.ends))
    for viewer in _viewers(cast):
        listed = set(db.session.scalars(select(Person.id).where(access.people_visible(viewer))))
        single = {person for person in people if access.may_see_person(viewer, person, places[person])}
        assert listed == single, viewer.name


def test_az2_unit_twins_agree_for_every_viewer_and_unit(cast: Cast) -> None:
    units = db.session.execute(select(Unit.id, Unit.path)).all()
    for viewer in _viewers(cast):
        listed = set(db.session.scalars(select(Unit.id).where(access.units_visible(viewer))))
        assert listed == {unit for unit, path in units if access.may_see_unit(viewer, path)}, viewer.name
        administered = set(db.session.scalars(select(Unit.id).where(access.units_administered(viewer))))
        assert administered == {unit for unit, path in units if access.may_administer_unit(viewer, path)}, viewer.name


def test_aud4_trail_twins_agree_for_every_viewer_and_entry(cast: Cast) -> None:
    with writing():
        for member in cast:
            record(member.viewer, "university_set", "person", member.person_id, unit_id=member.unit_id)
    paths = dict(db.session.execute(select(Unit.id, Unit.path)).all())
    entries = db.session.scalars(select(JournalEntry)).all()
    for viewer in (member.viewer for member in cast):
        listed = set(db.session.scalars(select(JournalEntry.id).where(entries_visible(viewer))))
        single = {each.id for each in entries if may_read_entry(viewer, each, paths.get(each.unit_id))}
        assert listed == single, viewer.name


@pytest.mark.parametrize(
    ("viewer", "sees", "does_not_see"),
    [
        ("teacher", {"teacher"}, {"peer", "principal", "stranger", "far_teacher"}),
        ("principal", {"teacher", "principal", "staff"}, {"stranger", "upper_teacher", "far_teacher", "leaver"}),
        ("school_admin", {"teacher", "principal"}, {"stranger", "district_officer"}),
        ("district_officer", {"teacher", "stranger"}, {"upper_teacher", "far_teacher", "director"}),
        ("director", {"teacher", "upper_teacher", "district_officer"}, {"far_teacher", "lecturer"}),
        ("lecturer", {"teacher", "upper_teacher"}, {"far_teacher", "ministry_officer"}),
        ("viettel_staff", {"viettel_staff"}, {"teacher", "far_teacher", "vnpt_staff"}),
        ("ministry_admin", {"ministry_officer", "province_admin", "viettel_staff"}, {"teacher", "district_admin"}),
        ("ministry_officer", {"ministry_officer"}, {"teacher", "director"}),
        ("far_admin", {"far_teacher"}, {"teacher", "province_admin"}),
        ("leaver", {"leaver"}, {"teacher", "principal"}),
    ],
)
def test_az3_scope_is_the_subtree_of_todays_appointment(
    cast: Cast, viewer: str, sees: set[str], does_not_see: set[str]
) -> None:
    found = set(db.session.scalars(select(Person.id).where(access.people_visible(cast[viewer].viewer))))
    assert {cast[each].person_id for each in sees} <= found
    assert not {cast[each].person_id for each in does_not_see} & found


def test_az3_leavers_twins_agree_for_every_viewer_and_person(cast: Cast) -> None:
    """Among them: somebody who went elsewhere, somebody who left a second school last, somebody yet to come."""
    units = {key: db.session.get_one(Unit, cast.units[key]) for key in ("school", "other_school", "far_school")}
    with writing():
        moved, gone, coming = (make_person(name) for name in ("Hà Thị Tâm", "Hà Thị Tú", "Hà Thị Tơ"))
        make_appointment(moved, units["school"], ends=date(2022, 2, 1), end_reason="moved")
        make_appointment(moved, units["far_school"], starts=date(2022, 2, 1))
        make_appointment(gone, units["school"], ends=date(2021, 12, 1), end_reason="moved")
        make_appointment(gone, units["other_school"], starts=date(2021, 12, 1), ends=date(2022, 4, 18))
        make_appointment(coming, units["school"], starts=date(2022, 5, 1))
        named = {"moved": moved.id, "gone": gone.id, "coming": coming.id, "leaver": cast.leaver.person_id}
    people = db.session.scalars(select(Person.id)).all()
    places: dict[int, list] = {person: [] for person in people}
    joined = select(Appointment, Unit.path).join(Unit, Unit.id == Appointment.unit_id)
    for appointment, path in db.session.execute(joined):
        places[appointment.person_id].append((path, appointment.starts, appointment.ends))
    seen = {}
    for viewer in _viewers(cast):
        listed = set(db.session.scalars(select(Person.id).where(access.leavers_visible(viewer))))
        assert listed == {person for person in people if access.may_see_leaver(viewer, places[person])}, viewer.name
        seen[viewer.person_id] = {key for key, person_id in named.items() if person_id in listed}
    expected = {
        "school_admin": {"leaver"}, "stranger_admin": {"gone"}, "district_admin": {"leaver", "gone"},
        "province_officer": {"leaver", "gone"}, "far_admin": set(), "teacher": set(), "ministry_admin": set(),
    }  # fmt: skip
    assert {key: seen[cast[key].person_id] for key in expected} == expected


@pytest.mark.parametrize(
    ("viewer", "kinds"),
    [
        ("principal", {"school"}),
        ("district_officer", {"middle", "school"}),
        ("province_admin", {"province", "middle", "school"}),
        ("lecturer", {"province", "middle", "school"}),
        ("ministry_admin", {"ministry", "province", "university", "provider"}),
    ],
)
def test_az9_a_list_of_people_can_hold_these_kinds_of_unit(cast: Cast, viewer: str, kinds: set[str]) -> None:
    assert access.kinds_with_people(cast[viewer].viewer) == kinds
