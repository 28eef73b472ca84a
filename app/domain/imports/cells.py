"""What does one cell of somebody's spreadsheet say?  A value or a reason, never a guess."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

from app.domain.vietnamese import (
    BadDate,
    DateProblem,
    NameProblem,
    UncleanText,
    birth_date_problem,
    clean,
    clean_name,
    is_legacy_encoded,
    name_problem,
    parse_date,
    tidy_capitals,
    words_of,
)

T = TypeVar("T")


class Cell(NamedTuple):
    """A cell as it stood in the file: kind s (text), n (number), d (day), b (truth), f (formula), e (error)."""

    kind: str
    text: str


class Reason(StrEnum):
    """Why a row is refused, or what about it should be known; each has its Vietnamese sentence in the labels."""

    # of a cell
    MISSING = "missing"
    FORMULA = "formula"
    CELL_ERROR = "cell_error"
    CONTROL_CHARACTER = "control_character"
    LEGACY_ENCODING = "legacy_encoding"
    TOO_LONG = "too_long"
    NAME_MALFORMED = "name_malformed"
    NAME_MIXED_SCRIPTS = "name_mixed_scripts"
    DATE_MALFORMED = "date_malformed"
    DATE_NOT_REAL = "date_not_real"
    BIRTH_YEAR_IMPOSSIBLE = "birth_year_impossible"
    ID_NOT_DIGITS = "id_not_digits"
    ID_EXPONENT = "id_exponent"
    ID_WRONG_LENGTH = "id_wrong_length"
    REF_MALFORMED = "ref_malformed"
    REF_HOLDS_ID = "ref_holds_id"
    CODE_MALFORMED = "code_malformed"
    NOT_IN_LIST = "not_in_list"
    NO_SUCH_CRITERION = "no_such_criterion"
    GENDER_CONTRADICTION = "gender_contradiction"
    NUMBER_MALFORMED = "number_malformed"
    TOO_SHORT = "too_short"
    # of a row against the others and against what is known
    DUPLICATE_IN_FILE = "duplicate_in_file"
    UNIT_NOT_YOURS = "unit_not_yours"
    UNIT_UNKNOWN = "unit_unknown"
    PARENT_UNKNOWN = "parent_unknown"
    PARENT_KIND_WRONG = "parent_kind_wrong"
    PARENT_CHANGED = "parent_changed"
    UNIT_KIND_CHANGED = "unit_kind_changed"
    POSITION_NOT_IN_UNIT = "position_not_in_unit"
    LEVEL_NEEDED = "level_needed"
    LEVEL_NOT_AT_SCHOOL = "level_not_at_school"
    ID_AMBIGUOUS = "id_ambiguous"
    SEVERAL_CANDIDATES = "several_candidates"
    OTHER_PERSON_CLAIMS_ID = "other_person_claims_id"
    # differences that are listed and become a case, never overwritten
    NAME_DIFFERS = "name_differs"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    VERIFIED_ID_DIFFERS = "verified_id_differs"
    LISTED_ID_DIFFERS = "listed_id_differs"
    # worth knowing
    ZERO_RECOVERED = "zero_recovered"
    ZERO_SUSPECTED = "zero_suspected"
    ID_LENGTH_UNUSUAL = "id_length_unusual"
    CAPITALS_TIDIED = "capitals_tidied"
    CELL_DISREGARDED = "cell_disregarded"
    TYPED_OVER = "typed_over"
    OWN_RECORD = "own_record"
    POSITION_ABOVE_YOURS = "position_above_yours"
    # of a result taken over from paper
    PERSON_UNKNOWN = "person_unknown"
    NO_PERIOD = "no_period"
    HANDED_IN = "handed_in"
    NOT_RATED = "not_rated"
    NOT_DECIDED_HERE = "not_decided_here"
    LEVELS_PARTIAL = "levels_partial"
    REASON_MISSING = "reason_missing"
    SIGNED_ON_OUTSIDE = "signed_on_outside"
    RESULT_APPEALED = "result_appealed"
    RESULT_REPLACED = "result_replaced"
    OTHER_SCHOOL_THEN = "other_school_then"
    # of a completion that an LMS lists
    ID_NOT_YOURS = "id_not_yours"
    LMS_NOT_YOURS = "lms_not_yours"
    MODULE_UNKNOWN = "module_unknown"
    MODULE_UNCLEAR = "module_unclear"
    YEAR_UNCLEAR = "year_unclear"
    RESULT_UNSAID = "result_unsaid"
    DAY_UNSAID = "day_unsaid"
    OUT_OF_RANGE = "out_of_range"
    IN_FUTURE = "in_future"
    SAID_OTHERWISE = "said_otherwise"
    TAKEN_BACK = "taken_back"
    STILL_WAITS = "still_waits"
    COUNTS_ALREADY = "counts_already"
    DONE_BEFORE_ENROLMENT = "done_before_enrolment"
    # of somebody who is let off a year of training, or added to it
    YEAR_NOT_YOURS = "year_not_yours"
    LEARNS_ANYWAY = "learns_anyway"
    NEED_NOT_LEARN = "need_not_learn"


class Finding(NamedTuple):
    """What was found about a row: the column it stands in ("" for the whole row), and the text the sentence shows."""

    column: str
    reason: Reason
    shown: str = ""


class Unreadable(ValueError):
    """The cell has no usable value; `reason` and `shown` say why."""

    def __init__(self, reason: Reason, shown: str = ""):
        super().__init__(reason.value)
        self.reason = reason
        self.shown = shown


def text_of(cell: Cell | None, limit: int, *, check_encoding: bool = True) -> str:
    """The cleaned text of a cell, "" if empty; a number is its digits.  Raises Unreadable."""
    if cell is None:
        return ""
    if cell.kind == "f":
        raise Unreadable(Reason.FORMULA)
    if cell.kind == "e":
        raise Unreadable(Reason.CELL_ERROR, cell.text[:40])
    if check_encoding and is_legacy_encoded(cell.text):
        raise Unreadable(Reason.LEGACY_ENCODING)
    try:
        text = clean(cell.text)
    except UncleanText:
        raise Unreadable(Reason.CONTROL_CHARACTER) from None
    if len(text) > limit:
        raise Unreadable(Reason.TOO_LONG, str(limit))
    return text


def name_of(cell: Cell | None) -> tuple[str, bool]:
    """A person's name, and whether its capitals had to be tidied.  Raises Unreadable."""
    typed = clean_name(text_of(cell, limit=200))
    problem = name_problem(typed)
    if problem is NameProblem.EMPTY:
        raise Unreadable(Reason.MISSING)
    if problem is NameProblem.MIXED_SCRIPTS:
        raise Unreadable(Reason.NAME_MIXED_SCRIPTS, typed[:60])
    if problem is not None:
        raise Unreadable(Reason.NAME_MALFORMED, typed[:60])
    tidied = tidy_capitals(typed)
    return tidied, tidied != typed


