"""AZ-10: whose accounts an admin may change, in SQL and for one person, alike for every pair of the cast."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.accounts.access import (
    Place,
    accounts_administered,
    may_administer_account,
    may_print_slip,
    slips_allowed,
)
from app.domain.organisation.models import Appointment, Person, Unit


def places_of(person_id: int) -> list[Place]:
    found = db.session.execute(
        select(Unit.id, Unit.path, Unit.kind, Appointment.position, Appointment.starts, Appointment.ends)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.person_id == person_id)
    )
    return [Place(*row) for row in found]


@pytest.mark.both_databases
def test_AZ_10_the_twins_agree_for_every_pair(cast) -> None:
    for looker in cast:
        changed = set(db.session.scalars(select(Person.id).where(accounts_administered(looker.viewer))))
        printed = set(db.session.scalars(select(Person.id).where(slips_allowed(looker.viewer))))
        assert changed <= printed
        for subject in cast:
            places = places_of(subject.person_id)
            pair = f"{looker.key} on {subject.key}"
            assert (subject.person_id in changed) == may_administer_account(looker.viewer, subject.person_id, places), (
                pair
            )
            assert (subject.person_id in printed) == may_print_slip(looker.viewer, subject.person_id, places), pair


SCHOOL = {"teacher", "peer", "group_head", "staff", "principal", "vice_principal"}


@pytest.mark.parametrize(
    ("admin", "changes"),
    [
        ("school_admin", SCHOOL),
        ("district_admin", {"district_officer", "district_head", "school_admin", "stranger_admin"}),
        (
            "province_admin",
            {"province_officer", "director", "district_admin", "school_admin", "stranger_admin"},
        ),
        ("far_admin", {"far_officer", "far_school_admin"}),
        (
            "ministry_admin",
            {"ministry_officer", "auditor", "province_admin", "far_admin", "viettel_staff", "vnpt_staff"},
        ),
        ("principal", set()),
        ("director", set()),
        ("ministry_officer", set()),
        ("leaver", set()),
    ],
)
def test_AZ_10_who_may_change_whose_account(cast, admin: str, changes: set[str]) -> None:
    found = set(db.session.scalars(select(Person.id).where(accounts_administered(cast[admin].viewer))))
    assert {member.key for member in cast if member.person_id in found} == changes


def test_slips_may_be_printed_for_everybody_beneath_but_no_equal_and_not_for_oneself(cast) -> None:
    found = set(db.session.scalars(select(Person.id).where(slips_allowed(cast.district_admin.viewer))))
    keys = {member.key for member in cast if member.person_id in found}
    assert SCHOOL | {"stranger", "stranger_principal", "stranger_admin", "school_admin"} <= keys
    assert not keys & {"district_admin", "province_admin", "director", "upper_teacher", "far_teacher", "leaver"}
