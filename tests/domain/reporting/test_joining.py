"""A unit becomes part of another: what lay beneath moves along, the old one is kept, whoever may not may not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Appointment, ServiceArea, Unit, UnitSuccession
from app.domain.organisation.posts import Post, appoint
from app.domain.organisation.rules import Position, UnitKind
from app.domain.organisation.successions import may_join, taken_over, units_joined
from app.domain.reporting.beginning import open_report
from app.domain.reporting.joining import join_unit
from app.domain.work.stale import StaleMark
from tests.factories import make_unit

pytestmark = pytest.mark.both_databases


@pytest.fixture
def old(cast) -> int:
    """A district office without people, with a school beneath it."""
    with writing():
        province = db.session.get_one(Unit, cast.units["province"])
        middle = make_unit(UnitKind.MIDDLE, province, code="11009", name="Phòng GDĐT Bình Minh")
        make_unit(UnitKind.SCHOOL, middle, code="110090001", name="Trường THCS Bình Minh")
        return middle.id


def path_of(code: str) -> str:
    path = db.session.execute(select(Unit.path).where(Unit.code == code)).scalar_one()
    db.session.rollback()
    return path


@pytest.mark.parametrize("successor", ["11001", "11"])
def test_what_lay_beneath_moves_along_and_the_old_unit_is_kept(cast, old, successor):
    admin = cast.province_admin.viewer
    above = path_of(successor)
    assert [join_unit(admin, old, successor, "k") for _ in range(2)] == [[], []]  # a second tap changes nothing
    unit = db.session.get_one(Unit, old)
    assert unit.valid_to == clock.today()
    school = db.session.scalars(select(Unit).where(Unit.code == "110090001")).one()
    assert school.path == f"{above}{school.id}/" and school.parent.code == successor
    assert {school.id, old} <= set(db.session.scalars(select(StaleMark.unit_id)))
    assert [each.id for each, _ in units_joined(school.parent_id)] == [old]
    assert "unit_joined" in db.session.scalars(select(JournalEntry.event)).all()


def test_a_chain_of_successions_is_followed_to_its_end(cast, old):
    province = cast.units["province"]
    with writing():
        db.session.add(UnitSuccession(unit_id=old, successor_id=cast.units["district"], since=clock.today()))
        db.session.add(UnitSuccession(unit_id=cast.units["district"], successor_id=province, since=clock.today()))
    assert set(db.session.scalars(taken_over([province]))) == {old, cast.units["district"]}
    assert set(db.session.scalars(taken_over([cast.units["far_province"]]))) == set()


@pytest.mark.parametrize(
    ("who", "unit", "code", "problem"),
    [
        ("province_admin", "district", "11", "unit_has_people"), ("province_admin", None, "12001", "successor_unknown"),
        ("province_admin", None, "99999", "successor_unknown"), ("province_admin", None, "11009", "successor_wrong"),
        ("province_admin", None, "110010001", "successor_wrong"),
        ("ministry_admin", "province", "12", "unit_has_people"),
    ],
)  # fmt: skip
def test_what_speaks_against_it(cast, old, who, unit, code, problem):
    asked = cast.units[unit] if unit else old
    assert [each.code for each in join_unit(cast[who].viewer, asked, code)] == [problem]


@pytest.mark.parametrize("who", ["province_officer", "district_admin", "far_admin", "principal", "director"])
def test_az_10_nobody_but_an_admin_above_joins_units(cast, old, who):
    with pytest.raises(LookupError):
        join_unit(cast[who].viewer, old, "11001")


def test_nobody_dissolves_the_unit_that_they_work_at(cast):
    admin = cast.province_admin.viewer
    assert not may_join(admin, db.session.get_one(Unit, cast.units["province"]))
    assert may_join(cast.ministry_admin.viewer, db.session.get_one(Unit, cast.units["province"]))


def test_a_university_no_longer_serves_a_province_that_is_gone(cast):
    day, province = clock.today(), cast.units["province"]
    with writing():
        for post in db.session.scalars(select(Appointment).where(Appointment.unit_id == province)):
            post.ends, post.end_reason = day, "left"
    assert join_unit(cast.ministry_admin.viewer, province, "12") == []
    assert db.session.scalars(select(ServiceArea.ends).where(ServiceArea.province_id == province)).all() == [day]
    assert path_of("11001").startswith(path_of("12"))


def test_nothing_is_joined_while_an_evaluation_is_not_locked(cast, old, period):
    assert [each.code for each in join_unit(cast.province_admin.viewer, old, "11001")] == ["unit_in_period"]


def test_a_province_with_a_report_that_has_not_gone_its_way_is_not_joined(cast):
    day, province = clock.today(), cast.units["province"]
    with writing():
        for post in db.session.scalars(select(Appointment).where(Appointment.unit_id == province)):
            post.ends, post.end_reason = day, "left"
    open_report(province, 2021)
    assert [each.code for each in join_unit(cast.ministry_admin.viewer, province, "12")] == ["unit_report_unfinished"]


def test_a_unit_of_today_waits_and_a_closed_one_takes_nobody(cast, old):
    admin = cast.province_admin.viewer
    with writing():
        db.session.get_one(Unit, old).valid_from = clock.today()
    assert [each.code for each in join_unit(admin, old, "11001")] == ["unit_too_new"]
    with writing():
        db.session.get_one(Unit, old).valid_from = clock.today() - timedelta(1)
    assert join_unit(admin, old, "11001") == []
    post = Post(Position.MIDDLE_OFFICER, clock.today())
    assert [each.code for each in appoint(admin, cast.district_officer.person_id, old, post)] == ["unit_closed"]


def test_all_that_is_in_the_way_is_said_at_once(cast, period):
    open_report(cast.units["province"], 2021)
    problems = join_unit(cast.ministry_admin.viewer, cast.units["province"], "11001")
    assert [each.code for each in problems] == [
        "successor_wrong", "unit_has_people", "unit_in_period", "unit_report_unfinished",
    ]  # fmt: skip
    assert [each.field for each in problems] == ["successor", "", "", ""]


def test_a_district_is_joined_within_its_province_only(cast, old):
    assert [each.code for each in join_unit(cast.ministry_admin.viewer, old, "12001")] == ["successor_wrong"]
