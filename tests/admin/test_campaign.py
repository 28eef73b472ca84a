"""The deadline: moved by the admin of a province or of the ministry, in words a person types, never by a stale page."""

import pytest

from app.domain import clock
from app.domain.organisation.rules import Position
from app.domain.progress import queries
from tests.cast import Cast
from tests.pages import words

DEADLINE = "/admin/campaign"


@pytest.mark.parametrize("hx", [False, True])
def test_a_provinces_admin_moves_their_own_deadline(cast: Cast, clients, hx: bool) -> None:
    assert "trước ngày 23/04/2022" in words(clients.province_admin.get(DEADLINE))
    answer = clients.province_admin.submit(DEADLINE, form="campaign", day="1-5-2022", hx=hx)
    assert answer.status_code == (204 if hx else 303)
    assert "trước ngày 01/05/2022" in words(clients.province_admin.get(DEADLINE))
    assert "trước ngày 01/05/2022" in words(clients.principal.get("/principal/"))
    assert "trước ngày 23/04/2022" in words(clients.far_principal.get("/principal/"))


@pytest.mark.parametrize("day", ["31/02/2022", "mai", "", "01/01/2060"])
def test_a_day_that_is_none_is_said_so_and_kept(cast: Cast, clients, day: str) -> None:
    answer = clients.province_admin.submit(DEADLINE, form="campaign", day=day)
    assert answer.status_code == 422 and "Lỗi:" in answer.get_data(as_text=True)
    assert f'value="{day}"' in answer.get_data(as_text=True)
    assert queries.campaign("sector_id").deadline == clock.start_of(clock.today().replace(day=23))


def test_con_1_a_stale_page_moves_nothing(cast: Cast, clients) -> None:
    from tests.pages import fill, find_form

    stale = fill(find_form(clients.province_admin.get(DEADLINE), "campaign"), {"day": "02/05/2022"})
    clients.province_admin.submit(DEADLINE, form="campaign", day="01/05/2022")
    assert clients.province_admin.post(DEADLINE, data=stale).status_code == 409
    assert "trước ngày 01/05/2022" in words(clients.province_admin.get(DEADLINE))


def test_other_admins_have_no_deadline_to_move(cast: Cast, clients) -> None:
    for role in ("school_admin", "district_admin"):
        assert clients[role].get(DEADLINE).status_code == 404
    for role in ("principal", "province_officer", "teacher"):
        assert clients[role].get(DEADLINE).status_code == 403
    assert cast.province_admin.viewer.position == Position.ADMIN
