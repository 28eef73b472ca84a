"""The admin lets a machine in on a page; the secret shows once; others see, nobody else acts (SES-5, API-1)."""

import re

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.clients.actions import issue_token
from app.domain.accounts.clients.models import ApiClient, ApiSecret
from app.domain.accounts.models import LoginSession
from app.domain.journal.models import JournalEntry
from tests.lms import make_machine


def confirm() -> None:
    """Everybody who is signed in has typed the password just now."""
    with writing():
        db.session.execute(update(LoginSession).values(confirmed_at=clock.now()))


@pytest.fixture
def machine(app, cast):
    return make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"])


def test_ses_5_a_client_is_made_only_after_the_password(clients, cast):
    answer = clients.ministry_admin.post("/admin/lms/new", data={"name": "Máy"})
    assert answer.status_code == 422 and "mật khẩu" in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count(ApiClient.id))) == 0


def test_api1_the_secret_shows_once_and_opens_the_door(clients, cast):
    client = clients.ministry_admin
    client.get("/admin/")
    confirm()
    page = client.get("/admin/lms/new").get_data(as_text=True)
    key = re.search(r'name="submit_key"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="submit_key"', page)
    form = {"provider": cast.units["viettel"], "name": "Máy chủ chính", "scopes": ["catalogue:read"],
            "provinces": [cast.units["province"]], "submit_key": next(filter(None, key.groups()))}  # fmt: skip
    answer = client.post("/admin/lms/new", data=form)
    shown = answer.get_data(as_text=True)
    secret = re.search(r"tms_live_[\w-]+", shown).group()
    name = re.search(r"lms-[0-9a-f]{12}", shown).group()
    assert issue_token(name, secret, "", clock.now()) is not None
    again = client.post("/admin/lms/new", data=form)
    assert again.status_code == 303 and db.session.scalar(select(func.count(ApiClient.id))) == 1
    later = client.get(again.location).get_data(as_text=True)
    assert secret not in later and secret[-4:] in later
    kept = str([(row.before, row.after, row.reason) for row in db.session.scalars(select(JournalEntry))])
    assert secret not in kept


def test_secrets_are_added_and_ended_and_the_client_shut_out(clients, machine):
    client, url = clients.ministry_admin, f"/admin/lms/{machine.made.client_id}"
    client.get("/admin/")
    confirm()
    assert "tms_live_" in client.post(f"{url}/secrets").get_data(as_text=True)
    assert client.post(f"{url}/secrets").status_code == 303  # two are enough
    first = db.session.scalar(select(func.min(ApiSecret.id)))
    assert client.submit(url, form=f"/secrets/{first}/end").status_code == 303
    assert machine.ask("GET", "/modules").status_code == 401
    assert client.submit(f"{url}/revoke", reason="").status_code == 422
    assert client.submit(f"{url}/revoke", reason="Hết hợp đồng").status_code == 303
    assert "Đã thu hồi" in client.get(url).get_data(as_text=True)


def test_az_2_a_province_sees_who_serves_it_and_looks_after_its_own(app, clients, cast, machine):
    url = f"/admin/lms/{machine.made.client_id}"
    page = clients.province_admin.get(url).get_data(as_text=True)
    assert "quản trị của Bộ quản lý" in page
    assert clients.far_admin.get(url).status_code == 404
    assert clients.school_admin.get("/admin/lms").status_code == 404
    clients.province_admin.get("/admin/")
    confirm()
    assert clients.province_admin.post(f"{url}/secrets").status_code == 404
    assert clients.province_admin.get(f"{url}/revoke").status_code == 404
    own = make_machine(app, cast.province_admin.viewer, cast.units["viettel"])
    assert "Thu hồi" in clients.province_admin.get(f"/admin/lms/{own.made.client_id}").get_data(as_text=True)
    assert "Chỉ" not in clients.ministry_admin.get("/admin/lms").get_data(as_text=True)


def test_a_client_without_a_name_or_an_act_is_refused_with_words(clients, cast):
    clients.province_admin.get("/admin/")
    confirm()
    answer = clients.province_admin.submit("/admin/lms/new", name="", scopes=[])
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Hãy điền mục này" in page
    answer = clients.province_admin.submit("/admin/lms/new", name="Máy", scopes=[])
    assert answer.status_code == 422 and "ít nhất một việc" in answer.get_data(as_text=True)
