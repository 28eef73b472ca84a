"""Two records of one person: core record, plans and who is supported follow; nothing stands twice, nothing is lost."""

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain.identity.merging import merge_people
from app.domain.organisation.models import Appointment, Person
from app.domain.organisation.rules import Position
from app.domain.training.core_people import queries
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.queries import core_record_of
from app.domain.training.core_people.rules import Move
from app.domain.training.support import merging  # noqa: F401  (registers what goes along)
from app.domain.training.support.models import SupportPlan, SupportPlanPerson
from app.domain.training.support.own_data import own_sections
from tests.support_plans import EXPECTED, decide_core, make_core, propose, send_plan, stored

pytestmark = pytest.mark.both_databases


def merge(cast, keep: str, gone: str) -> None:
    """The school's admin merges two of the cast."""
    ids = [cast[each].person_id for each in (keep, gone)]
    versions = tuple(stored(Person, each).version for each in ids)
    db.session.rollback()
    assert merge_people(cast.school_admin.viewer, *ids, versions, {}, "Cùng căn cước.") == []


def test_record_and_plan_follow_and_nobody_is_supported_by_themselves(cast):
    plan_id = send_plan(cast, "peer")  # who supports the teacher
    merge(cast, "teacher", "peer")
    plan = stored(SupportPlan, plan_id)
    assert plan.person_id == cast.teacher.person_id
    assert core_record_of(cast.teacher.person_id) is not None and core_record_of(cast.peer.person_id) is None
    assert db.session.scalar(select(func.count()).select_from(SupportPlanPerson)) == 0


@pytest.mark.parametrize("recognised", ["teacher", "peer"])
def test_of_two_open_records_the_one_further_on_stays(cast, recognised):
    other = "peer" if recognised == "teacher" else "teacher"
    kept, closed = make_core(cast, recognised), propose(cast, other)
    merge(cast, "teacher", "peer")
    assert stored(CorePerson, kept).state == "recognised" and stored(CorePerson, closed).state == "recalled"
    found = core_record_of(cast.teacher.person_id)
    assert found is not None and found.id == kept


def test_of_two_recognised_one_ends_and_of_two_plans_both_are_kept(cast):
    first, second = send_plan(cast, "teacher"), send_plan(cast, "peer")
    merge(cast, "teacher", "peer")
    assert stored(SupportPlan, first).person_id == cast.teacher.person_id
    assert stored(SupportPlan, second).person_id == cast.peer.person_id
    states = select(CorePerson.state).where(CorePerson.person_id == cast.teacher.person_id)
    assert sorted(db.session.scalars(states)) == ["ended", "recognised"]


def test_dp_2_ones_own_copy_tells_what_one_wrote_and_names_nobody(cast):
    send_plan(cast, "teacher")
    own = own_sections(cast.teacher.person_id)
    assert own["core"][0]["state"] == "recognised"
    plan = own["support_plans"][0]
    assert (plan["supported"], plan["expected"]) == (2, EXPECTED) and "Dự giờ" in plan["activities"]
    assert cast.peer.name not in str(own)
    propose(cast, "group_head", "principal")
    assert own_sections(cast.group_head.person_id) == {"core": [], "support_plans": []}


def test_a_core_person_who_moved_is_listed_where_they_work(cast):
    core_id = make_core(cast, "teacher")
    with writing():
        theirs = update(Appointment).where(Appointment.person_id == cast.teacher.person_id)
        db.session.execute(theirs.values(unit_id=cast.units["other_school"], position=Position.GROUP_HEAD))

    def listed(who: str) -> list[int]:
        return [row.core.id for row in queries.rows_of(cast[who].viewer, queries.Listed())]

    assert listed("stranger_principal") == [core_id] == listed("director")
    assert decide_core(cast, "director", core_id, Move.END, "Chuyển trường, thôi nhiệm vụ.") == []
