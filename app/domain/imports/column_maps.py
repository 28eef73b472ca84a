"""How is the meaning of a file's columns asked for, settled, and kept for the provider's next list?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from app.db import db, writing
from app.domain import clock
from app.domain.imports.actions import CHECK_JOB
from app.domain.imports.mapping import Settled, folded
from app.domain.imports.models import ColumnMap, ImportFile
from app.domain.imports.queries import file_for
from app.domain.imports.states import FileState
from app.domain.journal.actions import record
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job

SETTLED_IN = (FileState.MAPPING, FileState.CHECKED)
MOST_KEPT = 400
"""So many headings and names are remembered of a provider; the newest stay."""


class TooLate(RuntimeError):
    """The file is being checked or brought in: its columns mean what they mean."""


@dataclass(frozen=True)
class Found:
    """What a file shows before anybody has said what it means: where its header is, the headings, a few texts of each
    column, and all texts of those columns that have few different ones (None: too many)."""

    header_row: int
    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...] = ()
    names: tuple[tuple[str, ...] | None, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def ask_for_columns(file_id: int, found: Found) -> None:
    """The file was read and waits for somebody to say what its columns mean."""
    with writing():
        file = db.session.get_one(ImportFile, file_id)
        file.state = FileState.MAPPING
        file.facts = {
            **found.facts, "header_row": found.header_row, "headings": list(found.headings),
            "samples": [list(texts) for texts in found.samples],
            "names": [None if texts is None else list(texts) for texts in found.names],
        }  # fmt: skip


def kept_for(provider_id: int) -> ColumnMap:
    """What was last settled for this provider; an empty one where nothing was."""
    known = db.session.get(ColumnMap, provider_id)
    return known or ColumnMap(provider_id=provider_id, columns={}, names={}, settings={})


def settle_columns(viewer: Viewer, file_id: int, settled: Settled) -> ImportFile | None:
    """Have the rows of one's own file checked by what its columns mean, and keep that for the provider's next list.

    None: no such file.  Raises TooLate.
    """
    with writing():
        file = file_for(viewer, file_id)
        if file is None or file.subject_id is None:
            return None
        turn = int(file.facts.get("turn", 0)) + 1
        taken = db.session.execute(
            update(ImportFile)
            .where(ImportFile.id == file_id, ImportFile.state.in_(SETTLED_IN))
            .values(state=FileState.CHECKING, facts=file.facts | {"mapping": settled.plain(), "turn": turn}, counts={})
        )
        if not taken.rowcount:  # type: ignore[attr-defined]
            raise TooLate
        job = request_job(
            CHECK_JOB, {"file_id": file_id}, viewer, unit_id=file.unit_id, key=f"check-{file_id}-{turn}"
        )  # fmt: skip
        db.session.execute(update(ImportFile).where(ImportFile.id == file_id).values(job_id=job.id))
        _keep(file.subject_id, file.facts.get("headings", []), settled)
        record(viewer, "import_columns_settled", "import_file", file_id, after=settled.plain(), unit_id=file.unit_id)
        db.session.refresh(file)
    return file


def _keep(provider_id: int, headings: Sequence[str], settled: Settled) -> None:
    """Remember the meanings; a column that was said to mean nothing means nothing next time either."""
    known = db.session.get(ColumnMap, provider_id, with_for_update=True, populate_existing=True)
    if known is None:
        known = kept_for(provider_id)
        db.session.add(known)
    meant = {place: key for key, place in settled.position.items()}
    said = {folded(text): meant.get(place, "") for place, text in enumerate(headings) if folded(text)}
    known.columns = _newest(known.columns, said)
    known.names = _newest(known.names, settled.names)
    known.settings = {"scale": settled.scale, "complete_is_pass": settled.complete_is_pass}
    known.at = clock.now()


def _newest(known: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """Both, the newest last; only so many are kept."""
    both = {name: meant for name, meant in known.items() if name not in said} | dict(said)
    return dict(list(both.items())[-MOST_KEPT:])
