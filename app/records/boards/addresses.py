"""Where do boards stand?  Each page under the address of every board, for all that is the reader's or for one unit."""

from collections.abc import Callable
from typing import TypeVar

from app.records.blueprint import blueprint

BASES = (
    "/campaign",
    "/evaluation-progress/<int:period_id>",
    "/training-progress/<int:training_id>",
)
ALL, ONE_UNIT = "", "/<int:unit_id>"
View = TypeVar("View", bound=Callable)


def at_boards(tail: str = "", places: tuple[str, ...] = (ALL, ONE_UNIT), methods: tuple[str, ...] = ("GET",)):  # type: ignore[no-untyped-def]
    """Register a view beneath every board; it is given `unit_id` and what the board's address names."""

    def register(view: View) -> View:
        for base in BASES:
            for place in places:
                blueprint.add_url_rule(f"{base}{place}{tail}", view_func=view, methods=methods)
        return view

    return register
