"""How does an office set the targets (giao chỉ tiêu) of the units right beneath it?  For province and middle level."""

from collections.abc import Collection, Sequence

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.training.catalogue.rules import Audience
from app.domain.training.targets.actions import ChangedMeanwhile, set_targets
from app.domain.training.targets.queries import Line, lines_settable, may_set, settable
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.queries import first_boards, year_for
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.paging import SIZE, Page, page_number, page_size, paged
from app.web.target_forms import PARTS, TargetsForm, form_for, units_in


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the page on which its office sets targets."""
    rule = "/training/<int:year_id>/targets"
    blueprint.add_url_rule(rule, view_func=set_training_targets, methods=["GET", "POST"])


def set_training_targets(year_id: int) -> ResponseReturnValue:
    """A page of units, a province's own first; saved together, each over the version that was shown."""
    year = _year(year_id)
    ids, number = settable(viewer(), year), page_number()
    pager = paged(len(ids), lambda page: url_for(".set_training_targets", year_id=year_id, page=page), number)
    if request.method == "POST":
        return _save(year, pager)
    lines = lines_settable(viewer(), year, ids[pager.offset : pager.offset + page_size()])
    return _page(year, lines, form_for(lines), pager)


def _save(year: TrainingYear, pager: Page) -> ResponseReturnValue:
    """What was typed, of whichever units were on the page when it was opened."""
    ids = units_in(request.form, SIZE)
    form = form_for(lines_settable(viewer(), year, ids))
    stale: Collection[int] = ()
    if form.passes():
        try:
            changed = set_targets(viewer(), year.id, form.wishes(), form.sending)
        except ChangedMeanwhile as meanwhile:
            stale = meanwhile.unit_ids
        else:
            flash(f"Đã giao chỉ tiêu cho {changed} đơn vị." if changed else "Không có chỉ tiêu nào thay đổi.", "ok")
            _warn_of_more(lines_settable(viewer(), year, ids))
            return go_to(".set_training_targets", year_id=year.id, page=pager.number)
    lines = lines_settable(viewer(), year, ids)
    if stale:
        form.show_versions(lines)
    return _page(year, lines, form, pager, stale), 409 if stale else 422


def _warn_of_more(lines: Sequence[Line]) -> None:
    """A target above the headcount may be meant (people are still to come), or mistyped: it is stored, and said."""
    more = sum(line.beyond.people > 0 for line in lines)
    if more:
        flash(f"{more} đơn vị có chỉ tiêu nhiều hơn số người hiện có. Hãy xem lại các dòng có ghi “nhiều hơn”.", "wait")


def _page(
    year: TrainingYear, lines: Sequence[Line], form: TargetsForm, pager: Page, stale: Collection[int] = ()
) -> str:
    first = first_boards(year.id)
    boards = {"teachers": first.get(Audience.TEACHER), "managers": first.get(Audience.MANAGER)}
    return render_template(
        "targets/set.html", year=year, lines=lines, form=form, parts=PARTS, boards=boards, pager=pager, stale=stale
    )


def _year(year_id: int) -> TrainingYear:
    year = year_for(viewer(), year_id)
    return year if year is not None and may_set(viewer(), year) else abort(404)
