"""Who sees how the LMSs' machines get on?  Their own staff, the province they serve, the ministry (API-7)."""

import pytest

from tests.lms import make_machine
from tests.training import make_modules


@pytest.fixture
def machine(app, cast):
    make_modules()
    return make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"])


def test_api7_attempts_show_to_the_provider_the_province_and_the_ministry(clients, machine):
    machine.put(), machine.put(score=1)
    for who in ("viettel_staff", "province_officer", "province_admin", "ministry_officer", "ministry_admin"):
        page = clients[who].get("/records/lms/calls").get_data(as_text=True)
        assert "Gửi một kết quả" in page and "409" in page, who
        assert "01101000001" not in page
    for who in ("vnpt_staff", "far_officer", "far_admin"):
        assert "Gửi một kết quả" not in clients[who].get("/records/lms/calls").get_data(as_text=True), who
        assert clients[who].get(f"/records/lms/calls?client={machine.made.client_id}").status_code == 404, who
    for who in ("teacher", "principal", "school_admin", "district_officer", "lecturer"):
        assert clients[who].get("/records/lms/calls").status_code == 404, who
