"""Who sees whose claim and whose case: the rows of the ID campaign in the security matrix, written out."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain.identity.case_opening import open_case
from app.domain.identity.case_queries import case_for, cases_visible, moves_open, who_is
from app.domain.identity.case_rules import CaseKind, CaseMove, Who
from app.domain.identity.flows import Move
from app.domain.identity.models import IdCase
from app.domain.identity.queries import claim_for
from app.domain.organisation.models import Person
from app.domain.viewer import SYSTEM
from app.integrations.registry.verification import verify
from tests.cast import CAST

LAN = "01101000001"
READS_CASE = {
    "principal", "vice_principal", "school_admin", "district_officer", "district_head", "district_admin",
    "province_officer", "director", "province_admin",
}  # fmt: skip
HOLDS_CASE = {"school_admin"}
PASSIVE_ADMINS = {"district_admin", "province_admin"}


@pytest.fixture
def case(cast, register) -> IdCase:
    """The teacher's check failed; a case lies at the school."""
    verify(cast.teacher.viewer, cast.teacher.person_id, Move.COMPLETE, sector_id=LAN)
    with writing():
        return open_case(SYSTEM, cast.teacher.person_id, CaseKind.CHECK_FAILED)


@pytest.mark.both_databases
@pytest.mark.parametrize("who", CAST)
def test_az2_who_sees_and_moves_a_case(cast, case, who):
    viewer = cast[who].viewer
    listed = db.session.scalars(
        select(IdCase.id).join(Person, Person.id == IdCase.person_id).where(cases_visible(viewer))
    ).all()
    assert (case.id in listed) == (case_for(viewer, case.id) is not None) == (who in READS_CASE)
    if who in READS_CASE:
        moves = moves_open(viewer, case)
        assert bool(moves) == (who in HOLDS_CASE | PASSIVE_ADMINS)
        assert (Who.HOLDER in who_is(viewer, case)) == (CaseMove.CLOSE in moves) == (who in HOLDS_CASE)


@pytest.mark.parametrize("who", CAST)
def test_az4_who_sees_a_claim_with_its_id(cast, case, who):
    seen = claim_for(cast[who].viewer, cast.teacher.person_id) is not None
    assert seen == (who in READS_CASE | {"teacher"})


def test_az3_a_case_follows_the_person_to_the_new_school(cast, case):
    from app.domain import clock
    from app.domain.organisation.models import Appointment

    with writing():
        old = db.session.scalar(select(Appointment).where(Appointment.person_id == cast.teacher.person_id))
        old.ends, old.end_reason = clock.today(), "moved"
        db.session.flush()
        db.session.add(
            Appointment(person_id=cast.teacher.person_id, unit_id=cast.units["other_school"], position="teacher",
                        main=True, starts=clock.today())
        )  # fmt: skip
    assert case_for(cast.school_admin.viewer, case.id) is None
    assert CaseMove.CLOSE in moves_open(cast.stranger_admin.viewer, case_for(cast.stranger_admin.viewer, case.id))
