"""Which work waits for an officer of the middle level today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.district.blueprint import blueprint
from app.domain.evaluation.summary import work_of
from app.domain.identity.summary import overview
from app.domain.training.support.summary import core_work
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """What the schools beneath still have to do, the slowest ones first."""
    who = viewer()
    told, slowest = overview(who)
    work = work_of(who)
    core = core_work(who, decides=work.decides)
    return render_template("district/home.html", told=told, slowest=slowest, news=core.news, work=work, core=core)
