"""The board with all indicators, asked of both databases: rows, search, one unit alone, hand-ins, reports."""

import pytest

from app.domain.identity.flows import ClaimState
from app.domain.organisation.queries import unit_for
from app.domain.progress.actions import rebuild
from app.domain.reporting.board.ground import ground_of
from app.domain.reporting.board.lines import line_of, lines_beneath, own_report
from app.domain.reporting.board.rules import Subject
from tests.cast import Cast
from tests.evaluations import hold_period
from tests.factories import make_claim
from tests.reports import count_report


@pytest.mark.both_databases
def test_rows_search_and_one_unit_say_the_same(cast: Cast) -> None:
    make_claim(cast.teacher.person_id, ClaimState.VERIFIED)
    hold_period(cast)
    count_report(cast)
    rebuild()
    officer = cast.province_officer.viewer
    ground = ground_of(officer, None)
    province = unit_for(officer, cast.units["province"])
    beneath = lines_beneath(officer, ground, province)
    assert [line.unit_id for line in beneath.rows] == [cast.units["district"], cast.units["upper_school"]]
    assert beneath.total[Subject.IDENTITY].done == 1 and beneath.rows[0].cells[Subject.IDENTITY].done == 1
    (found,) = lines_beneath(officer, ground, province, "nguyen du").rows
    school = unit_for(officer, cast.units["school"])
    assert school is not None and found == line_of(officer, ground, school)
    assert found.standing is not None and found.standing.is_with_sender
    own = own_report(officer, ground, province)
    assert own is not None and own.state == "draft" and own.report_id is None
    ministry = cast.ministry_officer.viewer
    provinces = lines_beneath(ministry, ground_of(ministry, None), None).rows
    assert {line.unit_id: line.report and line.report.state for line in provinces} == {
        cast.units["province"]: "draft", cast.units["far_province"]: None,
    }  # fmt: skip
    assert all(line.standing is None for line in provinces)
