"""What do learners think of the modules?  Lists, results and a spreadsheet, each as far as the reader may see."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.surveys.rules import FEWEST
from app.domain.training.feedback.queries import Comment, Result, result_for, runs_listed, sight_of
from app.records.blueprint import blueprint
from app.records.exports import send_sheet
from app.records.feedback_tables import feedback_file
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.paging import Page, page_number, page_size, paged
from app.web.trace import note_security


@blueprint.get("/training/surveys")
def list_feedback() -> ResponseReturnValue:
    """The runs that the viewer may know of."""
    if sight_of(viewer()) is None:
        abort(404)
    size = page_size()
    rows, total = runs_listed(viewer(), (page_number() - 1) * size, size)
    page = Page(page_number(), size, total, lambda number: url_for("records.list_feedback", page=number))
    return page_or_partial(
        "records/feedback_list.html", "records/_feedback_runs.html", rows=rows, page=page, sight=sight_of(viewer())
    )


@blueprint.get("/training/surveys/<int:run_id>")
def show_feedback(run_id: int) -> ResponseReturnValue:
    """One run: how far it is, or what came of it."""
    result = _result(run_id)
    pager = paged(
        len(result.comments), lambda number: url_for("records.show_feedback", run_id=run_id, page=number) + "#gop-y"
    )
    comments: tuple[Comment, ...] = result.comments[pager.offset : pager.offset + pager.size]
    return render_template(
        "records/feedback.html", result=result, run=result.run, comments=comments, pager=pager, fewest=FEWEST
    )


@blueprint.get("/training/surveys/<int:run_id>.xlsx")
def export_feedback(run_id: int) -> ResponseReturnValue:
    """The counts that the page shows, as a spreadsheet; on record (EXP-3)."""
    result = _result(run_id)
    if not result.counts:
        abort(404)
    note_security(
        "exported",
        detail={
            "what": "feedback", "unit": viewer().unit_id, "run": run_id, "filter": request.args.get("unit", "")[:20],
            "rows": len(result.counts),
        },
    )  # fmt: skip
    return send_sheet(feedback_file(result, viewer()), "khao-sat")


def _result(run_id: int) -> Result:
    return result_for(viewer(), run_id, request.args.get("unit", type=int)) or abort(404)
