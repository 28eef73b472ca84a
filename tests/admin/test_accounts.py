"""An admin looks after accounts: lists, slips on paper, resets, closing (AUTH-3, AUTH-6, AZ-2, AZ-10)."""

import re
import shutil

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account, ActivationCode
from app.domain.accounts.rules import AccountState
from app.domain.organisation.models import Unit
from app.domain.work.models import Job, ResultFile
from app.jobs.runner import run_due_jobs
from tests.factories import make_teacher
from tests.pages import tree, words
from tests.web.papers import text_of

PASSWORD = "con mèo ngủ trên mái"
HASH = hash_password(PASSWORD)


@pytest.fixture
def newcomers(cast) -> list[int]:
    school = db.session.get_one(Unit, cast.units["school"])
    return [make_teacher(school, name).id for name in ("Nguyễn Văn An", "Đỗ Thị Ánh", "Trần Văn Ân")]


@pytest.fixture
def admin(clients, cast):
    """The school's admin, whose password the tests know."""
    with writing():
        db.session.execute(update(Account).values(password_hash=HASH))
    return clients.school_admin


def test_the_list_shows_everybody_at_the_school_with_their_state(clients, cast, newcomers) -> None:
    page = words(clients.school_admin.get("/admin/accounts"))
    for name in ("Nguyễn Văn An", "Đỗ Thị Ánh", cast.teacher.name, cast.principal.name):
        assert name in page
    for other in (cast.stranger.name, cast.school_admin.name, cast.far_teacher.name):
        assert other not in page.partition("Tài khoản (")[2]
    assert "3Chưa có mã" in page


def test_the_list_is_narrowed_by_state_and_by_name_without_marks(clients, newcomers) -> None:
    page = words(clients.school_admin.partial("/admin/accounts?state=new&q=do anh"))
    assert "Đỗ Thị Ánh" in page
    assert "Nguyễn Văn An" not in page


def test_above_a_school_the_admins_beneath_come_first(clients, cast) -> None:
    first = words(clients.district_admin.get("/admin/accounts"))
    assert cast.school_admin.name in first
    assert cast.teacher.name not in first
    everybody = words(clients.district_admin.get("/admin/accounts?who=all"))
    assert cast.teacher.name in everybody


def test_REL_7_a_whole_province_is_not_listed_at_once(clients, cast) -> None:
    assert "Hãy gõ tên" in words(clients.province_admin.get("/admin/accounts?who=all"))
    assert cast.teacher.name in words(clients.province_admin.get("/admin/accounts?who=all&q=tran thi lan"))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_AUTH_3_slips_come_on_paper_in_order_and_open_the_account(clients, client, cast, newcomers) -> None:
    asked = clients.school_admin.submit("/admin/accounts", button="In phiếu tất cả người chưa kích hoạt")
    assert "/records/jobs/" in asked.location
    assert db.session.scalar(select(ActivationCode)) is None, "codes are issued as they are printed"
    run_due_jobs()
    job = db.session.scalar(select(Job).where(Job.kind == "activation_slips"))
    assert (job.state, job.result["count"]) == ("done", 3)
    paper = text_of(clients.school_admin.get(job.result["link"]).data)
    names = re.findall(r"Nguyễn Văn An|Đỗ Thị Ánh|Trần Văn Ân", paper)
    assert sorted(names) == sorted(["Nguyễn Văn An", "Đỗ Thị Ánh", "Trần Văn Ân"])
    login = re.search(r"\banvn\d+|annv\d+\b", paper).group()
    [code] = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", paper.partition(login)[2])[:1]
    for other in ("teacher", "principal", "stranger_admin", "district_admin"):
        assert clients[other].get(job.result["link"]).status_code == 404, "nobody else opens the sheet"
    assert code.replace("-", "") not in str(db.session.scalars(select(Job.result)).all())
    assert re.fullmatch(r"[0-9a-f/]+", db.session.scalar(select(ResultFile.stored_name)))


def test_slips_for_the_ticked_only(clients, newcomers) -> None:
    data = {"person": [str(newcomers[1])]}
    page = clients.school_admin.get("/admin/accounts")
    from tests.pages import fill, find_form

    form = fill(find_form(page, "slips"), {}, "In phiếu đã chọn")
    assert clients.school_admin.post("/admin/accounts/slips", data=form | data).status_code == 303
    assert db.session.scalar(select(Job.args))["person_ids"] == [newcomers[1]]


