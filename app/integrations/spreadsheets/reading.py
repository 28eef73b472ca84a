"""How is an uploaded spreadsheet read without trusting it?  In a child process that gives back rows only (IMP-1)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from app.domain.imports.cells import Cell
from app.integrations.limited import run_limited

READER = Path(__file__).with_name("reader.py")
MAX_ROWS = 100_000
MAX_COLUMNS = 60
# What a file may cost is its processor time (reader.py, CPU_SECONDS): the clock only ends what hangs, since a busy
# machine takes minutes for an honest file.  Where processes cannot be limited (Windows) the clock alone bounds both.
WALL_SECONDS = 300 if find_spec("resource") else 90
MAX_BYTES = 10 * 1024 * 1024
EXTENSIONS = {".xlsx": "xlsx", ".csv": "csv"}


class FileRefused(Exception):
    """The file cannot be imported at all; `code` says why, `facts` the row or the limit where there is one."""

    def __init__(self, code: str, **facts: object):
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Reading:
    """Where the rows are, and what the file is: `format` xlsx or csv, the sheet read and those left alone; `encoding`
    where it was an old one that could be told."""

    rows_path: Path
    rows: int
    format: str
    sheet: str
    other_sheets: tuple[str, ...]
    encoding: str = ""

    def __iter__(self) -> Iterator[tuple[int, list[Cell | None]]]:
        """The rows with their number in the file, read again at each call."""
        with self.rows_path.open(encoding="utf-8") as lines:
            for line in lines:
                number, *cells = json.loads(line)
                yield number, [cell_from(cell) for cell in cells]


def cell_from(value: str | list[str] | None) -> Cell | None:
    """A cell as the reader wrote it down."""
    if value is None:
        return None
    return Cell("s", value) if isinstance(value, str) else Cell(*value)


def read_spreadsheet(
    source: Path, rows_path: Path, *, file_name: str, max_rows: int = MAX_ROWS, wall_seconds: float = WALL_SECONDS
) -> Reading:
    """Read `source` into `rows_path`; raises FileRefused.  `file_name` is what its owner calls it."""
    promised = EXTENSIONS.get(Path(file_name).suffix.casefold())
    if promised is None:
        raise FileRefused("wrong_extension")
    if source.stat().st_size > MAX_BYTES:
        raise FileRefused("too_big", limit=MAX_BYTES)
    facts = run_limited(READER, source, rows_path, max_rows, MAX_COLUMNS, wall_seconds=wall_seconds)
    if code := facts.pop("refused", None):
        raise FileRefused(code, **facts)
    if facts["format"] != promised:
        raise FileRefused("extension_lies", found=facts["format"])
    return Reading(
        rows_path, facts["rows"], facts["format"], facts["sheet"], tuple(facts["other_sheets"]),
        facts.get("encoding", ""),
    )  # fmt: skip
