"""A document that would break a page later is refused when it comes in, in one line."""

import copy
from datetime import datetime

import pytest

from app.config import ROOT
from app.domain.standards.actions import import_standard
from app.domain.standards.rules.reading import BadStandard, read_form, read_standard
from app.domain.viewer import SYSTEM
from app.integrations.standard_files import read_file

MANAGERS = read_file((ROOT / "app/data/standards/tt14_2018.yaml").read_bytes())


def changed(*path, value):
    document = copy.deepcopy(MANAGERS)
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return document


@pytest.mark.parametrize(
    "document",
    [
        changed("legal", "effective_from", value=datetime(2026, 4, 14)), changed("ranking", "clauses", value=[]),
        changed("ranking", "share", "num", value=float("inf")), changed("note", value={1: "a", "b": "c"}),
        changed("code", value=""), changed("code", value="x" * 31), changed("parts", 0, "criteria", value=[]),
        changed("parts", 0, "criteria", 0, "name", value=None),
        changed("parts", 0, "criteria", 0, "statement", value=""),
        changed("ranking", "clauses", 0, "all_at_lest", value="T"),
    ],
)  # fmt: skip
def test_what_would_break_a_page_is_refused(app, document):
    assert import_standard(SYSTEM, MANAGERS) in (True, False)  # it is the change that is refused
    with pytest.raises(BadStandard):
        import_standard(SYSTEM, document)


def test_codes_with_a_stroke_are_ranked_however_the_letter_is_typed():
    standard = read_standard(MANAGERS)
    for sign in ("Đ", "đ", "D", "Ð"):
        assert read_form(standard, [sign] * len(standard.criteria))[0] == 1
