"""What has the viewer been told?"""

from collections.abc import Sequence

from sqlalchemy import Select, bindparam, func, select

from app.db import db, made_once
from app.domain.notices.models import Notice
from app.domain.viewer import Viewer


def notices_for(viewer: Viewer, limit: int = 50) -> Sequence[Notice]:
    """The viewer's own notices, newest first."""
    return db.session.scalars(_told(), {"person": viewer.person_id, "limit": limit}).all()


def unseen_count(viewer: Viewer) -> int:
    """How many of the viewer's own notices are new."""
    return db.session.scalar(_unseen(), {"person": viewer.person_id}) or 0


def unseen_of(viewer: Viewer) -> Select[int]:
    """The same as a statement, to be asked along with others."""
    return select(func.count(Notice.id)).where(Notice.person_id == viewer.person_id, Notice.seen_at.is_(None))


@made_once
def _told() -> Select[Notice]:
    own = select(Notice).where(Notice.person_id == bindparam("person"))
    return own.order_by(Notice.id.desc()).limit(bindparam("limit"))


@made_once
def _unseen() -> Select[int]:
    return select(func.count()).where(Notice.person_id == bindparam("person"), Notice.seen_at.is_(None))
