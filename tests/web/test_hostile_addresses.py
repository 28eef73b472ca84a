"""IN-1, IN-3, IN-4: whatever stands in an address or a hidden field, the answer is a page of ours and never a fault."""

import pytest

NUL, HUGE = "%00", str(2**70)
ADDRESSES = (
    "/records/persons?q={}", "/records/persons?position={}", "/records/persons?unit={}", "/records/units?kind={}",
    "/records/units?q={}", "/records/trail?before={}", "/records/cases?q={}", "/records/campaign?q={}",
    "/records/campaign?sort={}", "/records/campaign?run={}", "/records/campaign?page={}", "/admin/accounts?unit={}",
    "/admin/accounts?q={}", "/admin/cases?state={}", "/records/persons/{}", "/admin/cases/{}", "/records/files/{}",
)  # fmt: skip
ODD = (NUL, HUGE, "99999999999", "-1", "%ED%A0%80", "%E2%80%AE%25", "a&q=b&page=0")


@pytest.mark.both_databases
@pytest.mark.parametrize("address", ADDRESSES)
def test_IN_4_odd_parameters_are_ignored_or_lead_nowhere(clients, address: str) -> None:
    for odd in ODD:
        assert clients.school_admin.get(address.format(odd)).status_code in (200, 404), odd


def test_IN_4_an_unknown_outcome_of_a_run_is_ignored(clients) -> None:
    assert clients.school_admin.get("/records/campaign?outcome=x").status_code == 200


@pytest.mark.both_databases
def test_IN_3_hidden_fields_that_no_page_of_ours_made(clients) -> None:
    assert clients.teacher.post("/account/role", data={"appointment": HUGE}).status_code == 404
    asked = clients.teacher.post("/teacher/identity/help", data={"note": "Xin giúp", "submit_key": "\0"})
    assert asked.status_code == 303
    assert clients.teacher.post("/teacher/identity/enter", data={"version": "²"}).status_code == 409


@pytest.mark.both_databases
@pytest.mark.parametrize("version", ["²", "٣", HUGE, "-1"])
def test_CON_1_a_forged_version_is_a_stale_one(clients, cast, version: str) -> None:
    clients.teacher.submit("/account/data/requests/new", kind="correction", text="Sai ngày sinh")
    page = clients.school_admin.get("/admin/data-requests").get_data(as_text=True)
    url = "/admin/data-requests/" + page.partition("/admin/data-requests/")[2].partition('"')[0]
    sent = {"version": version, "state": "acknowledged", "answer": "Đã nhận."}
    assert clients.school_admin.post(url, data=sent).status_code == 409
