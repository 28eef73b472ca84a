"""Bulk verification from its page: who may start it, what it says, who is behind each outcome."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.identity.models import RegistryRecord
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Person
from app.domain.organisation.sector_id import sector_key
from app.domain.work.models import Job
from app.jobs.runner import run_due_jobs
from tests.cast import Cast
from tests.pages import text_of, tree, words


@pytest.fixture
def registry(cast: Cast) -> None:
    """The registry knows three people of Nguyễn Du, one with another birth date; nobody else."""
    with writing():
        for member, born in (
            (cast.teacher, date(1985, 5, 20)),
            (cast.staff, date(1985, 5, 20)),
            (cast.peer, date(1970, 1, 1)),
        ):
            person = db.session.get_one(Person, member.person_id)
            db.session.add(
                RegistryRecord(
                    sector_id=person.listed_sector_id, sector_key=sector_key(person.listed_sector_id or ""),
                    full_name=person.full_name, birth_date=born, changed_at=clock.now(),
                )
            )  # fmt: skip


def _rows(page: Any) -> dict[str, tuple[str, str]]:
    found = {}
    for row in tree(page).findall(".//table/tbody/tr"):
        name, number = list(row)[:2]
        link = number.find("a")
        found[text_of(name).strip()] = (text_of(number).strip(), link.get("href", "") if link is not None else "")
    return found


@pytest.mark.both_databases
def test_each_outcome_opens_the_people_who_came_to_it(cast: Cast, clients, registry: None) -> None:
    address = f"/records/campaign/{cast.units['school']}/verification"
    assert "7 người" in words(clients.school_admin.get(address))
    started = clients.school_admin.submit(address, form="verification")
    run_due_jobs()
    page = clients.school_admin.get(started.headers["Location"])
    rows = _rows(page)
    assert {name: number for name, (number, _) in rows.items()} == {
        "Khớp": "2",
        "Chưa khớp": "1",
        "Không tìm thấy mã": "4",
    }
    for number, link in rows.values():
        assert len(_rows(clients.school_admin.get(link))) == int(number)
    assert _rows(clients.school_admin.get(rows["Chưa khớp"][1])).keys() == {"Nguyễn Thị Hoa"}


def test_CON_4_a_double_tap_starts_one_verification(cast: Cast, clients) -> None:
    from tests.pages import fill, find_form

    address = f"/records/campaign/{cast.units['school']}/verification"
    data = fill(find_form(clients.school_admin.get(address), "verification"), {})
    first, second = (clients.school_admin.post(address, data=data) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.scalar(select(func.count()).where(Job.kind == "verify_unit")) == 1


def test_AZ_2_admins_and_officers_of_the_offices_above_start_it_and_only_at_home(cast: Cast, clients) -> None:
    address = f"/records/campaign/{cast.units['school']}/verification"
    for role in ("principal", "vice_principal", "lecturer", "teacher"):
        assert clients[role].get(address).status_code == 403
        assert clients[role].post(address).status_code in {403, 422}
    for role in ("stranger_admin", "far_admin", "far_officer", "commune_officer", "ministry_officer", "ministry_admin"):
        assert clients[role].get(address).status_code in {403, 404}
        assert clients[role].post(address).status_code in {403, 404}
    assert db.session.scalar(select(func.count(Job.id))) == 0
    for role in ("district_admin", "district_officer", "district_head", "province_officer"):
        assert clients[role].get(address).status_code == 200
        started = clients[role].submit(address, form="verification").headers["Location"]
        assert clients[role].get(started).status_code == 200


def test_AZ_2_the_button_on_the_board_works_for_whoever_sees_it(cast: Cast, clients) -> None:
    for role in ("district_officer", "province_officer", "district_admin"):
        assert "/verification" in clients[role].get("/records/campaign").get_data(as_text=True)
    for role in ("principal", "lecturer", "ministry_admin"):
        assert "/verification" not in clients[role].get("/records/campaign").get_data(as_text=True)


def test_AUD_1_asking_for_it_is_on_record(cast: Cast, clients) -> None:
    clients.district_officer.submit(f"/records/campaign/{cast.units['school']}/verification", form="verification")
    [entry] = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "verification_requested"))
    assert (entry.person_id, entry.unit_id) == (cast.district_officer.person_id, cast.units["school"])
    assert (entry.subject_kind, entry.subject_id) == ("job", db.session.scalar(select(Job.id)))


def test_az_2_anothers_verification_does_not_exist(cast: Cast, clients) -> None:
    address = f"/records/campaign/{cast.units['school']}/verification"
    place = clients.school_admin.submit(address, form="verification").headers["Location"]
    job = place.rpartition("/")[2]
    assert clients.district_admin.get(place).status_code == 404
    people = f"/records/campaign/{cast.units['school']}/people?run={job}&outcome=mismatch"
    assert clients.district_admin.get(people).status_code == 404
