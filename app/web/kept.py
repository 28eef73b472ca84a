"""What did somebody type into a form that cannot act yet?  Given back hidden, never stored (CSRF-4, SES-3)."""

from flask import request

AGAIN = "password_again"
FIGURES = "figures_again"
# Secrets are typed again; the token is made anew.
_LEFT_OUT = frozenset(
    {"csrf_token", AGAIN, FIGURES, "password", "new_password", "repeat_password", "current_password", "figures"}
)


def kept_values() -> list[tuple[str, str]]:
    """The posted fields by name and value, in their order, without secrets."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _LEFT_OUT]


def kept_address() -> str:
    """The address that the form was posted to."""
    return request.full_path.rstrip("?")


def is_kept_whole() -> bool:
    """Would sending the kept fields say all that was said?  Not where a secret or a file must be given again."""
    return request.method == "POST" and not request.files and not (_LEFT_OUT - {"csrf_token"}) & request.form.keys()
