"""Does every page that a role reaches fit a phone, read well to a screen reader and keep the content policy?"""

from collections.abc import Callable

import pytest

from tests.browser.walk import walk
from tests.browser.window import Window

ROLES = (
    "teacher", "far_teacher", "principal", "school_admin", "district_officer", "district_admin", "province_officer",
    "province_admin", "lecturer", "ministry_officer", "viettel_staff",
)  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_fits_a_phone(
    role: str, windows: Callable[..., Window], enter: Callable[[Window, str], Window]
) -> None:
    window = enter(windows(), role)
    visited = []
    for address in walk(window):
        window.look()
        visited.append(address)
    assert visited
