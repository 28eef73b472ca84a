"""May this uploaded file be kept as evidence, and which bytes of it?  Told by the limited child (UP-1, UP-3)."""

from pathlib import Path
from threading import BoundedSemaphore

from app.domain.evaluation.evidence.rules import FILE_LIMIT, FileKind
from app.integrations.limited import run_limited

INSPECTOR = Path(__file__).with_name("inspector.py")
WALL_SECONDS = 20
EXTENSIONS = {
    ".pdf": FileKind.PDF, ".jpg": FileKind.JPG, ".jpeg": FileKind.JPG, ".png": FileKind.PNG,
    ".docx": FileKind.DOCX, ".xlsx": FileKind.XLSX,
}  # fmt: skip
_at_once = BoundedSemaphore(2)  # an image may take half a gigabyte while it is drawn anew


class FileRefused(Exception):
    """The file is not kept; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def promised_kind(file_name: str) -> FileKind:
    """What the last extension promises; raises FileRefused for one that is not on the list."""
    kind = EXTENSIONS.get(Path(file_name).suffix.casefold())
    if kind is None:
        raise FileRefused("wrong_type")
    return kind


def inspect_file(source: Path, target: Path, file_name: str) -> tuple[FileKind, Path]:
    """The kind of the file and where the bytes to keep lie: `source` itself, or an image drawn anew in `target`.

    Raises FileRefused.
    """
    kind = promised_kind(file_name)
    size = source.stat().st_size
    if size == 0:
        raise FileRefused("empty_file")
    if size > FILE_LIMIT:
        raise FileRefused("too_big")
    with _at_once:
        facts = run_limited(INSPECTOR, source, target, kind, wall_seconds=WALL_SECONDS)
    if code := facts.get("refused"):
        raise FileRefused(code)
    return kind, target if target.exists() else source
