"""Ten people on a page: what may fill a blank cell, who is ready, and several ranked at once, each with an answer."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.deciding import decide, publish, rate
from app.domain.evaluation.grid.actions import decide_by_rule
from app.domain.evaluation.grid.queries import rows_of
from app.domain.evaluation.grid.rules import blanks_to_fill, common_level
from app.domain.evaluation.models import Evaluation, Period, ShortenedCycle
from app.domain.evaluation.roll import Wanted, counted, how_many, next_to_decide, people_to_decide
from app.domain.evaluation.rules.tally import Tally, tally
from app.domain.evaluation.self_assessment import NotNow
from app.domain.evaluation.sheets import sheet_of
from app.domain.standards.rules.standard import decode
from tests.evaluations import LOCKS, OPINIONS_DUE, SELF_DUE, assess, evaluation_of, give_opinions, hold_period

both = pytest.mark.both_databases
GOOD = "2" * 15


def row(evaluation_id) -> Evaluation:
    return db.session.get_one(Evaluation, evaluation_id)


def all_at(level, size=15):
    return dict.fromkeys(range(1, size + 1), level)


@pytest.mark.parametrize(
    ("given", "common"),
    [(("2", "2", "3"), 2), (("2", "3", "2", "3"), None), (("1", "1", "1"), 1), (("3", "3"), None)],
)
def test_the_common_level_is_the_only_most_frequent_one_from_three_answers(given, common):
    assert common_level(tally([decode(one) for one in given], 1, 4), 1) == common


def test_only_blank_cells_are_filled_and_a_tie_stays_blank():
    counts = ((0, 0, 3, 1), (0, 2, 2, 0), (0, 0, 0, 4))
    assert blanks_to_fill((None, None, 1), Tally(4, counts)) == {1: 2}
    assert blanks_to_fill((None, None, None), Tally(2, None)) == {}


@pytest.fixture
def sent(cast, evaluation):
    """Three of the group have sent "Khá" throughout; ids by name."""
    found = {key: evaluation(key) for key in ("teacher", "peer", "group_head")}
    for key, one in found.items():
        assess(cast, one, key, GOOD)
    return found


@both
def test_several_are_ranked_at_once_and_each_gets_an_answer(cast, period, sent):
    head = cast.principal.viewer
    ready = rate(head, sent["teacher"], all_at(2), {}, 0)
    alone = rate(head, sent["peer"], all_at(2) | {8: 0}, {}, 0)
    blank = rate(head, sent["group_head"], {1: 2}, {}, 0)
    chosen = [(sent["teacher"], ready), (sent["peer"], alone), (sent["group_head"], blank), (987654, 1)]
    outcomes = decide_by_rule(head, chosen, "k" * 32)
    assert [(one.name, one.rank, one.refused, one.criteria) for one in outcomes] == [
        (cast.teacher.name, 2, None, ()),
        (cast.peer.name, None, "level_reasons", (8,)),
        (cast.group_head.name, None, "incomplete", tuple(range(2, 16))),
    ]
    assert [row(one).state for one in sent.values()] == ["decided", "considered", "considered"]


@both
def test_con_4_the_same_form_sent_twice_ranks_once_and_says_the_same(cast, period, sent):
    version = rate(cast.principal.viewer, sent["teacher"], all_at(2), {}, 0)
    chosen = [(sent["teacher"], version)]
    first = decide_by_rule(cast.principal.viewer, chosen, "k" * 32)
    assert first == decide_by_rule(cast.principal.viewer, chosen, "k" * 32)
    assert first[0].rank == 2
    again = decide_by_rule(cast.principal.viewer, chosen, "another")
    assert again[0].refused == "decided"


@both
def test_con_1_a_row_changed_since_it_was_shown_is_not_ranked(cast, period, sent):
    version = rate(cast.principal.viewer, sent["teacher"], all_at(2), {}, 0)
    rate(cast.principal.viewer, sent["teacher"], {1: 3}, {1: "Đã xem hồ sơ"}, version)
    outcomes = decide_by_rule(cast.principal.viewer, [(sent["teacher"], version)], "")
    assert outcomes[0].refused == "changed_elsewhere" and row(sent["teacher"]).state == "considered"


def test_no_more_than_a_page_at_once(cast, period):
    with pytest.raises(ValueError, match="page"):
        decide_by_rule(cast.principal.viewer, [(number, 0) for number in range(11)], "")


@both
@pytest.mark.parametrize("who", ["vice_principal", "teacher", "school_admin", "stranger_principal", "district_head"])
def test_az_without_the_office_nobody_is_ranked(cast, period, sent, who):
    version = rate(cast.principal.viewer, sent["teacher"], all_at(2), {}, 0)
    assert decide_by_rule(cast[who].viewer, [(sent["teacher"], version)], "") == []
    assert row(sent["teacher"]).state == "considered"


@both
def test_a_row_says_why_it_may_not_be_rated(cast, period, sent):
    head = cast.principal.viewer
    version = rate(head, sent["teacher"], all_at(2), {}, 0)
    decide(head, sent["teacher"], 2, "", version)
    decide(head, sent["peer"], 2, "", rate(head, sent["peer"], all_at(2), {}, 0))
    publish(head, [sent["peer"]])
    why = {each.sheet.evaluation.person_id: each.refused for each in rows_of(head, period, Wanted())}
    assert cast.principal.person_id not in why
    names = ("teacher", "peer", "group_head", "vice_principal")
    assert [why[cast[key].person_id] for key in names] == ["decided", "published", None, "self_assessment_open"]


@both
def test_the_colleagues_levels_wait_for_an_explicit_word(cast, period, sent):
    """What the colleagues say most often is at hand in the row, and nowhere in the head's form."""
    for rater in ("peer", "group_head"):
        give_opinions(cast, period, rater, 1)
    others = [
        one
        for one in rows_of(cast.principal.viewer, period, Wanted())
        if "Võ Thị" in one.sheet.evaluation.person.full_name
    ]
    stand_in = cast.teacher.viewer.acting_in(person_id=others[0].sheet.evaluation.person_id)
    cast.members["other"] = cast.teacher.__class__(**{**vars(cast.teacher), "viewer": stand_in})
    give_opinions(cast, period, "other", 1)
    clock.pin_today(OPINIONS_DUE)  # before, counts could single somebody out
    found = next(r for r in rows_of(cast.principal.viewer, period, Wanted()) if r.id == sent["teacher"])
    assert found.common == all_at(1) and found.sheet.form == (None,) * 15 and not found.complete


