"""Verifying a whole unit at once."""

import json
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain.identity import queries
from app.domain.identity.bulk import people_to_verify
from app.domain.identity.flows import Move, Standing
from app.domain.identity.models import Attempt, Claim, IdCase
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import Person, Unit
from app.domain.viewer import SYSTEM
from app.domain.work.actions import request_job
from app.domain.work.models import Job
from app.integrations.registry import verification
from app.integrations.registry.chosen import use_registry
from app.integrations.registry.interface import RegistryPerson
from app.integrations.registry.remote import Patience, RemoteRegistry
from app.integrations.registry.standin import Standin, Trouble
from app.jobs.runner import run_due_jobs

LAN, HOA, KHOA, THU = (f"0110100000{n}" for n in (1, 2, 3, 4))
BORN = date(1985, 5, 20)
pytestmark = pytest.mark.both_databases


def person(member) -> Person:
    return db.session.get_one(Person, member.person_id)


def standing(member) -> Standing:
    db.session.expire_all()
    return queries.standing_of(person(member), queries.claim_of(member.person_id))


def path_of(cast, unit: str) -> str:
    return db.session.get_one(Unit, cast.units[unit]).path


@pytest.fixture
def some_records(cast, register):
    """Lan matches, Hoa was born on another day, Khoa's zero is lost; nobody knows Thu."""
    register(LAN, "Trần Thị Lan")
    register(HOA, "Nguyễn Thị Hoa", date(1985, 5, 2))
    register(KHOA, "Phạm Văn Khoa")
    with writing():
        person(cast.group_head).listed_sector_id = KHOA.lstrip("0")
        person(cast.vice_principal).listed_sector_id = None
        person(cast.principal).birth_date = None


def test_a_school_is_verified_from_its_roster(cast, some_records):
    counts = verification.verify_unit(SYSTEM, path_of(cast, "school"))
    assert counts == Counter(verified=2, mismatch=1, not_found=2, no_id=1, no_birth_date=1)
    assert standing(cast.teacher) is Standing.VERIFIED_BULK
    assert (person(cast.group_head).sector_id, standing(cast.peer)) == (KHOA, Standing.MISMATCH)
    assert standing(cast.staff) is Standing.NOT_FOUND
    assert standing(cast.vice_principal) is Standing.NOT_DECLARED
    assert standing(cast.stranger) is Standing.LISTED
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "id_verified_bulk"))
    assert set(told) == {cast.teacher.person_id, cast.group_head.person_id}
    journalled = select(func.count()).where(JournalEntry.event == "id_verified_in_bulk")
    assert db.session.scalar(journalled) == db.session.scalar(select(func.count(Attempt.id))) == 5


def test_doing_it_again_leaves_the_verified_alone(cast, some_records):
    verification.verify_unit(SYSTEM, path_of(cast, "school"))
    again = verification.verify_unit(SYSTEM, path_of(cast, "school"))
    assert again["verified"] == 0 and again["mismatch"] == 1
    assert standing(cast.teacher) is Standing.VERIFIED_BULK


def test_what_a_person_declared_goes_before_what_a_roster_proposed(cast, register):
    register(LAN, "Trần Thị Lan")
    verification.verify(cast.teacher.viewer, cast.teacher.person_id, Move.COMPLETE, sector_id="01101555555")
    verification.verify_unit(SYSTEM, path_of(cast, "school"))
    assert standing(cast.teacher) is Standing.NOT_FOUND
    assert queries.claim_of(cast.teacher.person_id).sector_id == "01101555555"


def test_two_people_who_match_one_id_in_one_batch_leave_one_holder_and_a_case(cast, register):
    with writing():
        for member in (cast.peer, cast.stranger):
            person(member).full_name, person(member).listed_sector_id = "Trần Thị Lan", LAN
    register(LAN, "Trần Thị Lan")
    counts = verification.verify_unit(SYSTEM, path_of(cast, "province"))
    assert counts["verified"] == 1 and counts["duplicate"] == 2
    assert db.session.scalar(select(func.count()).where(Person.sector_id == LAN)) == 1
    assert db.session.scalar(select(func.count(IdCase.id))) == 2


