"""What is kept about people, why, and who sees it?  Open to everybody (DP-1)."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.accounts.rules import NOTICE_VERSION
from app.public.blueprint import blueprint


@blueprint.get("/du-lieu-ca-nhan")
def show_data_notice() -> ResponseReturnValue:
    """The notice on personal data."""
    return render_template("public/data_notice.html", version=NOTICE_VERSION)
