"""Who may be let sign, until when, and what ends it ("ký thay")."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.delegations import (
    candidates_for,
    delegate,
    delegation_for,
    delegations_at,
    signing_of,
    take_back,
)
from app.domain.organisation.models import Appointment, Delegation
from app.domain.organisation.rules import ROLE_OF, DelegationState, Position, UnitKind, delegation_state, may_sign_at

both = pytest.mark.both_databases
DAY = date(2022, 4, 18)


@pytest.mark.parametrize(
    ("starts", "ends", "back", "in_office", "state"),
    [
        (DAY, date(2022, 4, 20), None, True, "holding"),
        (date(2022, 4, 10), DAY, None, True, "over"),  # the first day on which it no longer holds
        (date(2022, 4, 10), date(2022, 4, 19), None, True, "holding"),
        (date(2022, 4, 19), date(2022, 4, 20), None, True, "ahead"),
        (DAY, date(2022, 4, 20), DAY, True, "taken_back"),
        (DAY, date(2022, 4, 20), None, False, "fallen"),
    ],
)
def test_the_state_on_a_day(starts, ends, back, in_office, state):
    assert delegation_state(starts, ends, back, DAY, giver_in_office=in_office) == DelegationState(state)


@pytest.mark.parametrize("kind", UnitKind)
def test_az_whoever_may_sign_comes_in_by_the_door_of_the_office(kind):
    doors = {
        UnitKind.SCHOOL: {"principal"}, UnitKind.MIDDLE: {"district"}, UnitKind.PROVINCE: {"province"},
        UnitKind.UNIVERSITY: {"university"},
    }.get(kind, set())  # fmt: skip
    assert {ROLE_OF[position] for position in may_sign_at(kind)} == doors
    assert Position.ADMIN not in may_sign_at(kind) and Position.TEACHER not in may_sign_at(kind)


@both
@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("principal", ["vice_principal"]),
        ("district_head", ["district_officer", "district_admin"]),
        ("director", ["province_officer", "province_admin"]),
        ("stranger_principal", []),
    ],
)
def test_az_the_candidates_of_each_office(cast, who, names):
    found = {person_id for person_id, _, _ in candidates_for(cast[who].viewer)}
    assert found == {cast[name].person_id for name in names}


@both
def test_az_a_teacher_is_refused_and_one_from_elsewhere_too(cast):
    for key in ("peer", "group_head", "staff", "stranger_principal"):
        problems = delegate(cast.principal.viewer, cast[key].person_id, DAY, DAY + timedelta(days=3), "Đi công tác")
        assert [problem.code for problem in problems] == ["not_at_this_unit"], key
    assert db.session.scalar(select(Delegation.id)) is None


@both
def test_it_is_never_dated_back_and_never_given_twice_for_the_same_days(cast):
    head, other = cast.principal.viewer, cast.vice_principal.person_id
    codes = lambda *days: [p.code for p in delegate(head, other, *days, "Đi công tác")]  # noqa: E731
    assert codes(DAY - timedelta(days=1), DAY + timedelta(days=2)) == ["starts_in_the_past"]
    assert codes(DAY, DAY + timedelta(days=5)) == []
    assert codes(DAY + timedelta(days=4), DAY + timedelta(days=9)) == ["signs_already"]
    assert codes(DAY + timedelta(days=5), DAY + timedelta(days=9)) == []


@both
def test_con_4_a_refused_form_may_be_corrected_and_a_double_tap_gives_one(cast):
    head, other = cast.principal.viewer, cast.vice_principal.person_id
    assert delegate(head, other, DAY, DAY, "Đi công tác", "key")
    for _ in range(2):
        assert delegate(head, other, DAY, DAY + timedelta(days=2), "Đi công tác", "key") == []
    assert len(delegations_at(head)) == 1


@both
def test_it_falls_with_the_office_of_whoever_gave_it(cast):
    delegate(cast.principal.viewer, cast.vice_principal.person_id, DAY, DAY + timedelta(days=9), "Đi công tác")
    signing = signing_of(cast.vice_principal.viewer)
    assert (signing.by_name, signing.by_position, signing.until) == (
        cast.principal.name,
        "principal",
        date(2022, 4, 26),
    )
    with writing():
        db.session.execute(
            update(Appointment)
            .where(Appointment.id == cast.principal.appointment_id)
            .values(ends=DAY, end_reason="left")
        )
    assert signing_of(cast.vice_principal.viewer) is None
    assert [one.state for one in delegations_at(cast.principal.viewer)] == ["fallen"]


@both
def test_az_it_serves_in_the_post_that_may_sign_only(cast):
    """The same person in another appointment (an admin's, a teacher's) signs for nobody."""
    delegate(cast.district_head.viewer, cast.district_admin.person_id, DAY, DAY + timedelta(days=3), "Nghỉ phép")
    admin = cast.district_admin.viewer
    assert delegation_for(admin, admin.unit_id, DAY) is None
    officer = admin.acting_in(position="middle_officer", role="district")
    assert delegation_for(officer, admin.unit_id, DAY) is not None


@both
def test_az_only_the_unit_s_own_is_taken_back_and_only_its_office_reads_the_list(cast):
    delegate(cast.principal.viewer, cast.vice_principal.person_id, DAY, DAY + timedelta(days=3), "Đi công tác")
    number = db.session.scalar(select(Delegation.id))
    with pytest.raises(LookupError):
        take_back(cast.stranger_principal.viewer, number)
    with pytest.raises(PermissionError):
        take_back(cast.vice_principal.viewer, number)
    assert delegations_at(cast.vice_principal.viewer) == delegations_at(cast.stranger_principal.viewer) == []
    take_back(cast.principal.viewer, number)
    take_back(cast.principal.viewer, number)
    assert [one.state for one in delegations_at(cast.principal.viewer)] == ["taken_back"]
    clock.pin_today(DAY + timedelta(days=30))
    assert [one.state for one in delegations_at(cast.principal.viewer)] == ["taken_back"]
