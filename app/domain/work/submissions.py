"""Was this very form sent before?  The first sending acts, every later one is shown the first one's result (CON-4)."""

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, is_writing
from app.domain import clock
from app.domain.viewer import Viewer
from app.domain.work.models import Submission

KEY_LENGTH = 40


def is_repeat(viewer: Viewer, act: str, key: str) -> bool:
    """Note the sending inside the act's own `writing()`; True when it was noted before, also by a parallel request.

    An empty key (a form made by hand) is never a repeat.  If the act is rolled back, so is the note.
    """
    if not is_writing():
        raise RuntimeError("a submission belongs to the transaction of its act")
    if not key:
        return False
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    noted = db.session.execute(
        dialect.insert(Submission)
        .values(account_id=viewer.account_id, act=act, key=key[:KEY_LENGTH], at=clock.now())
        .on_conflict_do_nothing()
        .returning(Submission.key)
    )
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
