"""What do tests of lists need?  Files as LMSs and offices make them, brought in by the same steps as on the pages."""

import hashlib
import unicodedata
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl

from app.db import db
from app.domain.imports import actions, column_maps
from app.domain.imports.columns import ImportKind
from app.domain.imports.mapping import Settled, propose
from app.domain.imports.models import ImportFile, ImportRow
from app.jobs.imports import applying
from app.jobs.runner import run_due_jobs
from app.web.files import new_name, writing_to

VIETTEL = ("STT", "Họ và tên", "Mã định danh", "Mã mô đun", "Năm", "Trạng thái", "Kết quả", "Điểm", "Ngày hoàn thành")


def workbook(headings: Sequence[str], *rows: Sequence[Any], above: Sequence[str] = ()) -> bytes:
    """An .xlsx as Excel saves it, with lines of a title above."""
    book = openpyxl.Workbook()
    for line in (*([text] for text in above), headings, *rows):
        book.active.append(list(line))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def delimited(headings: Sequence[str], *rows: Sequence[str], encoding: str = "utf-8-sig", sign: str = ";") -> bytes:
    """A .csv with ";" as Vietnamese Excel writes it."""
    text = "".join(sign.join(row) + "\r\n" for row in (headings, *rows))
    return cp1258(text) if encoding == "cp1258" else text.encode(encoding)


def cp1258(text: str) -> bytes:
    """Windows' Vietnamese code page, whose tones stand after their letters."""
    said = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        try:
            said += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(sign for sign in parts if sign in "\u0300\u0301\u0303\u0309\u0323")
            said += unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return bytes(said)


def upload(viewer, kind: ImportKind, subject_id: int, content: bytes, name: str = "ds.xlsx") -> int:
    """Send a file and let the jobs run; its id."""
    stored = new_name()
    with writing_to(stored) as target:
        target.write(content)
    kept = actions.StoredBytes(stored, hashlib.sha256(content).hexdigest(), len(content))
    file = actions.register_file(viewer, kind, name, kept, subject_id=subject_id)
    file_id = file.id
    run_due_jobs()
    return file_id


def the_file(file_id: int) -> ImportFile:
    db.session.rollback()
    return db.session.get_one(ImportFile, file_id, populate_existing=True)


def rows_of(file_id: int) -> list[ImportRow]:
    db.session.rollback()
    return list(db.session.query(ImportRow).filter_by(file_id=file_id).order_by(ImportRow.number))


def settle(viewer, file_id: int, **said: Any) -> ImportFile:
    """Take what is proposed for the columns, with `said` about the whole file, and let the check run."""
    file = the_file(file_id)
    proposed = propose(file.facts["headings"], column_maps.kept_for(file.subject_id).columns)
    position = said.pop("position", {key: place for place, key in proposed.items()})
    db.session.rollback()
    column_maps.settle_columns(viewer, file_id, Settled(position, **said))
    run_due_jobs()
    return the_file(file_id)


def confirm(viewer, file_id: int, *, run: bool = True) -> ImportFile:
    actions.confirm_file(viewer, file_id, the_file(file_id).sha256)
    if run:
        run_due_jobs()
    return the_file(file_id)


def bring_in(viewer, provider_id: int, content: bytes, name: str = "ds.xlsx", **said: Any) -> ImportFile:
    """A list of completions from upload to result."""
    file_id = upload(viewer, ImportKind.COMPLETIONS, provider_id, content, name)
    settle(viewer, file_id, **said)
    return confirm(viewer, file_id)


def die_in_the_second_batch(monkeypatch) -> None:
    """Whoever brings a file in dies by KeyboardInterrupt when the second batch is about to be written; only once."""
    real, calls = applying.counted, []

    def counted(*given: Any) -> dict[str, int]:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(applying, "counted", counted)
