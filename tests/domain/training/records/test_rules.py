"""When is a completion passed, what can be no report, and what does a second report under one reference mean?"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.training.records.rules import (
    FINISHED,
    NAMES,
    RANK,
    Fault,
    Status,
    Verdict,
    completed_before_enrolment,
    faults,
    judge,
    status_of,
)
from tests.training import report

NOW = datetime(2022, 4, 18, 3, 0, tzinfo=UTC)


def known(**changes):
    first = report(**changes)
    return {name: getattr(first, name) for name in NAMES}


@pytest.mark.parametrize(
    ("said", "score", "scale", "passed", "status"),
    [
        ("enrolled", None, 10, None, Status.ENROLLED), ("in_progress", None, 10, None, Status.IN_PROGRESS),
        ("completed", "5", 10, None, Status.PASSED), ("completed", "4.99", 10, None, Status.FAILED),
        ("completed", "50", 100, None, Status.PASSED), ("completed", "49.9", 100, None, Status.FAILED),
        ("completed", None, 10, True, Status.PASSED), ("completed", "9", 10, False, Status.FAILED),
    ],
)  # fmt: skip
def test_five_of_ten_is_passed_unless_the_provider_says_otherwise(said, score, scale, passed, status):
    assert status_of(said, Decimal(score) if score else None, scale, passed) is status


@pytest.mark.parametrize("said", ["passed", "failed", "done", "completed"])
def test_words_of_our_own_and_completions_without_an_outcome_are_refused(said):
    with pytest.raises(ValueError):
        status_of(said, None, 10, None)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"score": Decimal("10.1")}, Fault("score", "out_of_range")),
        ({"score": Decimal(-1)}, Fault("score", "out_of_range")),
        ({"scale": 20}, Fault("score_scale", "unknown")), ({"completed_at": None}, Fault("completed_at", "missing")),
        ({"completed_at": NOW + timedelta(minutes=6)}, Fault("completed_at", "in_future")),
        ({"progress": 101}, Fault("progress", "out_of_range")), ({"year": 1999}, Fault("year", "out_of_range")),
    ],
)  # fmt: skip
def test_api7_what_cannot_be_is_named_by_its_field(changes, fault):
    assert faults(report(**changes), NOW) == [fault]


def test_api7_a_clock_five_minutes_ahead_is_tolerated():
    assert faults(report(completed_at=NOW + timedelta(minutes=5)), NOW) == []


def test_api7_a_completion_before_its_enrolment_is_odd_but_taken():
    assert completed_before_enrolment(report(enrolled_at=NOW)) and faults(report(enrolled_at=NOW), NOW) == []


@given(st.sampled_from(list(Status)), st.sampled_from(list(Status)))
def test_a_record_only_moves_forward_until_it_is_finished(before, after):
    verdict, fields = judge(known(status=before), report(status=after))
    if before is after:
        assert verdict is Verdict.SAME
    elif before in {Status.PASSED, Status.FAILED} or RANK[after] < RANK[before]:
        assert verdict is Verdict.CONFLICT and ("passed" if {before, after} == FINISHED else "status") in fields
    else:
        assert verdict is Verdict.FORWARD


def test_api3_the_differing_fields_are_named():
    assert judge(known(), report(score=Decimal("9"))) == (Verdict.CONFLICT, ("score",))
    assert judge(known(), report(sector_id="01101000002", score=Decimal("9"))) == (
        Verdict.CONFLICT, ("sector_id", "score")
    )  # fmt: skip
    begun = known(status=Status.ENROLLED, score=None, completed_at=None)
    assert judge(begun, report(module="MD-02")) == (Verdict.CONFLICT, ("module",)), "the rest goes forward"
    assert judge(known(), report(score=Decimal("8.50"))) == (Verdict.SAME, ())
    assert judge(None, report()) == (Verdict.NEW, ())
