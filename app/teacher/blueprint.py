"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("teacher", __name__, url_prefix="/teacher")
door(blueprint, Role.TEACHER)

from app.teacher import evaluation, evidence, home, identity, opinions  # noqa: E402,F401
