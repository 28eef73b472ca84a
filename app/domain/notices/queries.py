"""What has the viewer been told?"""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.db import db
from app.domain.notices.models import Notice
from app.domain.viewer import Viewer


def notices_for(viewer: Viewer, limit: int = 50) -> Sequence[Notice]:
    """The viewer's own notices, newest first."""
    found = select(Notice).where(Notice.person_id == viewer.person_id).order_by(Notice.id.desc()).limit(limit)
    return db.session.scalars(found).all()


def unseen_count(viewer: Viewer) -> int:
    """How many of the viewer's own notices are new."""
    counted = select(func.count()).where(Notice.person_id == viewer.person_id, Notice.seen_at.is_(None))
    return db.session.scalar(counted) or 0
