"""Is this really the ID of my learner, where does it lead, and what became of it since I last asked?  (API-6)"""

from datetime import datetime, timedelta

from flask import Response, url_for

from app.api import limits
from app.api.blueprint import blueprint, caller, needs
from app.api.bodies import answer, page_asked, read_body, said_at
from app.api.calls import noted
from app.api.problems import ApiProblem
from app.domain import clock
from app.domain.accounts.clients.queries import serving
from app.domain.accounts.clients.rules import Scope
from app.domain.identity.asking.actions import GuessedEnough, check_identity
from app.domain.identity.asking.queries import changes_within, whereabouts_of
from app.domain.identity.asking.rules import Whereabouts
from app.domain.identity.changes.queries import changes_for
from app.domain.organisation.sector_id import BadSectorId, clean_sector_id
from app.web.exchange.fields import Complaint
from app.web.exchange.shapes import IDENTITY


@blueprint.post("/identity/check")
@needs(Scope.CHECK_IDENTITY)
def check() -> Response:
    """Match, mismatch or pending; after five mismatches of an ID the provider is told no more that day."""
    limits.check(str(caller().client_id), "identity")
    asked = read_body(IDENTITY)
    try:
        sector_id = clean_sector_id(asked["sector_id"])
    except BadSectorId as bad:
        raise ApiProblem(422, "invalid", [Complaint("/sector_id", bad.problem)]) from None
    at = clock.now()
    try:
        found = check_identity(serving(caller()), sector_id, asked["birth_date"], at)
    except GuessedEnough:
        wait = {"Retry-After": str(_seconds_until_tomorrow(at))}
        raise ApiProblem(429, "guessed_enough", headers=wait) from None
    return answer({"result": found})


def _seconds_until_tomorrow(at: datetime) -> int:
    tomorrow = at.astimezone(clock.VIETNAM).date() + timedelta(days=1)
    return int((clock.start_of(tomorrow) - at).total_seconds()) + 1


@blueprint.get("/persons/<sector_id>")
@needs(Scope.READ_IDENTITY)
def show_person(sector_id: str) -> Response:
    """200 for a verified ID, 308 to the one that took its place, 410 for one that leads nowhere any more (AZ-4)."""
    try:
        found = whereabouts_of(serving(caller()), clean_sector_id(sector_id))
    except BadSectorId:
        found = None
    if found is None:
        raise ApiProblem(404, "not_found")
    if found.whereabouts is Whereabouts.GONE:
        raise ApiProblem(410, "withdrawn")
    if found.whereabouts is Whereabouts.MOVED:
        response = answer({"sector_id": found.sector_id}, 308)
        response.headers["Location"] = url_for("api.show_person", sector_id=found.sector_id)
        return response
    return answer({
        "sector_id": found.sector_id, "verified_since": said_at(found.verified_at),
        "confirm_again": found.confirm_again,
    })  # fmt: skip


@blueprint.get("/identities/changes")
@needs(Scope.READ_IDENTITY)
def list_changes() -> Response:
    """What became of the IDs of the provider's learners after the cursor, oldest first; none is ever missed."""
    cursor, limit = page_asked()
    whose = changes_within(serving(caller())) if caller().narrowed else None
    found = changes_for(caller().provider_id, cursor, limit, whose)
    noted().items = len(found)
    items = [
        {"change": each.change, "sector_id": each.sector_id, "replaced_by": each.replaced_by, "at": said_at(each.at)}
        for each in found
    ]
    last = str(found[-1].cursor if found else cursor)
    return answer({"items": items, "cursor": last, "more": len(found) == limit})
