"""Where does somebody land who types only the address?"""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.public.blueprint import blueprint
from app.web.identity import viewer_or_none
from app.web.navigation import home_of


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """The role's own first page, or the sign-in page."""
    who = viewer_or_none()
    return redirect(url_for(home_of(who) if who else "account.show_sign_in"))
