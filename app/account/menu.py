"""What can I do about my own account?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.domain.accounts.queries import account_of
from app.domain.notices.queries import unseen_count
from app.web.identity import viewer


@blueprint.get("/")
def menu() -> ResponseReturnValue:
    """The user's menu page."""
    account = account_of(viewer().person_id or 0)
    return render_template("account/menu.html", account=account, unseen=unseen_count(viewer()))
