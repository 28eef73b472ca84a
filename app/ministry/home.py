"""Which work waits for this role today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.ministry.blueprint import blueprint


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The task list."""
    return render_template("ministry/home.html")
