"""What was typed into a form that cannot act?  Given back hidden, or to be copied; never stored (CSRF-4, SES-3)."""

import re
from collections.abc import Iterator

from flask import g, request
from wtforms import Form, HiddenField, PasswordField, StringField

AGAIN = "password_again"
FIGURES = "figures_again"
# Secrets are typed again; the token is made anew.
_LEFT_OUT = frozenset(
    {"csrf_token", AGAIN, FIGURES, "password", "new_password", "repeat_password", "current_password", "figures"}
)
_NOT_SHOWN = _LEFT_OUT | {"activation_code"}
# Long text fields of all forms, a criterion's number or a line's place left off: what somebody thought about.
FREE_TEXT = frozenset(
    {
        "answer", "comment", "conditions", "content", "description", "difficulties", "done", "expected", "goal",
        "improvements", "material", "note", "outcome", "purpose", "rank_reason", "reason", "remark", "schedule",
        "strengths", "text", "what",
    }
)  # fmt: skip
# Characters that an error page gives back at most; the longest form holds less.
MOST_GIVEN_BACK = 30_000


def kept_values() -> list[tuple[str, str]]:
    """The posted fields by name and value, in their order, without secrets."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _LEFT_OUT]


def kept_address() -> str:
    """The address that the form was posted to."""
    return request.full_path.rstrip("?")


def is_kept_whole() -> bool:
    """Would sending the kept fields say all that was said?  Not where a secret or a file must be given again."""
    return request.method == "POST" and not request.files and not (_LEFT_OUT - {"csrf_token"}) & request.form.keys()


def remember(form: Form) -> None:
    """Note the form that this request sent: what was typed into it is given back if nothing becomes of it."""
    g.sent_form = form


def typed_words() -> list[tuple[str, str]]:
    """What was typed into a form that was refused for good, each text once with its label, to be copied by hand.

    Choices and secrets are none.  Of a form that the page did not come to know there are the long texts only, where
    more than one word stands, without a label.
    """
    told = list(_texts_of(g.get("sent_form")))
    known = {text for _, text in told}
    sent = [value.strip() for name, value in kept_values() if _field_of(name) in FREE_TEXT]
    told += [("", text) for text in dict.fromkeys(sent) if len(text.split()) > 1 and text not in known]
    given, room = [], MOST_GIVEN_BACK
    for name, text in told:
        if len(text) <= room:
            given.append((name, text))
            room -= len(text)
    return given


def _texts_of(form: Form | None) -> Iterator[tuple[str, str]]:
    for field in form or ():
        typed = isinstance(field, StringField) and not isinstance(field, (HiddenField, PasswordField))
        if typed and field.name not in _NOT_SHOWN and isinstance(field.data, str) and (text := field.data.strip()):
            yield str(field.label.text), text


def _field_of(name: str) -> str:
    """The field's own name: "reason" for "reason_7", "what" for "activities-0-what"."""
    return re.sub(r"_\d+$", "", name.rpartition("-")[2])
