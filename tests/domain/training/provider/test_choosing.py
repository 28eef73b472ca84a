"""A province's choice of an LMS: what must be looked at, who puts it down, what is kept, who may read of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain.identity.queries import way_at
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import LmsProvider
from app.domain.training.provider.actions import ChangedMeanwhile, choose_provider
from app.domain.training.provider.models import ProviderChoice
from app.domain.training.provider.queries import choice_for, choices_of, newest_id, provinces_listed
from app.domain.training.provider.rules import LONGEST_PAST, Choice, Item, check_choice

TODAY = date(2022, 4, 18)
ALL_MET = dict.fromkeys(Item, True)
GOOD = Choice(LmsProvider.VNPT, date(2022, 2, 1), "Quyết định 125/QĐ-SGDĐT", date(2022, 1, 20), ALL_MET)
WHY = "Khắc phục trong tháng 5."


def codes(choice: Choice) -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in check_choice(choice, TODAY)]


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"starts": TODAY}, []),
        ({"starts": TODAY + timedelta(1)}, [("choice_date", "starts")]),
        ({"starts": TODAY - LONGEST_PAST}, []),
        ({"decided_on": TODAY - LONGEST_PAST - timedelta(1)}, [("choice_date", "decided_on")]),
        ({"document": "  "}, [("choice_document", "document")]),
        ({"met": {}}, [("choice_unmet", f"note_{item}") for item in Item]),
        ({"met": ALL_MET | {Item.PHONE: False}, "notes": {Item.PHONE: "chưa"}}, [("choice_unmet", "note_phone")]),
        ({"met": ALL_MET | {Item.PHONE: False}, "notes": {Item.PHONE: WHY}}, []),
        ({"met": ALL_MET | {Item.PHONE: False}, "notes": {Item.RULES: WHY}}, [("choice_unmet", "note_phone")]),
    ],
)
def test_what_speaks_against_a_choice(changes, problems):
    assert codes(replace(GOOD, **changes)) == problems


@pytest.mark.both_databases
def test_a_choice_holds_at_once_and_the_one_before_is_kept(cast):
    officer, school = cast.province_officer.viewer, cast.principal.viewer
    assert way_at(school.unit_path) == "temis"
    first, problems = choose_provider(officer, GOOD, 0)
    assert problems == [] and way_at(school.unit_path) == "vnpt"
    later = replace(
        GOOD, provider=LmsProvider.VIETTEL, met=ALL_MET | {Item.PHONE: False}, notes={Item.PHONE: f" {WHY} "}
    )
    second, _ = choose_provider(cast.director.viewer, later, first)
    kept = choices_of(officer, officer.unit_id)
    assert [(each.id, each.provider, each.held) for each in kept] == [(second, "viettel", 7), (first, "vnpt", 8)]
    assert kept[0].notes == {"phone": WHY} and kept[0].by.full_name == cast.director.name
    told = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "provider_chosen")).all()
    assert [(each.before["provider"], each.after["provider"]) for each in told] == [
        ("viettel", "vnpt"), ("vnpt", "viettel"),
    ]  # fmt: skip
    assert way_at(cast.far_principal.viewer.unit_path) == "vnpt"  # another province's people go on as they were


@pytest.mark.both_databases
def test_a_double_submit_is_one_choice_and_a_refused_form_may_be_sent_again(cast):
    officer = cast.province_officer.viewer
    nothing, problems = choose_provider(officer, replace(GOOD, document=""), 0, "k")
    assert nothing is None and problems
    made, _ = choose_provider(officer, GOOD, 0, "k")
    again, _ = choose_provider(officer, GOOD, 0, "k")
    assert made == again and newest_id(officer.unit_id) == made
    assert len(choices_of(officer, officer.unit_id)) == 1


@pytest.mark.both_databases
def test_con1_a_choice_over_one_that_was_not_shown_is_refused(cast):
    officer = cast.province_officer.viewer
    choose_provider(cast.director.viewer, GOOD, 0)
    with pytest.raises(ChangedMeanwhile):
        choose_provider(officer, replace(GOOD, provider=LmsProvider.VIETTEL), 0)
    assert db.session.scalar(select(Unit.lms_provider).where(Unit.id == officer.unit_id)) == "vnpt"


@pytest.mark.parametrize(
    "who", ["teacher", "principal", "district_head", "province_admin", "lecturer", "viettel_staff", "ministry_officer"]
)
def test_az1_only_the_provinces_office_chooses(cast, who):
    with pytest.raises(LookupError):
        choose_provider(cast[who].viewer, GOOD, 0)
    assert db.session.scalar(select(ProviderChoice.id)) is None


def test_az2_who_reads_of_which_choice(cast):
    officer = cast.province_officer.viewer
    old, _ = choose_provider(officer, GOOD, 0)
    new, _ = choose_provider(officer, replace(GOOD, provider=LmsProvider.VIETTEL), old)
    sees = {
        "province_officer": {old, new}, "director": {old, new}, "province_admin": {old, new},
        "ministry_officer": {old, new}, "ministry_admin": {old, new},
        "viettel_staff": {new},  # what was found of another's system is not theirs
        "vnpt_staff": set(), "far_officer": set(), "lecturer": set(), "district_head": set(), "principal": set(),
        "teacher": set(),
    }  # fmt: skip
    for who, ids in sees.items():
        assert {each for each in (old, new) if choice_for(cast[who].viewer, each)} == ids, who
    listed = {who: [line.province.code for line in provinces_listed(cast[who].viewer)] for who in sees}
    assert listed["ministry_officer"] == ["12", "11"] and listed["viettel_staff"] == ["11"]
    assert listed["vnpt_staff"] == listed["far_officer"] == ["12"] and listed["lecturer"] == listed["principal"] == []


def test_the_list_tells_where_the_units_list_says_something_else(cast):
    officer = cast.province_officer.viewer
    choose_provider(officer, GOOD, 0)
    assert [line.differs for line in provinces_listed(officer)] == [False]
    with writing():
        db.session.get_one(Unit, officer.unit_id).lms_provider = "viettel"
    assert [line.differs for line in provinces_listed(officer)] == [True]
    assert provinces_listed(cast.viettel_staff.viewer)[0].choice is None
