"""Which cases has an office handed to this LMS provider?  Our side only: the registry's record is not theirs to see."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.identity.case_queries import CaseFilter, case_for, cases, history
from app.domain.identity.case_rules import CaseMove
from app.partner.blueprint import blueprint
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.paging import page_number, page_size, paged
from app.web.trace import note_security


@blueprint.get("/cases")
def list_cases() -> ResponseReturnValue:
    """Cases handed over and not closed."""
    size = page_size()
    lines, total = cases(viewer(), CaseFilter(), offset=(page_number() - 1) * size, limit=size)
    pages = paged(total, lambda number: url_for("partner.list_cases", page=number))
    return page_or_partial("partner/cases.html", "partner/_cases_results.html", lines=lines, pages=pages)


@blueprint.get("/cases/<int:case_id>")
def show_case(case_id: int) -> ResponseReturnValue:
    """One case handed over: who, which ID was declared, what was written for the provider; looking is on record.

    What the admins and the person wrote among themselves is not the provider's to read (DP-1, DP-7).
    """
    case = case_for(viewer(), case_id) or abort(404)
    note_security("case_read", about_person_id=case.person_id)
    lines = [line for line in history(case) if line.event == CaseMove.HAND_OVER]
    return render_template("partner/case.html", case=case, lines=lines)
