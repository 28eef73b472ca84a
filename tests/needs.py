"""What do tests of needs for training need?  The bundled modules, a round that is open, forms that were handed in."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select

from app.config import ROOT
from app.db import db
from app.domain import clock
from app.domain.training.catalogue.actions import import_catalogue
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.needs.actions import hand_in, open_round, save_draft
from app.domain.training.needs.models import NeedsForm, NeedsRound
from app.domain.training.needs.rules import Answer, Window
from app.domain.viewer import SYSTEM
from app.integrations.standard_files import read_file
from tests.cast import Cast

OPENS, CLOSES = date(2022, 4, 4), date(2022, 5, 9)


@cache
def _etep() -> dict[str, Any]:
    return read_file((ROOT / "app" / "data" / "modules" / "etep.yaml").read_bytes())


def etep_modules() -> dict[str, int]:
    """The modules that come with the app: code to id."""
    import_catalogue(SYSTEM, _etep())
    return {module.code: module.id for module in all_modules()}


def window(**changes: Any) -> Window:
    """For the school year 2022-2023, open on the tests' day."""
    values = {"year": 2023, "opens": clock.start_of(OPENS), "closes": clock.start_of(CLOSES)}
    return Window(**(values | changes))


def open_needs(cast: Cast) -> int:
    """A round of the cast's province; its id."""
    round_id, problems = open_round(cast.province_officer.viewer, window())
    assert round_id is not None, problems
    return round_id


def answer(*modules: int, **changes: Any) -> Answer:
    """A complete answer that asks for these modules."""
    values: dict[str, Any] = {"way": "blended", "season": "summer"}
    return Answer(tuple(modules), **(values | changes))


def declare(cast: Cast, round_id: int, key: str, *modules: int, **changes: Any) -> None:
    """The member hands the form in, the first time or anew."""
    problems = hand_in(cast[key].viewer, round_id, answer(*modules, **changes), version_of(cast, round_id, key))
    assert not problems, problems


def draft(cast: Cast, round_id: int, key: str, *modules: int) -> None:
    """The member begins the form."""
    assert not save_draft(cast[key].viewer, round_id, Answer(tuple(modules)), version_of(cast, round_id, key))


def version_of(cast: Cast, round_id: int, key: str) -> int:
    """Which version of the member's form is stored; 0 before the first save."""
    found = select(NeedsForm.version).where(
        NeedsForm.round_id == round_id, NeedsForm.person_id == cast[key].person_id
    )  # fmt: skip
    return db.session.scalar(found) or 0


def the_round(round_id: int) -> NeedsRound:
    return db.session.get_one(NeedsRound, round_id)
