"""Which work waits for a lecturer today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.identity.summary import overview
from app.domain.notices.queries import unseen_count
from app.domain.training.certificates.issuing import signing_office
from app.domain.training.certificates.queries import flagged_number
from app.university.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The provinces that one's university serves, the slowest first; its papers that wait for a signer's word."""
    who = viewer()
    told, slowest = overview(who)
    flagged = flagged_number(who) if signing_office(who) is not None else 0
    return render_template(
        "university/home.html", told=told, slowest=slowest, news=unseen_count(who), flagged=flagged
    )  # fmt: skip
