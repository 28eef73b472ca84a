"""Which work waits for an officer of the province today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.evaluation.summary import work_of
from app.domain.identity.summary import overview
from app.domain.reporting.work import reports_waiting
from app.domain.training.support.summary import core_work
from app.province.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """What the units beneath still have to do, the slowest ones first."""
    who = viewer()
    told, slowest = overview(who)
    work = work_of(who)
    core = core_work(who, decides=work.decides)
    return render_template(
        "province/home.html", told=told, slowest=slowest, news=core.news, work=work, core=core,
        reports=reports_waiting(who),
    )  # fmt: skip
