"""How do tests get an audit?  The cast's auditor is invited to the cast's province."""

from datetime import timedelta

from app.domain import clock
from app.domain.organisation.rules import Problem
from app.domain.reporting.audits.mandates import Invitation, invite
from tests.cast import Cast

BASIS = "Hợp đồng số 12/2022/HĐ-ETEP ngày 10/01/2022"


def invitation(cast: Cast, **changes: object) -> Invitation:
    """A sound invitation, but for `changes`."""
    today = clock.today()
    sound = {
        "person_id": cast.auditor.person_id, "provinces": [cast.units["province"]], "year": 2022, "basis": BASIS,
        "starts": today, "until": today + timedelta(days=30),
    }  # fmt: skip
    return Invitation(**(sound | changes))


def invited(cast: Cast, **changes: object) -> list[Problem]:
    """The ministry's officer invites the auditor."""
    return invite(cast.ministry_officer.viewer, invitation(cast, **changes))
