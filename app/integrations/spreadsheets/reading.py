"""How is an uploaded spreadsheet read without trusting it?  In a child process that gives back rows only (IMP-1)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.imports.cells import Cell

READER = Path(__file__).with_name("reader.py")
MAX_ROWS = 100_000
MAX_COLUMNS = 60
WALL_SECONDS = 90
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
    """Where the rows are, and what the file is: `format` xlsx or csv, the sheet read and those left alone."""

    rows_path: Path
    rows: int
    format: str
    sheet: str
    other_sheets: tuple[str, ...]

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
    facts = run_reader(source, rows_path, max_rows, wall_seconds)
    if code := facts.pop("refused", None):
        raise FileRefused(code, **facts)
    if facts["format"] != promised:
        raise FileRefused("extension_lies", found=facts["format"])
    return Reading(rows_path, facts["rows"], facts["format"], facts["sheet"], tuple(facts["other_sheets"]))


def run_reader(source: Path, rows_path: Path, max_rows: int, wall_seconds: float) -> dict:
    """The reader's answer; a reader that dies of its limits, or is too slow, answers "too_heavy"."""
    command = [sys.executable, "-I", str(READER), str(source), str(rows_path), str(max_rows), str(MAX_COLUMNS)]
    try:
        child = subprocess.run(
            command,
            env=bare_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_heavy"}
    if child.returncode != 0:
        return {"refused": "too_heavy"}
    return json.loads(child.stdout)


def bare_environment() -> dict[str, str]:
    """What a process needs to start, and none of our settings: the secret key is one of them."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUTF8": "1"}
