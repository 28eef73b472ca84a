"""The door of this role: its blueprint, its guard, its views."""

from flask import Blueprint

from app.domain.organisation.rules import Role
from app.web.guards import door

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
door(blueprint, Role.ADMIN)

from app.admin import (  # noqa: E402,F401
    accounts,
    assignments,
    campaign,
    cases,
    clients,
    data_requests,
    excusing,
    home,
    imports,
    merging,
    people,
    territories,
    units,
)
