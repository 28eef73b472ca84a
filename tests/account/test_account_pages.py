"""One's own account: password, sessions, role, notices, data (SES-4, AZ-8, AUTH-8, DP-2, DP-3)."""

import io
import json
import shutil
import zipfile

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.actions.own import request_export
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account, DataRequest, LoginSession
from app.domain.journal.actions import record_security
from app.domain.notices.actions import tell
from app.jobs.runner import run_due_jobs
from tests.pages import fill, find_form, words
from tests.web.papers import text_of

PASSWORD = "con mèo ngủ trên mái"
HASH = hash_password(PASSWORD)


@pytest.fixture
def teacher(clients, cast):
    with writing():
        db.session.execute(update(Account).where(Account.id == cast.teacher.account_id).values(password_hash=HASH))
    return clients.teacher


def test_SES_1_a_new_password_gives_a_new_id_and_a_notice(teacher) -> None:
    new = "một câu khác hẳn câu cũ"
    wrong = teacher.submit(
        "/account/password", current_password="sai", new_password=new, repeat_password=new
    )  # fmt: skip
    assert wrong.status_code == 422
    unlike = teacher.submit("/account/password", current_password=PASSWORD, new_password=new, repeat_password=new + "!")
    assert "Hai lần gõ mật khẩu chưa giống nhau." in words(unlike)
    before = teacher.get_cookie("sid").value
    done = teacher.submit("/account/password", current_password=PASSWORD, new_password=new, repeat_password=new)
    assert done.status_code == 303
    assert teacher.get_cookie("sid").value != before
    assert "Mật khẩu đã được đổi." in words(teacher.get("/account/notices"))


def test_SES_4_the_list_of_devices_and_the_way_out_of_all(teacher) -> None:
    assert "Máy này" in words(teacher.get("/account/sessions"))
    assert teacher.submit("/account/sessions", form="end-all").status_code == 303
    assert teacher.get("/teacher/").location.startswith("/account/sign-in")


def test_AZ_8_the_acting_role_is_chosen_and_shown(clients, cast) -> None:
    admin = clients.school_admin
    page = admin.get("/account/role")
    assert "Quản trị đơn vị" in words(page)
    assert "Nhân viên" in words(page)
    assert "Đang làm việc với vai trò: Quản trị đơn vị" in words(page)
    from app.domain.accounts.sessions import places_of

    staff = next(each.id for each, _unit in places_of(cast.school_admin.person_id) if each.position == "staff")
    assert admin.submit("/account/role", appointment=str(staff)).status_code == 303
    assert "Đang làm việc với vai trò: Nhân viên" in words(admin.get("/account/"))
    assert admin.get("/admin/accounts").status_code == 403
    stranger = admin.post("/account/role", data={"appointment": str(cast.teacher.appointment_id)})
    assert stranger.status_code == 404


def test_CSRF_1_notices_are_not_seen_by_looking(teacher, cast) -> None:
    with writing():
        tell(cast.teacher.person_id, "account_reset")
    assert "Mới" in words(teacher.get("/account/notices"))
    assert "Mới" in words(teacher.get("/account/notices"))
    assert teacher.submit("/account/notices").status_code == 303
    assert "Mới" not in words(teacher.get("/account/notices"))


