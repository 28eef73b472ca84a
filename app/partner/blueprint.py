"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("partner", __name__, url_prefix="/partner")
door(blueprint, Role.PARTNER)

from app.partner import cases, disputes, home, imports  # noqa: E402,F401
