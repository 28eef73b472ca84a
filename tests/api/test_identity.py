"""What does an LMS learn of identities?  The least, at once, and nothing is ever missed (API-6, AZ-4)."""

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.domain.accounts.clients.models import ApiClient
from app.domain.identity.changes.actions import follow, note_given, note_lost
from app.domain.identity.changes.models import IdentityChange
from app.domain.identity.changes.queries import changes_for
from app.domain.identity.changes.rules import Cursor
from app.domain.identity.models import FormerSectorId
from app.domain.organisation.models import Person
from tests.factories import make_claim
from tests.lms import COMPLETION, Machine, code_of, make_machine, pointers

both = pytest.mark.both_databases
BORN = date(1985, 5, 20)
ID = "01101000001"


def hold(person_id: int, sector_id: str = ID, **values) -> None:
    with writing():
        db.session.execute(
            update(Person)
            .where(Person.id == person_id)
            .values(sector_id=sector_id, sector_key=sector_id.lstrip("0"), birth_date=BORN, **values)
        )


def check(machine, sector_id=ID, born="1985-05-20"):
    return machine.ask("POST", "/identity/check", {"sector_id": sector_id, "birth_date": born})


def result(answer):
    return answer.get_json()["result"]


@both
def test_api6_the_answer_is_match_mismatch_or_pending_and_no_more(cast, viettel):
    assert result(check(viettel, born="1985-05-21")) == "mismatch"  # listed, but her birth date is another
    assert result(check(viettel)) == "pending"
    hold(cast.teacher.person_id)
    answer = check(viettel)
    assert answer.get_json() == {"result": "match"}
    assert result(check(viettel, "1101000001")) == "match"  # a spreadsheet took the zero away
    assert result(check(viettel, born="1985-05-21")) == "mismatch"
    assert result(check(viettel, "09999999999")) == "mismatch"  # nobody's: a mismatch like any other


@both
def test_api6_three_mismatches_of_an_id_and_the_provider_is_told_no_more_that_day(app, cast, viettel, vnpt, frozen):
    hold(cast.teacher.person_id)
    frozen(datetime(2022, 4, 18, 10, tzinfo=UTC))
    second = make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"])
    for machine in (viettel, vnpt, second):
        machine.token = Machine(machine.client.application, machine.made).token
    turns = (viettel, second, viettel)
    assert [result(check(each, born="1990-01-01")) for each in turns] == ["mismatch"] * 3
    vnpt.put()
    assert result(check(vnpt)) == "match", "another provider's guesses are not its own"
    for answer in (check(viettel), check(second)):
        assert code_of(answer) == (429, "guessed_enough")
        assert answer.headers["Retry-After"] == str(7 * 3600 + 1)  # midnight in Vietnam
    assert result(check(viettel, "01101000002", "1990-01-01")) == "mismatch"  # another ID is another matter
    frozen(datetime(2022, 4, 18, 17, 1, tzinfo=UTC))
    viettel.token = Machine(viettel.client.application, viettel.made).token
    assert result(check(viettel)) == "match"


def test_api6_all_providers_together_guess_five_times_a_day(cast, viettel, vnpt):
    answers = [check(each, born="1990-01-01").status_code for each in [viettel] * 4 + [vnpt] * 3]
    assert answers == [200, 200, 200, 429, 200, 200, 429]


@both
def test_api6_asking_in_parallel_gains_nothing(app, cast, viettel):
    hold(cast.teacher.person_id)
    answers = []

    def guess(day: int) -> None:
        with app.app_context():
            machine = Machine.__new__(Machine)
            machine.client, machine.token = app.test_client(), viettel.token
            answers.append(check(machine, born=f"1990-01-{day:02}").status_code)

    threads = [threading.Thread(target=guess, args=(day,)) for day in range(1, 13)]
    [thread.start() for thread in threads], [thread.join() for thread in threads]
    assert sorted(answers) == [200] * 3 + [429] * 9