def day_of(cell: Cell | None) -> date | None:
    """The day, None if the cell is empty.  Raises Unreadable."""
    if cell is not None and cell.kind == "n":
        raise Unreadable(Reason.DATE_MALFORMED, cell.text[:40])  # a bare number may be a year or a serial: no guess
    text = cell.text[:10] if cell is not None and cell.kind == "d" else text_of(cell, limit=60, check_encoding=False)
    if not text:
        return None
    try:
        return parse_date(text)
    except BadDate as bad:
        reason = Reason.DATE_NOT_REAL if bad.problem is DateProblem.NOT_REAL else Reason.DATE_MALFORMED
        raise Unreadable(reason, bad.shown) from None


def birth_date_of(cell: Cell | None, today: date) -> date | None:
    """The day of birth, None if the cell is empty.  Raises Unreadable."""
    born = day_of(cell)
    if born is not None and birth_date_problem(born, today):
        raise Unreadable(Reason.BIRTH_YEAR_IMPOSSIBLE, str(born.year))
    return born


def code_of(cell: Cell | None) -> str:
    """A unit's code as text, "" if empty: letters and digits, at most 20.  Raises Unreadable."""
    code = text_of(cell, limit=60, check_encoding=False).replace(" ", "").upper()
    if code and not (code.isascii() and code.isalnum() and len(code) <= 20):
        raise Unreadable(Reason.CODE_MALFORMED, code[:20])
    return code


def choice_of(cell: Cell | None, choices: dict[str, T]) -> T | None:
    """The value a folded wording stands for, None if empty.  Raises Unreadable for a wording that is not listed."""
    text = text_of(cell, limit=200)
    if not text:
        return None
    folded = " ".join(words_of(text))
    if folded not in choices:
        raise Unreadable(Reason.NOT_IN_LIST, text[:60])
    return choices[folded]


def is_ticked(cell: Cell | None) -> bool:
    """True for the marks people put into a tick column: x, X, 1, có, nữ."""
    folded = " ".join(words_of(text_of(cell, limit=60)))
    if folded in ("", "0", "khong", "k"):
        return False
    if folded in ("x", "xx", "1", "co", "v", "nu", "dung"):
        return True
    raise Unreadable(Reason.NOT_IN_LIST, folded[:60])
