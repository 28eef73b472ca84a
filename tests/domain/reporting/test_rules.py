"""The letter's days, and what is late."""

from datetime import date, timedelta

import pytest

from app.domain import clock
from app.domain.reporting.rules import (
    Paper,
    ReportState,
    Step,
    check_link,
    check_signing,
    is_late,
    next_step,
    usual_day,
)


def test_deadlines_are_the_letters_days_and_lateness_is_of_the_next_step():
    assert usual_day(2022, Step.EXTRACTED) == date(2022, 12, 25) and usual_day(2022, Step.SENT) == date(2023, 1, 31)
    due = {step: clock.start_of(usual_day(2022, step)) for step in Step}
    before, after = due[Step.EXTRACTED] - timedelta(microseconds=1), due[Step.EXTRACTED]
    draft, frozen = next_step(ReportState.DRAFT), next_step(ReportState.FROZEN)
    assert next_step() is draft is Step.EXTRACTED and frozen is Step.PUBLISHED
    assert not is_late(draft, due, before) and is_late(draft, due, after) and not is_late(frozen, due, after)
    assert next_step(ReportState.SENT) is None and not is_late(None, due, due[Step.SENT])


def test_a_correction_is_not_late_with_what_an_edition_before_it_has_met():
    assert next_step(ReportState.SENT, ReportState.DRAFT) is None
    assert next_step(ReportState.FROZEN, ReportState.FROZEN, ReportState.DRAFT) is Step.PUBLISHED


@pytest.mark.parametrize(
    ("number", "problems"), [("2815/BC-SGDĐT", []), ("7", []), ("!!!", ["number_needed"]), (" ", ["number_needed"])]
)
def test_the_number_of_a_paper_has_a_digit(number, problems):
    day = date(2022, 12, 24)
    assert [problem.code for problem in check_signing(Paper(number, day, "A"), day, day)] == problems


@pytest.mark.parametrize(
    ("link", "good"),
    [
        ("https://sgddt.haugiang.gov.vn/bao-cao/2022.pdf?tai=1#trang", True), ("http://bacha.example.vn", True),
        ("https://bacha.example.vn:8443/bc", True), ("https://sở-gdđt.vn/báo-cáo", True), ("http://", False),
        ("https://?x=1", False), ("https:///bc", False), ("https://bacha/bc", False), ("https://bacha.", False),
        ("https://.vn", False), ("https://[::1/bc", False), ("https://ai@bacha.example.vn", False),
        ("ftp://bacha.example.vn", False), ("bacha.example.vn", False), ("https://bacha.example.vn/bc 1", False),
    ],
)  # fmt: skip
def test_the_portals_address_leads_to_a_named_machine(link, good):
    assert (check_link(link) == []) is good
