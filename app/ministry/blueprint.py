"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("ministry", __name__, url_prefix="/ministry")
door(blueprint, Role.MINISTRY)

from app.ministry import admin_requests, audits, hand_in, home, periods, report_deadlines  # noqa: E402,F401
