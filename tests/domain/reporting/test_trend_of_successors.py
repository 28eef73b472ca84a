"""Trends follow successors: a merged province reads the years of those it took over, each under its name."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import UnitSuccession
from app.domain.reporting.models import Report
from app.domain.reporting.queries import reading_of, report_for, reports_listed
from app.domain.reporting.trend import years_of
from tests.evaluations import hold_period
from tests.hand_ins import finish
from tests.reports import count_report, freeze

pytestmark = pytest.mark.both_databases


@pytest.fixture
def merged(cast) -> int:
    """Id of the frozen report of 2022 of a province that has since become part of another."""
    finish(cast, hold_period(cast), "school")
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


def test_a_draft_of_the_old_province_stays_its_own(cast):
    hold_period(cast)
    report_id = count_report(cast)
    with writing():
        db.session.add(
            UnitSuccession(unit_id=cast.units["province"], successor_id=cast.units["far_province"], since=clock.today())
        )
    assert report_for(cast.far_officer.viewer, report_id) is None


def test_a_year_from_before_the_merger_stands_under_the_old_name_and_opens_there(cast, clients, merged):
    with writing():
        db.session.get_one(Report, merged).year = 2021  # the same figures, a year earlier
    hold_period(cast, "far_province") if False else None
    own = count_report(cast, unit="far_province")
    viewer = cast.far_officer.viewer
    years = years_of(viewer, reading_of(viewer, report_for(viewer, own)))
    assert [(year.year, [part.name for part in year.parts]) for year in years][0] == (2021, ["Sở GDĐT Bắc Hà"])
    page = clients.far_officer.get(f"/records/reports/{own}/trend").text
    assert f"/records/reports/{merged}/people" in page and "Sở GDĐT Bắc Hà" in page


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
