"""The pages of what a correction changed: numbers for every reader, names for those who may know them."""

import pytest

from tests.domain.reporting.test_differences import second  # noqa: F401

HX = {"HX-Request": "true"}


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_the_correction_tells_its_numbers_and_people(cast, clients, second, headers):  # noqa: F811
    officer, address = clients.province_officer, f"/records/reports/{second}"
    assert f"{address}/differences" in text(officer.get(address))
    page = text(officer.get(f"{address}/differences", headers=headers))
    assert "Lần ban hành 2 khác gì lần 1" in page and "Tổng số: Dtts" in page and "số thay đổi" in page
    assert "Phùng Thị Mới" in text(officer.get(f"{address}/differences/came", headers=headers))
    assert "Phùng Văn Cũ" in text(officer.get(f"{address}/differences/went", headers=headers))
    changed = text(officer.get(f"{address}/differences/changed", headers=headers))
    assert "Hoàng Văn Nam" in changed and "Nữ" in changed and "→" in changed and "Trần Thị Lan" not in changed


def test_nobody_else_reads_it(cast, clients, second):  # noqa: F811
    for who in ("far_officer", "ministry_officer", "stranger"):
        for page in ("differences", "differences/came"):
            assert clients[who].get(f"/records/reports/{second}/{page}").status_code == 404


def test_an_edition_that_corrects_none_has_no_differences(cast, clients, second):  # noqa: F811
    assert clients.province_officer.get(f"/records/reports/{second - 1}/differences").status_code == 404
    assert clients.province_officer.get(f"/records/reports/{second}/differences/nothing").status_code == 404
