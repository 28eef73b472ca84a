"""What can I do about my own account?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint


@blueprint.get("/")
def menu() -> ResponseReturnValue:
    """The user's menu page."""
    return render_template("account/menu.html")
