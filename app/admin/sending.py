"""Was this form of an admin's sent before?  The first sending acts, every later one is shown its result (CON-4)."""

from collections.abc import Callable
from typing import Any

from flask import abort, request

from app.domain.organisation.queries import ChangedMeanwhile
from app.domain.organisation.rules import Problem
from app.domain.work.submissions import Repeated, once, result_of
from app.web.errors import Conflict
from app.web.forms import sent_key
from app.web.identity import viewer
from app.web.labels import label


def sent_once(act: str, do: Callable[[], Any], about: int = 0) -> int | list[Problem]:
    """Do a form's act once, however often it is sent: the id of what it made or is `about`, or reasons against it.

    What is out of scope is 404, what changed meanwhile 409.
    """

    def subject(outcome: Any) -> int | None:
        refused = outcome is None or (isinstance(outcome, list) and outcome)
        return None if refused else about or getattr(outcome, "id", 0)

    try:
        outcome = once(viewer(), act, sent_key(), do, subject)
    except ChangedMeanwhile:
        raise Conflict(label("changed_meanwhile", "refusal")) from None
    if isinstance(outcome, Repeated):
        return outcome.subject_id
    if outcome is None:
        abort(404)
    made = subject(outcome)
    return outcome if made is None else made


def was_sent(act: str) -> bool:
    """Did this very form act already?  For pages whose subject is gone once it did."""
    return request.method == "POST" and bool(sent_key()) and result_of(viewer(), act, sent_key()) is not None
