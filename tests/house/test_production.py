"""A production start refuses what would put real people at risk (SES-8, AUTH-10, REL-4)."""

import secrets
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask_migrate import downgrade
from sqlalchemy import event

from app.config import DEMO_TODAY, Settings, UnsafeConfiguration
from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Installation
from app.domain.viewer import SYSTEM
from app.domain.work.actions import request_job
from app.web.startup import demo_day, refuse_if_unready

GOOD = Settings(
    env="production",
    secret_key=secrets.token_hex(32),
    field_key=secrets.token_hex(32),
    database_url="sqlite://",
    base_url="https://temis.example",
    trusted_hosts=["temis.example"],
    demo_today=None,
    debug=False,
)


def test_good_settings_pass():
    GOOD.refuse_if_unsafe()


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"secret_key": Settings(env="test").secret_key}, "TEMIS_SECRET_KEY"),
        ({"secret_key": "short"}, "TEMIS_SECRET_KEY"),
        ({"secret_key": ""}, "TEMIS_SECRET_KEY"),
        ({"field_key": Settings(env="test").field_key}, "TEMIS_FIELD_KEY"),
        ({"field_key": GOOD.secret_key}, "TEMIS_FIELD_KEY"),
        ({"debug": True}, "FLASK_DEBUG"),
        ({"demo_today": date(2022, 4, 18)}, "TEMIS_DEMO_TODAY"),
        ({"trusted_hosts": []}, "TEMIS_TRUSTED_HOSTS"),
        ({"base_url": "http://temis.example"}, "TEMIS_BASE_URL"),
    ],
)
def test_ses_8_each_unsafe_setting_is_named(fault, named):
    with pytest.raises(UnsafeConfiguration, match=named):
        replace(GOOD, **fault).refuse_if_unsafe()
    replace(GOOD, env="development", **fault).refuse_if_unsafe()


def test_rel_4_a_database_at_head_without_demo_data_is_ready(app):
    refuse_if_unready(app)


def test_auth_10_demo_data_is_refused(app):
    with writing():
        db.session.add(Installation(demo=True, size="demo", seeded_at=clock.now()))
    with pytest.raises(UnsafeConfiguration, match="demonstration"):
        refuse_if_unready(app)


@pytest.mark.migrates
@pytest.mark.both_databases
def test_rel_4_a_database_behind_its_migrations_is_refused(app):
    db.session.remove()
    downgrade()
    with pytest.raises(UnsafeConfiguration, match="migrations"):
        refuse_if_unready(app)
    downgrade(revision="base")
    with pytest.raises(UnsafeConfiguration, match="migrations"):
        refuse_if_unready(app)


@pytest.mark.migrates
def test_rel_1_readiness_tells_when_the_database_is_behind(app, client):
    assert client.get("/readyz").status_code == 200
    db.session.remove()
    downgrade()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_rel_1_readiness_is_for_this_machine_only(client):
    answer = client.get("/readyz", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.status_code == 404


def test_rel_1_neither_tells_versions_or_data(client):
    assert client.get("/healthz").get_data(as_text=True).strip() == "ok"
    assert client.get("/readyz").get_data(as_text=True).strip() == "ready"


@pytest.mark.both_databases
def test_rel_1_readiness_tells_when_the_database_takes_no_writes(app, client):
    """As on a replica, or on a disk that the system has made read-only."""

    def read_only(connection, *_args) -> None:
        command = "pragma query_only = on" if sqlite else "set transaction read only"
        connection.cursor().execute(command)

    sqlite = db.engine.dialect.name == "sqlite"
    db.engine.dispose()
    event.listen(db.engine, "checkout", read_only)
    try:
        answer = client.get("/readyz")
    finally:
        event.remove(db.engine, "checkout", read_only)
        db.engine.dispose()
    assert (answer.status_code, answer.get_data(as_text=True).strip()) == (503, "not ready")
    assert client.get("/readyz").status_code == 200


def test_rel_1_readiness_says_that_the_queue_is_late_and_still_serves(app, client):
    for minutes, said in ((14, "ready"), (16, "ready, queue late")):
        with writing():
            request_job("remind", {}, SYSTEM, due_at=clock.now() - timedelta(minutes=minutes))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.get_data(as_text=True).strip()) == (200, said)


def test_a_seeded_database_brings_its_day(app):
    settings = Settings(env="development", demo_today=None)
    assert demo_day(settings) is None
    with writing():
        db.session.add(Installation(demo=True, size="demo", seeded_at=clock.now()))
    assert demo_day(settings) == DEMO_TODAY
    assert demo_day(replace(settings, demo_today=date(2022, 4, 30))) == date(2022, 4, 30)
    assert demo_day(replace(settings, env="production")) is None
