"""The campaign's figures: one definition, in SQL and in the pure rule; stored, live and listed numbers are the same."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.identity.flows import ClaimState, Standing, standing
from app.domain.identity.indicators import FIGURES, LATELY, MAIN, expected_on, joined, stands_in
from app.domain.identity.listing import list_page
from app.domain.identity.models import Claim
from app.domain.identity.roll import Wanted, counted, known_states, roll
from app.domain.organisation.models import Appointment, Leave, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.progress import actions, queries
from app.domain.progress.models import Figure
from app.domain.progress.queries import Leaves
from app.domain.viewer import SYSTEM
from app.domain.work.stale import mark_stale
from tests.cast import Cast
from tests.factories import make_claim, make_person, make_teacher

DEADLINE = clock.start_of(date(2022, 4, 23))


def figure(indicator: str, unit_id: int) -> tuple[int, int, int, int]:
    db.session.rollback()
    row = db.session.execute(
        select(Figure.expected, Figure.done, Figure.on_time, Figure.late).where(
            Figure.indicator == indicator, Figure.unit_id == unit_id
        )
    ).one_or_none()
    return tuple(row) if row else (0, 0, 0, 0)  # type: ignore[return-value]


@pytest.mark.both_databases
def test_the_sql_of_every_standing_agrees_with_the_pure_rule(cast: Cast) -> None:
    """Each possible claim, made by one person each, is found by exactly its own standing."""
    school = db.session.get(Unit, cast.units["far_school"])
    expected: dict[int, Standing] = {}
    for state in [None, *ClaimState]:
        for bulk in (False, True):
            for listed in (False, True):
                with writing():
                    person = make_teacher(school, listed_sector_id="01199999999" if listed else None)
                    if state is not None:
                        make_claim(person, state, in_bulk=bulk)
                expected[person.id] = standing(state, in_bulk=bulk, listed=listed)
    for each in Standing:
        found = joined(select(Person.id)).where(Person.id.in_(expected), stands_in(frozenset({each})))
        assert set(db.session.scalars(found)) == {person for person, stands in expected.items() if stands is each}


def test_every_standing_is_in_one_figure_of_the_board() -> None:
    parts = [FIGURES[name] for name in ("verified", "mismatch", "pending", "unsaved", "not_started")]
    assert frozenset().union(*parts) == frozenset(Standing) and sum(map(len, parts)) == len(Standing)
    assert FIGURES["declared"] == FIGURES["verified"] | FIGURES["mismatch"] | FIGURES["pending"]


@pytest.mark.both_databases
def test_who_is_expected_and_who_is_not(cast: Cast) -> None:
    today = clock.today()
    with writing():
        school = db.session.get(Unit, cast.units["far_school"])
        merged = make_teacher(school, "Lê Thị Gộp", merged_into_id=cast.far_teacher.person_id)
        dead = make_teacher(school, "Lê Văn Mất", deceased=True)
        away = make_teacher(school, "Lê Thị Nghỉ")
        back = make_teacher(school, "Lê Thị Về")
        later = make_person("Lê Thị Mai")
        db.session.add(Leave(person_id=away.id, kind="maternity", starts=today - timedelta(days=9)))
        db.session.add(Leave(person_id=back.id, kind="maternity", starts=today - timedelta(days=9), ends=today))
        for main, starts in ((True, today + timedelta(days=1)), (False, today)):
            db.session.add(
                Appointment(person_id=later.id, unit_id=school.id, position=Position.TEACHER, main=main, starts=starts)
            )
    found = set(db.session.scalars(joined(select(Person.id)).where(expected_on(today))))
    assert back.id in found and {merged.id, dead.id, away.id, later.id}.isdisjoint(found)
    assert cast.teacher.person_id in found and cast.staff.person_id in found
    assert cast.district_officer.person_id not in found and cast.leaver.person_id not in found


@pytest.mark.both_databases
def test_in_time_is_before_the_first_instant_of_the_day_named(cast: Cast) -> None:
    unit = cast.units["school"]
    instants = (DEADLINE - timedelta(microseconds=1), DEADLINE, DEADLINE + timedelta(days=1))
    for member, at in zip((cast.teacher, cast.peer, cast.staff), instants, strict=True):
        make_claim(member.person_id, ClaimState.VERIFIED, at=at)
    actions.rebuild()
    assert figure("declared", unit) == (7, 3, 1, 2)
    assert figure("verified", unit) == (7, 3, 1, 2)
    assert figure("not_started", unit) == (7, 4, 4, 0)


@pytest.mark.both_databases
def test_a_province_that_moved_its_deadline_counts_by_its_own(cast: Cast) -> None:
    for member in (cast.teacher, cast.far_teacher):
        make_claim(member.person_id, ClaimState.PENDING, at=DEADLINE)
    campaign = queries.campaign("sector_id")
    later = DEADLINE + timedelta(days=7)
    actions.set_deadline(cast.province_admin.viewer, campaign, cast.units["province"], later, 0)
    actions.rebuild()
    assert figure("declared", cast.units["school"])[2:] == (1, 0)
    assert figure("declared", cast.units["far_school"])[2:] == (0, 1)


def test_lately_is_the_seven_days_that_end_today(cast: Cast) -> None:
    today = clock.start_of(clock.today())
    for member, at in (
        (cast.teacher, today),
        (cast.peer, today - timedelta(days=6)),
        (cast.staff, today - timedelta(days=6, seconds=1)),
    ):
        make_claim(member.person_id, ClaimState.PENDING, at=at)
    actions.rebuild()
    assert figure(LATELY, cast.units["school"])[1] == 2


Act = st.tuples(
    st.sampled_from(["claim", "drop", "leave", "end", "move", "list"]), st.integers(0, 9), st.sampled_from(ClaimState)
)


@pytest.mark.both_databases
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(Act, max_size=12))
def test_whatever_happens_stored_figures_equal_a_live_count(cast: Cast, acts: list) -> None:
    """A history of random acts, each marking only its own schools: recounting those is as good as counting all."""
    names = ["teacher", "peer", "staff", "principal", "stranger", "stranger_principal", "upper_teacher"]
    people = [cast[name].person_id for name in [*names, "far_teacher", "far_principal", "group_head"]]
    schools = [cast.units[name] for name in ("school", "other_school", "upper_school", "far_school")]
    actions.rebuild()
    for act, who, state in acts:
        with writing():
            mark_stale(_happen(act, people[who], state, schools[who % 4]))
    actions.recount_all_marked()
    assert actions.compare() == []


def _happen(act: str, person_id: int, state: ClaimState, school_id: int) -> set[int]:
    """One act on one person; the units whose figures it touches."""
    places = select(Appointment.unit_id).where(Appointment.person_id == person_id)
    touched = set(db.session.scalars(places))
    if act == "claim":
        db.session.execute(delete(Claim).where(Claim.person_id == person_id))
        make_claim(person_id, state, at=DEADLINE + timedelta(hours=person_id % 3 - 1))
    elif act == "drop":
        db.session.execute(delete(Claim).where(Claim.person_id == person_id))
    elif act == "leave":
        db.session.add(Leave(person_id=person_id, kind="study", starts=clock.today()))
    elif act == "end":
        db.session.execute(
            update(Appointment).where(Appointment.person_id == person_id, Appointment.ends.is_(None)).values(
                ends=clock.today()
            )
        )  # fmt: skip
    elif act == "move":
        db.session.execute(update(Appointment).where(Appointment.person_id == person_id).values(unit_id=school_id))
    else:
        db.session.execute(update(Person).where(Person.id == person_id).values(listed_sector_id=None))
    return touched | {school_id}


@pytest.mark.both_databases
@pytest.mark.parametrize("wide", [True, False])
def test_each_state_lists_as_many_people_as_its_figure_counts(cast: Cast, wide: bool) -> None:
    for number, member in enumerate(cast):
        if number % 5 and member.viewer.role in {"teacher", "principal"}:
            make_claim(
                member.person_id, list(ClaimState)[number % len(ClaimState)], at=DEADLINE - timedelta(days=number - 12)
            )
    actions.rebuild()
    viewer, campaign = cast.province_officer.viewer, queries.campaign("sector_id")
    for leaves in (Leaves(), Leaves(level="THCS"), Leaves(difficult=True)):
        summed = queries.totals(viewer, campaign.id, [viewer.unit_path], leaves, [*FIGURES, LATELY], MAIN)
        figures = {"": summed.expected, "late": summed.late, LATELY: getattr(summed, LATELY)}
        figures |= {name: getattr(summed, name) for name in FIGURES}
        figures["on_time"] = summed.declared - summed.late
        for state, number in figures.items():
            wanted = Wanted((viewer.unit_path,), DEADLINE, leaves, state)
            found = list_page(viewer, campaign.id, wanted, wide=wide, sort="unit", size=50, number=1)
            assert (found.total, len(found.entries), counted(roll(viewer, wanted))) == (number,) * 3, state
    assert {*FIGURES, "late", "on_time", LATELY} <= set(known_states())


def test_pages_of_a_wide_list_hold_everybody_once(cast: Cast) -> None:
    with writing():
        for name in ("school", "other_school", "upper_school"):
            school = db.session.get(Unit, cast.units[name])
            for number in range(7):
                make_teacher(school, f"Nguyễn Văn {'ABCDEFG'[number]}")
    actions.rebuild()
    viewer, campaign = cast.province_officer.viewer, queries.campaign("sector_id")
    wanted = Wanted((viewer.unit_path,), DEADLINE, state="not_started")
    for sort in ("unit", "-unit"):
        seen = []
        for number in range(1, 9):
            page = list_page(viewer, campaign.id, wanted, wide=True, sort=sort, size=5, number=number)
            seen += [entry.person_id for entry in page.entries]
        assert len(seen) == len(set(seen)) == page.total == counted(roll(SYSTEM, wanted))


@pytest.mark.both_databases
def test_a_search_finds_words_by_their_beginning_with_or_without_marks(cast: Cast) -> None:
    viewer, campaign = cast.province_officer.viewer, queries.campaign("sector_id")

    def found(text: str, wide: bool = True) -> set[str]:
        wanted = Wanted((viewer.unit_path,), DEADLINE, q=text)
        page = list_page(viewer, campaign.id, wanted, wide=wide, sort="name", size=50, number=1)
        assert page.total == len(page.entries)
        return {entry.name for entry in page.entries}

    for wide in (True, False):
        assert found("lan tran", wide) == found("TRẦN", wide) == {"Trần Thị Lan"}
        assert found("duc", wide) == {"Lý Văn Đức"} and found("an", wide) == set()
        assert found("01101000002", wide) == found("1101000002", wide) == {"Nguyễn Thị Hoa"}
        assert found("100%", wide) == set()


def test_az_4_a_lecturer_gets_states_and_a_ministry_nobody(cast: Cast) -> None:
    make_claim(cast.teacher.person_id, ClaimState.MISMATCH)
    campaign = queries.campaign("sector_id")
    province = cast.province_officer.viewer.unit_path
    wanted = Wanted((province,), DEADLINE)
    lecturer = cast.lecturer.viewer
    entries = list_page(lecturer, campaign.id, wanted, wide=False, sort="name", size=50, number=1).entries
    assert entries and all(each.birth_date is None and each.sector_id is None for each in entries)
    by_id = Wanted((province,), DEADLINE, q="01101000001")
    assert counted(roll(lecturer, by_id)) == 0
    for nobody in (cast.ministry_officer, cast.viettel_staff, cast.teacher, cast.far_officer):
        assert counted(roll(nobody.viewer, wanted)) == 0
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 1
