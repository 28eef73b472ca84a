"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("principal", __name__, url_prefix="/principal")
door(blueprint, Role.PRINCIPAL)

from app.principal import assignments, evaluation, groups, hand_in, home, opinions, periods, results  # noqa: E402,F401
