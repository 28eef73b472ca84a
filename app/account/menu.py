"""What can I do about my own account?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.domain.accounts.queries import account_of
from app.domain.identity.queries import way_at
from app.domain.notices.queries import unseen_count
from app.domain.organisation.rules import Role
from app.web.guards import ENTERS_AS
from app.web.identity import viewer
from app.web.labels import label


@blueprint.get("/")
def menu() -> ResponseReturnValue:
    """The user's menu page."""
    account = account_of(viewer().person_id or 0)
    return render_template(
        "account/menu.html", account=account, unseen=unseen_count(viewer()), profile_title=_profile_title()
    )


def _profile_title() -> str | None:
    """Step 2 of letter 95 begins here: "Tài khoản", then the page so named in the provider's annex."""
    me = viewer()
    return label(way_at(me.unit_path), "profile_title") if me.role in ENTERS_AS[Role.TEACHER] else None