def test_DP_2_who_looked_is_told_by_role_and_unit_not_by_name(teacher, cast) -> None:
    looked = {
        "at": clock.now(), "event": "person_viewed", "person_id": cast.principal.person_id, "role": "principal",
        "unit_id": cast.units["school"], "about_person_id": cast.teacher.person_id,
    }  # fmt: skip
    record_security([looked])
    page = words(teacher.get("/account/data"))
    assert "Lãnh đạo trường, Trường THCS Nguyễn Du" in page
    assert cast.principal.name not in page


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_DP_2_the_copy_holds_ones_own_and_nobody_else_opens_it(teacher, clients, cast) -> None:
    request_export(cast.teacher.viewer)
    run_due_jobs()
    page = teacher.get("/account/data")
    link = page.get_data(as_text=True).partition('href="/records/files/')[2].partition('"')[0]
    assert teacher.get(f"/records/files/{link}").location.startswith("/account/password-again?next="), "SES-5"
    with writing():
        db.session.execute(update(LoginSession).values(confirmed_at=clock.now()))
    answer = teacher.get(f"/records/files/{link}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        own = json.loads(archive.read("du-lieu-cua-toi.json"))
        paper = text_of(archive.read("du-lieu-cua-toi.pdf"))
    assert own["person"][0]["full_name"] == cast.teacher.name
    assert own["appointments"][0]["unit"] == "Trường THCS Nguyễn Du"
    assert "password_hash" not in json.dumps(own)
    assert "DỮ LIỆU CÁ NHÂN" in paper
    assert "Trần Thị Lan" in paper
    for other in ("peer", "principal", "school_admin", "province_admin"):
        assert clients[other].get(f"/records/files/{link}").status_code == 404, other


def test_DP_2_the_copy_is_gone_after_a_day(teacher, cast, frozen) -> None:
    from datetime import timedelta

    from app.domain.work.models import ResultFile

    request_export(cast.teacher.viewer)
    run_due_jobs()
    file_id = db.session.scalar(select(ResultFile.id))
    with writing():
        db.session.execute(update(ResultFile).values(expires_at=clock.now() - timedelta(seconds=1)))
    assert teacher.get(f"/records/files/{file_id}").status_code == 404


def test_DP_3_a_request_is_queued_with_due_dates_and_answered_by_the_admin(teacher, clients, cast) -> None:
    assert teacher.submit("/account/data/requests/new").status_code == 422
    sent = teacher.submit("/account/data/requests/new", kind="correction", text="Ngày sinh ghi sai.")
    assert sent.status_code == 303
    asked = db.session.scalar(select(DataRequest))
    assert "Trần Thị Lan" in words(clients.school_admin.get("/admin/data-requests"))
    url = f"/admin/data-requests/{asked.id}"
    assert clients.stranger_admin.get(url).status_code == 404
    done = clients.school_admin.submit(url, state="fulfilled", answer="Đã sửa theo giấy khai sinh.")
    assert done.status_code == 303
    assert "Đã sửa theo giấy khai sinh." in words(teacher.get("/account/data"))
    assert clients.school_admin.get(url).status_code == 404


def test_CON_4_a_request_sent_twice_is_one(teacher) -> None:
    from tests.pages import fill, find_form

    form = find_form(teacher.get("/account/data/requests/new"))
    data = fill(form, {"text": "Sai tên đệm."})
    for _ in range(2):
        assert teacher.post("/account/data/requests/new", data=data).status_code == 303
    assert len(db.session.scalars(select(DataRequest.id)).all()) == 1


def test_CON_4_a_copy_asked_for_twice_is_one(teacher) -> None:
    teacher.submit("/account/password-again", password=PASSWORD)
    data = fill(find_form(teacher.get("/account/data"), "export"), {})
    first, second = (teacher.post("/account/data/export", data=data) for _ in range(2))
    assert first.location == second.location
    assert "/records/jobs/" in first.location


def test_AUTH_7_anybody_may_switch_the_second_factor_on_and_off(teacher, cast) -> None:
    from app.domain.accounts.actions import second_factor

    assert teacher.submit("/account/two-factor", form="begin").status_code == 422, "asks for the password"
    teacher.submit("/account/password-again", password=PASSWORD)
    assert teacher.submit("/account/two-factor", form="begin").location == "/account/second-factor/set-up"
    figures = second_factor.next_figures(cast.teacher.account_id, clock.now())
    assert "Mã dự phòng" in words(teacher.submit("/account/second-factor/set-up", figures=figures))
    assert "Còn 8 mã dự phòng" in words(teacher.get("/account/two-factor"))
    assert teacher.submit("/account/two-factor", form="remove").location == "/account/sign-in"
    assert not second_factor.is_confirmed(cast.teacher.account_id)
    assert "đăng xuất mọi thiết bị" in words(teacher.get("/account/sign-in"))
    assert teacher.get("/teacher/").location.startswith("/account/sign-in"), "this session is over too (SES-4)"
