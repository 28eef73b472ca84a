"""SES-7: a sign-in leads to our own pages only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.safe_next import safe_next


@pytest.mark.parametrize("target", ["/", "/teacher/", "/records/people?q=Nguy%E1%BB%85n&page=2", "/account/data#top"])
def test_SES_7_keeps_a_path_of_this_site(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "teacher",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/%2Fevil.example",
        "/%5cevil.example",
        "/a\r\nSet-Cookie: x=1",
        "/a%0d%0aSet-Cookie: x=1",
        "/\tevil.example",
        " /a",
        "/" + "a" * 600,
    ],
)
def test_SES_7_leads_home_otherwise(target: str | None) -> None:
    assert safe_next(target) == "/"


@given(st.text(max_size=40))
def test_SES_7_never_leaves_this_site(rest: str) -> None:
    answer = safe_next("/" + rest)
    assert answer.startswith("/")
    assert not answer.startswith(("//", "/\\"))
    assert not any(char in answer for char in "\r\n\t\x00")
