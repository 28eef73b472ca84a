"""LOG-1: the log knows routes and pseudonyms, never people."""

import io
import json
import logging

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.accounts.models import Account
from app.domain.organisation.models import Person
from app.web.trace import JsonLines
from tests.house.addresses import addresses


@pytest.fixture
def lines():
    """Everything that our loggers write meanwhile, formatted as in production."""
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    handler.setFormatter(JsonLines())
    root = logging.getLogger("temis")
    root.addHandler(handler)
    yield lambda: sink.getvalue().splitlines()
    root.removeHandler(handler)


def secrets_of_the_cast() -> set[str]:
    """What must never be read in a log."""
    found: set[str] = set()
    for person in db.session.scalars(select(Person)):
        found |= {person.full_name, person.listed_sector_id or "", person.sector_id or "", person.phone or ""}
        found |= {person.email or "", person.birth_date.isoformat() if person.birth_date else ""}
    found |= {login for login in db.session.scalars(select(Account.login)) if "-" in login}  # others are roles too
    return {text for text in found if len(text) > 5}


def test_log_1_no_personal_data_reaches_the_log(app, clients, cast, lines):
    wanted = secrets_of_the_cast()
    for who in ("teacher", "school_admin", "province_officer"):
        client = clients[who]
        for address in addresses(app, cast, method="GET", once=True):
            client.get(address.url, query_string={"q": cast.teacher.name, "sector_id": "01101000001"})
        for address in addresses(app, cast, method="POST", once=True):
            typed = {
                "login": "teacher-x",
                "full_name": cast.teacher.name,
                "birth_date": "1985-05-20",
                "q": "01101000001",
            }
            client.post(address.url, data=typed)
    written = lines()
    assert len(written) > 20
    text = "\n".join(json.dumps(json.loads(line), ensure_ascii=False) for line in written)
    assert not [secret for secret in wanted if secret in text]
    for line in written:
        entry = json.loads(line)
        assert {"ts", "level", "event"} <= entry.keys()
        assert "?" not in entry.get("route", "")


def test_log_1_routes_are_patterns(clients, cast, lines):
    clients.teacher.get(f"/records/jobs/{cast.teacher.person_id}")
    (entry,) = [json.loads(line) for line in lines()]
    assert entry["route"] == "/records/jobs/<int:job_id>"
    assert entry["user"] and entry["user"] != str(cast.teacher.account_id)


def test_log_2_nobody_writes_lines_into_the_log(lines):
    logging.getLogger("temis.request").info("one\r\ntwo\u2028three\x1b[31m")
    (line,) = lines()
    assert json.loads(line)["event"] == "one\r\ntwo\u2028three\x1b[31m"
    assert line.isascii() and line.isprintable()


def test_an_error_is_logged_without_its_values(app, client, lines, monkeypatch):
    def breaks() -> str:
        raise ValueError("Trần Thị Lan 01101000001")

    monkeypatch.setitem(app.view_functions, "public.show_health", breaks)
    client.expects_faults = True
    assert client.get("/healthz").status_code == 500
    text = "\n".join(lines())
    assert "ValueError" in text
    assert "01101000001" not in text
