"""How does an office keep the scanned papers behind the results that it entered?  A checklist, and a page a paper.

The same pages for head, middle level and province, as those on which results are entered.
"""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation.copies import actions, queries
from app.domain.evaluation.copies.rules import FIGURES
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.results.queries import evaluation_to_enter
from app.domain.standards.queries import standard_of
from app.domain.vietnamese import search_patterns
from app.web.entering import asked_period, is_open
from app.web.files import remove_stored, takes_files
from app.web.forms import BaseForm
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.paging import page_number, page_size, paged
from app.web.refusals import refusal
from app.web.scans import ScanForm, TakeIn, keep_scan


def add_views(blueprint: Blueprint, take_in: TakeIn) -> None:
    """Give a role's door the pages; `take_in` inspects and stores a file, or raises EvidenceRefused."""

    @takes_files
    def keep_copies(evaluation_id: int) -> ResponseReturnValue:
        """The scans of one person's paper, and one more."""
        evaluation = evaluation_to_enter(viewer(), evaluation_id)
        if evaluation is None:
            raise NotFound
        return _keep(take_in, evaluation.period, evaluation)

    @takes_files
    def keep_unit_copies() -> ResponseReturnValue:
        """The scans of the sheet that the unit's office signed for all, and one more."""
        return _keep(take_in, asked_period(), None)

    for rule, view, methods in (
        ("/results/copies", list_copies, ["GET"]),
        ("/results/copies/unit", keep_unit_copies, ["GET", "POST"]),
        ("/results/<int:evaluation_id>/copies", keep_copies, ["GET", "POST"]),
        ("/results/copies/<int:copy_id>/remove", remove_copy, ["GET", "POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def list_copies() -> ResponseReturnValue:
    """The checklist after the results are in: of whom a scan is there, of whom not, and the unit's own sheet."""
    period = asked_period()
    figure, query = request.args.get("state", "due"), request.args.get("q", "")[:100]
    figure = figure if figure in FIGURES else "due"
    size = page_size()
    lines, total = queries.lines(viewer(), period.id, figure, search_patterns(query), size, (page_number() - 1) * size)
    page = paged(
        total, lambda number: url_for(".list_copies", period=period.id, state=figure, q=query or None, page=number)
    )
    ranks = {
        one.evaluation_id: standard_of(one.standard_id).level(one.rank).name for one in lines if one.rank is not None
    }
    return page_or_partial(
        "entering/copies.html", "entering/_copies.html",
        period=period, counted=queries.counted(viewer(), period.id), lines=lines, page=page, ranks=ranks,
        figure=figure, figures=FIGURES, query=query, open=is_open(period),
    )  # fmt: skip


def remove_copy(copy_id: int) -> ResponseReturnValue:
    """Take a scan out, after a page that says so."""
    copy = queries.copy_kept(viewer(), copy_id)
    if copy is None:
        raise NotFound
    evaluation = evaluation_to_enter(viewer(), copy.evaluation_id) if copy.evaluation_id else None
    back, form = _address(copy.period_id, evaluation), BaseForm.from_request()
    if form.passes():
        try:
            name = actions.remove_copy(viewer(), copy_id)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        if name is not None:
            remove_stored(name)
        flash(
            "Đã gỡ bản chụp." if name else "Đã gỡ khỏi danh sách; kết quả đã nộp trước đây vẫn giữ bản chụp này.", "ok"
        )
        return go_to(**back)
    return render_template("entering/copy_remove.html", copy=copy, form=form, back=url_for(**back))


def _keep(take_in: TakeIn, period: Period, evaluation: Evaluation | None) -> ResponseReturnValue:
    form, status = ScanForm.from_request(), 422 if request.method == "POST" else 200
    period_id, evaluation_id = period.id, evaluation.id if evaluation else None
    if form.passes():
        try:
            key = form.sending
            keep_scan(form, take_in, lambda file: actions.add_copy(viewer(), period_id, evaluation_id, file, key).fresh)
        except EvidenceRefused as refused:
            status = form.refuse(refused)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        else:
            flash("Đã lưu bản chụp.", "ok")
            return go_to(**_address(period_id, evaluation))
    return _page(period_id, evaluation_id, form, status)


def _page(period_id: int, evaluation_id: int | None, form: ScanForm, status: int) -> ResponseReturnValue:
    evaluation = evaluation_to_enter(viewer(), evaluation_id) if evaluation_id else None
    period = evaluation.period if evaluation else asked_period()
    copies = (
        queries.copies_of_person(evaluation.id)
        if evaluation
        else queries.copies_of_unit(period_id, viewer().unit_id or 0)
    )
    context: dict[str, Any] = {
        "period": period, "evaluation": evaluation, "copies": copies, "form": form, "open": is_open(period),
        "following": queries.next_without(viewer(), period_id) if evaluation and copies and is_open(period) else None,
    }  # fmt: skip
    return page_or_partial("entering/paper_copies.html", "entering/_copy_new.html", status, **context)


def _address(period_id: int, evaluation: Evaluation | None) -> dict[str, Any]:
    if evaluation is not None:
        return {"endpoint": ".keep_copies", "evaluation_id": evaluation.id, "period": period_id}
    return {"endpoint": ".keep_unit_copies", "period": period_id}