def test_api6_people_of_other_provinces_are_nobodys_unless_they_learn_here(cast, viettel, vnpt):
    hold(cast.teacher.person_id)
    assert result(check(vnpt)) == "mismatch"
    assert code_of(vnpt.ask("GET", f"/persons/{ID}")) == (404, "not_found")
    vnpt.put()
    assert result(check(vnpt)) == "match"
    assert vnpt.ask("GET", f"/persons/{ID}").status_code == 200


def test_api6_a_client_narrowed_to_a_province_asks_about_it_alone(app, cast, modules):
    hold(cast.teacher.person_id)
    units = cast.units
    narrowed = make_machine(
        app, cast.ministry_admin.viewer, units["viettel"], provinces=[units["province"], units["far_province"]]
    )
    elsewhere = make_machine(app, cast.ministry_admin.viewer, units["viettel"], provinces=[units["far_province"]])
    assert (result(check(narrowed)), result(check(elsewhere))) == ("match", "mismatch")


@both
def test_api6_az4_a_record_brings_a_narrowed_client_no_word_of_people_elsewhere(app, cast, modules):
    """What it sends of them is taken in and counts; check, person, feed and standings say what they said before."""
    hold(cast.teacher.person_id)
    units, admin = cast.units, cast.ministry_admin.viewer
    everywhere = make_machine(app, admin, units["viettel"])
    elsewhere = make_machine(app, admin, units["viettel"], provinces=[units["far_province"]])
    here = make_machine(app, admin, units["viettel"], provinces=[units["province"]])
    sent = elsewhere.put()
    assert (sent.status_code, sent.get_json()["standing"]) == (201, "waiting")
    with writing():
        note_given([(None, ID)])
    assert result(check(elsewhere)) == "mismatch"
    assert code_of(elsewhere.ask("GET", f"/persons/{ID}")) == (404, "not_found")
    assert (feed(elsewhere)[0], feed(here)[0]) == ([], [("verified", ID, None)])
    assert elsewhere.ask("GET", "/completions").get_json()["items"][0]["standing"] == "waiting"
    for machine, standing in ((elsewhere, "waiting"), (here, "counted"), (everywhere, "counted")):
        assert machine.ask("GET", "/completions/r1").get_json()["standing"] == standing
        assert machine.put().get_json()["standing"] == standing
        batch = {"items": [COMPLETION | {"ref": "r1"}]}
        (item,) = machine.ask("POST", "/completions/batch", batch).get_json()["results"]
        assert item["standing"] == standing
    assert elsewhere.put(sector_id="01101000002").get_json()["standing"] == "waiting"  # whoever r1 may be about
    assert elsewhere.ask("POST", "/completions/r1/void", {"reason": "Nhầm"}).get_json()["standing"] == "voided"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [({}, {"/sector_id": "missing", "/birth_date": "missing"}),
     ({"sector_id": "x", "birth_date": "1985-05-20"}, {"/sector_id": "not_digits"}),
     ({"sector_id": ID, "birth_date": "20/05/1985"}, {"/birth_date": "not_day"}),
     ({"sector_id": ID, "birth_date": "1985-02-30"}, {"/birth_date": "not_day"})],
)  # fmt: skip
def test_api5_odd_questions_are_refused(viettel, body, wrong):
    assert pointers(viettel.ask("POST", "/identity/check", body)) == wrong


@both
def test_az_4_a_person_is_an_id_and_since_when_and_nothing_else(cast, viettel):
    hold(cast.teacher.person_id)
    make_claim(cast.teacher.person_id, sector_id=ID)
    said = viettel.ask("GET", f"/persons/{ID}").get_json()
    assert said.keys() == {"sector_id", "verified_since", "confirm_again"} and said["verified_since"]
    assert cast.teacher.name not in str(said)


