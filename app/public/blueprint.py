"""Without sign-in: the front page, the notice on personal data, health checks."""

from flask import Blueprint

from app.web.guards import open_to_all

blueprint = Blueprint("public", __name__)
open_to_all(blueprint)

from app.public import activation, front, health, lms_guide, machines, notice, reports, verification  # noqa: E402,F401
