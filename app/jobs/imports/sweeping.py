"""What is thrown away of imports?  Previews nobody confirmed after a day, applied rows after thirty (DP-7, UP-4)."""

from datetime import timedelta

from sqlalchemy import or_, select

from app.db import db, writing
from app.domain import clock
from app.domain.imports.actions import forget_rows
from app.domain.imports.models import ImportFile
from app.domain.imports.states import FileState
from app.jobs.runner import JobContext, runs
from app.web.files import remove_stored

UNCONFIRMED_LIVES = timedelta(days=1)
APPLIED_LIVES = timedelta(days=30)
FINISHED = (FileState.APPLIED, FileState.APPLYING)


@runs("sweep_imports", every=timedelta(days=1))
def sweep_imports(job: JobContext) -> None:
    """Remove rows and bytes of old files; of an applied one the line that it was brought in stays."""
    now, swept = clock.now(), 0
    old = or_(
        ImportFile.state.not_in(FINISHED) & (ImportFile.created_at < now - UNCONFIRMED_LIVES),
        (ImportFile.state == FileState.APPLIED) & (ImportFile.applied_at < now - APPLIED_LIVES),
    )
    ids = list(db.session.scalars(select(ImportFile.id).where(old, ImportFile.stored_name.not_like("-%"))))
    db.session.rollback()
    for file_id in ids:
        sweep(file_id)
        swept += 1
    job.finish(swept=swept)


def sweep(file_id: int) -> None:
    forget_rows(file_id)
    with writing():
        file = db.session.get_one(ImportFile, file_id)
        names = [file.stored_name, file.failed_name]
        if file.state == FileState.APPLIED:
            file.stored_name, file.failed_name = f"-{file_id}", None
        else:
            db.session.delete(file)
    for name in names:
        if name and not name.startswith("-"):
            remove_stored(name)
