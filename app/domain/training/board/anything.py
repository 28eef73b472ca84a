"""How is a list of a training board put together once for all years?  With a scope whose values are still to come.

As `organisation.anybody` does with viewers: a scope of the same audiences reads the same in SQL, whichever year and
modules it is of, and `values_in(scope)` goes along when the statement is executed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, bindparam

from app.db import UtcDateTime
from app.domain import clock
from app.domain.organisation.anybody import Root, bounds_of
from app.domain.training.board.indicators import Scope
from app.domain.training.board.learned import IN_YEAR, MODULES
from app.domain.training.catalogue.rules import Audience
from app.domain.training.years.rules import needed

PROVINCE = "province_0"
LATELY_FROM: Any = bindparam("lately_from", type_=UtcDateTime)


@dataclass(frozen=True)
class AnyScope:
    """A scope of these audiences' modules, as conditions read it: of which year and modules is still to come."""

    audiences: tuple[Audience, ...]

    year_id = bindparam("year_id", type_=Integer)
    year = IN_YEAR
    path = Root(PROVINCE)
    due = bindparam("due", type_=UtcDateTime)
    module_ids = MODULES
    expected = Scope.expected
    needed = Scope.needed
    own = Scope.own

    def number_of(self, audience: Audience) -> Any:
        return bindparam(_number(audience), type_=Integer)

    def lately_from(self, _day: date) -> Any:
        return LATELY_FROM


def anything_like(scope: Scope) -> Any:
    """The scope of this one's kind, in its place."""
    return AnyScope(tuple(scope.audiences))


def values_in(scope: Scope) -> dict[str, object]:
    """What a statement made for `anything_like(scope)` is executed with."""
    numbers = {_number(audience): number for audience, number in needed(scope.modules).items()}
    return {
        "year_id": scope.year_id, "year": scope.year, "due": scope.due, "modules": scope.module_ids,
        "lately_from": scope.lately_from(clock.today()),
    } | numbers | dict(bounds_of("province", [scope.path]))  # fmt: skip


def _number(audience: Audience) -> str:
    return f"number_{audience}"
