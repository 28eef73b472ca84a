"""Every address is guarded, reads without writing, refuses what no page of ours sent, never breaks (AZ-1, CSRF-1)."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.journal.models import JournalEntry, SecurityEvent
from app.web.csrf import EXEMPT_BLUEPRINTS
from app.web.guards import BEARER, DOORS, PUBLIC
from tests.cast import CAST
from tests.house.addresses import UNSAFE, addresses
from tests.strict_client import sign_in

# The whole of what may be asked for without signing in.  A new line here is a decision.
OPEN_TO_ALL = {
    "static",
    "account.set_up_second_factor",
    "account.show_password_again",
    "account.show_second_factor",
    "account.show_second_factor_picture",
    "account.show_sign_in",
    "account.sign_out",
    "api.issue",
    "api.show_document",
    "public.ask_for_code",
    "public.front",
    "public.show_activation",
    "public.show_data_notice",
    "public.show_health",
    "public.show_lms_guide",
    "public.show_no_icon",
    "public.show_published_report",
    "public.show_readiness",
    "public.show_robots",
    "public.show_security_contact",
    "public.show_verified",
}
# Who may come in by which door.
MAY_ENTER = {
    "account": set(CAST),
    "records": set(CAST),
    "teacher": {
        "teacher", "peer", "group_head", "staff", "principal", "vice_principal", "stranger", "stranger_principal",
        "upper_teacher", "upper_principal", "far_teacher", "far_principal",
    },
    "principal": {"principal", "vice_principal", "stranger_principal", "upper_principal", "far_principal"},
    "district": {"district_officer", "district_head", "commune_officer"},
    "province": {"province_officer", "director", "far_officer"},
    "university": {"lecturer"},
    "auditor": {"auditor"},
    "ministry": {"ministry_officer"},
    "partner": {"viettel_staff", "vnpt_staff"},
    "admin": {
        "school_admin", "stranger_admin", "district_admin", "province_admin", "far_school_admin", "far_admin",
        "ministry_admin",
    },
}  # fmt: skip
MOST_QUERIES = 15  # REL-7; the narrower budgets of each kind of page are measured by `make bench`
HX = {"HX-Request": "true"}
# One of each kind of appointment walks through every page; by which door each of the cast comes in is asked of all.
WALKERS = (
    "teacher", "group_head", "staff", "principal", "vice_principal", "school_admin", "district_officer",
    "district_head", "commune_officer", "province_officer", "director", "province_admin", "lecturer", "viettel_staff",
    "ministry_officer", "ministry_admin", "auditor", "far_teacher", "leaver",
)  # fmt: skip
FINE = {200, 204, 286, 302, 303, 400, 403, 404, 405, 409, 413, 422, 429, 501}


def door_of(endpoint: str) -> str:
    return endpoint.rpartition(".")[0]


def is_for_machines(endpoint: str) -> bool:
    """A token opens it, no person: `test_api_2_...` and tests/api ask of it what these tests ask of pages."""
    return door_of(endpoint) in BEARER


def test_az_1_every_endpoint_is_behind_a_door_or_on_the_public_list(app):
    assert PUBLIC & set(app.view_functions) == OPEN_TO_ALL & set(app.view_functions)
    behind = {endpoint for endpoint in app.view_functions if endpoint not in PUBLIC}
    assert {door_of(endpoint) for endpoint in behind} <= DOORS.keys()
    assert DOORS.keys() <= MAY_ENTER.keys() | BEARER | {"public"}


def test_api_2_the_door_of_machines_opens_to_no_person(app, client, clients, cast):
    """And it alone goes without the token of our pages."""
    assert BEARER == EXEMPT_BLUEPRINTS == {"api"}
    for method in ("GET", "POST", "PUT"):
        for address in addresses(app, cast, method=method):
            if is_for_machines(address.endpoint) and address.endpoint not in PUBLIC:
                assert client.open(address.url, method=method, csrf=False).status_code == 401, address
                for who in ("teacher", "ministry_admin", "viettel_staff"):
                    assert clients[who].open(address.url, method=method).status_code == 400, address


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_az_1_who_is_not_signed_in_is_sent_to_sign_in(app, client, cast, headers):
    for method in ("GET", "POST"):
        for address in addresses(app, cast, method=method, once=True):
            if address.endpoint in PUBLIC or is_for_machines(address.endpoint):
                continue
            answer = client.open(address.url, method=method, headers=headers)
            target = answer.headers.get("HX-Redirect" if headers else "Location", "")
            assert urlsplit(target).path == "/account/sign-in", address
            assert answer.status_code == (401 if headers else 302), address


def test_az_1_a_door_lets_in_its_roles_only(app, clients, cast):
    """Each of the cast is refused at each door that is not theirs; each address refuses one of them, in turn."""
    come: Counter[str] = Counter()
    for method in ("GET", "POST"):
        for address in addresses(app, cast, method=method):
            door = door_of(address.endpoint)
            strangers = [] if door in BEARER else [who for who in CAST if who not in MAY_ENTER.get(door, CAST)]
            if address.endpoint in PUBLIC or not strangers:
                continue
            come[door] += 1
            for who in strangers if come[door] == 1 else [strangers[come[door] % len(strangers)]]:
                assert clients[who].open(address.url, method=method, headers=HX).status_code == 403, (who, address)


@pytest.mark.parametrize("who", WALKERS)
def test_rel_7_every_page_opens_reads_only_and_asks_little(app, clients, cast, statements, who):
    """WriteRefused, a leak, a broken page or a query in a loop would fail here, in both sizes."""
    client = clients[who]
    for address in addresses(app, cast, method="GET"):
        door = door_of(address.endpoint)
        if door in BEARER or (door in MAY_ENTER and who not in MAY_ENTER[door]):
            continue  # refused at the door, as asserted above
        for headers in ({}, HX):
            del statements.texts[:]
            answer = client.get(address.url, headers=headers)
            assert answer.status_code in FINE, (address, answer.status_code)
            asked = [
                text for text in statements.texts if not text.startswith(("PRAGMA", "INSERT", "UPDATE", "SAVEPOINT"))
            ]
            assert len(asked) <= MOST_QUERIES, (str(address), headers, asked)


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_csrf_1_unsafe_requests_without_our_token_change_nothing(app, cast, clients, headers):
    foreign = sign_in(app, cast.stranger.account_id).csrf_token()
    for address in addresses(app, cast, method="POST", once=True):
        if is_for_machines(address.endpoint):
            continue
        client = clients[next((key for key in CAST if key in MAY_ENTER.get(door_of(address.endpoint), ())), "teacher")]
        before = entries()
        assert client.post(address.url, csrf=False, headers=headers).status_code == 422, address
        assert client.post(address.url, csrf=False, headers=headers | {"X-CSRFToken": foreign}).status_code == 422, (
            address
        )
        crossing = headers | {"Sec-Fetch-Site": "cross-site"}
        assert client.post(address.url, headers=crossing).status_code == 403, address
        assert entries() == before, address
    assert db.session.scalar(select(func.count()).where(SecurityEvent.event == "csrf_rejected")) > 0


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
@pytest.mark.parametrize("who", WALKERS)
def test_an_empty_form_is_answered_with_words(app, cast, who, headers):
    """Nothing typed, nothing chosen, for things of one's own and of others: refused or done, never broken."""
    member = cast[who]
    for address in addresses(app, cast, method="POST"):
        door = door_of(address.endpoint)
        if door in BEARER or (door in MAY_ENTER and who not in MAY_ENTER[door]):
            continue
        client = sign_in(app, member.account_id, member.appointment_id)
        answer = client.post(address.url, headers=headers)
        assert answer.status_code in FINE, (address, answer.status_code)


@pytest.mark.parametrize("number", ["0", str(2**31), str(2**63), "9" * 40])
def test_in_3_an_id_that_no_table_can_hold_is_a_plain_404(app, clients, number):
    for rule in app.url_map.iter_rules():
        url = re.sub(r"<int:\w+>", number, rule.rule)
        if url != rule.rule and "<" not in url and "GET" in (rule.methods or ()):
            assert clients.principal.get(url).status_code == 404, url


def test_only_get_and_post_are_used(app):
    """Forms without JavaScript know no others; machines do."""
    for rule in app.url_map.iter_rules():
        if is_for_machines(rule.endpoint):
            continue
        assert not (rule.methods or set()) & (UNSAFE - {"POST"}), rule


def entries() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(JournalEntry)) or 0
