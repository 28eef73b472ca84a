"""How is a table of the report said?  Titles, heads, rows and numbers in words, for page, paper and files alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from app.domain.reporting.figures.signs import SEASONS, WAYS, YES, Cell, Part, Track
from app.domain.reporting.figures.tables import Column, Context, Line, Number, Table
from app.domain.standards.rules.standard import Standard
from app.web import formats
from app.web.labels import kinds, label

NOTHING, HIDDEN = "–", "…"
CHANGE = "change"
"""The key of the column that stands behind one with changes."""

SIGN_WORDS = {
    Track.HERE: {"h": "đang công tác"},
    Track.RANK: {"x": "được miễn", "-": "chưa hoàn thành"},
    Track.LEVELS: {"-": "chưa có mức"},
    Track.LOWEST: {"-": "chưa có mức"},
    Track.FINISHED: {"-": "chưa hoàn thành", "p": "hoàn thành"},
    Track.MODULES: {"-": "chưa đạt", "p": "đạt"},
    Track.DECLARED: {"-": "không chọn", "y": "tự đăng ký"},
    Track.DERIVED: {"-": "không đề xuất", "y": "được đề xuất"},
}


def title_of(table: Table) -> str:
    """The title as the annex has it, behind the table's number: "A.1.1. Kết quả …"."""
    return f"{number_of(table)}. {label(table.code, 'report_table')}"


def number_of(table: Table) -> str:
    """The printed number of a table."""
    return kinds()["report_table_number"].get(table.code, table.code)


def head_of(table: Table) -> str:
    """What the first column holds."""
    heads = kinds()["report_head"]
    return heads.get(table.code) or heads[table.code[:3]]


@dataclass(frozen=True)
class Head:
    """One cell of the heads: its words, and over how many columns and rows it stands."""

    text: str
    columns: int = 1
    rows: int = 1


def head_rows(table: Table) -> tuple[list[Head], list[Head]]:
    """The upper and the lower row of heads behind the first column; the lower one is empty where nothing is grouped."""
    upper: list[Head] = []
    lower: list[Head] = []
    tall = 2 if any(column.group for column in table.columns) else 1
    for group, columns in ((group, list(some)) for group, some in groupby(table.columns, lambda column: column.group)):
        words = [head for column in columns for head in _words_with_change(column)]
        if group:
            upper.append(Head(_group_words(columns[0]), len(words)))
            lower += [Head(text) for text in words]
        else:
            upper += [Head(text, rows=tall) for text in words]
    return upper, lower


def flat_heads(table: Table) -> list[str]:
    """One row of heads that says both: "Tốt: SL (Người)"."""
    found = []
    for column in table.columns:
        group = _group_words(column)
        found += [f"{group}: {text}" if group else text for text in _words_with_change(column)]
    return found


def _words_with_change(column: Column) -> list[str]:
    return [column_words(column), *([label(CHANGE, "report_column")] if column.changes else [])]


def _group_words(column: Column) -> str:
    return (column.text or label(column.group, "report_group")) if column.group else ""


def column_words(column: Column) -> str:
    """The head of one column."""
    base = column.key.partition(".")[0]
    if base == "share" and column.group.startswith("rank"):
        base = "rank_share"
    return label(base, "report_column")


def line_words(line: Line) -> str:
    """What a row is called."""
    if line.kind == "level":
        return label(line.key, "report_level")
    if line.kind == "sub":
        return label(line.key.partition(".")[2], "report_sub")
    if line.kind in ("way", "season"):
        return label(line.key, "report_line")
    number = line.key.partition(".")[2]
    if line.kind == "standard":
        return f"Tiêu chuẩn {number}. {line.text}"
    return f"{number}. {line.text}" if line.kind == "criterion" else line.text


def value_words(number: Number) -> str:
    """A value as it is printed: 2.790, 47,19; a sign where it is hidden or there is none."""
    if number.suppressed:
        return HIDDEN
    if number.word:
        return label(number.word.partition(".")[2], "training_way")
    return NOTHING if number.value is None else figure_words(number.value, number.decimals)


def figure_words(value: int | Decimal, decimals: int) -> str:
    """A figure with its decimals, as the paper has it."""
    text = f"{value:,}" if decimals == 0 else f"{value:,.{decimals}f}"
    return text.translate(formats.VIETNAMESE_SIGNS)


def change_words(number: Number) -> str:
    """The change against last year, "-" where last year is 0."""
    if number.suppressed:
        return HIDDEN
    return "-" if number.change is None else figure_words(number.change, 1)


def values_of(table: Table, line: Line) -> list[str]:
    """All printed values of a row, the changes among them."""
    found = []
    for column, number in zip(table.columns, line.numbers, strict=True):
        found.append(value_words(number))
        if column.changes:
            found.append(change_words(number))
    return found


