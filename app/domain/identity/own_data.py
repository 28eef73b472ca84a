"""What does the sector-ID part keep about one person?  Plain values for the person's own copy (DP-2).

Never the registry's values, nor who else was in a case.
"""

from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.identity.models import Attempt, Claim, IdCase

Rows = list[dict[str, Any]]


def own_sections(person_id: int) -> dict[str, Rows]:
    """Claim, checks and cases of a person; the caller has made sure that it is the person's own."""
    claim = select(
        Claim.sector_id, Claim.state, Claim.entered_at, Claim.declared_at, Claim.verified_at, Claim.checked_at
    )
    attempt = select(Attempt.at, Attempt.move, Attempt.sector_id, Attempt.outcome)
    case = select(IdCase.kind, IdCase.state, IdCase.outcome, IdCase.opened_at, IdCase.due_on, IdCase.closed_at)
    return {
        "claims": _rows(claim.where(Claim.person_id == person_id)),
        "attempts": _rows(attempt.where(Attempt.person_id == person_id).order_by(Attempt.id.desc())),
        "cases": _rows(case.where(IdCase.person_id == person_id).order_by(IdCase.id.desc())),
    }


def _rows(found: Any) -> Rows:
    return [dict(row._mapping) for row in db.session.execute(found)]
