"""AUTH-7: an office that asks for a second factor asks for it too when it is given after the sign-in."""

import pytest

from app.db import db, writing
from app.domain import clock
from app.domain.accounts import sessions
from app.domain.accounts.actions.second_factor import adopt_second_factor
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Position
from tests.factories import make_appointment

pytestmark = pytest.mark.both_databases


def office(cast, member) -> int:
    with writing():
        person = db.session.get_one(Person, member.person_id)
        province = db.session.get_one(Unit, cast.units["province"])
        return make_appointment(person, province, Position.PROVINCE_OFFICER, main=False).id


def test_AUTH_7_a_session_of_before_cannot_act_in_it_without_one(cast, clients) -> None:
    appointment_id = office(cast, cast.teacher)
    with pytest.raises(sessions.SecondFactorNeeded):
        sessions.act_as(cast.teacher.viewer, appointment_id)
    answer = clients.teacher.post("/account/role", data={"appointment": str(appointment_id)})
    assert answer.location == "/account/two-factor"
    assert clients.teacher.get("/province/").status_code == 403
    with writing():
        adopt_second_factor(cast.teacher.account_id, clock.now())
    assert sessions.act_as(cast.teacher.viewer, appointment_id)


def test_AUTH_7_a_session_without_any_appointment_does_not_slip_into_it(cast) -> None:
    token = sessions.open_session(cast.leaver.account_id, None, clock.now())
    office(cast, cast.leaver)
    assert sessions.viewer_of(token).role == ""
