"""What stands in this spreadsheet?  A program of its own: `python -I reader.py SOURCE TARGET ROWS COLUMNS`.

It runs in a child process with little memory and time and imports nothing of the application, so that a hostile file
meets no data and no secrets (IMP-1).  TARGET receives one JSON array for every row that is not empty: its number, then
its cells.  A cell is null, a string, or `[kind, text]`; the kinds are n (number), d (day or time, ISO), b (truth),
f (formula) and e (error).  Standard output receives one JSON object: what there is to say about the file, or
`{"refused": code}`.
"""

import csv
import io
import json
import os
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 45
OUTPUT_BYTES = 256 * 1024 * 1024

UNPACKED_BYTES = 50 * 1024 * 1024
PACKING_RATIO = 100
ARCHIVE_MEMBERS = 200
LINE_CHARACTERS = 1_000_000
CELL_CHARACTERS = 32_767
SAMPLE_CHARACTERS = 65_536

# What a Vietnamese text may be made of: every vowel with every tone, đ, and what word processors put between words.
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}
VIETNAMESE_TEXT = frozenset(
    {chr(code) for code in range(128)} | LETTERS | {letter.upper() for letter in LETTERS} | set("\u00a0–—‘’“”…•°")
)

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
OTHER_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")
WORKBOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

Row = tuple[int, list[Any]]


class Refused(Exception):
    """The file cannot be read; `facts` go to the caller as they are."""

    def __init__(self, code: str, **facts: object):
        super().__init__(code)
        self.facts = {"refused": code} | facts


def limit_resources() -> None:
    """Memory, processor time and output of this process; on systems without limits the caller's clock remains."""
    try:
        import resource
    except ImportError:
        return
    for kind, amount in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (amount, amount))


# Workbooks


def check_archive(source: str, main_type: bytes = WORKBOOK_TYPE) -> None:
    """Refuse an archive that would unpack into too much, before anything is unpacked; sizes are the directory's.

    `main_type` is the content type of its main part: it says what the archive is.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            names = [member.filename for member in members]
            unpacked = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members)
            too_much = len(members) > ARCHIVE_MEMBERS or unpacked > UNPACKED_BYTES
            if too_much or unpacked > PACKING_RATIO * max(packed, 1) or len(set(names)) < len(names):
                raise Refused("too_heavy")
            if any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names):
                raise Refused("damaged")
            if any(member.flag_bits & 1 for member in members):
                raise Refused("locked")
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Refused("has_macros")
            if "[Content_Types].xml" not in names or main_type not in archive.read("[Content_Types].xml"):
                raise Refused("not_a_spreadsheet")
    except (zipfile.BadZipFile, NotImplementedError, EOFError):
        raise Refused("damaged") from None


def read_workbook(source: str, columns: int, facts: dict[str, Any]) -> Iterator[Row]:
    """The rows of the first visible sheet that has any; formulas come as formulas, never as their last result."""
    check_archive(source)
    os.environ["OPENPYXL_LXML"] = "False"  # lxml would take the place of defusedxml
    import openpyxl
    import openpyxl.xml
    from openpyxl.cell.read_only import EMPTY_CELL

    if openpyxl.xml.DEFUSEDXML is not True or openpyxl.xml.LXML is not False:
        raise RuntimeError("openpyxl must read through defusedxml")
    content = open(source, "rb")  # noqa: SIM115 - read while rows are asked for; the process ends with it
    workbook = openpyxl.load_workbook(content, read_only=True, data_only=False, keep_links=False)
    others: list[str] = []
    chosen = False
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # what the file claims about its own size is not believed
        rows = (  # each row comes padded to `columns`: the padding is one object, and most of what is looked at
            (number, [None if cell is EMPTY_CELL else cell_of(cell) for cell in row])
            for number, row in enumerate(sheet.iter_rows(max_col=columns + 1), start=1)
        )
        if not chosen:
            for row in rows:
                chosen = chosen or any(row[1])
                facts["sheet"] = sheet.title
                yield row
        elif any(any(cells) for _, cells in zip(range(50), rows, strict=False)):
            others.append(sheet.title)
    facts["other_sheets"] = others


def cell_of(cell: Any) -> Any:
    """A workbook's cell as JSON; whole numbers without exponent, since a double holds 15 digits exactly."""
    value, kind = cell.value, cell.data_type
    if value is None or value == "":
        return None
    if kind == "f":
        return ["f", cut(getattr(value, "text", None) or str(value))]
    if isinstance(value, bool):
        return ["b", "1" if value else "0"]
    if isinstance(value, int | float):
        if text := as_formatted(value, cell.number_format):
            return text
        whole = isinstance(value, int) or (value.is_integer() and abs(value) < 1e15)
        return ["n", str(int(value)) if whole else repr(value)]
    if isinstance(value, datetime | date | time):
        return ["d", value.isoformat()]
    return ["e", cut(str(value))] if kind == "e" else cut(str(value))


