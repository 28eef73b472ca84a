"""Figures are recounted, never incremented: what is stored equals what a live query would say, whatever happened."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Leave, Person, Unit
from app.domain.progress import actions, queries
from app.domain.progress import figures as stored
from app.domain.progress.board import board_page, slowest_beneath
from app.domain.progress.indicators import REGISTERED, Indicator, register
from app.domain.progress.models import Figure
from app.domain.progress.queries import Leaves
from app.domain.progress.rules import Count
from app.domain.viewer import SYSTEM
from app.domain.work.stale import StaleMark, mark_stale
from app.jobs.runner import run_due_jobs
from tests.cast import Cast
from tests.factories import make_teacher

CODE = "named_hoa"


def _count(session, unit_ids, period):  # type: ignore[no-untyped-def]
    """People of a unit today, and those of them called Hoa: a figure simple enough to count by hand."""
    here = (
        select(Appointment.unit_id, func.count(), func.sum((Person.given_name == "Hoa").cast(db.Integer)))
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.unit_id.in_(unit_ids), appointed_on(period.day))
        .group_by(Appointment.unit_id)
    )
    return [Count(unit, all_, hoa, hoa, 0) for unit, all_, hoa in session.execute(here)]


@pytest.fixture(autouse=True)
def only_hoa() -> Iterator[None]:
    kept = dict(REGISTERED)
    REGISTERED.clear()
    register(Indicator(CODE, _count))
    yield
    REGISTERED.clear()
    REGISTERED.update(kept)


def figures() -> dict[int, tuple[int, int]]:
    rows = db.session.execute(select(Figure.unit_id, Figure.expected, Figure.done).where(Figure.indicator == CODE))
    return {unit: (expected, done) for unit, expected, done in rows}


@pytest.mark.both_databases
def test_a_marked_unit_is_recounted_and_others_are_left_alone(cast: Cast) -> None:
    actions.rebuild()
    before = figures()
    assert before[cast.units["school"]] == (8, 1)
    with writing():
        db.session.execute(update(Person).where(Person.id == cast.teacher.person_id).values(given_name="Hoa"))
        db.session.execute(update(Person).where(Person.id == cast.stranger.person_id).values(given_name="Hoa"))
        mark_stale([cast.units["school"], cast.units["school"]])
    assert db.session.scalar(select(func.count()).select_from(StaleMark)) == 1
    db.session.rollback()
    assert actions.recount_all_marked() == 1
    after = figures()
    assert after[cast.units["school"]] == (8, 2)
    assert after[cast.units["other_school"]] == before[cast.units["other_school"]]
    assert db.session.scalar(select(func.count()).select_from(StaleMark)) == 0
    assert [key for key, *_ in actions.compare()] == [(1, CODE, cast.units["other_school"])]
    assert actions.rebuild() and actions.compare() == []


@pytest.mark.both_databases
def test_a_unit_that_lost_its_people_loses_its_figures(cast: Cast) -> None:
    actions.rebuild()
    with writing():
        db.session.execute(
            update(Appointment).where(Appointment.unit_id == cast.units["far_school"]).values(ends=clock.today())
        )
        mark_stale([cast.units["far_school"]])
    actions.recount_all_marked()
    assert cast.units["far_school"] not in figures()


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let this happen once, after the next count and before its figures are stored."""
    counting = stored.count_units

    def count_then(unit_ids, day):  # type: ignore[no-untyped-def]
        monkeypatch.setattr(stored, "count_units", counting)
        found = counting(unit_ids, day)
        db.session.rollback()
        happens()
        return found

    monkeypatch.setattr(stored, "count_units", count_then)


def another_hoa(cast: Cast) -> None:
    with writing():
        db.session.execute(update(Person).where(Person.id == cast.teacher.person_id).values(given_name="Hoa"))
        mark_stale([cast.units["school"]])


