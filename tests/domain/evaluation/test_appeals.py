"""A published rank is appealed in time, once; the office above settles, never whoever decided first (ANON-10)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.appeals import queries
from app.domain.evaluation.appeals.filing import file_appeal, tell_of_stuck_appeals, withdraw_appeal
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import (
    Outcome,
    check_settlement,
    first_day_too_late,
    may_settle,
    overlaid,
    settling_unit,
)
from app.domain.evaluation.appeals.settlers import settlers_of
from app.domain.evaluation.appeals.settling import Settlement, open_named_opinions, review, settle, take_up
from app.domain.evaluation.deciding import decide, publish, rate
from app.domain.evaluation.models import Decision, Edition, Evaluation, Period
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.roll import counted
from app.domain.evaluation.summary import work_of
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.delegations import delegate
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.viewer import Viewer
from tests.evaluations import LOCKS, SELF_DUE, assess, give_opinions
from tests.factories import make_appointment, make_person

GOOD = "2" * 15
TEXT = "Tiêu chí 5 đã có minh chứng từ tháng 3."
KEEP = Settlement(Outcome.KEPT, None, "Minh chứng chưa đủ cho mức cao hơn.", "")
LIFT = Settlement(Outcome.CHANGED, 3, "Minh chứng đã nộp đủ và đúng.", "Có thành tích cấp tỉnh")
both = pytest.mark.both_databases


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 60))
def test_whole_days_follow_the_day_of_publication(day, days):
    assert (first_day_too_late(day, days) - day).days == days + 1


@pytest.mark.parametrize(
    ("units", "decided_in", "settles"),
    [
        ([(4, "school"), (3, "middle"), (2, "province"), (1, "ministry")], 4, 3),
        ([(4, "school"), (3, "middle"), (2, "province"), (1, "ministry")], 3, 2),
        ([(4, "school"), (2, "province"), (1, "ministry")], 4, 2),
        ([(4, "school"), (2, "province"), (1, "ministry")], 2, 2),  # nobody above has the office: another holder
    ],
)
def test_the_office_above_settles(units, decided_in, settles):
    assert settling_unit([(unit_id, UnitKind(kind)) for unit_id, kind in units], decided_in) == settles


@pytest.mark.parametrize(
    ("person", "first", "signs_for", "may"),
    [(9, (5, None), None, True), (5, (5, None), None, False), (1, (5, None), None, False),
     (9, (5, 6), 6, False), (6, (5, 6), None, False), (9, (5, None), 5, False), (9, (5, None), 8, True)],
)  # fmt: skip
def test_never_the_first_decider_nor_in_their_name_nor_about_oneself(person, first, signs_for, may):
    assert may_settle(person, 1, first, signs_for) is may


def test_a_blank_keeps_the_first_level():
    assert overlaid((2, 1, 3), (None, 3, None)) == (2, 3, 3)


@pytest.mark.parametrize(
    ("outcome", "rank", "ruled", "changed", "codes"),
    [
        (Outcome.KEPT, 2, 2, False, []),
        (Outcome.KEPT, 1, 2, False, []),  # the head's own reason stands
        (Outcome.KEPT, 1, 2, True, ["rank_against_rule"]),
        (Outcome.CHANGED, 2, 2, False, ["rank_is_the_same"]),
        (Outcome.CHANGED, 3, 2, False, ["rank_against_rule"]),
        (Outcome.CHANGED, 3, 3, True, []),
    ],
)
def test_reasons_are_asked_by_the_same_rule_as_of_the_head(outcome, rank, ruled, changed, codes):
    first = 2 if outcome is Outcome.CHANGED else rank
    problems = check_settlement(outcome, first, rank, ruled, "Lý do đầy đủ", "", changed=changed)
    assert [each.code for each in problems] == codes


def test_a_short_reason_is_none():
    assert [p.code for p in check_settlement(Outcome.KEPT, 2, 2, 2, "Không", "", changed=False)] == [
        "settlement_reason_short"
    ]


@pytest.fixture
def published(cast, evaluation):
    """The teacher's rank, Khá throughout, published by the principal."""
    return publish_for(cast, evaluation("teacher"), "teacher", "principal")


