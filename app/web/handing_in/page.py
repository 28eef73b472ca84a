"""What do the pages of handing in share?  The period asked for, the unit at hand, its numbers and words."""

from typing import Any

from flask import request, url_for
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.copies.queries import copies_for
from app.domain.evaluation.enrolment import NotDue, not_due_in
from app.domain.evaluation.hand_in import queries
from app.domain.evaluation.hand_in.figures import numbers_of, rank_names
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.hand_in.rules import CLOSED
from app.domain.evaluation.models import Period
from app.domain.evaluation.periods import periods_kept_for
from app.domain.organisation.rules import UnitKind
from app.web.identity import viewer

NEWCOMERS = "newcomers"


def periods() -> list[Period]:
    """Every period that concerns the viewer's unit and has been opened, the newest first."""
    return [period for period in periods_kept_for(viewer()) if period.opens <= clock.campaign_now()]


def period_asked(found: list[Period]) -> Period | None:
    """The period asked for, else the newest."""
    wanted = request.args.get("period", type=int)
    return next((period for period in found if wanted in (None, period.id)), None)


def hand_in_asked(period: Period, unit_id: int | None) -> HandIn | None:
    """The hand-in of the unit at hand, the viewer's own where none is named; 404 for a unit out of sight."""
    found = queries.hand_in_at(viewer(), period.id, unit_id or viewer().unit_id or 0)
    if found is None and unit_id is not None:
        raise NotFound
    return found


def needed_hand_in(unit_id: int | None) -> HandIn:
    """The same in the period asked for, where the page makes no sense without one."""
    period = period_asked(periods())
    found = hand_in_asked(period, unit_id) if period else None
    if found is None:
        raise NotFound
    return found


def about(hand_in: HandIn, unit_id: int | None) -> dict[str, Any]:
    """What every page of one unit shows."""
    period, unit = hand_in.period, hand_in.unit
    moves = queries.moves_open(viewer(), hand_in, period)
    numbers, closed = numbers_of(period, [unit.id])[unit.id], hand_in.state in CLOSED
    return {
        "hand_in": hand_in, "period": period, "unit": unit, "unit_id": unit_id, "moves": moves,
        "numbers": numbers, "newcomers": newcomers(period, hand_in),
        # Once the results lie above, no colleague answers any more.
        "telling": [pair for pair in numbers.telling if not closed or pair[0] != "asking"],
        "ranks": rank_names(period), "route": queries.route_for(unit),
        "held": period.kind == "held",
        "copies": copies_for(viewer(), period.id, unit.id) if period.kind == "entered" else [],
        "locked": clock.campaign_now() >= period.locks,
        "address": lambda figure: behind_address(period, unit_id, figure),
    }  # fmt: skip


def newcomers(period: Period, hand_in: HandIn) -> list[NotDue]:
    """Who came to the school after the cut-off day and has no part in the period."""
    return not_due_in(period, hand_in.unit_id) if hand_in.unit.kind == UnitKind.SCHOOL else []


def behind_address(period: Period, unit_id: int | None, figure: str) -> str:
    """Where the people behind a number are listed."""
    return url_for(".list_behind", unit_id=unit_id, period=period.id, figure=figure)
