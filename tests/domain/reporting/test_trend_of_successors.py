"""Reports outlive mergers: trends read the old ones under their names, a correction is of those counted then."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Appointment, Unit, UnitSuccession
from app.domain.organisation.rules import UnitKind
from app.domain.organisation.successions import move_beneath
from app.domain.reporting.models import Report, SnapshotPerson, SnapshotUnit
from app.domain.reporting.moving import correct_report
from app.domain.reporting.queries import reading_of, report_for, reports_listed
from app.domain.reporting.trend import years_of
from tests.factories import make_unit
from tests.hand_ins import finish
from tests.reports import count_report, freeze

pytestmark = pytest.mark.both_databases


@pytest.fixture
def merged(cast, period) -> int:
    """Id of the frozen report of 2022 of a province that has since become part of another."""
    finish(cast, period, "school")
    report_id = count_report(cast)
    freeze(cast, report_id)
    with writing():
        db.session.add(
            UnitSuccession(unit_id=cast.units["province"], successor_id=cast.units["far_province"], since=clock.today())
        )
    return report_id


def test_the_successor_reads_the_frozen_reports_of_the_old_province_and_its_people(cast, clients, merged):
    viewer = cast.far_officer.viewer
    assert merged in [each.id for each in reports_listed(viewer)]
    reading = reading_of(viewer, report_for(viewer, merged))
    assert reading.unit.name == "Sở GDĐT Bắc Hà"
    assert clients.far_officer.get(f"/records/reports/{merged}/people?track=rank&signs=x-0123").status_code == 200
    assert report_for(cast.commune_officer.viewer, merged) is None  # it tells nothing of where they work
    assert report_for(cast.far_teacher.viewer, merged) is None


def test_a_draft_about_the_old_province_is_for_the_successors_office_alone(cast, period):
    report_id = count_report(cast)
    with writing():
        db.session.add(
            UnitSuccession(unit_id=cast.units["province"], successor_id=cast.units["far_province"], since=clock.today())
        )
    assert report_for(cast.far_officer.viewer, report_id) is not None
    assert report_for(cast.far_principal.viewer, report_id) is None
    assert report_for(cast.commune_officer.viewer, report_id) is None


def test_a_year_from_before_the_merger_stands_under_the_old_name_and_opens_there(cast, clients, merged):
    with writing():
        db.session.get_one(Report, merged).year = 2021  # the same figures, a year earlier
    own = count_report(cast, unit="far_province")
    viewer = cast.far_officer.viewer
    years = years_of(viewer, reading_of(viewer, report_for(viewer, own)))
    assert [(year.year, [part.name for part in year.parts]) for year in years][0] == (2021, ["Sở GDĐT Bắc Hà"])
    page = clients.far_officer.get(f"/records/reports/{own}/trend").text
    assert f"/records/reports/{merged}/people" in page and "Sở GDĐT Bắc Hà" in page
    assert years[0].missing == ("Sở GDĐT An Phú",) and years[0].ranks == ()  # it had no report of that year itself
    assert "Chưa cộng được: thiếu số liệu của Sở GDĐT An Phú" in page


def test_a_year_of_which_all_parts_are_known_is_their_sum(cast, clients, merged):
    """A third province became part of the same one: what is known of it is missing until it is there."""
    viewer = cast.far_officer.viewer
    own = count_report(cast, unit="far_province")
    with writing():
        db.session.get_one(Unit, cast.units["far_province"]).valid_from = date(2022, 1, 1)
        ministry = db.session.get_one(Unit, cast.units["ministry"])
        third = make_unit(UnitKind.PROVINCE, ministry, code="13", name="Sở GDĐT Cao Sơn").id
        db.session.add(UnitSuccession(unit_id=third, successor_id=cast.units["far_province"], since=clock.today()))
        db.session.get_one(Report, merged).year = 2021
    first = years_of(viewer, reading_of(viewer, report_for(viewer, own)))[0]
    assert (first.year, first.missing, first.ranks) == (2021, ("Sở GDĐT Cao Sơn",), ())
    with writing():
        db.session.get_one(Unit, third).valid_from = date(2022, 1, 1)
    first = years_of(viewer, reading_of(viewer, report_for(viewer, own)))[0]
    assert first.missing == () and first.ranks == first.parts[0].ranks and sum(first.ranks) > 0


def test_parts_of_one_year_are_added_up_and_a_district_within_its_province_counts_once(cast, merged):
    viewer = cast.province_officer.viewer
    with writing():
        db.session.add(
            UnitSuccession(unit_id=cast.units["district"], successor_id=cast.units["province"], since=clock.today())
        )
    reading = reading_of(viewer, report_for(viewer, merged))
    (year,) = years_of(viewer, reading)
    assert [part.unit_id for part in year.parts] == [cast.units["province"]]
    assert year.ranks == year.parts[0].ranks and sum(year.ranks) > 0
    assert db.session.scalars(select(UnitSuccession)).all()


def test_whoever_the_successor_counts_already_is_not_counted_again(cast, merged):
    """The successor's draft of the same year is of today, when the old province's schools are its own."""
    own, viewer = count_report(cast, unit="far_province"), cast.far_officer.viewer
    years = years_of(viewer, reading_of(viewer, report_for(viewer, own)))
    assert cast.units["province"] not in {part.unit_id for year in years for part in year.parts}


def test_the_successors_own_report_counts_what_the_old_province_evaluated_that_year(cast, period):
    finish(cast, period, "school")
    with writing():
        province, other = (db.session.get_one(Unit, cast.units[each]) for each in ("province", "far_province"))
        move_beneath(province, other)
        db.session.add(UnitSuccession(unit_id=province.id, successor_id=other.id, since=clock.today()))
    report_id = count_report(cast, unit="far_province")
    people, _ = people_and_units(report_id)
    assert people[cast.teacher.person_id][2] == "2" and people[cast.far_teacher.person_id][2] != "2"


def test_a_correction_is_about_the_units_and_people_of_the_edition_that_it_corrects(cast, period):
    """Between the two editions a teacher leaves, and another province becomes part of this one."""
    finish(cast, period, "school")
    first = count_report(cast)
    freeze(cast, first)
    counted = people_and_units(first)
    clock.pin_today(clock.today() + timedelta(days=30))
    with writing():
        left = select(Appointment).where(Appointment.person_id == cast.upper_teacher.person_id)
        for post in db.session.scalars(left):
            post.ends, post.end_reason = clock.today() - timedelta(days=1), "left"
        province, other = (db.session.get_one(Unit, cast.units[each]) for each in ("province", "far_province"))
        move_beneath(other, province)
        db.session.add(UnitSuccession(unit_id=other.id, successor_id=province.id, since=clock.today()))
    second, _ = correct_report(cast.province_officer.viewer, first, "Thiếu số liệu của một trường.")
    assert count_report(cast) is not None
    assert db.session.get_one(Report, second).snapshot_id is not None
    assert people_and_units(second) == counted
    assert cast.upper_teacher.person_id in counted[0] and cast.far_teacher.person_id not in counted[0]
    freeze(cast, second)
    clock.pin_today(clock.today() + timedelta(days=30))
    third, _ = correct_report(cast.province_officer.viewer, second, "Thiếu số liệu của một trường nữa.")
    count_report(cast)
    assert people_and_units(third) == counted  # of the first edition's day, however many follow


def people_and_units(report_id: int) -> tuple[dict, dict]:
    """Who is in the report, where, and which units with what above them."""
    snapshot_id = db.session.get_one(Report, report_id, populate_existing=True).snapshot_id
    people = select(SnapshotPerson).where(SnapshotPerson.snapshot_id == snapshot_id)
    units = select(SnapshotUnit).where(SnapshotUnit.snapshot_id == snapshot_id)
    return (
        {each.person_id: (each.unit_id, each.here, each.rank) for each in db.session.scalars(people)},
        {each.unit_id: (each.parent_id, each.path, each.first, each.until) for each in db.session.scalars(units)},
    )
