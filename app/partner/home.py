"""Which work waits for the people of an LMS provider today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.identity.case_queries import CaseFilter, number_of_cases
from app.domain.identity.summary import overview
from app.domain.training.records.disputes import number_at
from app.partner.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Records called wrong and cases handed over, then the numbers of the provider's provinces."""
    who = viewer()
    told, slowest = overview(who)
    handed_over = number_of_cases(who, CaseFilter())
    wrong = number_at(who)
    return render_template("partner/home.html", told=told, slowest=slowest, cases=handed_over, disputes=wrong)