@pytest.mark.both_databases
def test_a_change_during_the_recount_keeps_its_own_mark(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing():
        mark_stale([cast.units["school"]])
    meanwhile(monkeypatch, lambda: another_hoa(cast))
    assert actions.recount_marked() == 1
    assert figures()[cast.units["school"]] == (8, 1)
    assert db.session.scalar(select(func.count()).select_from(StaleMark)) == 1
    actions.recount_all_marked()
    assert figures()[cast.units["school"]] == (8, 2)


@pytest.mark.both_databases
def test_an_older_count_never_overwrites_a_newer_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing():
        mark_stale([cast.units["school"]])

    def another_counter_is_quicker() -> None:
        another_hoa(cast)
        assert actions.recount_all_marked() == 1

    meanwhile(monkeypatch, another_counter_is_quicker)
    actions.recount_marked()
    assert figures()[cast.units["school"]] == (8, 2)


@pytest.mark.both_databases
def test_what_is_closed_during_the_recount_gets_no_figures_any_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing():
        actions.open_campaign("sector_id", 7, cast.units["province"], "Một đợt", clock.now())
        mark_stale([cast.units["school"]])

    def close() -> None:
        with writing():
            actions.close_campaign("sector_id", 7)

    meanwhile(monkeypatch, close)
    actions.recount_marked()
    counted = {campaign for (campaign, *_) in stored.stored_of([cast.units["school"]])}
    assert counted == {queries.campaign("sector_id").id}


def test_a_new_day_marks_what_begins_and_ends_on_it(cast: Cast) -> None:
    actions.rebuild()
    tomorrow = clock.today() + timedelta(days=1)
    with writing():
        db.session.execute(
            update(Appointment).where(Appointment.id == cast.stranger.appointment_id).values(ends=tomorrow)
        )
        db.session.add(Leave(person_id=cast.far_teacher.person_id, kind="maternity", starts=tomorrow))
    assert actions.turn_day() == 0  # still the day that was counted
    clock.pin_today(tomorrow)
    assert actions.turn_day() == 2
    db.session.rollback()
    marked = set(db.session.scalars(select(StaleMark.unit_id)))
    assert marked == {cast.units["other_school"], cast.units["far_school"]}
    before = figures()[cast.units["other_school"]]
    actions.recount_all_marked()
    assert figures()[cast.units["other_school"]][0] == before[0] - 1
    assert actions.turn_day() == 0 and actions.compare() == []


def test_a_first_day_marks_everybody(cast: Cast) -> None:
    assert actions.turn_day() == len(actions.leaf_units())


@pytest.mark.both_databases
def test_what_lies_above_is_the_sum_of_its_schools_and_never_crosses_provinces(cast: Cast) -> None:
    actions.rebuild()
    per_unit = figures()
    with writing():
        make_teacher(queries.board_unit(SYSTEM, cast.units["other_school"]), "Lê Thị Hoa")
        mark_stale([cast.units["other_school"]])
    actions.recount_all_marked()
    campaign = queries.campaign("sector_id")
    district = queries.board_unit(cast.province_officer.viewer, cast.units["district"])
    rows = db.session.execute(
        queries.figures_of(
            cast.province_officer.viewer, campaign.id, Leaves(), [CODE], CODE,
            below=queries.board_unit(cast.province_officer.viewer, cast.units["province"]), q="",
        )
    ).all()  # fmt: skip
    found = {row.id: (row.expected, getattr(row, CODE)) for row in rows}
    schools = [per_unit[cast.units[name]] for name in ("school", "other_school")]
    assert district is not None
    assert found[district.id] == (sum(e for e, _ in schools) + 1, sum(d for _, d in schools) + 1)
    assert found[cast.units["upper_school"]] == per_unit[cast.units["upper_school"]]
    assert set(found) == {cast.units["district"], cast.units["upper_school"]}


def test_con5_the_board_says_for_which_instant_it_holds(cast: Cast) -> None:
    actions.rebuild()
    paths = [cast.province_officer.viewer.unit_path]
    with writing():
        mark_stale([cast.units["far_school"]])
    assert queries.counted_until(SYSTEM, paths) >= clock.now() - timedelta(seconds=5)
    with writing():
        mark_stale([cast.units["school"]])
    db.session.rollback()
    marked = db.session.scalar(select(StaleMark.marked_at).where(StaleMark.unit_id == cast.units["school"]))
    assert queries.counted_until(SYSTEM, paths) == marked


@pytest.mark.both_databases
def test_moving_a_deadline_marks_its_province_only_and_needs_its_admin(cast: Cast) -> None:
    actions.rebuild()
    campaign = queries.campaign("sector_id")
    later = clock.start_of(date(2022, 5, 1))
    for outsider in (cast.province_officer, cast.far_admin, cast.district_admin, cast.school_admin, cast.teacher):
        with pytest.raises(actions.NotAllowed):
            actions.set_deadline(outsider.viewer, campaign, cast.units["province"], later, 0)
    actions.set_deadline(cast.province_admin.viewer, campaign, cast.units["province"], later, 0)
    run_due_jobs()
    school = queries.board_unit(SYSTEM, cast.units["school"])
    far = queries.board_unit(SYSTEM, cast.units["far_school"])
    assert queries.deadline_of(campaign, school.path).at == later
    assert queries.deadline_of(campaign, far.path).at == campaign.deadline
    marked = set(db.session.scalars(select(StaleMark.unit_id)))
    assert cast.units["school"] in marked and cast.units["far_school"] not in marked
    with pytest.raises(actions.ChangedMeanwhile):
        actions.set_deadline(cast.province_admin.viewer, campaign, cast.units["province"], later, 0)


@pytest.mark.both_databases
def test_a_filtered_board_sums_the_schools_and_agrees_with_the_stored_sums(cast: Cast) -> None:
    actions.rebuild()
    viewer, campaign = cast.province_officer.viewer, queries.campaign("sector_id")
    province = queries.board_unit(viewer, cast.units["province"])
    with writing():
        db.session.execute(update(Unit).where(Unit.kind == "school").values(difficult=True))
    boards = [
        db.session.execute(
            queries.figures_of(viewer, campaign.id, leaves, [CODE], CODE, below=province).order_by(Unit.id)
        ).all()
        for leaves in (Leaves(), Leaves(difficult=True))
    ]
    assert boards[0] == boards[1] and boards[0]
    assert (
        queries.totals(viewer, campaign.id, [viewer.unit_path], Leaves(), [CODE], CODE)
        == queries.totals(viewer, campaign.id, [viewer.unit_path], Leaves(difficult=True), [CODE], CODE)
    )  # fmt: skip
    assert actions.compare() == []


@pytest.mark.both_databases
def test_the_units_with_the_smallest_part_done_come_first_and_none_where_nobody_is_expected(cast: Cast) -> None:
    actions.rebuild()
    campaign, officer = queries.campaign("sector_id"), cast.province_officer.viewer
    rows = slowest_beneath(officer, campaign.id, CODE, 5)
    shares = [getattr(row, CODE) / row.expected for row in rows]
    assert rows and shares == sorted(shares) and all(row.expected for row in rows)
    below = queries.board_unit(officer, cast.units["province"])
    page = board_page(officer, campaign.id, Leaves(), [CODE], CODE, below=below, limit=50)
    board = {row.id: row for row in page.rows}
    assert {row.id for row in rows} == {row.id for row in board.values() if row.expected}
    for row in rows:
        assert (row.expected, getattr(row, CODE)) == (board[row.id].expected, getattr(board[row.id], CODE))
    assert slowest_beneath(cast.far_principal.viewer, campaign.id, CODE, 5) == []
    assert slowest_beneath(cast.teacher.viewer, campaign.id, CODE, 5) == []


@pytest.mark.both_databases
def test_however_many_figures_move_storing_them_takes_as_many_statements(cast: Cast, statements) -> None:
    school = cast.units["school"]
    campaign = db.session.scalars(select(Figure.campaign_id)).first() or 1
    counted = {(campaign, f"some_{number}", school): (9, number, number, 0) for number in range(9)}
    with writing():
        stored.store([school], counted)
    moved = dict.fromkeys(list(counted)[2:], (9, 1, 0, 1))
    with writing():
        before = len(statements)
        stored.store([school], moved)
        asked = len(statements) - before
    assert asked == 3  # what is stored, what is gone, what has moved
    assert stored.stored_of([school]) == moved
