"""Whoever goes back, changes a word and sends the same page again says something new: it is never passed off as done.

The first answer was lost on a bad line, or the browser's own "back" shows the page as it was; its key is the same.
"""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.evidence.models import Evidence
from app.domain.training.years.models import TrainingYear
from app.web.forms import sent_key
from tests.pages import fill, find_form, words
from tests.training import make_modules

SAID = {"submit_key": "a1", "csrf_token": "t", "reason": "Nghỉ ốm", "people": ["3", "7"]}


def key_of(app: Flask, said: dict[str, object], path: str = "/a") -> str:
    with app.test_request_context(path, method="POST", data=said):
        return sent_key()


def with_file(content: bytes) -> dict[str, object]:
    return SAID | {"file": (io.BytesIO(content), "a.pdf")}


@pytest.mark.parametrize(
    "same",
    [SAID | {"csrf_token": "another"}, SAID | {"people": ["7", "3"]}, dict(reversed(SAID.items()))],
    ids=["token", "order of choices", "order of fields"],
)
def test_CON_4_the_same_words_have_the_same_key(app, same) -> None:
    assert key_of(app, same) == key_of(app, SAID)


@pytest.mark.parametrize(
    "other",
    [
        SAID | {"reason": "Nghỉ thai sản"}, SAID | {"people": ["3"]}, SAID | {"submit_key": "a2"},
        SAID | {"decision": "return"}, with_file(b"one"),
    ],
    ids=["words", "choices", "page", "button", "file"],
)  # fmt: skip
def test_CON_4_other_words_have_another_key(app, other) -> None:
    assert key_of(app, other) != key_of(app, SAID)


def test_CON_4_another_place_or_file_has_another_key(app) -> None:
    assert key_of(app, SAID, "/b") != key_of(app, SAID, "/a")
    assert key_of(app, with_file(b"one")) == key_of(app, with_file(b"one")) != key_of(app, with_file(b"two"))


def test_CON_4_a_form_without_a_key_of_ours_is_never_a_repeat(app) -> None:
    assert key_of(app, SAID | {"submit_key": ""}) == key_of(app, SAID | {"submit_key": "../a"}) == ""


def test_CON_1_a_plan_changed_on_a_page_that_saved_already_shows_both_sides(clients, cast) -> None:
    module = make_modules()["MD-01"]
    client = clients.province_officer
    dates = {"year": "2022", "opens": "01/02/2022", "due": "01/07/2022"}
    client.submit("/province/training/new", **dates, **{f"way_{module}": "online"})
    url = f"/province/training/{db.session.scalars(select(TrainingYear.id)).one()}/plan"
    page = find_form(client.get(url))
    assert client.post(url, data=fill(page, {"due": "02/07/2022"})).status_code == 303
    other = client.post(url, data=fill(page, {"due": "03/07/2022"}))
    assert other.status_code == 409
    assert "02/07/2022" in words(other) and "03/07/2022" in other.get_data(as_text=True)


def test_CON_4_a_second_piece_from_the_same_page_is_kept_too(clients) -> None:
    client = clients.teacher
    page = find_form(client.get("/teacher/evidence/new"))
    for name in ("Giáo án", "Giáo án", "Sổ chủ nhiệm"):
        sent = fill(page, {"name": name, "link": "https://truong.edu.vn/a"})
        assert client.post(page.get("action") or "/teacher/evidence/new", data=sent).status_code == 303
    assert sorted(db.session.scalars(select(Evidence.name))) == ["Giáo án", "Sổ chủ nhiệm"]
