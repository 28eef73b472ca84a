"""Which work waits for the admin of a unit today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.admin.blueprint import blueprint
from app.domain.identity.case_queries import cases_to_work_on
from app.domain.identity.summary import own_summary
from app.domain.notices.queries import unseen_count
from app.domain.progress.queries import sight_of
from app.domain.progress.rules import Sight
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Cases, imports and accounts to look after, then what people still have to do."""
    who = viewer()
    sees = sight_of(who)
    return render_template(
        "admin/home.html", told=own_summary(who) if sees is not Sight.NOTHING else None, lists=sees is Sight.PEOPLE,
        cases=cases_to_work_on(who), news=unseen_count(who), kind=who.unit_kind, unit_id=who.unit_id,
    )  # fmt: skip
