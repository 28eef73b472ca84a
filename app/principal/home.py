"""Which work waits for the head of a school today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.evaluation.summary import work_of
from app.domain.identity import queries
from app.domain.identity.summary import own_summary
from app.domain.training.support.summary import core_work
from app.principal.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """What people of the school still have to do, and how far the school is."""
    who = viewer()
    own = queries.own_standing(who)
    work = work_of(who)
    core = core_work(who, decides=work.decides)
    return render_template(
        "principal/home.html",
        own=own,
        told=own_summary(who),
        news=core.news,
        work=work,
        core=core,
        needs=core.own.needs,
    )