def publish_for(cast, evaluation_id, rated, decider, size=15):
    assess(cast, evaluation_id, rated, "2" * size)
    who = cast[decider].viewer
    version = rate(who, evaluation_id, dict.fromkeys(range(1, size + 1), 2), {}, 0)
    decide(who, evaluation_id, 2, "", version)
    publish(who, [evaluation_id])
    return evaluation_id


@pytest.fixture
def filed(cast, published):
    file_appeal(cast.teacher.viewer, published, TEXT, [5])
    return published


@pytest.fixture
def taken(cast, filed):
    take_up(cast.district_head.viewer, filed)
    return filed


def row(evaluation_id) -> Evaluation:
    return db.session.get_one(Evaluation, evaluation_id)


def version(evaluation_id) -> int:
    return db.session.get_one(Appeal, evaluation_id).version


def kinds_of(person_id):
    return set(db.session.scalars(select(Notice.kind).where(Notice.person_id == person_id)))


@both
def test_filed_once_told_to_all_concerned_and_waiting_for_the_office_above(cast, published):
    file_appeal(cast.teacher.viewer, published, TEXT, [5, 5], "key")
    file_appeal(cast.teacher.viewer, published, TEXT, [5], "key")  # a double tap
    appeal = db.session.get_one(Appeal, published)
    assert row(published).state == "appealed" and appeal.criteria == [5]
    assert appeal.settled_in == cast.units["district"] and appeal.first_decider_id == cast.principal.person_id
    assert "appeal_filed" in kinds_of(cast.district_head.person_id)
    assert "rank_is_appealed" in kinds_of(cast.principal.person_id)
    assert queries.number_to_settle(cast.district_head.viewer) == 1
    assert work_of(cast.district_head.viewer).appeals == 1
    assert counted(cast.principal.viewer, row(published).period_id).appealed == 1
    with pytest.raises(NotNow, match="appealed_once"):
        file_appeal(cast.teacher.viewer, published, TEXT, [])


@both
def test_con_5_the_deadline_is_midnight_in_vietnam_after_the_last_day(cast, published, frozen):
    published_at = db.session.get_one(Decision, published).published_at
    days = db.session.get_one(Period, row(published).period_id).appeal_days
    too_late = clock.start_of(published_at.astimezone(clock.VIETNAM).date() + timedelta(days=days + 1))
    window = queries.window_of(row(published))
    assert window is not None and window.deadline == too_late
    clock.pin_today(None)
    frozen(too_late)
    with pytest.raises(NotNow, match="appeal_late"):
        file_appeal(cast.teacher.viewer, published, TEXT, [])
    frozen(too_late - timedelta(microseconds=1))
    file_appeal(cast.teacher.viewer, published, TEXT, [])
    assert row(published).state == "appealed"


@both
def test_nothing_is_appealed_before_it_is_published_nor_by_another(cast, evaluation):
    mine = evaluation("teacher")
    with pytest.raises(NotNow):
        file_appeal(cast.teacher.viewer, mine, TEXT, [])
    publish_for(cast, mine, "teacher", "principal")
    with pytest.raises(LookupError):
        file_appeal(cast.peer.viewer, mine, TEXT, [])
    with pytest.raises(ValueError):
        file_appeal(cast.teacher.viewer, mine, TEXT, [16])


@both
@pytest.mark.parametrize(
    "who", ["principal", "vice_principal", "district_officer", "district_admin", "director", "far_officer", "teacher",
            "commune_officer", "stranger_principal"]
)  # fmt: skip
def test_az_only_the_office_above_settles(cast, filed, who):
    assert queries.appeal_to_settle(cast[who].viewer, filed) is None
    assert queries.number_to_settle(cast[who].viewer) == 0
    for act in (
        lambda v: take_up(v, filed), lambda v: review(v, filed, {1: 3}, {}, 1), lambda v: settle(v, filed, KEEP, 1),
        lambda v: open_named_opinions(v, filed, "Đối chiếu ý kiến"),
    ):  # fmt: skip
        with pytest.raises(LookupError):
            act(cast[who].viewer)