def as_formatted(value: int | float, form: str) -> str:
    """What a cell shows of a number where that says more than the number: 85% for 0.85, the zeros in front of an ID."""
    if form.endswith("%") and not form.strip("0.#%"):
        return f"{round(value * 100, 6):g}%"
    if len(form) > 1 and not form.strip("0") and float(value).is_integer() and 0 <= value < 10 ** len(form):
        return f"{int(value):0{len(form)}}"
    return ""


# Delimited text


def read_delimited(source: str, facts: dict[str, Any]) -> Iterator[Row]:
    """The records of a CSV; a record that spans lines counts as one row, as in a spreadsheet."""
    with open(source, "rb") as binary:
        text = decoded(binary.read(), facts)
    if "\0" in text:
        raise Refused("has_nul")
    facts["sheet"] = ""
    facts["delimiter"] = delimiter = delimiter_of(text[:SAMPLE_CHARACTERS])
    csv.field_size_limit(LINE_CHARACTERS)
    records = csv.reader(lines_of(text), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error:
            raise Refused("bad_quotes", row=number) from None
        yield number, [cut(field) if field.strip() else None for field in record]


def decoded(content: bytes, facts: dict[str, Any]) -> str:
    """Text of UTF-8, UTF-16, or of Windows' Vietnamese code page, which is said; other old encodings are refused."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[:4].count(0) == 2 and content[:2].count(0) == 1:
        encoding = "utf-16-be" if content[0] == 0 else "utf-16-le"
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        raise Refused("old_encoding") from None
    if not set(text) <= VIETNAMESE_TEXT:  # TCVN3, VNI: read by this page they show signs that no text has
        raise Refused("old_encoding")
    facts["encoding"] = "cp1258"
    return text


def delimiter_of(sample: str) -> str:
    """The separator met most often outside quotes; Vietnamese Excel writes ";"."""
    outside = "".join(sample.split('"')[::2])
    return max(";,\t", key=outside.count)


def lines_of(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LINE_CHARACTERS:
            raise Refused("line_too_long", row=number)
        yield line


# The program


def rows_of(source: str, columns: int, facts: dict[str, Any]) -> Iterator[Row]:
    """The rows of a file of any kind we read, told by its first bytes; raises Refused."""
    with open(source, "rb") as binary:
        start = binary.read(512)
    if not start:
        raise Refused("empty")
    if start.startswith(OLE_MAGIC):
        raise Refused("old_excel")
    if start.startswith(ZIP_MAGIC):
        facts["format"] = "xlsx"
        return read_workbook(source, columns, facts)
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")) or start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(
        b"<"
    ):
        raise Refused("not_a_spreadsheet")
    facts["format"] = "csv"
    return read_delimited(source, facts)


def copy_rows(source: str, target: str, max_rows: int, max_columns: int) -> dict[str, Any]:
    """Write the rows of `source` to `target`; what there is to say about the file, or why it was refused."""
    facts: dict[str, Any] = {"rows": 0, "other_sheets": []}
    try:
        with open(target, "w", encoding="utf-8", newline="\n") as out:
            for number, cells in rows_of(source, max_columns, facts):
                if number > max_rows:
                    raise Refused("too_many_rows", limit=max_rows)
                while cells and cells[-1] is None:
                    cells.pop()
                if not cells:
                    continue
                if len(cells) > max_columns:
                    raise Refused("too_many_columns", row=number, limit=max_columns)
                out.write(json.dumps([number, *cells], ensure_ascii=True, separators=(",", ":")) + "\n")
                facts["rows"] += 1
        return facts if facts["rows"] else {"refused": "empty"}
    except Refused as refused:
        return refused.facts
    except MemoryError:
        return {"refused": "too_heavy"}


def cut(text: str) -> str:
    return text[:CELL_CHARACTERS]


def main() -> None:
    source, target, rows, columns = sys.argv[1:]
    limit_resources()
    try:
        facts = copy_rows(source, target, int(rows), int(columns))
    except Exception as error:  # whatever a broken file does to the reader, the answer is one word
        print(type(error).__name__, error, file=sys.stderr)
        facts = {"refused": "damaged"}
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
