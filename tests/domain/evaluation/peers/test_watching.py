"""Who watches which group, and what they learn: how many, who has not answered, never what was said (ANON-10)."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation, ShortenedCycle
from app.domain.evaluation.peers import asked_of, tally_of
from app.domain.evaluation.peers.about import about
from app.domain.evaluation.peers.asking import asked_about
from app.domain.evaluation.peers.watching import group_lines, group_view, periods_watched, watched
from app.domain.evaluation.peers.work import watch_work
from app.domain.evaluation.rules.tally import Hidden
from tests.cast import CAST
from tests.evaluations import LOCKS, OPINIONS_DUE, answer_as, evaluation_of, give_opinions, hold_period

pytestmark = pytest.mark.both_databases
# Who watches the cast's own group: its head, the school's heads, nobody else at the school or above it on these pages.
WATCHERS = {"group_head", "principal", "vice_principal"}


@pytest.mark.parametrize("who", CAST)
def test_az_2_who_watches_a_group(cast, period, group, who):
    viewer = cast[who].viewer
    assert (watched(viewer, period, group) is not None) == (who in WATCHERS)
    assert (group_view(viewer, period, group) is not None) == (who in WATCHERS)
    assert (about(viewer, evaluation_of(cast, period, "teacher")) is not None) == (who in WATCHERS)
    lines = {line.group_id for line in group_lines(viewer, period)}
    assert (group in lines) == (who in {"principal", "vice_principal"})
    here = {"stranger_principal", "upper_principal"}  # their own schools' periods, their own schools' groups
    assert bool(periods_watched(viewer)) == (who in WATCHERS | here)
    assert watched(viewer, period, None) is None or who in here | {"principal", "vice_principal"}


def test_az_2_a_group_head_watches_no_other_group_of_the_school(cast, period, small):
    assert watched(cast.group_head.viewer, period, small) is None
    assert group_view(cast.group_head.viewer, period, None) is None
    assert watched(cast.stranger_principal.viewer, period, small) is None
    theirs = select(Evaluation.id).where(Evaluation.group_id == small)
    assert about(cast.group_head.viewer, db.session.scalars(theirs).first()) is None


def test_az_5_nobody_sees_who_is_asked_about_themselves(cast, period):
    assert about(cast.group_head.viewer, evaluation_of(cast, period, "group_head")) is None
    assert about(cast.principal.viewer, evaluation_of(cast, period, "group_head")) is not None


def test_how_far_each_group_is(cast, period, group, small):
    give_opinions(cast, period, "peer", 2)
    lines = {line.group_id: line for line in group_lines(cast.principal.viewer, period)}
    own, two = lines[group], lines[small]
    assert (own.people, own.asked, own.done, own.small) == (5, 5, 1, False)
    assert (two.people, two.asked, two.done, two.small) == (2, 2, 0, True)
    view = group_view(cast.group_head.viewer, period, group)
    assert [one.name for one in view.raters if one.done] == ["Nguyễn Thị Hoa"]
    assert len(view.silent) == 4 and all(one.asked == 4 for one in view.raters)
    assert {one.name: (one.asked, one.answered) for one in view.members}["Trần Thị Lan"] == (4, 1)


def test_the_first_page_counts_opinions_of_the_newest_open_period(cast, period, group):
    give_opinions(cast, period, "peer", 2)
    head, own = watch_work(cast.principal.viewer), watch_work(cast.group_head.viewer)
    assert (head.asked, head.answered) == (5 * 4 + 2, 4)
    assert (own.asked, own.answered, own.closed) == (5 * 4, 4, False)
    assert watch_work(cast.teacher.viewer) is None and watch_work(cast.stranger_principal.viewer) is None
    clock.pin_today(LOCKS)
    assert watch_work(cast.principal.viewer) is None


def test_in_a_year_between_nobody_is_asked_and_nothing_is_watched(cast):
    period = hold_period(cast, head_decides=False)
    mine = evaluation_of(cast, period, "teacher")
    group = db.session.get_one(Evaluation, mine).group_id
    assert periods_watched(cast.principal.viewer) == [] and watched(cast.principal.viewer, period, group) is None
    with writing():
        db.session.add(
            ShortenedCycle(
                period_id=period, unit_id=cast.units["school"], consent="Công văn 12", consented_on=clock.today()
            )
        )
    assert [one.id for one in periods_watched(cast.principal.viewer)] == [period]


def test_a_cycle_shortened_at_one_school_asks_nobody_at_another(cast):
    period = hold_period(cast, head_decides=False)
    mine = evaluation_of(cast, period, "teacher")
    assert evaluation_of(cast, period, "stranger")
    with writing():
        elsewhere = cast.units["other_school"]
        db.session.add(
            ShortenedCycle(period_id=period, unit_id=elsewhere, consent="Công văn 12", consented_on=clock.today())
        )
    assert asked_about([mine]) == {mine: {}} and asked_of(cast.teacher.viewer, period) == []


def everybody_answers(cast, period, group, *, but=()):
    raters = db.session.scalars(select(Evaluation.person_id).where(Evaluation.group_id == group)).all()
    for person_id in raters:
        if person_id not in but:
            answer_as(cast, period, person_id, 2)


def test_anon_10_two_looks_with_one_answer_between_them_tell_nothing(cast, period, group):
    """Whoever watches sees numbers of answers grow, and no counts, until the step is over."""
    last = cast.group_head.person_id
    everybody_answers(cast, period, group, but={last})
    mine = evaluation_of(cast, period, "teacher")
    for _ in range(2):
        for who in ("principal", "group_head"):
            found = about(cast[who].viewer, mine).tally
            assert (found.counts, found.hidden) == (None, Hidden.WAITING)
        if not db.session.get_one(Evaluation, mine).excused and last:
            answer_as(cast, period, last, 3)
            last = None
    assert about(cast.principal.viewer, mine).tally.answers == 4
    clock.pin_today(OPINIONS_DUE)
    found = tally_of(db.session.get_one(Evaluation, mine))
    assert (found.answers, found.counts[0], found.hidden) == (4, (0, 0, 3, 1), None)
