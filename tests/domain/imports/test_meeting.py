"""The meeting rules: whom a row means, what differs, and what the registry gives back."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.imports.cells import Reason
from app.domain.imports.meeting import NOBODY, By, Candidate, meet, resolve_id
from app.domain.imports.rules import RosterRow
from app.domain.organisation.rules import Gender, Position

SCHOOL, OTHER_SCHOOL = 7, 8
LAN = Candidate(1, "Trần Thị Hòa", date(1988, 9, 5), None, "09352319252", SCHOOL, within=True)
ROW = RosterRow(
    full_name="Trần Thị Hoà", birth_date=date(1988, 9, 5), gender=Gender.FEMALE, minority=None, sector_id="09352319252",
    id_was_number=False, position=Position.TEACHER, title="", group="", subject="", level=None, phone="", email="",
    unit_code="930010001", qualification="",
)  # fmt: skip


def change(original, **changes):
    return replace(original, **changes)


def test_nobody_known_is_nobody():
    assert meet(ROW, SCHOOL, []) == NOBODY


def test_by_verified_id_whatever_the_name():
    verified = change(LAN, sector_id="09352319252", full_name="Trần Thị Hoa")
    meeting = meet(ROW, SCHOOL, [verified])
    assert (meeting.candidate, meeting.by) == (verified, By.VERIFIED_ID)
    assert [finding.reason for finding in meeting.differences] == [Reason.NAME_DIFFERS]


def test_by_id_key_and_folded_name_even_without_the_zero():
    meeting = meet(change(ROW, sector_id="9352319252", birth_date=date(1988, 5, 9)), SCHOOL, [LAN])
    assert meeting.by is By.ID_AND_NAME
    assert [finding.reason for finding in meeting.differences] == [Reason.BIRTH_DATE_DIFFERS]


def test_by_unit_name_and_birth_date():
    meeting = meet(change(ROW, sector_id="09352319253"), SCHOOL, [LAN])
    assert meeting.by is By.UNIT_NAME_BIRTH
    assert [finding.reason for finding in meeting.differences] == [Reason.LISTED_ID_DIFFERS]


def test_a_verified_id_is_never_questioned_silently():
    verified = change(LAN, sector_id="09352319252")
    meeting = meet(change(ROW, sector_id="09352319253"), SCHOOL, [verified])
    assert [finding.reason for finding in meeting.differences] == [Reason.VERIFIED_ID_DIFFERS]


def test_a_name_elsewhere_in_the_tree_is_not_met_without_an_id():
    assert meet(change(ROW, sector_id=None), SCHOOL, [change(LAN, unit_id=OTHER_SCHOOL)]) == NOBODY


def test_two_candidates_are_decided_by_hand():
    twin = change(LAN, person_id=2)
    assert meet(change(ROW, sector_id=None), SCHOOL, [LAN, twin]).by_hand.reason is Reason.SEVERAL_CANDIDATES
    assert meet(ROW, SCHOOL, [LAN, twin]).by_hand.reason is Reason.SEVERAL_CANDIDATES


def test_one_id_for_two_names_is_decided_by_hand():
    meeting = meet(change(ROW, full_name="Trần Thị Mai"), SCHOOL, [LAN])
    assert meeting.by_hand.reason is Reason.OTHER_PERSON_CLAIMS_ID


def test_a_namesake_whose_birth_date_is_unknown_is_decided_by_hand():
    unknown = change(LAN, birth_date=None, listed_sector_id=None)
    assert meet(change(ROW, sector_id=None), SCHOOL, [unknown]).by_hand.reason is Reason.SEVERAL_CANDIDATES
    assert meet(change(ROW, sector_id=None, birth_date=None), SCHOOL, [unknown]).by is By.UNIT_NAME_BIRTH


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({}, True),
        ({"birth_date": date(1988, 9, 6)}, False),
        ({"birth_date": None}, False),
        ({"full_name": "Trần Thị Mai"}, False),
        ({"full_name": "Tran Thi Hoa"}, False),
    ],
)
def test_imp_5_somebody_outside_is_met_only_when_everything_fits(changes, met):
    outside = change(LAN, unit_id=OTHER_SCHOOL, within=False)
    meeting = meet(change(ROW, **changes), SCHOOL, [outside])
    assert (meeting.candidate == outside) is met
    assert met or meeting == NOBODY


@pytest.mark.parametrize(
    ("given", "was_number", "known", "resolved", "remark", "fault"),
    [
        (None, False, [], None, None, None),
        ("09352319252", False, ["09352319252"], "09352319252", None, None),
        ("9352319252", True, ["09352319252"], "09352319252", Reason.ZERO_RECOVERED, None),
        ("9352319252", False, ["09352319252"], "09352319252", Reason.ZERO_RECOVERED, None),
        ("9352319252", True, [], "9352319252", Reason.ZERO_SUSPECTED, None),
        ("9352319252", False, [], "9352319252", None, None),
        ("9352319252", True, ["09352319252", "009352319252"], None, None, Reason.ID_AMBIGUOUS),
        ("09352319252", False, ["09352319252", "009352319252"], "09352319252", None, None),
    ],
)
def test_imp_3_lost_zeros_come_back_through_the_registry(given, was_number, known, resolved, remark, fault):
    result = resolve_id(given, was_number, {"9352319252": known})
    assert result.sector_id == resolved
    assert [finding.reason for finding in result.remarks] == ([remark] if remark else [])
    assert (result.fault.reason if result.fault else None) == fault
