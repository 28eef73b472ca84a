"""What do certificates keep about one person?  Plain values for the person's own copy (DP-2)."""

from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.training.certificates.models import Certificate, ConfirmedParticulars

Rows = list[dict[str, Any]]


def own_sections(person_id: int) -> dict[str, Rows]:
    """Papers and the confirmed particulars; the caller has made sure that it is the person who asks."""
    papers = db.session.scalars(
        select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.id)
    ).all()
    said = db.session.get(ConfirmedParticulars, person_id)
    return {
        "certificates": [
            {
                "number": paper.content["number"], "verification_code": paper.code,
                "statement": paper.content["statement"],
                "full_name": paper.content["name"], "birth_date": paper.content["birth_date"],
                "sector_id": paper.content["sector_id"], "unit": paper.content["unit"],
                "modules": "; ".join(title for title, _hours in paper.content["modules"]),
                "issuer": paper.content["issuer"], "issued_on": paper.issued_on, "state": paper.state,
                "ended_at": paper.ended_at, "reason": paper.reason,
            }
            for paper in papers
        ],
        "particulars": [
            {
                "full_name": said.full_name, "birth_date": said.birth_date, "sector_id": said.sector_id,
                "said_at": said.confirmed_at,
            }
        ] if said is not None else [],
    }  # fmt: skip