def test_az2_a_viewer_verifies_only_beneath_themselves(cast, register):
    register(LAN, "Trần Thị Lan")
    viewer = cast.stranger_admin.viewer
    assert len(people_to_verify(viewer, path_of(cast, "province"))) == 3
    verification.verify_unit(viewer, path_of(cast, "province"))
    assert standing(cast.teacher) is Standing.LISTED


def test_a_job_verifies_a_unit_and_shows_what_came_of_it(cast, some_records):
    with writing():
        job = request_job("verify_unit", {"path": path_of(cast, "school")}, cast.school_admin.viewer)
        job_id = job.id
    run_due_jobs()
    db.session.expire_all()
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.problem, job.done, job.total) == ("done", None, 7, 7)
    assert job.result["counts"]["verified"] == 2


def test_a_remote_registry_verifies_in_bulk_and_leaves_people_alone_while_it_is_down(cast):
    people = [RegistryPerson(LAN, "Trần Thị Lan", BORN), RegistryPerson(HOA, "Nguyễn Thị Hoa", date(1985, 5, 2))]
    with Standin(people) as standin:
        use_registry(RemoteRegistry(standin.url, patience=Patience(0.5), pause=lambda seconds: None))
        standin.trouble = Trouble.DOWN
        assert verification.verify_unit(SYSTEM, path_of(cast, "school"))["unreachable"] == 7
        assert db.session.scalar(select(Claim)) is None
        standin.trouble = Trouble.NONE
        use_registry(RemoteRegistry(standin.url, patience=Patience(5.0)))
        counts = verification.verify_unit(SYSTEM, path_of(cast, "school"))
    assert (counts["verified"], counts["mismatch"]) == (1, 1)
    assert queries.stored_record(HOA).source == "remote"


def test_the_command_line_prints_the_outcomes(app, cast, some_records):
    result = app.test_cli_runner().invoke(args=["verify", "--unit", "110010001", "--json"])
    assert result.exit_code == 0
    said = json.loads(result.output)
    assert said["unit"] == "110010001" and said["people"] == 7 and said["outcomes"]["verified"] == 2
    unknown = app.test_cli_runner().invoke(args=["verify", "--unit", "999", "--json"])
    assert unknown.exit_code == 2 and json.loads(unknown.output)["error"] == "unit_unknown"


def test_the_look_back_finds_a_registry_that_changed_its_mind(cast, frozen):
    with Standin([RegistryPerson(LAN, "Trần Thị Lan", BORN)]) as standin:
        use_registry(RemoteRegistry(standin.url, patience=Patience(5.0)))
        verification.verify(cast.teacher.viewer, cast.teacher.person_id, Move.COMPLETE, sector_id=LAN)
        assert verification.review_verified() == 0
        standin.replace(RegistryPerson(LAN, "Trần Thị Lân", BORN))
        with writing():
            claim = queries.claim_of(cast.teacher.person_id)
            claim.checked_at -= verification.RECHECK_AFTER * 2
        assert verification.review_verified() == 1
    assert standing(cast.teacher) is Standing.RECONFIRM
    assert queries.claim_of(cast.teacher.person_id).changes == ["name_differs"]


def test_at_most_two_people_at_once_wait_for_the_registry(cast):
    with Standin([RegistryPerson(LAN, "Trần Thị Lan", BORN)]) as standin:
        use_registry(RemoteRegistry(standin.url))
        taken = [verification._places.acquire(blocking=False) for _ in range(verification.AT_ONCE)]
        try:
            state = verification.verify(cast.teacher.viewer, cast.teacher.person_id, Move.COMPLETE, sector_id=LAN)
        finally:
            for _ in taken:
                verification._places.release()
        assert (state, standin.asked) == ("pending", 0)
