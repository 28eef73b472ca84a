"""Vietnamese text, names and dates: pure rules with nothing of ours beneath them."""

from app.domain.vietnamese.dates import BadDate, DateProblem, birth_date_problem, parse_date
from app.domain.vietnamese.names import (
    NameProblem,
    clean_name,
    comparison_key,
    default_given_name,
    has_mixed_scripts,
    name_problem,
    same_name,
    sort_key,
    tidy_capitals,
)
from app.domain.vietnamese.text import (
    FULL_WIDTH_DIGITS,
    UncleanText,
    clean,
    clean_lines,
    fold,
    has_marks,
    is_legacy_encoded,
    printable,
    search_patterns,
    words_of,
)

__all__ = [
    "FULL_WIDTH_DIGITS",
    "BadDate",
    "DateProblem",
    "NameProblem",
    "UncleanText",
    "birth_date_problem",
    "clean",
    "clean_lines",
    "clean_name",
    "comparison_key",
    "default_given_name",
    "fold",
    "has_marks",
    "has_mixed_scripts",
    "is_legacy_encoded",
    "name_problem",
    "parse_date",
    "printable",
    "same_name",
    "search_patterns",
    "sort_key",
    "tidy_capitals",
    "words_of",
]
