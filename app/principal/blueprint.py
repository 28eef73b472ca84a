"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("principal", __name__, url_prefix="/principal")
door(blueprint, Role.PRINCIPAL)

from app.principal import (  # noqa: E402,F401
    assignments,
    core_people,
    evaluation,
    groups,
    hand_in,
    home,
    opinions,
    periods,
    results,
    support,
)