def definition(cell: Cell, context: Context, standards: dict[str, Standard]) -> str:
    """What a number counts, in a sentence: the fact, then the traits that narrow it."""
    parts = [_what(cell, context, standards)]
    parts += [_trait(trait, signs) for trait, signs in cell.part.named().items()]
    return "; ".join(parts)


def _what(cell: Cell, context: Context, standards: dict[str, Standard]) -> str:
    standard = standards["teacher" if cell.part.who == "t" else "manager"]
    words = dict(SIGN_WORDS.get(cell.track, {}))
    if cell.track in (Track.RANK, Track.LEVELS, Track.LOWEST):
        words |= {str(level.ordinal): level.name for level in standard.levels}
    if cell.track is Track.WAY:
        words = {sign: label(f"way.{name}", "report_line") for name, sign in WAYS.items()}
    if cell.track is Track.SEASON:
        words = {sign: label(f"season.{name}", "report_line") for name, sign in SEASONS.items()}
    said = ", ".join(words[sign] for sign in cell.signs if sign in words)
    return f"{label(cell.track, 'report_track')}{_subject(cell, context, standard)}: {said}"


def _subject(cell: Cell, context: Context, standard: Standard) -> str:
    """Of which criterion, standard or module."""
    names: Sequence[str] = ()
    if cell.track is Track.LEVELS:
        names = [f" {each.no} ({each.name})" for each in standard.criteria]
    elif cell.track is Track.LOWEST:
        names = [f" {part.no} ({part.name})" for part in standard.parts]
    elif cell.track is Track.MODULES:
        names = [f" ({module.title})" for module in context.modules]
    elif cell.track in (Track.DECLARED, Track.DERIVED):
        names = [f" ({module.title})" for module in context.catalogue]
    return names[cell.place] if cell.place < len(names) else ""


TRAIT_KINDS = {
    "who": "report_who", "level": "report_schooling", "sex": "report_sex", "ethnicity": "report_ethnicity",
    "place": "report_place", "core": "report_core",
}  # fmt: skip


def _trait(trait: str, signs: str) -> str:
    words = kinds()[TRAIT_KINDS[trait]]
    return words.get(signs) or ", ".join(words[sign] for sign in signs if sign in words) or "không ai"


def facts_of(
    slice_: str, signs: dict[Track, str], context: Context, standards: dict[str, Standard]
) -> list[tuple[str, str]]:
    """What a report knows of one person, fact by fact, in words; what is not known of them is left out."""
    part = Part(who=slice_[0])
    found = []
    for track in (Track.RANK, Track.FINISHED):
        if signs[track].strip():
            found.append(_fact(Cell(track, signs[track], part=part), context, standards))
    for track in (Track.LEVELS, Track.MODULES, Track.DECLARED, Track.DERIVED):
        for place, sign in enumerate(signs[track]):
            if sign.strip() and (track in (Track.LEVELS, Track.MODULES) or sign == YES):
                found.append(_fact(Cell(track, sign, place, part), context, standards))
    for track in (Track.WAY, Track.SEASON):
        if signs[track].strip():
            found.append(_fact(Cell(track, signs[track]), context, standards))
    return found


def _fact(cell: Cell, context: Context, standards: dict[str, Standard]) -> tuple[str, str]:
    name, _, said = _what(cell, context, standards).rpartition(": ")
    return name, said


RANK_COLUMNS = ("rank.0", "rank.1", "rank.2", "rank.3")


def bars_of(table: Table) -> list[tuple[str, list[tuple[int, str, str]], int, str]]:
    """The blocks of a table as bars: name, (number, fill, words) of each part, their sum, what stands at the end."""
    keys = [column.key for column in table.columns]
    found = []
    for line in table.lines:
        if line.kind != "level":
            continue
        by_key = dict(zip(keys, line.numbers, strict=True))
        if table.code.endswith(".2"):
            shares = [(_whole(by_key[key]), key[-1], _level_name(table, key)) for key in RANK_COLUMNS if key in by_key]
            total = sum(number for number, _, _ in shares)
            best = [column for column in table.columns if column.key.startswith("share.")][-1]
            value = f"{best.text} {value_words(by_key[best.key])}%"
        else:
            whole = _whole(by_key.get("total") or by_key["due"])
            done = _whole(by_key["done"])
            shares = [(done, "brand", "hoàn thành"), (whole - done, "grey", "chưa hoàn thành")]
            total, value = whole, f"{value_words(by_key['share'])}%"
        if total:
            found.append((line_words(line), shares, total, value))
    return found


def _whole(number: Number) -> int:
    return int(number.value or 0)


def _level_name(table: Table, key: str) -> str:
    return next(column.text for column in table.columns if column.key == key)
