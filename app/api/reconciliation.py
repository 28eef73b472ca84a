"""Do both sides have the same of a month?  Our figures, the provider's own totals, and where they differ."""

from typing import Any

from flask import Response, request

from app.api.blueprint import blueprint, caller, needs
from app.api.bodies import answer, once_a_key, read_body
from app.api.problems import ApiProblem
from app.domain import clock
from app.domain.accounts.clients.rules import Scope
from app.domain.training.exchange.actions import declare_totals
from app.domain.training.exchange.reconciling import reckoning_of
from app.domain.training.exchange.rules import TOTALS, Month, read_month
from app.web.exchange.fields import Complaint
from app.web.exchange.shapes import RECONCILIATION


@blueprint.get("/reconciliation")
@needs(Scope.READ_COMPLETIONS)
def show_reconciliation() -> Response:
    """A month as we have it."""
    return answer(_shown(_month(request.args.get("month", ""))))


@blueprint.post("/reconciliation")
@needs(Scope.WRITE_COMPLETIONS)
@once_a_key
def reconcile() -> Response:
    """Send one's own totals; the answer names what differs."""
    values = read_body(RECONCILIATION)
    month = _month(values["month"])
    totals = {name: values[name] for name in TOTALS if name in values}
    if not totals:
        raise ApiProblem(422, "invalid", [Complaint("/records", "missing")])
    declare_totals(caller().viewer, caller().provider_id, month, totals)
    return answer(_shown(month))


def _month(text: str) -> Month:
    try:
        month = read_month(text)
    except ValueError:
        raise ApiProblem(422, "invalid", [Complaint("/month", "not_month")]) from None
    if month.first > clock.today():
        raise ApiProblem(422, "invalid", [Complaint("/month", "month_to_come")])
    return month


def _shown(month: Month) -> dict[str, Any]:
    found = reckoning_of(caller().provider_id, month)
    return {
        "month": str(month), "sent": found.sent, "accepted": found.accepted, "refused": found.refused,
        "standings": found.standings, "ours": found.ours, "declared": found.declared,
        "differences": [{"name": each.name, "theirs": each.theirs, "ours": each.ours} for each in found.differences],
    }  # fmt: skip
