"""Targets down the tree (giao chỉ tiêu): who sets which, whether they add up, what if two set them at once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.progress.actions import rebuild
from app.domain.training.catalogue.rules import Way
from app.domain.training.targets.actions import ChangedMeanwhile, Wish, set_targets
from app.domain.training.targets.models import TrainingTarget
from app.domain.training.targets.queries import lines_beneath, lines_of, lines_settable, settable, unit_in_year
from app.domain.training.targets.rules import Check, Share
from app.domain.training.years import rules as years
from app.domain.training.years.actions import open_year
from app.domain.training.years.models import TrainingYear
from tests.training import make_modules

counts = st.integers(0, 10**6)
shares = st.builds(Share, counts, counts)


@given(shares, shares)
def test_targets_agree_only_where_the_sum_beneath_is_ones_own_and_all_have_one(own, below):
    check = Check(own, below, units=3, without=0)
    assert check.agrees == (own == below)
    assert check.difference is not None and check.difference + own == below
    assert not Check(own, own, units=3, without=1).agrees
    assert Check(None, below, 3, 0).difference is None and not Check(None, below, 3, 0).agrees


@given(shares, shares)
def test_a_target_is_beyond_by_what_no_headcount_covers(target, due):
    beyond = target.beyond(due)
    assert beyond.teachers == max(target.teachers, due.teachers) - due.teachers
    assert beyond.managers == max(target.managers, due.managers) - due.managers


@pytest.fixture
def year(cast) -> TrainingYear:
    wishes = tuple(years.Wish(each, Way.ONLINE) for each in make_modules().values())
    plan = years.YearPlan(2022, clock.start_of(date(2022, 1, 1)), clock.start_of(date(2022, 12, 1)), wishes)
    year_id, _ = open_year(cast["province_officer"].viewer, plan)
    db.session.rollback()
    return db.session.get_one(TrainingYear, year_id)


def stored() -> dict[int, Share]:
    rows = db.session.scalars(select(TrainingTarget).execution_options(populate_existing=True))
    return {row.unit_id: Share(row.teachers, row.managers) for row in rows}


@pytest.mark.both_databases
def test_each_office_sets_those_right_beneath_and_the_province_its_own(cast, year):
    province, district = cast["province_officer"].viewer, cast["district_officer"].viewer
    middle, school = district.unit_id, cast["principal"].viewer.unit_id
    assert settable(province, year)[0] == province.unit_id and middle in settable(province, year)
    assert school in settable(district, year) and middle not in settable(district, year)
    assert set_targets(province, year.id, {province.unit_id: Wish(Share(9, 3), 0), middle: Wish(Share(5, 2), 0)}) == 2
    assert set_targets(district, year.id, {school: Wish(Share(3, 2), 0)}) == 1
    assert stored() == {province.unit_id: Share(9, 3), middle: Share(5, 2), school: Share(3, 2)}
    for who, unit_id in ((province, school), (district, middle), (cast["principal"].viewer, school)):
        with pytest.raises(LookupError):
            set_targets(who, year.id, {unit_id: Wish(Share(1, 1), 1)})
    with pytest.raises(LookupError):
        set_targets(cast["far_officer"].viewer, year.id, {cast["far_officer"].viewer.unit_id: Wish(Share(1, 1), 0)})


@pytest.mark.both_databases
def test_the_lines_tell_who_is_due_what_is_asked_and_whether_it_adds_up(cast, year):
    province, district = cast["province_officer"].viewer, cast["district_officer"].viewer
    school = cast["principal"].viewer.unit_id
    rebuild()
    set_targets(province, year.id, {district.unit_id: Wish(Share(5, 2), 0)})
    set_targets(district, year.id, {school: Wish(Share(3, 2), 0)})
    unit = unit_in_year(province, year, district.unit_id)
    line = lines_of(year, [unit])[0]
    assert line.target == Share(5, 2) and line.check is not None and line.check.difference == Share(-2, 0)
    assert line.check.without == line.check.units - 1
    of_school = next(each for each in lines_beneath(district, year, unit) if each.unit.id == school)
    assert (of_school.due, of_school.finished, of_school.check) == (Share(3, 2), 0, None)
    assert unit_in_year(cast["far_officer"].viewer, year, district.unit_id) is None
    assert unit_in_year(cast["teacher"].viewer, year, school) is None
    assert lines_settable(cast["principal"].viewer, year, [school]) == []


@pytest.mark.both_databases
def test_con1_whoever_saves_over_another_persons_target_is_told(cast, year):
    province, middle = cast["province_officer"].viewer, cast["district_officer"].viewer.unit_id
    set_targets(province, year.id, {middle: Wish(Share(5, 2), 0)})
    for stale in (Wish(Share(6, 2), 0), Wish(None, 0)):
        with pytest.raises(ChangedMeanwhile) as told:
            set_targets(province, year.id, {middle: stale, province.unit_id: Wish(Share(1, 1), 0)})
        assert told.value.unit_ids == {middle}
    assert stored() == {middle: Share(5, 2)}
    assert set_targets(province, year.id, {middle: Wish(Share(5, 2), 0)}) == 0  # the same is no change
    assert set_targets(province, year.id, {middle: Wish(None, 1)}) == 1
    assert stored() == {}


@pytest.mark.both_databases
def test_a_double_submit_sets_once_and_tells_the_heads_once(cast, year):
    province, middle = cast["province_officer"].viewer, cast["district_officer"].viewer.unit_id
    wishes = {middle: Wish(Share(5, 2), 0)}
    assert set_targets(province, year.id, wishes, "k1") == 1
    assert set_targets(province, year.id, wishes, "k1") == 0
    noted = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "training_target_set")).all()
    assert [(each.before, each.after) for each in noted] == [(None, {"teachers": 5, "managers": 2})]
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "training_target_set")).all()
    assert told == [cast["district_head"].person_id]
