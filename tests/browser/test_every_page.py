"""Does every page that a role reaches fit a phone, read well to a screen reader and keep the content policy?"""

from collections.abc import Callable

import pytest

from app.domain.progress.actions import rebuild
from tests.browser.walk import walk
from tests.browser.window import Window

ROLES = (
    "teacher", "school_admin", "principal", "province_admin", "district_officer", "province_officer",
    "ministry_officer", "auditor", "lecturer", "viettel_staff", "far_teacher",
)  # fmt: skip


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Kinds of pages that an earlier role has shown; the way into them is still followed from each home."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits_a_phone(
    role: str, known: set[str], windows: Callable[..., Window], enter: Callable[[Window, str], Window]
) -> None:
    rebuild()
    window = enter(windows(), role)
    visited = 0
    for _address in walk(window, known=known):
        window.look()
        visited += 1
    assert visited
