"""What does a province ask its people to learn in a year, and how far is it?  Read by everybody whom it concerns."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.progress.queries import sight_of
from app.domain.progress.rules import Sight
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.needs import queries as needs
from app.domain.training.records.disputed import may_follow, number_beneath
from app.domain.training.targets.queries import HEADED, Line, lines_of, unit_in_year
from app.domain.training.years.actions import own_year
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.queries import (
    board_of_year,
    boards_of_modules,
    boards_of_years,
    may_plan,
    required_of,
    year_for,
    years_for,
)
from app.records.blueprint import blueprint
from app.web.identity import viewer

MOST_YEARS = 50


@blueprint.get("/training")
def list_training() -> ResponseReturnValue:
    """The years that concern the viewer's unit, and the catalogue of modules."""
    who = viewer()
    boards = {}
    if sight_of(who) is not Sight.NOTHING:
        boards = {year.id: board for year, board in boards_of_years(who, clock.campaign_now(), MOST_YEARS)}
    return render_template(
        "records/training.html",
        years=years_for(who),
        boards=boards,
        modules=all_modules(),
        may_plan=may_plan(who),
        disputed=number_beneath(who, waits=True) if may_follow(who) else None,
        needs_rounds=needs.rounds_for(who) if needs.reads(who) else (),
    )


@blueprint.get("/training/<int:year_id>")
def show_training_year(year_id: int) -> ResponseReturnValue:
    """One year: its dates and modules, each leading to its board."""
    who = viewer()
    year = year_for(who, year_id) or abort(404)
    opened = clock.campaign_now() >= year.opens and sight_of(who) is not Sight.NOTHING
    boards = {row.module_id: campaign_id for row, campaign_id in boards_of_modules(year.id)} if opened else {}
    return render_template(
        "records/training_year.html", year=year, required=required_of(year.id), boards=boards,
        whole=board_of_year(year.id) if opened else None, own=own_year(who, year_id) is not None,
        left=clock.days_until(year.due, clock.campaign_now()), target=_own_target(year), headed=HEADED,
    )  # fmt: skip


def _own_target(year: TrainingYear) -> Line | None:
    """What is asked of the viewer's own unit, for those who see its figures."""
    unit = unit_in_year(viewer(), year, viewer().unit_id or 0)
    return lines_of(year, [unit])[0] if unit is not None else None
