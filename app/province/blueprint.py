"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("province", __name__, url_prefix="/province")
door(blueprint, Role.PROVINCE)

from app.province import (  # noqa: E402,F401
    appeals,
    assignments,
    certificates,
    core_people,
    evaluation,
    feedback,
    hand_in,
    home,
    needs,
    opinions,
    periods,
    provider,
    report_moves,
    report_papers,
    report_scans,
    reports,
    results,
    support,
    targets,
    training,
)