def test_nobody_ticked_is_said(clients, newcomers) -> None:
    answer = clients.school_admin.submit("/admin/accounts", form="slips", button="In phiếu đã chọn")
    assert "Hãy chọn ít nhất một người." in words(clients.school_admin.get(answer.location))


def test_AZ_2_slips_for_somebody_elsewhere_are_not_printed(clients, cast) -> None:
    stranger = make_teacher(db.session.get_one(Unit, cast.units["far_school"]), "Người Lạ").id
    from tests.pages import fill, find_form

    form = fill(find_form(clients.school_admin.get("/admin/accounts"), "slips"), {}, "In phiếu đã chọn")
    clients.school_admin.post("/admin/accounts/slips", data=form | {"person": [str(stranger)]})
    assert db.session.scalar(select(Job)) is None
    assert clients.school_admin.get(f"/admin/accounts/{stranger}").status_code == 404
    assert clients.school_admin.get("/admin/accounts/999999999").status_code == 404
    assert clients.school_admin.get(f"/admin/accounts/{2**70}").status_code == 404


def test_AUTH_6_a_reset_asks_for_the_admins_password_and_for_having_seen_the_person(admin, cast) -> None:
    url = f"/admin/accounts/{cast.teacher.person_id}/reset"
    sent = admin.get(url)
    assert sent.location.startswith("/account/password-again")
    admin.submit(sent.location, password=PASSWORD)
    unseen = admin.submit(url)
    assert unseen.status_code == 422
    assert "Hãy đánh dấu khi đã gặp và nhận ra đúng người." in words(unseen)
    shown = admin.submit(url, identity_seen="y")
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", words(shown))
    assert db.session.get_one(Account, cast.teacher.account_id).state == AccountState.CODE_ISSUED


def test_SES_4_a_reset_person_is_out_on_the_next_request(admin, clients, cast) -> None:
    assert clients.teacher.get("/teacher/").status_code == 200
    admin.submit(f"/account/password-again?next=/admin/accounts/{cast.teacher.person_id}", password=PASSWORD)
    admin.submit(f"/admin/accounts/{cast.teacher.person_id}/reset", identity_seen="y")
    assert clients.teacher.get("/teacher/").location.startswith("/account/sign-in")


def test_closing_needs_a_reason_and_can_be_undone(admin, cast) -> None:
    admin.submit("/account/password-again", password=PASSWORD)
    url = f"/admin/accounts/{cast.peer.person_id}"
    assert admin.submit(f"{url}/disable").status_code == 422
    assert admin.submit(f"{url}/disable", reason="Nghi bị lộ mật khẩu").status_code == 303
    assert "Đã khóa" in words(admin.get(url))
    assert admin.submit(f"{url}/enable", reason="Đã xác minh lại").status_code == 303
    assert "Chưa có mã" in words(admin.get(url))


def test_AZ_10_nobody_resets_the_own_account_nor_an_equal(admin, clients, cast) -> None:
    admin.submit("/account/password-again", password=PASSWORD)
    for person in (cast.school_admin, cast.district_admin, cast.director):
        assert admin.get(f"/admin/accounts/{person.person_id}/reset").status_code == 404


def test_AZ_10_the_level_above_prints_for_a_school_but_resets_only_its_admins(clients, cast) -> None:
    with writing():
        db.session.execute(update(Account).values(password_hash=HASH))
    district = clients.district_admin
    district.submit("/account/password-again", password=PASSWORD)
    assert district.get(f"/admin/accounts/{cast.teacher.person_id}").status_code == 200
    assert district.get(f"/admin/accounts/{cast.teacher.person_id}/reset").status_code == 404
    assert district.get(f"/admin/accounts/{cast.school_admin.person_id}/reset").status_code == 200


def test_above_a_school_the_page_leads_to_who_may_reset(clients, cast) -> None:
    page = tree(clients.district_admin.get(f"/admin/accounts/{cast.teacher.person_id}"))
    way = next(link.get("href") for link in page.iter("a") if link.text == "mở trang đơn vị")
    assert "Trường THCS Nguyễn Du" in words(clients.district_admin.get(way))
