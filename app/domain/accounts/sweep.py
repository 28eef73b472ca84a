"""Which traces of sign-ins are old enough to be forgotten?"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from app.db import db, writing
from app.domain.accounts.models import FailedAttempts, KnownOrigin, LoginSession
from app.domain.accounts.rules.throttle import MEMORY

SESSIONS_KEPT = timedelta(days=90)  # as long as the access log is online (LOG-3)
ORIGINS_KEPT = timedelta(days=365)


def forget_old_traces(at: datetime) -> None:
    """Delete failure counts past their memory, sessions of 90 days ago, origins not seen for a year."""
    over = at - SESSIONS_KEPT
    with writing():
        db.session.execute(delete(FailedAttempts).where(FailedAttempts.last_at < at - MEMORY))
        db.session.execute(
            delete(LoginSession).where(or_(LoginSession.ended_at < over, LoginSession.last_seen_at < over))
        )
        db.session.execute(delete(KnownOrigin).where(KnownOrigin.last_at < at - ORIGINS_KEPT))