@both
def test_withdrawn_until_it_is_taken_up_and_never_filed_again(cast, filed):
    withdraw_appeal(cast.teacher.viewer, filed, "key")
    withdraw_appeal(cast.teacher.viewer, filed, "key")
    assert row(filed).state == "published" and queries.number_to_settle(cast.district_head.viewer) == 0
    assert "appeal_withdrawn" in kinds_of(cast.district_head.person_id)
    with pytest.raises(NotNow, match="appealed_once"):
        file_appeal(cast.teacher.viewer, filed, TEXT, [])


@both
def test_taken_up_it_is_not_withdrawn(cast, taken):
    assert "appeal_taken_up" in kinds_of(cast.teacher.person_id)
    take_up(cast.district_head.viewer, taken)
    with pytest.raises(NotNow, match="appeal_taken"):
        withdraw_appeal(cast.teacher.viewer, taken)


@both
def test_kept_with_a_reason_nothing_changes_and_everybody_is_told(cast, taken):
    levels = db.session.get_one(Decision, taken).levels
    assert settle(cast.district_head.viewer, taken, KEEP, version(taken), "key") == []
    assert settle(cast.district_head.viewer, taken, KEEP, version(taken), "key") == []
    decision = db.session.get_one(Decision, taken)
    assert (row(taken).state, row(taken).rank, decision.levels) == ("published", 2, levels)
    assert decision.decided_by == cast.principal.person_id
    assert "appeal_settled" in kinds_of(cast.teacher.person_id)
    assert "appeal_of_yours_settled" in kinds_of(cast.principal.person_id)


@both
def test_changed_the_new_rank_holds_and_the_first_decision_stays_on_record(cast, taken):
    who = cast.district_head.viewer
    now = review(
        who, taken, dict.fromkeys(range(1, 16), 3), dict.fromkeys(range(1, 16), "Có minh chứng"), version(taken)
    )
    sheet = queries.appeal_sheet(db.session.get_one(Appeal, taken))
    assert sheet.ranking.rank == 3 and sheet.to_explain == tuple(range(1, 16)) and sheet.unexplained == []
    assert settle(who, taken, Settlement(Outcome.CHANGED, 3, "Minh chứng đủ ở mọi tiêu chí", ""), now) == []
    decision = db.session.get_one(Decision, taken)
    assert (row(taken).rank, decision.rank, decision.levels) == (3, 3, "3" * 15)
    assert decision.decided_by == cast.district_head.person_id and decision.decided_as == "middle_head"
    kept = db.session.scalars(select(Edition).where(Edition.evaluation_id == taken, Edition.kind != "self")).all()
    assert {each.kind: each.content["levels"] for each in kept} == {"decision": GOOD, "appeal": "3" * 15}
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "appeal_settled")).one()
    assert entry.after["rank_before"] == 2 and entry.after["rank"] == 3


@both
def test_a_changed_level_without_its_reason_settles_nothing(cast, taken):
    now = review(cast.district_head.viewer, taken, {8: 0}, {}, version(taken))
    problems = settle(cast.district_head.viewer, taken, KEEP, now, "key")
    assert {p.code for p in problems} == {"level_reasons_missing", "rank_against_rule"}
    assert row(taken).state == "appealed"
    now = review(cast.district_head.viewer, taken, {8: None}, {}, now)
    assert settle(cast.district_head.viewer, taken, KEEP, now, "key") == []  # the same form, corrected


@both
def test_con_4_the_same_weighed_twice_is_saved_once(cast, taken):
    before, chief = version(taken), cast.district_head.viewer
    assert review(chief, taken, {1: 3}, {1: "Lý do"}, before) == review(chief, taken, {1: 3}, {1: "Lý do"}, before)


