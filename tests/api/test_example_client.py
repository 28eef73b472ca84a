"""The example under docs does a whole month against the running app, from the guidance alone."""

import csv
import importlib
import sys
import threading

import pytest
from werkzeug.serving import make_server

from app.commands.modules import import_bundled
from app.config import ROOT
from app.db import db, writing
from app.domain.identity.changes.actions import note_given
from app.domain.organisation.models import Person
from tests.lms import make_machine

FOLDER = ROOT / "docs" / "vi-du-lms"
ID = "01101000001"


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1"
    server.shutdown()
    thread.join()


@pytest.fixture
def example(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    yield importlib.import_module("one_month"), importlib.import_module("temis")
    for name in ("one_month", "temis"):
        sys.modules.pop(name, None)


@pytest.mark.both_databases
def test_a_month_and_a_verification_seen_at_the_next_poll(app, cast, address, example):
    month, temis = example
    import_bundled()
    machine = make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"])
    with (FOLDER / "learners.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    door = temis.Temis(address, machine.made.key, machine.made.secret)
    done = month.one_month(door, lines, "2022-04")
    assert done["matches"] == {ID: "pending", "01101009999": "mismatch"}
    assert [row["learner"] for row in done["set_aside"]] == ["HV00124"], "what might be somebody else's ID is not sent"
    assert done["differences"] == [] and done["changes"] == []
    refs = [each["ref"] for each in done["records"]]
    assert sorted(refs)[:2] == ["LMS-2022-HV00123-ETEP-GV-01-1", "LMS-2022-HV00123-ETEP-GV-02-1"]
    assert not any(ID.lstrip("0") in ref for ref in refs), "a reference stands in addresses and logs"
    assert {each["standing"] for each in done["answers"].values()} == {"waiting"}
    assert [each["standing"] for each in done["records"]].count("voided") == 1
    _, end = door.read_all("/completions", "")
    with writing():
        person = db.session.get_one(Person, cast.teacher.person_id)
        person.sector_id, person.sector_key = ID, ID.lstrip("0")
        note_given([(None, ID)])
    told, _ = door.read_all("/identities/changes", done["cursor"])
    assert [(each["change"], each["sector_id"]) for each in told] == [("verified", ID)]
    assert door.read_all("/completions", end)[0] == [], "a verification changes no record"
    assert list(month.standings_after(door, done["records"], told).values()) == ["counted"] * 3
    records, _ = door.read_all("/completions", "")
    assert sorted(each["standing"] for each in records) == ["counted", "counted", "counted", "voided"]


def test_an_id_that_was_asked_for_too_often_stops_nobody_else(app, cast, address, example):
    month, temis = example
    import_bundled()
    machine = make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"])
    door = temis.Temis(address, machine.made.key, machine.made.secret)
    answers = [month.checked(door, "01101009999", "1980-01-01") for _ in range(4)]
    assert answers == ["mismatch"] * 3 + ["tomorrow"]
    assert month.checked(door, ID, "1985-05-20") == "pending"


def test_a_wrong_secret_and_a_wrong_body_are_said_plainly(app, cast, address, example):
    _, temis = example
    machine = make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"])
    with pytest.raises(temis.Refused) as refused:
        temis.Temis(address, machine.made.key, "sai").modules()
    assert refused.value.status == 401
    door = temis.Temis(address, machine.made.key, machine.made.secret)
    with pytest.raises(temis.Refused) as refused:
        door.send("r1", {"year": "2022"})
    assert refused.value.code == "invalid"
    assert {each["pointer"] for each in refused.value.errors} >= {"/sector_id", "/year"}
