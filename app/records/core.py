"""Whom do ranks and years make eligible as core people (cốt cán)?  A list, a sheet, a print; nothing is decided."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.evaluation.core import queries
from app.domain.evaluation.core.queries import Candidate, Counted, Wanted
from app.domain.evaluation.models import Period
from app.domain.organisation.models import Unit
from app.domain.organisation.queries import unit_for
from app.domain.standards.queries import standard_of
from app.domain.vietnamese import search_patterns
from app.records.blueprint import blueprint
from app.records.core_tables import printed_list, sheet_of
from app.records.exports import send_paper, send_sheet, whole
from app.records.persons import asked_unit
from app.web.core_words import lack_words
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import choices
from app.web.paging import page_size, paged
from app.web.taking import note_export

FILTERS = ("period", "figure", "kind", "q", "unit")
MOST_PRINTED = 2_000


@blueprint.get("/core")
def list_core_eligible() -> ResponseReturnValue:
    """Who is eligible, and what the others lack, by the published ranks of a period."""
    period = _period()
    if period is None:
        return render_template("records/no_core.html")
    wanted, unit = _wanted()
    figures = queries.counted(viewer(), period, wanted)
    pager = paged(getattr(figures, wanted.figure), lambda number: _address(page=number))
    people = queries.candidates(viewer(), period, wanted, pager.offset, page_size())
    return page_or_partial(
        "records/core.html", "records/_core.html", period=period, periods=queries.periods_with_ranks(viewer()),
        wanted=wanted, unit=unit, figures=figures, pager=pager, people=people, reason=reason, address=_address,
        standards=_standards(period), levels={one.standard_id: standard_of(one.standard_id).levels for one in people},
        kinds=choices("core_kind"), query=request.args.get("q", "")[:100],
    )  # fmt: skip


@blueprint.get("/core.xlsx")
def export_core_eligible() -> ResponseReturnValue:
    """The list as it is filtered now, everybody on it, logged (EXP-1 to EXP-3)."""
    period, people = _everybody()
    note_export("core_eligible", len(people))
    file = sheet_of(period, people, [_reasons(one) for one in people], viewer())
    return send_sheet(file, "cot-can")


@blueprint.get("/core.pdf")
def print_core_eligible() -> ResponseReturnValue:
    """The same list on paper."""
    period, people = _everybody(MOST_PRINTED)
    note_export("core_eligible_printed", len(people))
    paper = printed_list(period, people, [_reasons(one) for one in people], viewer())
    return send_paper(paper, "cot-can")


def reason(one: Candidate, number: int) -> str:
    """One reason in words."""
    return lack_words(one.standard_id, one.missing[number])


def _reasons(one: Candidate) -> str:
    return "; ".join(reason(one, number) for number in range(len(one.missing)))


def _everybody(on_paper: int | None = None) -> tuple[Period, list[Candidate]]:
    period = _period() or abort(404)
    wanted, _unit = _wanted()
    figures: Counted = queries.counted(viewer(), period, wanted)
    whole(getattr(figures, wanted.figure), "người", on_paper)
    return period, queries.candidates(viewer(), period, wanted)


def _period() -> Period | None:
    """The period asked for; none asked for, the newest that has published ranks in sight."""
    periods = queries.periods_with_ranks(viewer())
    wanted = request.args.get("period", type=int)
    return next((period for period in periods if wanted in (None, period.id)), None)


def _wanted() -> tuple[Wanted, Unit | None]:
    figure, kind = request.args.get("figure", ""), request.args.get("kind", "")
    unit_id = asked_unit()
    unit = unit_for(viewer(), unit_id) if unit_id else None
    if unit_id and unit is None:
        abort(404)
    return Wanted(
        figure if figure in queries.FIGURES else queries.FIGURES[0],
        next((each for each in queries.KINDS if each == kind), None),
        search_patterns(request.args.get("q", "")[:100]), unit.path if unit else None,
    ), unit  # fmt: skip


def _address(endpoint: str = "list_core_eligible", **changes: Any) -> str:
    asked = {name: value for name in FILTERS if (value := request.args.get(name, "")[:100])}
    values = {name: value for name, value in (asked | changes).items() if value is not None}
    return url_for(f"records.{endpoint}", **values)


def _standards(period: Period) -> list[Any]:
    return [standard_of(each) for each in (period.teacher_standard_id, period.manager_standard_id)]