@both
def test_an_id_that_changed_leads_on_and_one_that_is_gone_says_so(cast, viettel):
    hold(cast.teacher.person_id, "01101000555")
    with writing():
        db.session.add(
            FormerSectorId(
                sector_id=ID, sector_key=ID.lstrip("0"), person_id=cast.teacher.person_id, at=datetime.now(UTC)
            )
        )
    answer = viettel.ask("GET", f"/persons/{ID}")
    assert answer.status_code == 308 and answer.headers["Location"].endswith("/api/v1/persons/01101000555")
    hold(cast.peer.person_id, "01101000002", deceased=True)
    assert code_of(viettel.ask("GET", "/persons/01101000002")) == (410, "withdrawn")
    for unknown in ("09999999999", "x", "1" * 300):
        assert code_of(viettel.ask("GET", f"/persons/{unknown}")) == (404, "not_found")


def feed(machine, cursor=""):
    said = machine.ask("GET", f"/identities/changes?cursor={cursor}").get_json()
    return [(each["change"], each["sector_id"], each["replaced_by"]) for each in said["items"]], said["cursor"]


@both
def test_the_feed_tells_of_a_verification_to_those_who_teach_her(cast, viettel, vnpt):
    viettel.put()
    assert feed(viettel)[0] == []
    with writing():
        note_given([(None, ID), (None, "01101000002")])
    told, cursor = feed(viettel)
    assert told == [("verified", ID, None)]
    assert feed(viettel, cursor) == ([], cursor)
    assert feed(vnpt)[0] == []
    with writing():
        note_given([(ID, "01101000777")])
        note_lost("01101000002", None)
    assert feed(viettel, cursor)[0] == [("replaced", ID, "01101000777")]


@both
def test_whoever_begins_to_teach_her_hears_what_was_before(viettel, vnpt):
    viettel.put()
    with writing():
        note_given([(None, ID)])
    told, cursor = feed(viettel)
    vnpt.put()
    assert feed(vnpt)[0] == [("verified", ID, None)]
    assert feed(viettel, cursor)[0] == []


@both
def test_the_feed_is_read_in_pages(viettel):
    ids = [f"0220{number:07}" for number in range(7)]
    with writing():
        follow(viettel_id(viettel), ids)
        note_given([(None, each) for each in ids])
    seen, cursor = [], ""
    for _ in range(4):
        said = viettel.ask("GET", f"/identities/changes?cursor={cursor}&limit=2").get_json()
        seen += [each["sector_id"] for each in said["items"]]
        cursor = said["cursor"]
    assert seen == ids and said["more"] is False


def viettel_id(machine) -> int:
    return db.session.get_one(ApiClient, machine.made.client_id).provider_id


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
@pytest.mark.parametrize("first", ["change", "follow"])
def test_no_entry_is_missed_whoever_commits_first(app, cast, first):
    """Two transactions overlap: one verifies, one begins to follow; a third entry is read in between."""
    provider = cast.units["viettel"]
    with writing():
        follow(provider, ["09900000001"])
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with app.app_context(), writing():
            note_given([(None, ID)]) if first == "change" else follow(provider, [ID])
            begun.set()
            go_on.wait(10)

    thread = threading.Thread(target=slow)
    thread.start()
    assert begun.wait(10)
    with writing():
        follow(provider, [ID]) if first == "change" else note_given([(None, ID)])
    with writing():
        note_given([(None, "09900000001")])
    read = changes_for(provider, Cursor(), 100)
    cursor = read[-1].cursor if read else Cursor()
    db.session.rollback()
    go_on.set()
    thread.join()
    rest = changes_for(provider, cursor, 100)
    assert sorted(each.sector_id for each in [*read, *rest]) == [ID, "09900000001"]


@both
def test_a_turn_is_the_same_counter_for_changes_and_followers(cast):
    provider = cast.units["viettel"]
    for number in range(3):
        with writing():
            follow(provider, [f"0550{number:07}"])
    with writing():
        note_given([(None, "05500000000")])
    (entry,) = changes_for(provider, Cursor(), 10)
    assert entry.cursor.turn == db.session.query(IdentityChange.turn).scalar()
    with writing():
        note_given([(None, "05500000001")])
    assert [each.sector_id for each in changes_for(provider, entry.cursor, 10)] == ["05500000001"]