@both
def test_in_the_year_between_the_head_does_not_decide_without_consent(cast):
    """Circular 20/2018 Điều 11: every second year, or more often with the superior's consent."""
    period = hold_period(cast, head_decides=False)
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", GOOD)
    head = cast.principal.viewer
    with pytest.raises(NotNow, match="year_between"):
        rate(head, mine, all_at(2), {}, 0)
    assert (counted(head, period).waiting, people_to_decide(head, period, Wanted("waiting"))) == (0, [])
    assert next(r for r in rows_of(head, period, Wanted()) if r.id == mine).refused == "year_between"
    with writing():
        db.session.add(
            ShortenedCycle(
                period_id=period, unit_id=cast.units["school"], consent="Công văn 12", consented_on=clock.today()
            )
        )
    assert counted(head, period).waiting == 1
    version = rate(head, mine, all_at(2), {}, 0)
    decide(head, mine, 2, "", version)
    assert row(mine).rank == 2


@both
def test_con_5_after_the_lock_a_begun_sheet_is_closed_too(cast, sent):
    version = rate(cast.principal.viewer, sent["teacher"], all_at(2), {}, 0)
    clock.pin_today(LOCKS)
    with pytest.raises(NotNow, match="locked"):
        rate(cast.principal.viewer, sent["teacher"], {1: 3}, {}, version)


@both
def test_the_list_comes_in_pages_in_its_order(cast, period, sent):
    head = cast.principal.viewer
    everybody = [one.evaluation_id for one in people_to_decide(head, period)]
    assert how_many(head, period, Wanted()) == len(everybody) == 6
    pages = [people_to_decide(head, period, Wanted(offset=at, size=4)) for at in (0, 4)]
    assert [one.evaluation_id for page in pages for one in page] == everybody
    turned = people_to_decide(head, period, Wanted(order="-name"))
    assert [one.evaluation_id for one in turned] == everybody[::-1]
    by_sending = [one.evaluation_id for one in people_to_decide(head, period, Wanted(order="sent"))]
    assert by_sending[:3] == list(sent.values())


@both
def test_the_next_one_who_waits_follows_in_the_list_and_then_from_its_top(cast, period, sent):
    head = cast.principal.viewer
    waiting = [one.evaluation_id for one in people_to_decide(head, period, Wanted("waiting"))]
    assert len(waiting) == 3
    assert [next_to_decide(head, period, one) for one in waiting] == [waiting[1], waiting[2], waiting[0]]
    clock.pin_today(SELF_DUE)
    for one in waiting[1:]:
        decide(head, one, 2, "", rate(head, one, all_at(2), {}, 0))
    assert next_to_decide(head, period, waiting[0]) is None


def test_the_sheet_of_one_is_the_sheet_of_many(cast, period, sent):
    rate(cast.principal.viewer, sent["teacher"], all_at(3), {4: "Có minh chứng"}, 0)
    period_row = db.session.get_one(Period, period)
    assert period_row.head_decides
    many = {each.id: each.sheet for each in rows_of(cast.principal.viewer, period, Wanted())}
    alone = sheet_of(db.session.scalars(select(Evaluation).where(Evaluation.id == sent["teacher"])).one())
    assert many[sent["teacher"]] == alone
