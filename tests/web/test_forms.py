"""IN-1, AZ-6: what people type is cleaned once; what a form does not list has no effect and is noted."""

import unicodedata

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired

from app.web.forms import REQUIRED, BaseForm, LongTextField, TextField


class Sample(BaseForm):
    name = TextField("Họ và tên", longest=20, validators=[DataRequired(REQUIRED)])
    note = LongTextField("Ghi chú", longest=200)


def _posted(app: Flask, *fields: tuple[str, str]) -> tuple[bool, Sample, list]:
    with app.test_request_context("/", method="POST", data=MultiDict(fields)):
        g.security_events, g.request_id = [], "r"
        form = Sample.from_request()
        return form.passes(), form, g.security_events


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Lan"), "Nguyễn Thị Lan"),
        ("  Nguyễn\u00a0 Thị\u200b Lan ", "Nguyễn Thị Lan"),
        ("\u202eLan", "Lan"),
    ],
)
def test_in1_text_is_composed_and_without_invisible_signs(app: Flask, typed: str, kept: str) -> None:
    passed, form, _ = _posted(app, ("name", typed))
    assert passed and form.name.data == kept


@pytest.mark.parametrize("typed", ["Lan\x00", "Lan\x07", "", "   ", "x" * 21])
def test_in1_unusable_text_is_refused_with_words(app: Flask, typed: str) -> None:
    passed, form, _ = _posted(app, ("name", typed))
    assert not passed and form.name.errors


def test_lines_of_a_long_text_stay_lines(app: Flask) -> None:
    passed, form, _ = _posted(app, ("name", "Lan"), ("note", "dòng một  \r\n dòng hai"))
    assert passed and form.note.data == "dòng một\ndòng hai"


def test_az6_unknown_fields_are_ignored_and_noted_without_their_values(app: Flask) -> None:
    passed, form, events = _posted(app, ("name", "Lan"), ("role", "province"))
    assert passed and not hasattr(form, "role")
    assert [event["event"] for event in events] == ["unknown_fields"]
    assert "province" not in str(events)


def test_az6_an_answer_given_twice_is_refused(app: Flask) -> None:
    passed, form, _ = _posted(app, ("name", "Lan"), ("name", "Hoa"))
    assert not passed and form.name.errors


def test_con4_each_rendering_has_a_key_of_its_own(app: Flask) -> None:
    with app.test_request_context("/"):
        assert Sample.from_request().submit_key.data != Sample.from_request().submit_key.data
