"""What does the door make of completions?  Strict, repeatable, and never more than one's own (API-2, API-3, API-5)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.clients.models import ApiCall
from app.domain.organisation.models import Person
from app.domain.training.records.models import LearningRecord
from tests.lms import COMPLETION, Machine, code_of, pointers

both = pytest.mark.both_databases


def verify(person_id: int, sector_id: str = "01101000001") -> None:
    with writing():
        person = db.session.get_one(Person, person_id)
        person.sector_id, person.sector_key = sector_id, sector_id.lstrip("0")


def records() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(LearningRecord.id))) or 0


@both
def test_api3_put_is_201_then_200_then_409_with_the_differing_fields(viettel):
    first, again, other = viettel.put(), viettel.put(), viettel.put(score=9, year=2021)
    assert (first.status_code, first.get_json()) == (201, {"ref": "r1", "outcome": "created", "standing": "waiting"})
    assert (again.status_code, again.get_json()["outcome"]) == (200, "unchanged")
    assert code_of(other) == (409, "conflict") and pointers(other) == {"/year": "differs", "/score": "differs"}
    assert pointers(viettel.put(score=9)) == {"/score": "differs"}
    assert pointers(viettel.put(score=1)) == {"/score": "differs"}, "not passed any more: by the score that was sent"
    assert pointers(viettel.put(passed=False)) == {"/passed": "differs"}
    assert pointers(viettel.put(status="enrolled", score=None, completed_at=None)).keys() == {
        "/status", "/score", "/completed_at"
    }  # fmt: skip
    assert records() == 1


@both
def test_a_completion_waits_and_counts_the_moment_the_id_is_verified(cast, viettel):
    assert viettel.put().get_json()["standing"] == "waiting"
    verify(cast.teacher.person_id)
    assert viettel.ask("GET", "/completions/r1").get_json()["standing"] == "counted"


@both
def test_two_lmss_report_one_learner_and_the_count_is_one(cast, viettel, vnpt):
    verify(cast.teacher.person_id)
    assert viettel.put().get_json()["standing"] == "counted"
    assert vnpt.put("other").get_json()["standing"] == "duplicate"


@both
def test_a_batch_answers_each_item_and_never_fails_as_a_whole(viettel):
    viettel.put("r0")
    items = [
        COMPLETION | {"ref": "r0"}, COMPLETION | {"ref": "r0", "score": 2},
        COMPLETION | {"ref": "r2", "module": "MD-99"}, COMPLETION | {"ref": "r3", "score": "8"}, 5,
        COMPLETION | {"ref": "r4", "status": "enrolled", "score": None, "completed_at": None},
    ]  # fmt: skip
    answer = viettel.ask("POST", "/completions/batch", {"items": items})
    said = answer.get_json()
    assert answer.status_code == 200
    assert [each["status"] for each in said["results"]] == [200, 409, 422, 422, 422, 201]
    assert [each["ref"] for each in said["results"]] == ["r0", "r0", "r2", "r3", "", "r4"]
    assert said["results"][2]["errors"][0]["pointer"] == "/items/2/module"
    assert said["summary"] == {"unchanged": 1, "conflict": 1, "invalid": 3, "created": 1}


@both
def test_api5_a_thousand_at_once_and_not_one_more(viettel):
    items = [COMPLETION | {"ref": f"r{n}", "sector_id": f"0220{n:07}"} for n in range(1001)]
    assert pointers(viettel.ask("POST", "/completions/batch", {"items": items})) == {"/items": "too_many"}
    said = viettel.ask("POST", "/completions/batch", {"items": items[:1000]}).get_json()
    assert said["summary"] == {"created": 1000} and records() == 1000


@both
def test_api3_twenty_parallel_sends_make_one(app, viettel):
    def send(_: int) -> int:
        with app.app_context():
            machine = Machine.__new__(Machine)
            machine.client, machine.token = app.test_client(), viettel.token
            return machine.put().status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(send, range(20)))
    assert sorted(codes) == [200] * 19 + [201] and records() == 1


@both
def test_api3_an_idempotency_key_gets_the_same_answer_and_refuses_another_body(viettel, frozen):
    first = viettel.ask("PUT", "/completions/r1", COMPLETION, Idempotency_Key="k1")
    again = viettel.ask("PUT", "/completions/r1", COMPLETION, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json() and again.headers["Idempotent-Replayed"] == "true"
    other = viettel.ask("PUT", "/completions/r1", COMPLETION | {"score": 1}, Idempotency_Key="k1")
    assert code_of(other) == (422, "key_reused")
    assert code_of(viettel.ask("PUT", "/completions/r1", COMPLETION, Idempotency_Key="a b")) == (400, "key_invalid")
    at = clock.now()
    frozen(at + timedelta(hours=71))
    viettel.token = Machine(viettel.client.application, viettel.made).token
    assert viettel.ask("PUT", "/completions/r1", COMPLETION, Idempotency_Key="k1").status_code == 201
    frozen(at + timedelta(hours=73))
    viettel.token = Machine(viettel.client.application, viettel.made).token
    assert viettel.ask("PUT", "/completions/r1", COMPLETION, Idempotency_Key="k1").status_code == 200


@both
def test_api3_keys_belong_to_their_client(viettel, vnpt):
    viettel.ask("PUT", "/completions/r1", COMPLETION, Idempotency_Key="k1")
    assert vnpt.ask("PUT", "/completions/r1", COMPLETION | {"score": 7}, Idempotency_Key="k1").status_code == 201


def test_api3_a_refused_request_leaves_its_key_free(viettel):
    assert viettel.ask("PUT", "/completions/r1", COMPLETION | {"year": 1}, Idempotency_Key="k1").status_code == 422
    assert viettel.ask("PUT", "/completions/r1", COMPLETION, Idempotency_Key="k1").status_code == 201


@both
def test_a_completion_is_taken_back_with_a_reason(cast, viettel, vnpt):
    verify(cast.teacher.person_id)
    viettel.put(), vnpt.put()
    void = {"reason": "Nhập nhầm"}
    assert viettel.ask("POST", "/completions/r1/void", void).get_json()["standing"] == "voided"
    assert viettel.ask("POST", "/completions/r1/void", void).status_code == 200
    assert code_of(viettel.ask("POST", "/completions/r1/void", {"reason": "Khác"})) == (409, "voided")
    assert pointers(viettel.ask("POST", "/completions/r1/void", {})) == {"/reason": "missing"}
    assert vnpt.ask("GET", "/completions/r1").get_json()["standing"] == "counted"
    assert pointers(viettel.put(score=3)) == {"/ref": "voided"}


@both
def test_api2_another_clients_record_does_not_exist(viettel, vnpt):
    viettel.put()
    for answer in (
        vnpt.ask("GET", "/completions/r1"), vnpt.ask("POST", "/completions/r1/void", {"reason": "x"}),
        viettel.ask("GET", "/completions/r2"), viettel.ask("GET", "/completions/" + "r" * 200),
    ):  # fmt: skip
        assert code_of(answer) == (404, "not_found")
    assert vnpt.ask("GET", "/completions").get_json()["items"] == []


@both
def test_changes_are_read_page_by_page_from_a_cursor(viettel):
    for number in range(5):
        viettel.put(f"r{number}", sector_id=f"0110100010{number}")
    seen, cursor = [], ""
    while True:
        said = viettel.ask("GET", f"/completions?since={cursor}&limit=2").get_json()
        seen += [each["ref"] for each in said["items"]]
        cursor = said["cursor"]
        if not said["more"]:
            break
    assert seen == ["r0", "r1", "r2", "r3", "r4"]
    viettel.ask("POST", "/completions/r1/void", {"reason": "x"})
    said = viettel.ask("GET", f"/completions?since={cursor}").get_json()
    assert [(each["ref"], each["standing"]) for each in said["items"]] == [("r1", "voided")]
    assert viettel.ask("GET", f"/completions?since={said['cursor']}").get_json()["items"] == []


@pytest.mark.parametrize("query", ["since=x", "since=1", "since=1-", "since=-1-2", f"since={'9' * 30}-1", "limit=0",
                                   "limit=1001", "limit=x"])  # fmt: skip
def test_in_4_an_odd_cursor_is_refused(viettel, query):
    assert code_of(viettel.ask("GET", f"/completions?{query}")) == (422, "invalid")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"sector_id": 1101000001}, {"/sector_id": "not_text"}), ({"sector_id": "12"}, {"/sector_id": "wrong_length"}),
        ({"sector_id": "abc"}, {"/sector_id": "not_digits"}), ({"year": "2022"}, {"/year": "not_whole"}),
        ({"year": True}, {"/year": "not_whole"}), ({"year": 10**25}, {"/year": "out_of_range"}),
        ({"score": "8"}, {"/score": "not_number"}), ({"score": 10.01}, {"/score": "out_of_range"}),
        ({"score": -1}, {"/score": "out_of_range"}), ({"score": 101, "score_scale": 100}, {"/score": "out_of_range"}),
        ({"score_scale": 20}, {"/score_scale": "unknown"}), ({"status": "done"}, {"/status": "unknown"}),
        ({"passed": "yes"}, {"/passed": "not_truth"}), ({"score": None}, {"/score": "score_or_passed"}),
        ({"completed_at": None}, {"/completed_at": "missing"}),
        ({"completed_at": "2022-04-01T09:30:00"}, {"/completed_at": "not_instant"}),
        ({"completed_at": "2022-02-30T09:30:00+07:00"}, {"/completed_at": "not_instant"}),
        ({"completed_at": "2022-05-01T09:30:00+07:00"}, {"/completed_at": "in_future"}),
        ({"status": "in_progress"}, {"/completed_at": "not_completed"}),
        ({"module": "MD-99"}, {"/module": "unknown"}), ({"module": None}, {"/module": "missing"}),
        ({"progress": 101}, {"/progress": "out_of_range"}),
    ],
)  # fmt: skip
def test_api5_api7_what_cannot_be_right_is_named_by_its_pointer(viettel, changes, wrong):
    answer = viettel.put(**changes)
    assert code_of(answer) == (422, "invalid") and pointers(answer) == wrong
    assert records() == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid_json"), (b"{", "invalid_json"), (b"\xff\xfe", "invalid_json"),
        (b'{"a": 1, "a": 2}', "name_twice"),
        (b'{"score": NaN}', "no_number"), (b'{"score": Infinity}', "no_number"), (b'{"score": 1e999}', "no_number"),
        (b'{"year": ' + b"9" * 5000 + b"}", "no_number"), (b"[" * 21 + b"]" * 21, "too_deep"),
        (b"[" * 200_000 + b"]" * 200_000, "too_deep"), (b'{"a":' * 30 + b"1" + b"}" * 30, "too_deep"),
    ],
)  # fmt: skip
def test_api5_odd_json_is_refused_as_a_whole(viettel, body, code):
    assert code_of(viettel.ask("PUT", "/completions/r1", body)) == (400, code)


def test_dp_a_reference_that_holds_the_learners_id_is_refused(viettel):
    said = viettel.ask("PUT", f"/completions/HV-{COMPLETION['sector_id']}:1", COMPLETION)
    assert code_of(said) == (422, "invalid") and pointers(said) == {"/ref": "holds_sector_id"}
    assert records() == 0


@pytest.mark.parametrize("ref", ["B/é", "../modules", "..", "a b", "HV#1", "é", "a/", "r?"])
def test_a_reference_that_no_address_can_hold_is_refused_at_its_place(viettel, ref):
    batch = {"items": [COMPLETION | {"ref": ref}, COMPLETION | {"ref": "LMS-2022.HV_1:a"}]}
    bad, good = viettel.ask("POST", "/completions/batch", batch).get_json()["results"]
    assert (bad["errors"][0]["pointer"], bad["errors"][0]["code"], good["status"]) == (
        "/items/0/ref",
        "characters",
        201,
    )
    said = viettel.put("a/b" if ref.startswith(".") else quote(ref, safe=""))
    assert code_of(said) == (422, "invalid") and pointers(said) == {"/ref": "characters"}
    assert viettel.ask("GET", "/completions/LMS-2022.HV_1:a").status_code == 200 and records() == 1


def test_a_reference_of_former_days_is_still_read_and_taken_back(viettel):
    viettel.put()
    with writing():
        db.session.execute(update(LearningRecord).values(ref="B/é"))
    assert viettel.ask("GET", "/completions/B/é").get_json()["ref"] == "B/é"
    assert viettel.ask("POST", "/completions/B%2Fé/void", {"reason": "x"}).get_json()["standing"] == "voided"


def test_a_body_that_is_no_object_is_said_of_the_whole(viettel):
    said = viettel.ask("PUT", "/completions/r1", [1]).get_json()
    assert said["errors"][0]["pointer"] == "" and said["detail"] == "cả nội dung: phải là một đối tượng JSON"


def test_a_reference_in_the_body_is_the_one_of_the_address(viettel):
    said = viettel.ask("PUT", "/completions/r1", COMPLETION | {"ref": "other"})
    assert code_of(said) == (422, "invalid") and pointers(said) == {"/ref": "not_the_address"}
    assert viettel.ask("PUT", "/completions/r1", COMPLETION | {"ref": "r1"}).status_code == 201


def test_api5_a_body_past_a_megabyte_is_413(viettel):
    assert code_of(viettel.ask("POST", "/completions/batch", b" " * 1_000_001)) == (413, "too_large")


def test_api5_unknown_members_are_ignored_and_counted_and_text_is_nfc(viettel):
    viettel.put(hobby="x", color=1)
    assert db.session.scalar(select(ApiCall.unknown_fields).order_by(ApiCall.id.desc())) == 2
    viettel.ask("POST", "/completions/r1/void", {"reason": "Nhâ\u0323p nhầm"})
    assert db.session.scalar(select(LearningRecord.void_reason)) == "Nhập nhầm"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_csrf_7_only_json_is_read(viettel, kind):
    answer = viettel.client.put(
        "/api/v1/completions/r1", csrf=False, data=json.dumps(COMPLETION), content_type=kind,
        headers={"Authorization": f"Bearer {viettel.token}"},
    )  # fmt: skip
    assert code_of(answer) == (415, "not_json")


def test_api7_a_completion_before_its_enrolment_is_taken_and_flagged(viettel):
    viettel.put(enrolled_at="2022-04-02T08:00:00+07:00")
    assert viettel.ask("GET", "/completions/r1").get_json()["completed_before_enrolment"] is True


@both
def test_api7_every_attempt_is_noted_and_names_nobody(viettel):
    viettel.put(), viettel.put(score=1), viettel.put(year=1)
    viettel.ask("GET", "/completions/r1")
    rows = db.session.scalars(select(ApiCall).where(ApiCall.client_id.is_not(None)).order_by(ApiCall.id)).all()
    assert [(row.act, row.status, row.code) for row in rows] == [
        ("put_completion", 201, ""), ("put_completion", 409, "conflict"), ("put_completion", 422, "invalid"),
        ("show_completion", 200, ""),
    ]  # fmt: skip
    columns = {str(getattr(row, column.key)) for row in rows for column in ApiCall.__table__.columns}
    assert not {each for each in columns if "01101000001" in each or "r1" in each.split("-")}
