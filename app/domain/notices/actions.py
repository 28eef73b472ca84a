"""How is somebody told?  A row in the same transaction as what they are told of."""

from typing import Any

from sqlalchemy import insert, update

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.notices.models import Notice
from app.domain.viewer import Viewer


def tell(person_id: int, kind: str, subject_kind: str = "", subject_id: int | None = None, **values: Any) -> None:
    """Leave one notice; `values` fill the label's sentence and hold nothing that its reader may not see."""
    tell_many([person_id], kind, subject_kind, subject_id, **values)


def tell_many(
    person_ids: list[int], kind: str, subject_kind: str = "", subject_id: int | None = None, **values: Any
) -> None:
    """Leave the same notice for many people in one statement."""
    if not is_writing():
        raise RuntimeError("a notice belongs to the transaction of what it tells")
    if not person_ids:
        return
    shared = {
        "kind": kind, "subject_kind": subject_kind, "subject_id": subject_id, "values": values,
        "created_at": clock.now(),
    }  # fmt: skip
    db.session.execute(insert(Notice), [shared | {"person_id": person_id} for person_id in person_ids])


def mark_seen(viewer: Viewer) -> int:
    """Mark all of the viewer's own notices as seen; returns how many were new."""
    with writing():
        marked = db.session.execute(
            update(Notice)
            .where(Notice.person_id == viewer.person_id, Notice.seen_at.is_(None))
            .values(seen_at=clock.now())
        )
    return marked.rowcount  # type: ignore[attr-defined]