@both
def test_con_1_two_windows_do_not_overwrite_each_other(cast, taken):
    before = version(taken)
    review(cast.district_head.viewer, taken, {1: 3}, {}, before)
    with pytest.raises(StaleVersion):
        review(cast.district_head.viewer, taken, {1: 1}, {}, before)
    with pytest.raises(StaleVersion):
        settle(cast.district_head.viewer, taken, KEEP, before)


@both
def test_before_it_is_taken_up_nothing_is_reviewed_and_afterwards_neither(cast, filed):
    with pytest.raises(NotNow, match="appeal_not_taken"):
        settle(cast.district_head.viewer, filed, KEEP, version(filed))
    take_up(cast.district_head.viewer, filed)
    settle(cast.district_head.viewer, filed, KEEP, version(filed))
    for act in (lambda: take_up(cast.district_head.viewer, filed),
                lambda: review(cast.district_head.viewer, filed, {1: 3}, {}, version(filed))):  # fmt: skip
        with pytest.raises(NotNow, match="appeal_over"):
            act()


@both
def test_anon_10_names_are_opened_with_a_purpose_that_goes_on_record(cast, period, evaluation):
    give_opinions(cast, period, "peer", 1)
    mine = publish_for(cast, evaluation("teacher"), "teacher", "principal")
    file_appeal(cast.teacher.viewer, mine, TEXT, [])
    with pytest.raises(NotNow, match="appeal_not_taken"):
        open_named_opinions(cast.district_head.viewer, mine, "Đối chiếu tiêu chí 5")
    take_up(cast.district_head.viewer, mine)
    named = open_named_opinions(cast.district_head.viewer, mine, "Đối chiếu tiêu chí 5")
    assert [(each.name, set(each.form)) for each in named] == [("Nguyễn Thị Hoa", {1})]
    open_named_opinions(cast.district_head.viewer, mine, "Xem lại lần nữa")
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "named_opinions_opened")).all()
    assert [each.reason for each in entries] == ["Đối chiếu tiêu chí 5", "Xem lại lần nữa"]
    assert all(each.person_id == cast.district_head.person_id for each in entries)
    assert "Hoa" not in str([(each.before, each.after) for each in entries])


@both
def test_a_delegate_of_the_office_settles_and_signs_for_it(cast, filed):
    day = clock.today()
    delegate(cast.district_head.viewer, cast.district_officer.person_id, day, day + timedelta(days=5), "Đi công tác")
    take_up(cast.district_officer.viewer, filed)
    assert settle(cast.district_officer.viewer, filed, KEEP, version(filed)) == []
    appeal = db.session.get_one(Appeal, filed)
    assert appeal.settled_as == "middle_head" and appeal.delegation_id is not None


@both
def test_whoever_decided_first_never_settles_even_from_the_office_above(cast, filed):
    """The principal has become head of the middle level meanwhile."""
    with writing():
        post = make_appointment(
            db.session.get_one(Person, cast.principal.person_id),
            db.session.get_one(Unit, cast.units["district"]), Position.MIDDLE_HEAD, main=False,
        )  # fmt: skip
        post_id = post.id
    promoted = cast.district_head.viewer.acting_in(person_id=cast.principal.person_id, appointment_id=post_id)
    assert queries.appeal_to_settle(promoted, filed) is None and queries.number_to_settle(promoted) == 0


@both
def test_in_the_last_office_another_holder_settles_and_nobody_in_the_first_ones_name(cast, evaluation):
    mine = publish_for(cast, evaluation("upper_principal"), "upper_principal", "director", 18)
    deputy = deputy_director(cast)
    file_appeal(cast.upper_principal.viewer, mine, TEXT, [])
    assert db.session.get_one(Appeal, mine).settled_in == cast.units["province"]
    assert kinds_of(deputy.person_id) == {"appeal_filed"}
    assert queries.appeal_to_settle(cast.director.viewer, mine) is None
    day = clock.today()
    delegate(cast.director.viewer, cast.province_officer.person_id, day, day + timedelta(days=5), "Đi công tác")
    assert queries.appeal_to_settle(cast.province_officer.viewer, mine) is None
    take_up(deputy, mine)
    assert settle(deputy, mine, KEEP, version(mine)) == []


