"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
door(blueprint, Role.ADMIN)

from app.admin import accounts, campaign, cases, data_requests, home, imports, territories  # noqa: E402,F401
