"""Every state, problem and event has its Vietnamese words; no code reaches a screen."""

import enum
import re

import pytest

from app.config import ROOT
from app.domain.reporting.moving import EVENTS
from app.jobs.runner import RUNNERS
from app.web.labels import kinds
from tests.house.code import constants_given_to, domain_enums

# Enums that no page ever shows, and why.
NEVER_SHOWN = {
    "EndReason": "told by the notice of what ended the session",
    "SessionState": "an ended or locked session shows a page of its own",
    "Stage": "a session that is not open yet shows the page of its next step",
    "Who": "who may make a move decides which buttons are there",
    "Move": "buttons carry the letter's own words; the journal has its events",
    "Step": "the letter's steps stand in the templates, word for word",
    "By": "how a row met a person; the preview shows the outcome",
    "EvaluationSight": "how much of an evaluation somebody sees decides its page",
    "Actor": "in which capacity somebody acts decides which buttons are there",
    "Route": "through which offices a hand-in goes decides which buttons are there",
    "Sight": "what a role sees of a board decides its columns",
}


def words_of(*suffixes: str) -> set[str]:
    """All codes labelled in kinds with such an ending."""
    return {code for kind, words in kinds().items() if kind.endswith(suffixes) for code in words}


@pytest.mark.parametrize(
    "states",
    [e for e in domain_enums() if e.__name__ not in NEVER_SHOWN],
    ids=lambda states: f"{states.__module__}.{states.__name__}",
)
def test_every_enum_has_words_for_each_of_its_values(states: type[enum.StrEnum]):
    values = {str(value) for value in states}
    closest = max(kinds().items(), key=lambda kind: len(values & kind[1].keys()))
    assert values <= closest[1].keys(), f"no kind has them all; {closest[0]} lacks {values - closest[1].keys()}"


@pytest.mark.parametrize(
    ("function", "position", "keyword", "kind"),
    [
        ("Problem", 0, "code", ("problem", "reason")),
        ("record", 1, "event", ("journal_event",)),
        ("record_many", 1, "event", ("journal_event",)),
        ("tell", 1, "kind", ("notice",)),
        ("tell_many", 1, "kind", ("notice",)),
        ("finish_job", 9, "problem", ("job_problem",)),
        ("Conflict", 0, "reason", ("refusal",)),
    ],
)
def test_every_code_that_is_given_has_words(function: str, position: int, keyword: str, kind: tuple[str, ...]):
    without = {
        code: where
        for code, where in constants_given_to(function, position, keyword).items()
        if code not in words_of(*kind)
    }
    assert not without


def test_every_move_of_a_report_has_words_in_the_journal():
    assert set(EVENTS.values()) <= words_of("journal_event")


def test_every_kind_of_work_has_a_name():
    assert RUNNERS.keys() <= kinds()["job_kind"].keys()


def test_templates_ask_only_for_kinds_that_exist():
    for path in (ROOT / "templates").rglob("*.html"):
        asked = set(re.findall(r"label\(\s*[\"'](\w+)[\"']", path.read_text(encoding="utf-8")))
        assert asked <= kinds().keys(), path


def test_words_are_words():
    for kind, words in kinds().items():
        for code, text in words.items():
            assert text.strip() == text != "", f"{kind}: {code}"
            assert not re.search(r"\b[a-z]+_[a-z_]+\b", re.sub(r"\{\w+\}", "", text)), (
                f"{kind}: {code} shows a code name"
            )
