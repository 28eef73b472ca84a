"""Do both sides have the same of a month?"""

import pytest

from tests.lms import code_of, pointers

both = pytest.mark.both_databases


@both
def test_a_month_is_reckoned_and_differences_are_named(cast, viettel, vnpt):
    viettel.put(), viettel.put(), viettel.put(score=1)
    viettel.put("r2", sector_id="01101000002", status="enrolled", score=None, completed_at=None)
    viettel.put("r3", sector_id="01101000003")
    viettel.ask("POST", "/completions/r3/void", {"reason": "Nhầm"})
    said = viettel.ask("GET", "/reconciliation?month=2022-04").get_json()
    assert (said["sent"], said["accepted"], said["refused"]) == (5, 4, 1)
    assert said["standings"] == {"open": 0, "counted": 0, "duplicate": 0, "waiting": 2, "voided": 1}
    assert said["ours"] == {"records": 3, "completed": 2, "voided": 1}
    assert said["declared"] is None and said["differences"] == []
    totals = {"month": "2022-04", "records": 3, "completed": 3}
    said = viettel.ask("POST", "/reconciliation", totals).get_json()
    assert said["differences"] == [{"name": "completed", "theirs": 3, "ours": 2}]
    assert viettel.ask("POST", "/reconciliation", totals | {"completed": 2}).get_json()["differences"] == []
    assert viettel.ask("GET", "/reconciliation?month=2022-03").get_json()["ours"]["records"] == 0
    assert vnpt.ask("GET", "/reconciliation?month=2022-04").get_json()["declared"] is None


@pytest.mark.parametrize("month", ["", "2022", "2022-13", "2022-4", "22-04", "2022-04-01", "２０２２-04", "9999-12"])
def test_an_odd_month_is_refused(viettel, month):
    assert pointers(viettel.ask("GET", f"/reconciliation?month={month}")) == {"/month": "not_month"}


def test_a_month_to_come_has_nothing_to_reckon(viettel):
    assert viettel.ask("GET", "/reconciliation?month=2022-04").status_code == 200
    totals = {"month": "2022-05", "records": 1}
    for answer in (viettel.ask("GET", "/reconciliation?month=2022-05"), viettel.ask("POST", "/reconciliation", totals)):
        assert code_of(answer) == (422, "invalid") and pointers(answer) == {"/month": "month_to_come"}


def test_totals_are_numbers(viettel):
    assert pointers(viettel.ask("POST", "/reconciliation", {"month": "2022-04"})) == {"/records": "missing"}
    answer = viettel.ask("POST", "/reconciliation", {"month": "2022-04", "records": "3"})
    assert code_of(answer) == (422, "invalid") and pointers(answer) == {"/records": "not_whole"}
