"""The form is no oracle: whatever way an answer takes, it is counted as the guess of whoever asked."""

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.identity import queries
from app.domain.identity.flows import ClaimState, Move
from app.domain.identity.models import Attempt, Claim
from app.domain.identity.rules import OWN_FAILURES_A_DAY
from app.integrations.registry.chosen import SLOT
from app.integrations.registry.embedded import EmbeddedRegistry
from app.integrations.registry.interface import Fault, Unreachable
from app.integrations.registry.verification import recheck_pending, verify

pytestmark = pytest.mark.both_databases


class Resting:
    def look_up(self, sector_id: str) -> Unreachable:
        return Unreachable(Fault.RESTING)


def guess_while_the_registry_rests(app, member, sector_id: str) -> ClaimState:
    """Declare an ID without an answer; the retrying job brings it later.  Returns what the person then sees."""
    app.extensions[SLOT] = Resting()
    verify(member.viewer, member.person_id, Move.COMPLETE, sector_id=sector_id)
    app.extensions[SLOT] = EmbeddedRegistry()
    with writing():
        db.session.execute(update(Claim).values(retry_at=clock.now()))
    recheck_pending()
    return ClaimState(db.session.scalar(select(Claim.state).where(Claim.person_id == member.person_id)))


def test_API_6_answers_that_come_later_count_as_guesses_too(app, cast, register) -> None:
    ids = [f"0110100{number:04}" for number in range(300, 300 + OWN_FAILURES_A_DAY + 2)]
    for sector_id in ids:
        register(sector_id, "Người Khác")
    told = [guess_while_the_registry_rests(app, cast.teacher, each) for each in ids]
    assert told == [ClaimState.MISMATCH] * OWN_FAILURES_A_DAY + [ClaimState.WITHHELD] * 2
    assert queries.own_failures_today(cast.teacher.account_id) == OWN_FAILURES_A_DAY


def test_API_6_a_cured_record_is_nobodys_guess(app, cast, register) -> None:
    register("01101000300", "Người Khác")
    verify(cast.teacher.viewer, cast.teacher.person_id, Move.COMPLETE, sector_id="01101000300")
    with writing():
        db.session.execute(update(Claim).values(retry_at=clock.now()))
    recheck_pending()
    assert queries.own_failures_today(cast.teacher.account_id) == 1
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 2
