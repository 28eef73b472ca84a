"""Who comes in?  A client with a live secret, for an hour, for what it may do (API-1, API-2)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.accounts.clients.actions import NewSecret, end_secret, give_secret, make_client, revoke_client
from app.domain.accounts.clients.models import ApiSecret, ApiToken
from app.domain.accounts.clients.queries import digest
from app.domain.accounts.clients.rules import Scope
from tests.lms import Machine, code_of, make_machine

FORM = {"grant_type": "client_credentials"}


def ask(client, made, **fields):
    return client.post(
        "/api/v1/token", csrf=False, data=FORM | {"client_id": made.key, "client_secret": made.secret} | fields
    )


@pytest.mark.both_databases
def test_api1_a_secret_buys_a_token_of_an_hour_in_the_form_or_by_basic(client, viettel):
    made = viettel.made
    for answer in (
        ask(client, made),
        client.post("/api/v1/token", csrf=False, data=FORM, auth=(made.key, made.secret)),
    ):
        said = answer.get_json()
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
        assert said["token_type"] == "Bearer" and said["expires_in"] == 3600
        viettel.token = said["access_token"]
        assert viettel.ask("GET", "/modules").status_code == 200


@pytest.mark.both_databases
def test_api1_only_hashes_are_kept(client, viettel):
    token = ask(client, viettel.made).get_json()["access_token"]
    kept = {each for row in db.session.execute(select(ApiSecret.hash, ApiSecret.tail)) for each in row}
    kept |= set(db.session.scalars(select(ApiToken.hash)))
    assert digest(token) in kept and digest(viettel.made.secret) in kept
    assert not {token, viettel.made.secret} & kept


def test_api1_a_token_is_over_after_an_hour_and_a_secret_after_a_year(client, viettel, frozen):
    frozen(datetime.now(UTC) + timedelta(minutes=61))
    assert code_of(viettel.ask("GET", "/modules")) == (401, "token_refused")
    assert ask(client, viettel.made).status_code == 200
    frozen(datetime.now(UTC) + timedelta(days=366))
    assert ask(client, viettel.made).status_code == 401


@pytest.mark.both_databases
def test_api1_two_secrets_live_side_by_side_and_one_ends_without_the_other(app, client, cast, viettel):
    admin, client_id = cast.ministry_admin.viewer, viettel.made.client_id
    second = give_secret(admin, client_id)
    assert isinstance(second, NewSecret)
    assert [each.code for each in give_secret(admin, client_id)] == ["two_secrets"]
    other = Machine(app, second)
    first = db.session.scalar(select(ApiSecret.id).order_by(ApiSecret.id))
    end_secret(admin, client_id, first)
    assert code_of(viettel.ask("GET", "/modules")) == (401, "token_refused")
    assert ask(client, viettel.made).status_code == 401
    assert other.ask("GET", "/modules").status_code == 200
    revoke_client(admin, client_id, "Hết hợp đồng")
    assert code_of(other.ask("GET", "/modules")) == (401, "token_refused")
    assert ask(client, second).status_code == 401


def test_api2_every_failure_to_come_in_is_answered_alike(client, viettel):
    made = viettel.made
    answers = [
        ask(client, made, client_id="lms-khong-co"), ask(client, made, client_secret="sai"),
        ask(client, made, client_id="", client_secret=""), ask(client, made, client_secret="x" * 5000),
    ]  # fmt: skip
    bodies = []
    for answer in answers:
        said = answer.get_json()
        assert answer.status_code == 401 and said["error"] == "invalid_client"
        assert made.secret not in answer.get_data(as_text=True)
        said.pop("request_id")
        bodies.append(said)
    assert all(body == bodies[0] for body in bodies)


def test_rfc_6749_errors_have_their_names(client, viettel):
    made = viettel.made
    assert ask(client, made, grant_type="password").get_json()["error"] == "unsupported_grant_type"
    assert ask(client, made, scope="everything").get_json()["error"] == "invalid_scope"
    both = client.post(
        "/api/v1/token", csrf=False, data=FORM | {"client_secret": made.secret}, auth=(made.key, made.secret)
    )
    assert both.get_json()["error"] == "invalid_request"
    assert client.post("/api/v1/token", csrf=False, json=FORM).status_code == 415


def test_api1_a_token_may_be_asked_for_less(client, viettel):
    said = ask(client, viettel.made, scope="catalogue:read").get_json()
    assert said["scope"] == "catalogue:read"
    viettel.token = said["access_token"]
    assert viettel.ask("GET", "/modules").status_code == 200
    assert code_of(viettel.put()) == (403, "scope_missing")


def test_api2_a_client_without_the_scope_is_refused(app, cast, modules):
    machine = make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"], [Scope.READ_CATALOGUE])
    assert code_of(machine.put()) == (403, "scope_missing")


@pytest.mark.parametrize("token", ["", "x", "tms_at_" + "A" * 43, "ü", "x" * 3000])
def test_api2_an_unknown_token_is_401_whatever_it_is(client, cast, token):
    answer = client.get("/api/v1/modules", headers={"Authorization": f"Bearer {token}"})
    assert code_of(answer) == (401, "token_refused")
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")


def test_csrf_7_a_cookie_opens_nothing(clients, viettel):
    for who in ("teacher", "ministry_admin", "viettel_staff"):
        assert code_of(clients[who].get("/api/v1/modules")) == (400, "cookie_refused")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("who", "provider", "problem"),
    [
        ("ministry_admin", "viettel", None), ("province_admin", "viettel", None),
        ("province_admin", "vnpt", "provider_unknown"), ("far_admin", "viettel", "provider_unknown"),
        ("school_admin", "viettel", "provider_unknown"), ("viettel_staff", "viettel", "provider_unknown"),
        ("ministry_officer", "viettel", "provider_unknown"), ("director", "viettel", "provider_unknown"),
    ],
)  # fmt: skip
def test_az_10_the_admin_of_the_ministry_or_of_the_province_lets_a_machine_in(cast, who, provider, problem):
    made = make_client(cast[who].viewer, cast.units[provider], "Máy", list(Scope), [])
    assert isinstance(made, NewSecret) if problem is None else [each.code for each in made] == [problem]


def test_a_province_lets_a_machine_in_for_itself_alone(app, cast):
    machine = make_machine(
        app, cast.province_admin.viewer, cast.units["viettel"], provinces=[cast.units["far_province"]]
    )
    said = machine.ask("GET", "/deadlines").get_json()
    assert said == {"items": []}
