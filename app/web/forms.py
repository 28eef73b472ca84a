"""How is what people type taken in?  Cleaned once at the edge, kept when refused (IN-1, CON-4)."""

import uuid
from collections.abc import Iterable
from datetime import date
from hashlib import file_digest, sha256
from typing import Any, cast

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import FieldList, Form, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from app.domain.vietnamese import BadDate, UncleanText, clean, clean_lines, parse_date
from app.web import csrf, formats, kept
from app.web.labels import label
from app.web.trace import note_security

LONGEST_KEY = 40
_NOT_SAID = frozenset({csrf.FIELD, kept.AGAIN, kept.FIGURES})  # differs between two tries of one sending
REQUIRED = "Hãy điền mục này."
# What WTForms itself says, in our words; it ships no Vietnamese.
WORDS = {
    "Not a valid choice.": "Hãy chọn một mục trong danh sách.",
    "This field is required.": REQUIRED,
    "Not a valid integer value.": "Hãy nhập một số nguyên.",
    "Not a valid decimal value.": "Hãy nhập một số.",
}
UNUSABLE = "Mục này chưa dùng được. Hãy nhập lại."
SAID_TWICE = "Mục này được gửi hai lần với nội dung khác nhau. Hãy nhập lại."
UNCLEAN = "Có ký tự không dùng được. Hãy gõ lại mục này."


def cleaned(value: Any) -> Any:
    """WTForms filter: NFC, no invisible characters, single blanks, trimmed."""
    return _clean_or_refuse(clean, value)


def cleaned_lines(value: Any) -> Any:
    """The same for text of several lines."""
    return _clean_or_refuse(clean_lines, value)


def _clean_or_refuse(cleaning: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return cleaning(value)
    except UncleanText as error:
        raise ValueError(UNCLEAN) from error


class TextField(StringField):
    """One line of text, cleaned; `longest` equals the column's length."""

    def __init__(self, label: str, *, longest: int, validators: Any = (), **options: Any) -> None:
        length = Length(max=longest, message=f"Nhiều nhất {longest} ký tự.")
        super().__init__(label, [*validators, length], filters=[cleaned], **options)


class LongTextField(TextAreaField):
    """Several lines of text, cleaned."""

    def __init__(self, label: str, *, longest: int, validators: Any = (), **options: Any) -> None:
        length = Length(max=longest, message=f"Nhiều nhất {longest} ký tự.")
        super().__init__(label, [*validators, length], filters=[cleaned_lines], **options)


class LevelField(RadioField):
    """A level, or none: a browser posts nothing of radios of which none is chosen, so absent means taken back."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was posted, in place of what is saved."""
        if not valuelist:
            self.data = None
        super().process_formdata(valuelist)


class NumberField(TextField):
    """A whole number or nothing, within a range; dots between thousands are read over."""

    def __init__(self, words: str, most: int, least: int = 0, **options: Any) -> None:
        super().__init__(words, longest=12, **options)
        self.most, self.least = most, least

    @property
    def value(self) -> int | None:
        number = number_in(str(self.data or "").replace(".", ""))
        return number if number >= 0 else None

    def pre_validate(self, form: Any) -> None:
        """Digits, not too few and not too many."""
        if self.data:
            good = self.value is not None and self.least <= self.value <= self.most
            refuse(not good, f"Hãy nhập số từ {self.least} đến {formats.number(self.most)}.")


class DayField(TextField):
    """A day as people write it; `day` is what was meant."""

    day: date | None = None

    def __init__(self, text: str, **options: Any) -> None:
        super().__init__(text, longest=20, **options)

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            self.day = parse_date(self.data)
        except BadDate as bad:
            raise ValidationError(label(bad.problem, "date_problem").format(shown=bad.shown)) from bad


class Vietnamese:
    """Translations for WTForms' own sentences."""

    def gettext(self, text: str) -> str:
        return WORDS.get(text, UNUSABLE)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return WORDS.get(one if count == 1 else many, UNUSABLE)


def number_in(text: Any) -> int:
    """The whole number that a field brings; -1 for anything else, which is never right."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else -1


def plain_key(value: Any) -> Any:
    """WTForms filter: a submit key is what we made, letters and figures; anything else is no key at all."""
    usable = isinstance(value, str) and value.isascii() and value.isalnum() and len(value) <= LONGEST_KEY
    return value if usable else ""


def sent_key() -> str:
    """The key of this very sending: of the page, and of all that was said on it (CON-4).

    A double tap and a second try on a bad line have the same; who goes back, changes a word and sends again has
    another, so that nothing new is taken for something old.  Empty when the form brings no key.
    """
    page = str(plain_key(request.form.get("submit_key", "")))
    if not page:
        return ""
    said = sorted(pair for pair in request.form.items(multi=True) if pair[0] not in _NOT_SAID)
    files = sorted((name, each.filename, _digest_of(each)) for name, each in request.files.items(multi=True))
    return sha256(repr((page, request.path, said, files)).encode()).hexdigest()[:LONGEST_KEY]


def _digest_of(file: FileStorage) -> str:
    file.stream.seek(0)
    digest = file_digest(cast(Any, file.stream), sha256).hexdigest()
    file.stream.seek(0)
    return digest


class BaseForm(FlaskForm):
    """A form of ours.  `submit_key` names the page that was shown; web/csrf.py has checked its token already."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def get_translations(self, _form: Form) -> Vietnamese:
            return Vietnamese()

    submit_key = HiddenField(default=lambda: uuid.uuid4().hex, filters=[plain_key])

    @property
    def page(self) -> str:
        """The key of the page that the form was shown on, however often it saves."""
        return str(self.submit_key.data)

    @property
    def sending(self) -> str:
        """The key of this very sending: makes a double tap one act."""
        return sent_key()

    @classmethod
    def from_request(cls, **options: Any) -> "BaseForm":
        """Filled from the posted fields and files, or fresh for a GET."""
        return cls(**options)

    def passes(self) -> bool:
        """Was it posted, and is every field right?"""
        if not self.is_submitted():
            return False
        kept.remember(self)
        self._note_unknown_fields()
        return bool(self.validate()) and self._nothing_said_twice()

    def _note_unknown_fields(self) -> None:
        """A field that the form does not list is ignored, and noted (AZ-6)."""
        if unknown := set(request.form) - set(self._fields) - {csrf.FIELD, kept.AGAIN, kept.FIGURES}:
            note_security("unknown_fields", detail={"form": type(self).__name__, "count": len(unknown)})

    def _nothing_said_twice(self) -> bool:
        """A single answer given twice is refused: which of the two counts would be chance (AZ-6)."""
        several = (SelectMultipleField, FieldList)
        twice = [f for f in self if not isinstance(f, several) and len(request.form.getlist(f.name)) > 1]
        for field in twice:
            field.errors = [SAID_TWICE]
        return not twice

    @property
    def has_errors(self) -> bool:
        return bool(self.errors)


class VersionForm(BaseForm):
    """A form that knows which version of the record it was shown with (CON-1)."""

    version = HiddenField(default="0")

    @property
    def shown_version(self) -> int:
        """The version as a number; a forged one is never right."""
        return number_in(self.version.data or "0")


def offered(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """What a select list or a group of radios offers, of `(value, words)` pairs."""
    return [SelectChoice(value, words) for value, words in pairs]


def refuse(condition: bool, message: str) -> None:
    """Raise a field error with the given Vietnamese sentence when `condition` holds."""
    if condition:
        raise ValidationError(message)
