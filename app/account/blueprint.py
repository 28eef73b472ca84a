"""Everybody's own account: signing in and out, password, roles, sessions, own data."""

from flask import Blueprint

from app.web.guards import door

blueprint = Blueprint("account", __name__, url_prefix="/account")
door(blueprint)

from app.account import (  # noqa: E402,F401
    contact,
    menu,
    notice,
    notices,
    own_data,
    own_sessions,
    password,
    second_factor,
    sign_in,
)
