"""The list of those eligible: the database's condition and the rule agree, and each viewer sees their own scope."""

import itertools
from datetime import date

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.core.queries import Wanted, candidates, counted, periods_with_ranks
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.organisation.models import Appointment, Person
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import StandardKind, encode
from tests.evaluations import evaluation_of

pytestmark = pytest.mark.both_databases
ALL = Wanted("all")


def decided(evaluation_id: int, levels: str, rank: int, since: int | None, state: str = "published") -> None:
    """A result as it stands after the head's work, without the way there."""
    with writing():
        evaluation = db.session.get_one(Evaluation, evaluation_id)
        evaluation.state, evaluation.rank = state, rank
        person = db.session.get_one(Person, evaluation.person_id)
        person.teaching_since = person.managing_since = since
        now = clock.now()
        db.session.add(
            Decision(
                evaluation_id=evaluation_id, levels=levels, ruled=rank, rank=rank, saved_at=now, decided_at=now,
                decided_by=evaluation.person_id, decided_as="principal", published_at=now,
            )
        )  # fmt: skip


def appoint_since(evaluation_id: int, year: int) -> None:
    with writing():
        person_id = db.session.get_one(Evaluation, evaluation_id).person_id
        theirs = Appointment.person_id == person_id
        db.session.execute(update(Appointment).where(theirs).values(starts=date(year, 9, 1)))


@pytest.fixture
def held(period) -> Period:
    return db.session.get_one(Period, period)


def names(found) -> list[str]:
    return [one.name for one in found]


def test_the_condition_of_the_database_and_the_rule_say_the_same(cast, held):
    """Every mixture of a few forms, ranks and years, spread over everybody of the school."""
    ids = db.session.scalars(
        select(Evaluation.id).where(
            Evaluation.period_id == held.id, Evaluation.standard_id == held.teacher_standard_id,
            Evaluation.unit_id == cast.units["school"],
        )
    ).all()  # fmt: skip
    forms = ("3" * 15, "2" * 15, "223333322222222", "22333-322222222", "---------------")
    mixtures = list(itertools.product(forms, (1, 2, 3), (None, 2017, 2018), (2016, 2018)))
    for start in range(0, len(mixtures), len(ids)):
        with writing():
            db.session.query(Decision).delete()
        for evaluation_id, (levels, rank, since, appointed) in zip(ids, mixtures[start:], strict=False):
            decided(evaluation_id, levels, rank, since)
            appoint_since(evaluation_id, appointed)
        everybody = candidates(cast.principal.viewer, held, ALL)
        fit = {one.evaluation_id for one in everybody if not one.missing}
        found = {one.evaluation_id for one in candidates(cast.principal.viewer, held, Wanted("eligible"))}
        lacking = {one.evaluation_id for one in candidates(cast.principal.viewer, held, Wanted("lacking"))}
        assert found == fit
        assert lacking == {one.evaluation_id for one in everybody} - fit
        figures = counted(cast.principal.viewer, held, ALL)
        assert (figures.eligible, figures.lacking) == (len(found), len(lacking))


def test_az_3_each_reads_the_published_ranks_decided_beneath_and_nobody_their_own(cast, held):
    for key, size in (("teacher", 15), ("stranger", 15), ("principal", 18)):
        decided(evaluation_of(cast, held.id, key), "3" * size, 3, 2000)
    decided(evaluation_of(cast, held.id, "peer"), "3" * 15, 3, 2000, state="decided")
    decided(evaluation_of(cast, held.id, "group_head"), "3" * 15, 3, 2000, state="appealed")
    lan, nam, minh = (cast[key].name for key in ("teacher", "stranger", "principal"))
    seen = {
        "principal": {lan}, "vice_principal": {lan}, "stranger_principal": {nam},
        **dict.fromkeys(("district_officer", "district_head", "province_officer", "director"), {lan, nam, minh}),
    }  # fmt: skip
    for member in cast:
        found = set(names(candidates(member.viewer, held, Wanted())))
        assert found == seen.get(member.key, set()), member.key
        assert bool(periods_with_ranks(member.viewer)) == (member.key in seen), member.key


def test_the_list_is_filtered_by_kind_unit_and_name_and_paged(cast, held):
    for key, size in (("teacher", 15), ("peer", 15), ("stranger", 15), ("principal", 18)):
        decided(evaluation_of(cast, held.id, key), "3" * size, 3, 2000)
    who = cast.district_officer.viewer
    assert names(candidates(who, held, Wanted(kind=StandardKind.MANAGER))) == [cast.principal.name]
    inside = Wanted(kind=StandardKind.TEACHER, unit_path=cast.teacher.viewer.unit_path)
    assert names(candidates(who, held, inside)) == ["Nguyễn Thị Hoa", "Trần Thị Lan"]
    assert names(candidates(who, held, inside, offset=1, size=1)) == ["Trần Thị Lan"]
    assert names(candidates(who, held, Wanted(patterns=["% lan%"]))) == ["Trần Thị Lan"]
    assert counted(who, held, inside).all == 2


def test_a_manager_is_judged_by_the_years_of_managing(cast, held):
    theirs = evaluation_of(cast, held.id, "principal")
    decided(theirs, encode((2,) * 18), 2, 2020)
    with writing():
        db.session.execute(update(Person).where(Person.id == cast.principal.person_id).values(teaching_since=None))
    (one,) = candidates(cast.district_head.viewer, held, ALL)
    assert (one.since, one.missing) == (2020, ())
    assert standard_of(one.standard_id).core.min_years == 2
