"""Core people: proposed with what ranks say, confirmed up the tree, recognised, ended; by office, both sides told."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.delegations import delegate
from app.domain.training.core_people import actions, proposing, queries
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.rules import Move
from tests.domain.evaluation.core.test_queries import decided
from tests.evaluations import evaluation_of
from tests.support_plans import PROPOSERS, REASON, REMARK, decide_core, make_core, propose, stored

pytestmark = pytest.mark.both_databases


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person_id).order_by(Notice.id)))


def record(core_id: int) -> CorePerson:
    return stored(CorePerson, core_id)


def test_a_teacher_goes_through_the_middle_level_to_the_province(cast):
    core_id = propose(cast, "teacher")
    core = record(core_id)
    assert (core.state, core.waits_in) == ("proposed", cast.units["district"])
    assert told(cast.district_head.person_id) == ["core_proposal_waits"] and not told(cast.director.person_id)
    with pytest.raises(LookupError):
        decide_core(cast, "director", core_id, Move.RECOGNISE)
    decide_core(cast, "district_head", core_id, Move.CONFIRM)
    core = record(core_id)
    assert (core.state, core.waits_in) == ("confirmed", cast.units["province"])
    assert told(cast.director.person_id) == ["core_proposal_waits"]
    decide_core(cast, "director", core_id, Move.RECOGNISE)
    core = record(core_id)
    assert (core.state, core.waits_in, core.recognised_on) == ("recognised", None, date(2022, 4, 18))
    assert told(cast.teacher.person_id) == ["you_are_core"] and told(cast.principal.person_id) == ["core_recognised"]
    assert [each.event for each in queries.history_of(core)] == ["core_recognised", "core_confirmed", "core_proposed"]
    events = db.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "core_person")).all()
    assert list(events) == ["core_proposed", "core_confirmed", "core_recognised"]


def test_a_thpt_teacher_goes_to_the_province_at_once(cast):
    core_id = propose(cast, "upper_teacher")
    assert record(core_id).waits_in == cast.units["province"]
    with pytest.raises(LookupError):
        decide_core(cast, "director", core_id, Move.CONFIRM)
    assert decide_core(cast, "director", core_id, Move.RECOGNISE) == []


def test_a_manager_is_proposed_by_the_office_above_the_school(cast):
    core_id = propose(cast, "principal")
    core = record(core_id)
    assert (core.audience, core.proposed_in, core.waits_in) == (
        "manager", cast.units["district"], cast.units["province"],
    )  # fmt: skip
    assert queries.core_person_for(cast.vice_principal.viewer, core_id) is None  # not the school's business yet
    decide_core(cast, "director", core_id, Move.RECOGNISE)
    assert queries.core_person_for(cast.vice_principal.viewer, core_id) is not None


def test_where_the_province_proposes_itself_two_people_see_it(cast):
    core_id = propose(cast, "upper_principal", "director")
    with pytest.raises(LookupError):
        decide_core(cast, "director", core_id, Move.RECOGNISE)
    decide_core(cast, "province_officer", core_id, Move.RECALL)
    core_id = propose(cast, "upper_principal", "province_officer")
    with pytest.raises(LookupError):
        decide_core(cast, "province_officer", core_id, Move.RECOGNISE)
    assert decide_core(cast, "director", core_id, Move.RECOGNISE) == []


@pytest.mark.parametrize(
    ("who", "whom"),
    [("principal", "principal"), ("principal", "vice_principal"), ("principal", "stranger"), ("principal", "staff"),
     ("vice_principal", "teacher"), ("teacher", "peer"), ("school_admin", "teacher"), ("district_head", "teacher"),
     ("district_officer", "principal"), ("district_head", "upper_principal"), ("director", "principal"),
     ("far_officer", "principal"), ("lecturer", "teacher"), ("ministry_officer", "principal")],
)  # fmt: skip
def test_az_who_proposes_whom(cast, who, whom):
    with pytest.raises(LookupError):
        actions.propose(cast[who].viewer, cast[whom].person_id, REMARK)


def test_the_eligible_need_no_remark_and_what_the_ranks_said_is_kept(cast, period):
    decided(evaluation_of(cast, period, "teacher"), "3" * 15, 3, 2010)
    decided(evaluation_of(cast, period, "peer"), "333233333333333", 2, 2020)
    made, problems = actions.propose(cast.principal.viewer, cast.teacher.person_id, "")
    assert made is not None and not problems
    facts = record(made).facts
    assert (facts["rank"], facts["year"], facts["missing"]) == (3, 2022, [])
    made, problems = actions.propose(cast.principal.viewer, cast.peer.person_id, "")
    assert made is None and [each.code for each in problems] == ["remark_needed"]
    made, problems = actions.propose(cast.principal.viewer, cast.peer.person_id, REMARK)
    assert made is not None
    assert [each["lack"] for each in record(made).facts["missing"]] == ["years_short", "key_low"]


def test_the_list_to_choose_from_holds_the_offices_own_without_the_proposed(cast):
    def names(who: str, figure: str = "all", period=None) -> set[str]:
        wanted = proposing.Wanted(figure)
        found = proposing.people_proposable(cast[who].viewer, period, wanted)
        assert proposing.number_proposable(cast[who].viewer, period, wanted) == len(found)
        return {each.name for each in found}

    teachers = {cast[key].name for key in ("teacher", "peer", "group_head")}
    assert names("principal") == teachers
    assert names("district_head") == {cast[k].name for k in ("principal", "vice_principal", "stranger_principal")}
    propose(cast, "teacher")
    assert names("principal") == teachers - {cast.teacher.name}
    with pytest.raises(LookupError):
        actions.propose(cast.principal.viewer, cast.teacher.person_id, REMARK)


def test_given_back_it_is_proposed_again_with_a_new_remark(cast):
    core_id = propose(cast, "teacher")
    assert [each.code for each in decide_core(cast, "district_head", core_id, Move.RETURN)] == ["core_reason_needed"]
    decide_core(cast, "district_head", core_id, Move.RETURN, REASON)
    core = record(core_id)
    assert (core.state, core.waits_in, core.reason) == ("returned", cast.units["school"], REASON)
    assert told(cast.principal.person_id) == ["core_returned"]
    assert [each.code for each in decide_core(cast, "principal", core_id, Move.PROPOSE, "ngắn")] == ["remark_needed"]
    decide_core(cast, "principal", core_id, Move.PROPOSE, "Đã bổ sung nhận xét của tổ chuyên môn.")
    core = record(core_id)
    assert (core.state, core.waits_in) == ("proposed", cast.units["district"])
    assert core.remark == "Đã bổ sung nhận xét của tổ chuyên môn." and core.reason is None


def test_refused_or_recalled_it_is_over_and_may_begin_anew(cast):
    core_id = propose(cast, "teacher")
    decide_core(cast, "district_head", core_id, Move.REFUSE, REASON)
    assert record(core_id).state == "refused"
    again = propose(cast, "teacher")
    assert again != core_id
    decide_core(cast, "principal", again, Move.RECALL)
    with pytest.raises(NotNow) as refused:
        decide_core(cast, "district_head", again, Move.CONFIRM)
    assert refused.value.reason == "core_recalled"


def test_it_ends_with_a_reason_and_a_day_by_the_province(cast):
    core_id = make_core(cast, "teacher")
    for who in ("principal", "district_head", "province_officer"):
        with pytest.raises(LookupError):
            decide_core(cast, who, core_id, Move.END, REASON)
    codes = [each.code for each in decide_core(cast, "director", core_id, Move.END, "", on=date(2022, 4, 1))]
    assert codes == ["core_reason_needed", "core_ends_before_start"]
    codes = [each.code for each in decide_core(cast, "director", core_id, Move.END, REASON, on=date(2022, 5, 1))]
    assert codes == ["core_ends_ahead"]
    assert decide_core(cast, "director", core_id, Move.END, REASON, on=date(2022, 4, 18)) == []
    core = record(core_id)
    assert (core.state, core.ended_on, core.reason) == ("ended", date(2022, 4, 18), REASON)
    assert told(cast.teacher.person_id) == ["you_are_core", "you_are_core_no_more"]
    assert queries.core_record_of(cast.teacher.person_id) is None


def test_ky_thay_confirms_and_is_shown(cast):
    core_id = propose(cast, "teacher")
    with pytest.raises(LookupError):
        decide_core(cast, "district_officer", core_id, Move.CONFIRM)
    starts, ends = date(2022, 4, 18), date(2022, 5, 1)
    assert not delegate(cast.district_head.viewer, cast.district_officer.person_id, starts, ends, "Đi công tác")
    assert decide_core(cast, "district_officer", core_id, Move.CONFIRM) == []
    step = queries.history_of(record(core_id))[0]
    assert (step.name, step.signs_for) == (cast.district_officer.name, "middle_head")


def test_con_1_and_con_4(cast):
    core_id = propose(cast, "teacher")
    with pytest.raises(StaleVersion):
        actions.move(cast.district_head.viewer, core_id, Move.CONFIRM, 99)
    version = record(core_id).version
    for _ in range(2):
        assert actions.move(cast.district_head.viewer, core_id, Move.CONFIRM, version, submit_key="k") == []
    for _ in range(2):
        made, _problems = actions.propose(cast.principal.viewer, cast.peer.person_id, REMARK, "k2")
    assert made is not None
    assert db.session.scalar(select(func.count(CorePerson.id))) == 2


@pytest.mark.parametrize(
    ("who", "sees"),
    [("principal", True), ("vice_principal", True), ("district_officer", True), ("province_officer", True),
     ("teacher", False), ("peer", False), ("school_admin", False), ("stranger_principal", False),
     ("upper_principal", False), ("far_officer", False), ("lecturer", False), ("ministry_officer", False)],
)  # fmt: skip
def test_az_2_who_sees_a_core_teacher(cast, who, sees):
    core_id = make_core(cast, "teacher")
    viewer = cast[who].viewer
    assert (queries.core_person_for(viewer, core_id) is not None) == sees
    assert [row.core.id for row in queries.rows_of(viewer, queries.Listed())] == ([core_id] if sees else [])
    assert queries.numbers(viewer, queries.Listed())["recognised"] == int(sees)


def test_every_number_of_the_table_by_unit_is_its_list(cast):
    for key in PROPOSERS:
        make_core(cast, key)
    rows = queries.by_unit(cast.director.viewer)
    assert [(row.name, row.teachers, row.managers) for row in rows] == [
        ("Phòng GDĐT Thanh Sơn", 3, 2), ("Trường THPT Quang Trung", 1, 1),
    ]  # fmt: skip
    for who in ("director", "district_head"):
        viewer = cast[who].viewer
        for row in queries.by_unit(viewer):
            path = db.session.scalars(select(queries.Unit.path).where(queries.Unit.id == row.unit_id)).one()
            for audience, many in (("teacher", row.teachers), ("manager", row.managers)):
                listed = queries.Listed("recognised", audience, (), path)
                assert len(queries.rows_of(viewer, listed)) == many
