"""How does an office take over the results of an evaluation that was held on paper?  A list, a form, a spreadsheet.

The same pages for head, middle level and province; whose results are theirs stands in the domain.
"""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import IO, Any

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.hand_in.closing import why_closed
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.results import actions, queries
from app.domain.evaluation.results.rules import rank_by_rule
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.self_assessment import NotNow, StaleVersion
from app.domain.standards.queries import standard_of
from app.domain.vietnamese import search_patterns
from app.web.entering_forms import PaperForm, paper_form
from app.web.errors import Conflict
from app.web.files import XLSX
from app.web.formats import day
from app.web.formats import number as number_of
from app.web.forms import BaseForm, sent_key
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import page_number, page_size, paged
from app.web.refusals import refusal
from app.web.taking import note_export, taken_by

MOST_ON_A_SHEET = 5_000

WriteList = Callable[[IO[bytes], Iterable[Sequence[Any]], str, str], None]


def add_views(blueprint: Blueprint, write_list: WriteList) -> None:
    """Give a role's door the pages; `write_list` writes the spreadsheet with the people on it."""

    def export_results_list() -> ResponseReturnValue:
        """The sheet to fill in and bring back: who is due, then who works there today; on record (EXP-3)."""
        period = asked_period()
        due, total = queries.lines(viewer(), period.id, limit=MOST_ON_A_SHEET)
        if total > MOST_ON_A_SHEET:
            most = number_of(MOST_ON_A_SHEET)
            raise Conflict(f"Một tệp chứa nhiều nhất {most} người, danh sách có {number_of(total)}.")
        more = queries.newcomers(viewer(), period, (), limit=MOST_ON_A_SHEET)
        content = BytesIO()
        rows = [*(_row(one, period) for one in due), *(_newcomer_row(one, period) for one in more)]
        numbered = ([number, *row] for number, row in enumerate(rows, start=1))
        write_list(content, numbered, _title(period), taken_by(viewer()))
        content.seek(0)
        note_export("results_list", len(rows))
        name = f"ket-qua-{period.year}.xlsx"
        return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)

    for rule, view, methods in (
        ("/results", list_results, ["GET"]),
        ("/results/list.xlsx", export_results_list, ["GET"]),
        ("/results/people", find_newcomer, ["GET"]),
        ("/results/people/<int:person_id>", add_newcomer, ["POST"]),
        ("/results/<int:evaluation_id>", enter_result, ["GET", "POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def list_results() -> ResponseReturnValue:
    """Whose results are to be entered, which are in, what is missing."""
    period = asked_period()
    figure, query = request.args.get("state", "due"), request.args.get("q", "")[:100]
    figure = figure if figure in queries.FIGURES else "due"
    size = page_size()
    lines, total = queries.lines(viewer(), period.id, figure, search_patterns(query), size, (page_number() - 1) * size)
    page = paged(
        total, lambda number: url_for(".list_results", period=period.id, state=figure, q=query or None, page=number)
    )
    return page_or_partial(
        "entering/list.html", "entering/_results.html",
        period=period, periods=queries.periods_to_enter(viewer()), counted=queries.counted(viewer(), period.id),
        lines=lines, page=page, figure=figure, query=query, ranks=_rank_names(lines), open=is_open(period),
        days=clock.days_until(period.hand_in_due, clock.campaign_now()),
    )  # fmt: skip


def enter_result(evaluation_id: int) -> ResponseReturnValue:
    """What the paper of one person says; after saving, the next one who is missing."""
    evaluation = queries.evaluation_to_enter(viewer(), evaluation_id)
    if evaluation is None:
        raise NotFound
    standard = standard_of(evaluation.standard_id)
    paper, version = queries.entered(evaluation)
    form = paper_form(standard, paper, version)
    if form.passes():
        try:
            problems = actions.enter(viewer(), evaluation_id, form.paper(standard), form.shown_version, form.sending)
        except StaleVersion:
            return _page(evaluation_id, form, 409)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        if not problems:
            return _next(evaluation_id)
        form.tell(problems)
    return _page(evaluation_id, form, 422 if request.method == "POST" else 200)


def find_newcomer() -> ResponseReturnValue:
    """Somebody on the paper whom the list does not have: found by name among the people of the unit."""
    period = asked_period()
    query = request.args.get("q", "")[:100]
    found = queries.newcomers(viewer(), period, search_patterns(query)) if query.strip() else []
    return page_or_partial(
        "entering/people.html", "entering/_newcomers.html", period=period, query=query, found=found, form=BaseForm()
    )


def add_newcomer(person_id: int) -> ResponseReturnValue:
    """Put them on the list and go on to their paper."""
    period = asked_period()
    try:
        evaluation_id = actions.add_newcomer(viewer(), period.id, person_id, sent_key())
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused
    return go_to(".enter_result", evaluation_id=evaluation_id)


def _page(evaluation_id: int, form: PaperForm, status: int) -> ResponseReturnValue:
    """The form; with 409 what somebody else saved meanwhile stands above it (CON-1)."""
    evaluation = queries.evaluation_to_enter(viewer(), evaluation_id)
    if evaluation is None:
        raise NotFound
    standard = standard_of(evaluation.standard_id)
    paper, version = queries.entered(evaluation)
    if status == 409:
        form.version.data = str(version)
    return (
        render_template(
            "entering/paper.html", evaluation=evaluation, period=evaluation.period, standard=standard, form=form,
            kept=paper if version else None, theirs=status == 409, ruled=rank_by_rule(standard, paper.levels),
            open=is_open(evaluation.period), source=queries.source_of(evaluation.id),
        ),
        status,
    )  # fmt: skip


def _next(evaluation_id: int) -> ResponseReturnValue:
    """After saving: the next person without a result, else the list."""
    evaluation = queries.evaluation_to_enter(viewer(), evaluation_id)
    assert isinstance(evaluation, Evaluation)
    following = queries.next_to_enter(viewer(), evaluation.period_id, evaluation_id)
    flash(f"Đã lưu kết quả của {evaluation.person.full_name}.", "ok")
    if following is None:
        return go_to(".list_results", period=evaluation.period_id)
    return go_to(".enter_result", evaluation_id=following)


def asked_period() -> Period:
    """The period asked for, of those whose results the viewer's office enters; the newest when none was."""
    period = queries.period_to_enter(viewer(), request.args.get("period", type=int))
    if period is None:
        raise NotFound
    return period


def is_open(period: Period) -> bool:
    """May anything still be taken over: before the lock, and not handed in?"""
    in_time = calendar_of(period).allows(Step.HAND_IN, clock.campaign_now())
    return in_time and why_closed(period.id, viewer().unit_id or 0) is None


def _rank_names(lines: list[queries.Line]) -> dict[int, str]:
    return {
        one.evaluation_id: standard_of(one.standard_id).level(one.rank).name for one in lines if one.rank is not None
    }


def _title(period: Period) -> str:
    return f"Kết quả đánh giá, xếp loại theo chuẩn năm {period.year}: {viewer().unit_name}"


def _newcomer_row(one: queries.Newcomer, period: Period) -> list[Any]:
    """Somebody whom the cut-off day did not find: on the sheet, since the paper may name them."""
    born = day(one.birth_date) if one.birth_date else None
    return [one.name, born, one.sector_id, label(one.position, "position"), one.unit_code, one.unit, str(period.year)]


def _row(one: queries.Line, period: Period) -> list[Any]:
    """A line of the sheet: who it is; the rank where it is in already."""
    name = standard_of(one.standard_id).level(one.rank).name if one.rank is not None else None
    return [
        one.name, day(one.birth_date) if one.birth_date else None, one.sector_id,
        label(one.position, "position"), one.unit_code, one.unit, str(period.year), None, name, None,
        day(one.signed_on) if one.signed_on else None,
    ]  # fmt: skip
