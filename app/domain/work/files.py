"""Which files did long work make, for whom, and until when?  Their bytes lie in the storage (EXP-3, UP-4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.viewer import Viewer
from app.domain.work.models import ResultFile

KEPT_FOR = timedelta(hours=24)


def keep_file(
    viewer: Viewer, kind: str, stored_name: str, file_name: str, content_type: str, size: int, *, own: bool = False
) -> int:
    """Note a stored file for the viewer alone; returns its id.  Call it after the bytes are safely stored.

    It opens only while they act in the same appointment; with `own` it holds their own data, and opens in any.
    """
    at = clock.now()
    with writing():
        row = ResultFile(
            account_id=viewer.account_id, appointment_id=None if own else viewer.appointment_id, kind=kind,
            stored_name=stored_name, file_name=file_name[:200], content_type=content_type, size=size,
            created_at=at, expires_at=at + KEPT_FOR,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row.id


def file_for(viewer: Viewer, file_id: int) -> ResultFile | None:
    """A file made for this very viewer that has not expired; others' do not exist for them (AZ-2)."""
    return db.session.scalar(select(ResultFile).where(ResultFile.id == file_id, *_openable(viewer)))


def files_of(viewer: Viewer, kind: str) -> Sequence[ResultFile]:
    """The viewer's files of a kind that can still be opened, newest first."""
    found = select(ResultFile).where(ResultFile.kind == kind, *_openable(viewer))
    return db.session.scalars(found.order_by(ResultFile.id.desc())).all()


def _openable(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    office = or_(ResultFile.appointment_id.is_(None), ResultFile.appointment_id == viewer.appointment_id)
    return ResultFile.account_id == viewer.account_id, ResultFile.expires_at > clock.now(), office


def note_opened(file_id: int, at: datetime) -> None:
    """Remember when the file was first opened."""
    with writing():
        db.session.execute(
            update(ResultFile).where(ResultFile.id == file_id, ResultFile.opened_at.is_(None)).values(opened_at=at)
        )


def expired_names(at: datetime) -> Sequence[str]:
    """Stored names of files whose time is over."""
    return db.session.scalars(select(ResultFile.stored_name).where(ResultFile.expires_at <= at)).all()


def forget_files(stored_names: Sequence[str]) -> None:
    """Drop the rows of files whose bytes are gone."""
    with writing():
        db.session.execute(delete(ResultFile).where(ResultFile.stored_name.in_(stored_names)))
