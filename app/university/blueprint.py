"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("university", __name__, url_prefix="/university")
door(blueprint, Role.UNIVERSITY)

from app.university import certificates, home, support  # noqa: E402,F401
