"""What becomes of reports?  One record a reference, one count a meaning, whoever sends them and however often."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.identity.changes.rules import Cursor
from app.domain.identity.models import FormerSectorId
from app.domain.organisation.models import Person
from app.domain.training.exchange.queries import records_since
from app.domain.training.records.actions import AlreadyVoided, UnknownRecord, put, void
from app.domain.training.records.matching import is_known, records_of, waits_for
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Standing, Status, Verdict
from app.domain.viewer import SYSTEM
from app.domain.work.stale import StaleMark
from tests.factories import make_person
from tests.killed import killed_after_commit, killed_before_commit
from tests.training import make_modules, make_provider, report

pytestmark = pytest.mark.both_databases


@pytest.fixture
def place(app):
    return make_provider(), make_modules()


def said(place, *reports):
    answers = put(SYSTEM, place[0], reports, place[1])
    db.session.rollback()
    return [(answer.verdict, answer.standing) for answer in answers]


def test_api3_the_same_report_again_is_the_same_record(place):
    make_person(sector_id="01101000001")
    assert said(place, report()) == [(Verdict.NEW, Standing.COUNTED)]
    assert said(place, report()) == [(Verdict.SAME, Standing.COUNTED)]
    assert db.session.scalar(select(func.count(LearningRecord.id))) == 1


def test_api3_another_body_under_the_same_reference_changes_nothing(place):
    said(place, report())
    [answer] = put(SYSTEM, place[0], [report(score=Decimal(9))], place[1])
    assert (answer.verdict, answer.fields) == (Verdict.CONFLICT, ("score",))
    assert db.session.scalar(select(LearningRecord.score)) == Decimal("8.5")


def test_a_record_moves_forward_under_its_reference(place):
    make_person(sector_id="01101000001")
    steps = [report(status=Status.ENROLLED), report(status=Status.IN_PROGRESS, progress=40), report(progress=100)]
    assert [said(place, step)[0] for step in steps] == [
        (Verdict.NEW, Standing.OPEN), (Verdict.FORWARD, Standing.OPEN), (Verdict.FORWARD, Standing.COUNTED),
    ]  # fmt: skip


def test_steps_of_one_batch_are_judged_in_their_order(place):
    make_person(sector_id="01101000001")
    batch = [report(status=Status.ENROLLED), report(), report(), report(score=Decimal(3))]
    assert [verdict for verdict, _ in said(place, *batch)] == [
        Verdict.NEW, Verdict.FORWARD, Verdict.SAME, Verdict.CONFLICT,
    ]  # fmt: skip
    assert db.session.scalar(select(LearningRecord.status)) == Status.PASSED


def test_two_providers_report_one_learner_and_the_count_is_one(place):
    make_person(sector_id="01101000001")
    other = make_provider("LMS khác"), place[1]
    assert said(place, report("a")) == [(Verdict.NEW, Standing.COUNTED)]
    assert said(other, report("b"), report("c")) == [(Verdict.NEW, Standing.DUPLICATE)] * 2


def test_a_failed_try_does_not_stand_in_the_way_of_a_pass(place):
    make_person(sector_id="01101000001")
    assert said(place, report("a", status=Status.FAILED, score=Decimal(2), completed_at=report().completed_at)) == [
        (Verdict.NEW, Standing.OPEN)
    ]
    assert said(place, report("b")) == [(Verdict.NEW, Standing.COUNTED)]


def test_a_record_of_an_unknown_id_waits_and_counts_by_itself_once_it_is_verified(place):
    person = make_person(listed_sector_id="01101000001")
    assert said(place, report()) == [(Verdict.NEW, Standing.WAITING)]
    assert db.session.scalar(select(Person.id).join(LearningRecord, waits_for())) == person.id
    with writing():
        db.session.get_one(Person, person.id).sector_id = "01101000001"
        db.session.get_one(Person, person.id).sector_key = "1101000001"
    assert said(place, report()) == [(Verdict.SAME, Standing.COUNTED)]


def test_an_id_that_lost_its_zero_is_met_only_where_one_person_has_its_key(place):
    first = make_person(sector_id="01101000001")
    make_person(sector_id="01101000007")
    said(place, report("z", sector_id="01101000007"))  # records of others do not matter
    assert said(place, report("a", sector_id="1101000001")) == [(Verdict.NEW, Standing.COUNTED)]
    assert [each.ref for each in db.session.scalars(records_of(first.id))] == ["a"]
    make_person(sector_id="001101000001")
    assert said(place, report("a", sector_id="1101000001")) == [(Verdict.SAME, Standing.WAITING)]
    assert said(place, report("b")) == [(Verdict.NEW, Standing.COUNTED)]


def test_two_spellings_of_one_id_count_once_and_the_later_takes_the_place_of_a_voided_one(place):
    make_person(sector_id="01101000001")
    other = make_provider("LMS khác"), place[1]
    assert said(place, report("a")) == [(Verdict.NEW, Standing.COUNTED)]
    assert said(other, report("b", sector_id="1101000001")) == [(Verdict.NEW, Standing.DUPLICATE)]
    void(SYSTEM, place[0], "a", "ghi nhầm người")
    assert said(other, report("b", sector_id="1101000001")) == [(Verdict.SAME, Standing.COUNTED)]


def test_two_people_whose_ids_share_a_key_count_each_on_their_own(place):
    make_person(sector_id="01101000001")
    make_person(sector_id="1101000001")
    assert said(place, report("a"), report("b", sector_id="1101000001")) == [(Verdict.NEW, Standing.COUNTED)] * 2


def test_an_id_that_once_was_a_persons_still_leads_to_them(place):
    person = make_person(sector_id="01101000009")
    with writing():
        former = FormerSectorId(sector_id="01101000001", sector_key="1101000001", person_id=person.id, at=clock.now())
        db.session.add(former)
    assert said(place, report()) == [(Verdict.NEW, Standing.COUNTED)]
    assert [each.ref for each in db.session.scalars(records_of(person.id))] == ["r1"]
    make_person(sector_id="01101000001")
    assert list(db.session.scalars(records_of(person.id))) == []


def test_what_is_voided_makes_room_for_the_next(place):
    make_person(sector_id="01101000001")
    said(place, report("a"), report("b"), report("c"))
    void(SYSTEM, place[0], "a", "ghi nhầm người")
    db.session.rollback()
    found = dict(db.session.execute(select(LearningRecord.ref, LearningRecord.duplicate_of_id)).all())
    second = db.session.scalar(select(LearningRecord.id).where(LearningRecord.ref == "b"))
    assert found["b"] is None and found["c"] == second
    assert said(place, report("a")) == [(Verdict.SAME, Standing.VOIDED)]
    assert said(place, report("a", score=Decimal(9)))[0][0] is Verdict.CONFLICT


def test_a_record_that_counts_instead_has_changed_for_its_own_provider(place):
    make_person(sector_id="01101000001")
    other = make_provider("LMS khác"), place[1]
    said(place, report(ref="a"))
    for ref, year in (("second", 2022), ("x", 2020), ("y", 2021)):
        said(other, report(ref=ref, year=year))
    seen = records_since(other[0], Cursor(), 10)
    last = Cursor(seen[-1][0].turn, seen[-1][0].id)
    db.session.rollback()
    void(SYSTEM, place[0], "a", "ghi nhầm người")
    db.session.rollback()
    assert [(row.ref, standing) for row, standing in records_since(other[0], last, 10)] == [
        ("second", Standing.COUNTED)
    ]


def test_a_record_is_voided_once_and_only_by_its_provider(place):
    said(place, report())
    with pytest.raises(UnknownRecord):
        void(SYSTEM, make_provider("LMS khác"), "r1", "nhầm")
    void(SYSTEM, place[0], "r1", "nhầm")
    void(SYSTEM, place[0], "r1", "nhầm")
    with pytest.raises(AlreadyVoided):
        void(SYSTEM, place[0], "r1", "lý do khác")


def test_the_units_of_learners_are_recounted(cast, place):
    said(place, report(), report("r2", sector_id="09999999999"))
    assert cast["teacher"].unit_id in set(db.session.scalars(select(StaleMark.unit_id)))


def test_api3_twenty_parallel_sends_of_two_providers_make_one_count(app, place):
    make_person(sector_id="01101000001")
    providers = [place[0], make_provider("LMS khác")]
    db.session.remove()

    def send(number: int) -> Standing:
        with app.app_context():
            [answer] = put(SYSTEM, providers[number % 2], [report(f"r{number % 2}")], place[1])
            return answer.standing

    with ThreadPoolExecutor(20) as pool:
        standings = list(pool.map(send, range(20)))
    rows = db.session.execute(select(LearningRecord.ref, LearningRecord.duplicate_of_id)).all()
    assert len(rows) == 2 and sum(each.duplicate_of_id is None for each in rows) == 1
    assert set(standings) <= {Standing.COUNTED, Standing.DUPLICATE}


def test_a_killed_process_leaves_all_of_a_batch_or_nothing(place):
    provider, modules = place
    batch = [report(f"r{number}", sector_id=f"0110100{number:04}") for number in range(150)]
    killed_before_commit(lambda: put(SYSTEM, provider, batch, modules))
    assert db.session.scalar(select(func.count(LearningRecord.id))) == 0
    killed_after_commit(lambda: put(SYSTEM, provider, batch, modules))
    db.session.rollback()
    assert {answer.verdict for answer in put(SYSTEM, provider, batch, modules)} == {Verdict.SAME}


def test_a_batch_of_a_thousand_stays_within_the_rows_of_a_transaction(place):
    batch = [report(f"r{number}", sector_id=f"0110100{number:04}") for number in range(1000)]
    assert {verdict for verdict, _ in said(place, *batch)} == {Verdict.NEW}
    assert db.session.scalar(select(func.count(LearningRecord.id)).where(~is_known())) == 1000
