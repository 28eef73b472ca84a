"""How does a job hand over the file it made, and when is it thrown away?"""

import io
import shutil
from datetime import timedelta
from typing import IO

from app.domain import clock
from app.domain.work.files import expired_names, forget_files, keep_file
from app.jobs.runner import JobContext, runs
from app.web.files import PDF, XLSX, new_name, remove_stored, writing_to

__all__ = ["JSON", "PDF", "XLSX", "ZIP", "hand_over", "sweep_files"]

JSON = "application/json"
ZIP = "application/zip"


def hand_over(
    job: JobContext, content: bytes | IO[bytes], file_name: str, content_type: str, *, own: bool = False
) -> str:
    """Store the file for the person who asked for the job; answers the address where they, alone, open it for a day.

    `own`: it holds the person's own data, and stays theirs whatever office they lose meanwhile.
    """
    stored = new_name()
    with writing_to(stored) as target:
        shutil.copyfileobj(io.BytesIO(content) if isinstance(content, bytes) else content, target)
        size = target.tell()
    file_id = keep_file(job.viewer, _kind(job), stored, file_name, content_type, size, own=own)
    return f"/records/files/{file_id}"


@runs("sweep_files", every=timedelta(hours=1))
def sweep_files(job: JobContext) -> None:
    """Throw away files whose day is over."""
    names = list(expired_names(clock.now()))
    for name in names:
        remove_stored(name)
    forget_files(names)


def _kind(job: JobContext) -> str:
    return str(job.args.get("file_kind", "result"))
