"""Was this very form sent before?  The first sending acts, every later one is shown the first one's result (CON-4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.viewer import Viewer
from app.domain.work.models import Submission

KEY_LENGTH = 40
T = TypeVar("T")


def is_repeat(viewer: Viewer, act: str, key: str) -> bool:
    """Note the sending inside the act's own `writing()`; True when it acted before, also in a parallel request.

    Acted has whoever kept a result: a form that was refused may be corrected and sent again.  An empty key (a form made
    by hand) is never a repeat.  If the act is rolled back, so is the note.
    """
    if not is_writing():
        raise RuntimeError("a submission belongs to the transaction of its act")
    if not key:
        return False
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    note = dialect.insert(Submission).values(
        account_id=viewer.account_id, act=act, key=key[:KEY_LENGTH], at=clock.now()
    )
    refused_before = Submission.subject_id.is_(None)
    again = note.on_conflict_do_update(
        index_elements=[Submission.account_id, Submission.act, Submission.key], set_={"at": note.excluded.at},
        where=refused_before,
    )  # fmt: skip
    noted = db.session.execute(again.returning(Submission.key))
    return noted.first() is None


def keep_result(viewer: Viewer, act: str, key: str, subject_id: int) -> None:
    """Remember what the first sending made, for those that follow."""
    db.session.execute(
        update(Submission)
        .where(Submission.account_id == viewer.account_id, Submission.act == act, Submission.key == key[:KEY_LENGTH])
        .values(subject_id=subject_id)
    )


def result_of(viewer: Viewer, act: str, key: str) -> int | None:
    """Id of what the first sending made."""
    return db.session.scalar(
        select(Submission.subject_id).where(
            Submission.account_id == viewer.account_id, Submission.act == act, Submission.key == key[:KEY_LENGTH]
        )
    )


def note_version(viewer: Viewer, act: str, key: str, version: int) -> None:
    """Remember, inside the act's own `writing()`, which version the page with this key has saved last."""
    if key:
        is_repeat(viewer, act, key)
        keep_result(viewer, act, key, version)


def known_to_page(viewer: Viewer, act: str, key: str, saved: int, shown: int) -> int:
    """The version that a page knows: the one it shows, or the saved one when the page itself has saved it and the
    answer was lost on the way."""
    if saved != shown and key and result_of(viewer, act, key) == saved:
        return saved
    return shown


@dataclass(frozen=True)
class Repeated:
    """The form was sent before; `subject_id` is what the first sending made or changed."""

    subject_id: int


class _ActedMeanwhile(Exception):
    """A parallel request with the same key was quicker: this one's changes go."""


def once(viewer: Viewer, act: str, key: str, do: Callable[[], T], subject: Callable[[T], int | None]) -> T | Repeated:
    """Do the act unless this very form was sent before (CON-4).

    `subject` gives the id of what was made or changed, None when `do` refused: a corrected form may be sent again.
    """
    try:
        with writing():
            earlier = result_of(viewer, act, key) if key else None
            if earlier is not None:
                return Repeated(earlier)
            outcome = do()
            made = subject(outcome)
            if made is not None and key:
                if is_repeat(viewer, act, key):
                    raise _ActedMeanwhile
                keep_result(viewer, act, key, made)
        return outcome
    except _ActedMeanwhile:
        return Repeated(result_of(viewer, act, key) or 0)
