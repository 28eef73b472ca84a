"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.evaluation.queries import is_rated
from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("teacher", __name__, url_prefix="/teacher")
# Whoever was a teacher on the cut-off day and works in an office by now still finds their own evaluation.
door(blueprint, Role.TEACHER, beside=is_rated)

from app.teacher import (  # noqa: E402,F401
    appeal,
    certificates,
    evaluation,
    evidence,
    evidence_uses,
    feedback,
    groups,
    home,
    identity,
    needs,
    opinions,
    peer_paper,
    peer_review,
    support,
    support_parts,
    support_report,
    training,
)
