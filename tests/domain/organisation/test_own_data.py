"""Assignments in the copy of one's own data: both sides have theirs, and nobody else's name (DP-2)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.organisation.assigning import Task, assign, end_early
from app.domain.organisation.models import Assignment
from app.domain.organisation.own_data import own_sections
from app.domain.organisation.rules import AssignmentTask
from app.jobs.own_data import as_json, as_pdf, gather
from app.web.labels import kinds
from tests.web.papers import text_of

DAY = date(2022, 4, 18)
UNTIL = date(2022, 6, 1)
TASK, FOCAL = AssignmentTask.URGE_TRAINING, AssignmentTask.FOCAL_POINT


@pytest.fixture
def assigned(cast):
    """The vice principal urges the teacher until June; the officer of the district was a focal point for a while."""
    urged = Task(TASK, cast.vice_principal.person_id, DAY, UNTIL)
    assign(cast.principal.viewer, urged, [], [cast.teacher.person_id])
    focal = Task(FOCAL, cast.district_officer.person_id, DAY, None, "Báo cáo tháng")
    assign(cast.district_head.viewer, focal, [cast.units["school"]], [])
    ended = db.session.scalars(select(Assignment.id).where(Assignment.task == FOCAL)).one()
    end_early(cast.district_head.viewer, ended, "Đổi việc")


@pytest.mark.both_databases
def test_dp_2_both_sides_have_the_assignment_in_their_copy(cast, assigned):
    mine, about = own_sections(cast.vice_principal.person_id).values()
    assert about == [] and mine == [{
        "over_unit": None, "task": "urge_training", "focus": None, "by_unit": "Trường THCS Nguyễn Du", "starts": DAY,
        "last_day": UNTIL - timedelta(days=1), "state": "holding", "taken_back_on": None, "end_reason": None,
    }]  # fmt: skip
    theirs, about = own_sections(cast.teacher.person_id).values()
    assert theirs == [] and about == [{key: value for key, value in mine[0].items() if key != "over_unit"}]
    (focal,) = own_sections(cast.district_officer.person_id)["assignments"]
    assert (focal["focus"], focal["over_unit"]) == ("Báo cáo tháng", "Trường THCS Nguyễn Du")
    assert (focal["state"], focal["taken_back_on"], focal["end_reason"]) == ("taken_back", DAY, "Đổi việc")
    assert own_sections(cast.peer.person_id) == {"assignments": [], "assignments_about": []}


def test_dp_2_the_copy_names_the_task_and_nobody_of_the_other_side(cast, assigned):
    for who, other in (("vice_principal", "teacher"), ("teacher", "vice_principal")):
        sections = gather(cast[who].person_id)
        rows = {code: sections[code] for code in ("assignments", "assignments_about")}
        assert cast[other].name not in as_json(rows)
        for row in [*rows["assignments"], *rows["assignments_about"]]:
            assert row.keys() <= kinds()["own_column"].keys()
        assert rows.keys() <= kinds()["own_section"].keys()
        paper = " ".join(text_of(as_pdf(rows, cast[who].name)).split())
        assert "Đôn đốc bồi dưỡng" in paper and "Đang phụ trách" in paper and "31/05/2022" in paper
        assert "urge_training" not in paper
