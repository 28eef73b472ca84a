"""REL-5: without its database the app says so, to everybody and in every size, and shows no trace."""

import pytest

from app import create_app
from app.config import Settings

NOBODY_LISTENS = "postgresql+psycopg://temis:temis@127.0.0.1:1/temis"


@pytest.fixture(scope="module")
def stranded():
    return create_app(Settings(env="test", database_url=NOBODY_LISTENS))


@pytest.mark.parametrize("path", ["/", "/teacher/", "/account/sign-in", "/records/campaign", "/khong-co-trang-nay"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "partial"])
def test_REL_5_a_signed_in_person_is_told_to_wait(stranded, path: str, headers: dict[str, str]) -> None:
    client = stranded.test_client()
    client.set_cookie("sid", "ai-do-da-dang-nhap")
    answer = client.get(path, headers=headers)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "psycopg" not in answer.get_data(as_text=True)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_REL_5_the_process_still_answers(stranded) -> None:
    assert stranded.test_client().get("/healthz").status_code == 200