@both
def test_an_appeal_that_nobody_can_settle_is_taken_and_those_who_can_mend_that_are_told(cast, evaluation):
    """The only director decided; who signs in that name does not settle either."""
    mine = publish_for(cast, evaluation("upper_principal"), "upper_principal", "director", 18)
    assert settlers_of(row(mine), None).people == ()
    file_appeal(cast.upper_principal.viewer, mine, TEXT, [])
    appeal = db.session.get_one(Appeal, mine)
    assert (appeal.state, settlers_of(row(mine), appeal).unit) == ("open", "Sở GDĐT Bắc Hà")
    for key in ("province_admin", "director"):
        assert "appeal_without_settler" in kinds_of(cast[key].person_id)
    assert "appeal_without_settler" not in kinds_of(cast.upper_principal.person_id)
    assert (work_of(cast.director.viewer).appeals, work_of(cast.director.viewer).stuck) == (0, 1)
    assert [each.name for each in queries.appeals_to_settle(cast.director.viewer, "stuck", 0, 9)] == ["Dương Thị Vân"]
    assert queries.number_to_settle(cast.district_head.viewer, "stuck") == 0
    assert tell_of_stuck_appeals() == 0  # they know already
    deputy = deputy_director(cast)
    assert settlers_of(row(mine), appeal).people == (deputy.person_id,)
    assert (work_of(cast.director.viewer).stuck, work_of(deputy).stuck, work_of(deputy).appeals) == (0, 0, 1)


@both
def test_an_appeal_whose_settlers_have_all_left_is_told_of_by_night_and_once_a_week(cast, published):
    file_appeal(cast.teacher.viewer, published, TEXT, [])
    assert tell_of_stuck_appeals() == 0
    with writing():
        held = select(Appointment).where(Appointment.person_id == cast.district_head.person_id)
        db.session.scalars(held).one().ends = clock.today() - timedelta(days=1)
    assert [tell_of_stuck_appeals() for _ in range(2)] == [1, 0]
    assert "appeal_without_settler" in kinds_of(cast.district_admin.person_id)


@both
def test_an_office_without_anybody_is_told_of_through_its_admins(cast, published):
    with writing():
        post = db.session.scalars(
            select(Appointment).where(Appointment.person_id == cast.district_head.person_id)
        ).one()
        post.ends = SELF_DUE - timedelta(days=20)
    file_appeal(cast.teacher.viewer, published, TEXT, [])
    assert "appeal_without_settler" in kinds_of(cast.district_admin.person_id)
    assert "appeal_without_settler" not in kinds_of(cast.province_admin.person_id)


def deputy_director(cast) -> Viewer:
    with writing():
        person = make_person("Mai Thị Nhung")
        post = make_appointment(person, db.session.get_one(Unit, cast.units["province"]), Position.DEPUTY_DIRECTOR)
        ids = person.id, post.id
    return cast.director.viewer.acting_in(
        person_id=ids[0], appointment_id=ids[1], position=Position.DEPUTY_DIRECTOR.value, account_id=None
    )


@both
def test_con_5_after_the_lock_nothing_moves(cast, taken, frozen):
    clock.pin_today(None)
    frozen(clock.start_of(LOCKS))
    for act in (lambda: settle(cast.district_head.viewer, taken, KEEP, version(taken)),
                lambda: review(cast.district_head.viewer, taken, {1: 3}, {}, version(taken)),
                lambda: open_named_opinions(cast.district_head.viewer, taken, "Đối chiếu ý kiến")):  # fmt: skip
        with pytest.raises(NotNow, match="locked"):
            act()


@both
def test_somebody_who_left_still_appeals_and_the_right_office_settles(cast, published):
    with writing():
        post = db.session.scalars(select(Appointment).where(Appointment.person_id == cast.teacher.person_id)).one()
        post.ends = SELF_DUE - timedelta(days=5)
    file_appeal(cast.teacher.viewer, published, TEXT, [])
    take_up(cast.district_head.viewer, published)
    assert settle(cast.district_head.viewer, published, KEEP, version(published)) == []
