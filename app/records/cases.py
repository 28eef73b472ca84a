"""Which cases about sector IDs are open beneath me?  Heads and officers read; admins act on their own pages."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.identity.case_file import case_file
from app.domain.identity.case_queries import CaseFilter, case_for, cases
from app.domain.identity.queries import oversees
from app.records.blueprint import blueprint
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.paging import page_number, page_size, paged
from app.web.trace import note_security


def _readers_only() -> None:
    if not oversees(viewer()):
        abort(404)


@blueprint.get("/cases")
def list_cases() -> ResponseReturnValue:
    """Open cases of people in sight, the earliest due first."""
    _readers_only()
    wanted, size = CaseFilter(q=request.args.get("q", "")[:100]), page_size()
    lines, total = cases(viewer(), wanted, offset=(page_number() - 1) * size, limit=size)
    pages = paged(total, lambda number: url_for("records.list_cases", q=wanted.q or None, page=number))
    return page_or_partial("records/cases.html", "admin/_cases_results.html", lines=lines, pages=pages, wanted=wanted)


@blueprint.get("/cases/<int:case_id>")
def show_case(case_id: int) -> ResponseReturnValue:
    """One case with both records; looking is on record."""
    _readers_only()
    case = case_for(viewer(), case_id) or abort(404)
    note_security("case_read", about_person_id=case.person_id)
    return render_template("admin/case.html", file=case_file(viewer(), case), can_merge=False)
