"""What was typed into a form that cannot act?  Given back hidden, or to be copied; never stored (CSRF-4, SES-3)."""

import re

from flask import request

AGAIN = "password_again"
FIGURES = "figures_again"
# Secrets are typed again; the token is made anew.
_LEFT_OUT = frozenset(
    {"csrf_token", AGAIN, FIGURES, "password", "new_password", "repeat_password", "current_password", "figures"}
)
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


def typed_words() -> list[str]:
    """What was written in sentences into a form that was refused for good, each text once, to be copied by hand.

    Choices, codes and secrets are none: only long text fields, and only where more than one word stands.
    """
    texts = [value.strip() for name, value in kept_values() if _field_of(name) in FREE_TEXT]
    given, room = [], MOST_GIVEN_BACK
    for text in dict.fromkeys(each for each in texts if len(each.split()) > 1):
        if len(text) <= room:
            given.append(text)
            room -= len(text)
    return given


def _field_of(name: str) -> str:
    """The field's own name: "reason" for "reason_7", "what" for "activities-0-what"."""
    return re.sub(r"_\d+$", "", name.rpartition("-")[2])
