"""API-3: who holds an Idempotency-Key, and until when, if its process was killed before it answered?"""

from datetime import timedelta

import pytest

from app.domain import clock
from app.domain.accounts.clients.actions import StillAtWork, begin_answer
from app.domain.accounts.clients.rules import UNANSWERED, seconds_to_wait
from tests.lms import make_machine


@pytest.mark.parametrize(("age", "wait"), [(0, 1), (0.4, 1), (3, 3), (20, 20), (50, 10), (59.9, 1)])
def test_api3_who_asks_early_waits_little_and_nobody_longer_than_the_key_is_held(age, wait):
    assert seconds_to_wait(timedelta(seconds=age)) == wait


@pytest.mark.both_databases
def test_api3_the_key_of_a_killed_request_is_free_again_after_a_minute(app, cast):
    client_id = make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"]).made.client_id
    at = clock.now()
    assert begin_answer(client_id, "k", "0" * 64, at) is None
    with pytest.raises(StillAtWork) as busy:
        begin_answer(client_id, "k", "0" * 64, at + timedelta(seconds=40))
    assert busy.value.wait == 20
    assert begin_answer(client_id, "k", "0" * 64, at + UNANSWERED) is None
