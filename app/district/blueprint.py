"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("district", __name__, url_prefix="/district")
door(blueprint, Role.DISTRICT)

from app.district import (  # noqa: E402,F401
    appeals,
    assignments,
    core_people,
    evaluation,
    hand_in,
    home,
    opinions,
    periods,
    results,
    support,
    targets,
)
