"""How is a process killed in the middle of an action?  A fork of the test runs it and dies by SIGKILL at the commit."""

import os
import signal
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.db import db


def die(*_given: object, **_options: object) -> None:
    """Nothing is tidied up after this."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed_before_commit(action: Callable[[], object]) -> None:
    """Everything is written to the database, and the process dies before it says "commit"."""

    def commit(session: Session) -> None:
        session.flush()
        die()

    _run(action, commit)


def killed_after_commit(action: Callable[[], object]) -> None:
    """It is done, but whoever asked never gets an answer."""
    kept = Session.commit

    def commit(session: Session) -> None:
        kept(session)
        die()

    _run(action, commit)


def killed_in(action: Callable[[], object]) -> None:
    """The action itself calls `die` somewhere."""
    _run(action, Session.commit)


def _run(action: Callable[[], object], commit: Callable[[Session], None]) -> None:
    db.session.remove()
    db.engine.dispose()  # a connection must not be shared with the child
    child = os.fork()
    if child == 0:
        try:
            Session.commit = commit  # type: ignore[method-assign]
            action()
        finally:
            os._exit(1)  # it was to be killed
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, "the action ended by itself"
