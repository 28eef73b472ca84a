"""Two records of one person, made one on a page."""

import pytest

from app.db import db, writing
from app.domain.identity.case_opening import open_case
from app.domain.identity.case_rules import CaseKind
from app.domain.organisation.models import Person
from app.domain.viewer import SYSTEM
from tests.strict_client import StrictClient


def person(member) -> Person:
    return db.session.get_one(Person, member.person_id, populate_existing=True)


@pytest.fixture
def url(cast) -> str:
    with writing():
        twin = person(cast.peer)
        twin.full_name, twin.phone, twin.name_fold = "Trần Thị Lan", "0912345678", "tran thi lan"
        person(cast.teacher).phone = "0987654321"
    return f"/admin/people/{cast.teacher.person_id}/merge/{cast.peer.person_id}"


def test_the_admin_chooses_field_by_field(clients, cast, url):
    admin: StrictClient = clients.school_admin
    page = admin.get(url).get_data(as_text=True)
    assert "0912345678" in page and "0987654321" in page and "Trường THCS Nguyễn Du" in page
    refused = admin.submit(url, phone="gone", reason="")
    assert refused.status_code == 422
    assert admin.submit(url, phone="gone", reason="Cùng căn cước.").status_code == 303
    assert (person(cast.teacher).phone, person(cast.peer).merged_into_id) == ("0912345678", cast.teacher.person_id)
    assert admin.get(url).status_code == 404


def test_con1_a_stale_merge_gets_409(clients, cast, url):
    data = {"version": "1", "other_version": "77", "phone": "gone", "reason": "x"}
    assert clients.school_admin.post(url, data=data).status_code == 409


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger_admin", 404), ("far_admin", 404), ("ministry_admin", 404), ("principal", 403), ("teacher", 403)],
)
def test_az2_others_find_nothing_to_merge(clients, url, who, status):
    assert clients[who].get(url).status_code == status


def test_a_case_offers_the_namesake_for_merging(clients, cast, url):
    clients.teacher.submit("/teacher/identity", form="help")
    page = clients.school_admin.get("/admin/cases", follow_redirects=True).get_data(as_text=True)
    case = page.split("/admin/cases/")[1].split('"')[0]
    assert "Có thể là cùng một người" in clients.school_admin.get(f"/admin/cases/{case}").get_data(as_text=True)


def test_a_merged_duplicates_case_names_nobody_as_the_other(clients, cast, url):
    with writing():
        case = open_case(SYSTEM, cast.peer.person_id, CaseKind.DUPLICATE, other_person_id=cast.teacher.person_id)
        address = f"/admin/cases/{case.id}"
    assert "gộp hai hồ sơ</a>" in clients.school_admin.get(address).text
    clients.school_admin.submit(url, phone="gone", reason="Cùng căn cước.")
    shown = clients.school_admin.get(address).text
    assert "Đã gộp hai hồ sơ của một người" in shown and "gộp hai hồ sơ</a>" not in shown
