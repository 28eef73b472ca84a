"""Who hands in, checks, accepts: role and office; for whom a hand-in does not exist at all."""

import pytest

from app.db import db
from app.domain.evaluation.hand_in import actions, queries
from app.domain.evaluation.hand_in.rules import Move
from app.domain.evaluation.models import Period
from tests.hand_ins import decide, finish, hand_in_of, send


@pytest.mark.parametrize(
    "who", ["teacher", "vice_principal", "school_admin", "district_officer", "province_officer", "far_officer",
            "ministry_officer", "staff"]
)  # fmt: skip
def test_az_only_the_head_sends(cast, period, who):
    finish(cast, period, "school")
    version = hand_in_of(cast, period, "school").version
    with pytest.raises(LookupError):
        actions.send(cast[who].viewer, period, version)
    assert hand_in_of(cast, period, "school").state == "open"


@pytest.mark.parametrize(
    ("who", "move", "may"),
    [
        ("district_head", Move.CHECK, True), ("district_head", Move.RETURN, True),
        ("district_officer", Move.CHECK, False), ("district_officer", Move.RETURN, False),
        ("director", Move.CHECK, False), ("director", Move.RETURN, False), ("principal", Move.CHECK, False),
        ("stranger_principal", Move.RETURN, False), ("commune_officer", Move.CHECK, False),
        ("district_admin", Move.CHECK, False), ("province_officer", Move.RETURN, False),
        ("far_officer", Move.RETURN, False), ("ministry_officer", Move.CHECK, False), ("teacher", Move.RETURN, False),
    ],
)  # fmt: skip
def test_az_role_and_office_decide_who_checks(cast, period, who, move, may):
    finish(cast, period, "school")
    send(cast, period, "school")
    if may:
        decide(cast, who, period, "school", move)
        return
    with pytest.raises(LookupError):
        decide(cast, who, period, "school", move)
    assert hand_in_of(cast, period, "school").state == "sent"


@pytest.mark.parametrize(
    ("who", "may"),
    [("director", True), ("province_officer", False), ("district_head", False), ("province_admin", False),
     ("far_officer", False), ("ministry_officer", False)],
)  # fmt: skip
def test_az_only_the_director_accepts(cast, period, who, may):
    finish(cast, period, "school")
    send(cast, period, "school")
    decide(cast, "district_head", period, "school", Move.CHECK, "")
    if may:
        decide(cast, who, period, "school", Move.ACCEPT, "")
    else:
        with pytest.raises(LookupError):
            decide(cast, who, period, "school", Move.ACCEPT, "")


@pytest.mark.parametrize("who", ["teacher", "school_admin", "ministry_officer", "lecturer", "far_officer"])
def test_az_units_out_of_reach_are_in_no_list_and_no_count(cast, period, who):
    row, viewer = db.session.get_one(Period, period), cast[who].viewer
    assert queries.units_listed(viewer, row, queries.Listed()) == []
    assert set(queries.number_of_units(viewer, row).values()) == {0}
    assert queries.hand_in_at(viewer, period, cast.units["school"]) is None
