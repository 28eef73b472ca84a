"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("auditor", __name__, url_prefix="/auditor")
door(blueprint, Role.AUDITOR)

from app.auditor import home, papers, samples  # noqa: E402,F401
