"""CON-4: a form of an admin's that is sent twice acts once, and the second sending is shown the first one's result."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account, DataRequest
from app.domain.accounts.rules.own_data import RequestKind
from app.domain.imports.models import ImportFile
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Person, Unit
from app.domain.work.models import Job
from tests.factories import make_teacher
from tests.pages import fill, find_form

PASSWORD = "con mèo ngủ trên mái"
HASH = hash_password(PASSWORD)


@dataclass(frozen=True)
class Form:
    """A page with a form, what is typed, and the journal entry that must stand there once."""

    who: str
    page: str
    event: str
    typed: dict[str, Any] = field(default_factory=dict)
    name: str | None = None


FORMS = [
    Form("district_admin", "/admin/units/{school}/admins", "admin_appointed", {"person": "{teacher}"}, "appoint"),
    Form("district_admin", "/admin/units/{school}/admins", "admin_ended", {}, "/end"),
    Form("school_admin", "/admin/units/{school}/groups/new", "group_saved", {"name": "Tổ Toán"}),
    Form("district_admin", "/admin/clusters/new", "cluster_saved", {"name": "Cụm số 1"}),
    Form("school_admin", "/admin/accounts/{teacher}/disable", "account_disabled", {"reason": "Nghi bị lộ mật khẩu"}),
    Form("school_admin", "/admin/data-requests/{request}", "data_request_decided",
         {"state": "fulfilled", "answer": "Đã sửa."}),
    Form("province_admin", "/admin/campaign", "deadline_moved", {"day": "30/04/2022"}),
    Form("school_admin", "/admin/people/{teacher}/merge/{peer}", "people_merged", {"reason": "Cùng một người"}),
]  # fmt: skip


@pytest.fixture
def places(cast) -> dict[str, int]:
    """The numbers that stand in the addresses: units, people, a request that waits; two records of one person."""
    with writing():
        db.session.execute(update(Account).values(password_hash=HASH))
        at = clock.now()
        request = DataRequest(
            person_id=cast.group_head.person_id, unit_id=cast.units["school"], kind=RequestKind.CORRECTION,
            text="Sai ngày sinh", created_at=at, acknowledge_by=at, answer_by=at,
        )  # fmt: skip
        db.session.add(request)
        twin = db.session.get_one(Person, cast.peer.person_id)
        twin.full_name, twin.name_fold = cast.teacher.name, "tran thi lan"
        db.session.flush()
        request_id = request.id
    return cast.units | {"request": request_id} | {key: cast[key].person_id for key in ("teacher", "peer")}


@pytest.mark.parametrize("sent", FORMS, ids=lambda sent: sent.event)
def test_CON_4_a_form_sent_twice_acts_once(clients, cast, places, sent: Form) -> None:
    client = clients[sent.who]
    client.submit("/account/password-again", password=PASSWORD)
    page = client.get(sent.page.format(**places))
    form = find_form(page, sent.name)
    data = fill(form, {name: value.format(**places) for name, value in sent.typed.items()})
    assert data["submit_key"]
    first, second = (client.post(form.get("action") or sent.page.format(**places), data=data) for _ in range(2))
    assert first.status_code == 303
    assert (second.status_code, second.location) == (303, first.location)
    count = select(func.count()).where(JournalEntry.event == sent.event)
    assert db.session.scalar(count) == 1


def test_CON_4_slips_asked_for_twice_are_printed_once(clients, cast) -> None:
    """A second sheet would kill the codes of the first one, which lies in the printer."""
    make_teacher(db.session.get_one(Unit, cast.units["school"]), "Đỗ Thị Ánh")
    form = find_form(clients.school_admin.get("/admin/accounts"), "slips")
    data = fill(form, {}, "In phiếu tất cả người chưa kích hoạt")
    first, second = (clients.school_admin.post(form.get("action"), data=data) for _ in range(2))
    assert first.location == second.location
    assert "/records/jobs/" in first.location
    assert db.session.scalar(select(func.count(Job.id))) == 1
    anew = fill(
        find_form(clients.school_admin.get("/admin/accounts"), "slips"), {}, "In phiếu tất cả người chưa kích hoạt"
    )
    assert clients.school_admin.post(form.get("action"), data=anew).location != first.location


def test_CON_4_a_file_uploaded_twice_is_one(clients) -> None:
    client = clients.school_admin
    data = fill(find_form(client.get("/admin/imports")), {"kind": "roster"})
    sent = [
        client.post(
            "/admin/imports", content_type="multipart/form-data",
            data=data | {"file": (BytesIO("Họ và tên;Ngày sinh\n".encode()), "danh-sach.csv")},
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [each.status_code for each in sent] == [303, 303]
    assert sent[0].location == sent[1].location
    assert db.session.scalar(select(func.count(ImportFile.id))) == 1
