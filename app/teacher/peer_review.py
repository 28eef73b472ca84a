"""How does a colleague of the subject group give an opinion?  One colleague at a time, one criterion, or a grid."""

from collections.abc import Sequence
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation import peers
from app.domain.evaluation.evidence.queries import evidence_names, names_of
from app.domain.evaluation.peers.counting import counts_for_oneself
from app.domain.evaluation.peers.queries import Asked, OwnSheet, own_sheet, sheets_of
from app.domain.evaluation.queries import own_evaluation
from app.domain.evaluation.self_assessment import Incomplete, NotNow, StaleVersion
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Criterion
from app.teacher.blueprint import blueprint
from app.teacher.peer_forms import Changes, OpinionsForm, opinions_form
from app.web.addresses import asked_id
from app.web.forms import VersionForm
from app.web.htmx import go_to, page_or_partial, to_messages, wants_partial
from app.web.identity import viewer
from app.web.paging import page_number
from app.web.refusals import refusal

COLLEAGUES_OF_A_CRITERION, COLUMNS = 20, 8


@blueprint.get("/colleagues")
def show_colleagues() -> ResponseReturnValue:
    """The newest sheet, or a word why there is none."""
    periods = sheets_of(viewer())
    if not periods:
        return render_template("teacher/no_colleagues.html")
    return redirect(url_for("teacher.list_colleagues", period_id=periods[0].id), 303)


@blueprint.get("/colleagues/<int:period_id>")
def list_colleagues(period_id: int) -> ResponseReturnValue:
    """About whom one is asked, how far each is, until when."""
    others = [period for period in sheets_of(viewer()) if period.id != period_id]
    return render_template("teacher/colleagues.html", **_page(_sheet(period_id)), others=others)


@blueprint.route("/colleagues/<int:period_id>/person/<int:evaluation_id>", methods=["GET", "POST"])
def rate_colleague(period_id: int, evaluation_id: int) -> ResponseReturnValue:
    """One colleague, all criteria; saved as a whole, by htmx after each choice."""
    sheet = _sheet(period_id)
    colleague = sheet.of(evaluation_id)
    if colleague is None:
        raise NotFound
    page = {**_page(sheet), "colleague": colleague, "names": evidence_names(evaluation_id)}
    if request.method == "GET" and (colleague.sent or not sheet.writable):
        return render_template("teacher/colleague_said.html", **page)
    without = asked_id(request.args, "without")
    form = opinions_form(
        sheet.standard, [colleague], sheet.standard.criteria, without=(evaluation_id, without) if without else None
    )
    saved = _save(form, sheet, [colleague], sheet.standard.criteria, _after(sheet, colleague))
    return saved or (render_template("teacher/colleague.html", **page, form=form), _status())


@blueprint.route("/colleagues/<int:period_id>/criterion/<int:no>", methods=["GET", "POST"])
def rate_criterion(period_id: int, no: int) -> ResponseReturnValue:
    """One criterion, all colleagues."""
    sheet = _sheet(period_id)
    criterion = _criterion(sheet, no)
    if request.method == "GET" and not sheet.writable:
        return redirect(url_for("teacher.list_colleagues", period_id=period_id), 303)
    number, pages, colleagues = _turn(sheet.open, COLLEAGUES_OF_A_CRITERION)
    without = asked_id(request.args, "without")
    form = opinions_form(sheet.standard, colleagues, [criterion], without=(without, no) if without else None)
    here = {"period_id": period_id, "no": no}
    saved = _save(form, sheet, colleagues, [criterion], _next_criterion(sheet, no, number, pages))
    return saved or (
        render_template(
            "teacher/colleagues_criterion.html", **_page(sheet), criterion=criterion, form=form, shown=colleagues,
            number=number, pages=pages, here=here, names=names_of([one.evaluation_id for one in colleagues]),
        ), _status(),
    )  # fmt: skip


@blueprint.get("/colleagues/<int:period_id>/criterion/<int:no>/levels")
def show_levels(period_id: int, no: int) -> ResponseReturnValue:
    """What each level of a criterion means."""
    sheet = _sheet(period_id)
    return page_or_partial(
        "teacher/criterion_levels.html", "teacher/_criterion_levels.html", 200,
        standard=sheet.standard, criterion=_criterion(sheet, no),
        back=url_for("teacher.list_colleagues", period_id=period_id),
    )  # fmt: skip


@blueprint.route("/colleagues/<int:period_id>/grid", methods=["GET", "POST"])
def rate_in_grid(period_id: int) -> ResponseReturnValue:
    """As on paper: a row a criterion, a column a colleague."""
    sheet = _sheet(period_id)
    if request.method == "GET" and not sheet.writable:
        return redirect(url_for("teacher.list_colleagues", period_id=period_id), 303)
    number, pages, colleagues = _turn(sheet.open, COLUMNS)
    form = opinions_form(sheet.standard, colleagues, sheet.standard.criteria, lists=True)
    following = (
        url_for("teacher.rate_in_grid", period_id=period_id, page=number + 1)
        if number < pages
        else url_for("teacher.check_colleagues", period_id=period_id)
    )
    saved = _save(form, sheet, colleagues, sheet.standard.criteria, following)
    return saved or (
        render_template(
            "teacher/colleagues_grid.html", **_page(sheet), form=form, shown=colleagues, number=number, pages=pages
        ),
        _status(),
    )


@blueprint.route("/colleagues/<int:period_id>/check", methods=["GET", "POST"])
def check_colleagues(period_id: int) -> ResponseReturnValue:
    """Everybody once more on one page, then send all together."""
    sheet = _sheet(period_id)
    form = VersionForm.from_request(data={"version": str(sum(one.version for one in sheet.open))})
    missing: tuple[int, ...] = ()
    if form.passes():
        try:
            peers.send_opinions(viewer(), period_id, form.sending, form.shown_version)
            return go_to("teacher.show_colleagues_sent", period_id=period_id)
        except Incomplete as incomplete:
            missing = incomplete.missing
        except (NotNow, StaleVersion, LookupError) as refused:
            raise refusal(refused) from refused
    elif not sheet.writable:
        return redirect(url_for("teacher.list_colleagues", period_id=period_id), 303)
    return render_template(
        "teacher/colleagues_check.html", **_page(sheet), form=form, has_errors=bool(missing)
    ), _status()


@blueprint.get("/colleagues/<int:period_id>/sent")
def show_colleagues_sent(period_id: int) -> ResponseReturnValue:
    """It was sent: to whom, what they see, what comes next."""
    sheet = _sheet(period_id)
    if sheet.sent_at is None:
        return redirect(url_for("teacher.list_colleagues", period_id=period_id), 303)
    return render_template("teacher/colleagues_sent.html", **_page(sheet))


@blueprint.get("/evaluation/<int:evaluation_id>/colleagues")
def show_own_counts(evaluation_id: int) -> ResponseReturnValue:
    """What the colleagues' opinions on oneself add up to, once the result is published; never whose they are."""
    evaluation = own_evaluation(viewer(), evaluation_id)
    counts = counts_for_oneself(viewer(), evaluation) if evaluation is not None else None
    if evaluation is None or counts is None:
        raise NotFound
    return render_template(
        "teacher/colleagues_counts.html", evaluation=evaluation, counts=counts,
        standard=standard_of(evaluation.standard_id),
    )  # fmt: skip


def _sheet(period_id: int) -> OwnSheet:
    sheet = own_sheet(viewer(), period_id)
    if sheet is None:
        raise NotFound
    return sheet


def _page(sheet: OwnSheet) -> dict[str, Any]:
    """What every page of a sheet shows."""
    times = [one.saved_at for one in sheet.colleagues if one.saved_at is not None]
    return {
        "sheet": sheet, "standard": sheet.standard, "days": clock.days_until(sheet.due, clock.campaign_now()),
        "saved_at": max(times) if times else None,
    }  # fmt: skip


def _criterion(sheet: OwnSheet, no: int) -> Criterion:
    if not 1 <= no <= len(sheet.standard.criteria):
        raise NotFound
    return sheet.standard.criteria[no - 1]


def _turn(colleagues: Sequence[Asked], size: int) -> tuple[int, int, Sequence[Asked]]:
    """The page asked for, how many there are, and who stands on it."""
    pages = max(1, -(-len(colleagues) // size))
    number = min(page_number(), pages)
    return number, pages, colleagues[(number - 1) * size : number * size]


def _save(
    form: OpinionsForm, sheet: OwnSheet, colleagues: Sequence[Asked], criteria: Sequence[Criterion], following: str
) -> ResponseReturnValue | None:
    """Keep what was posted; htmx gets the new state of the bar, everybody else the next page.  None: show the form."""
    if not form.passes():
        return None
    changes = form.changes(colleagues, criteria)
    try:
        version = peers.save_opinions(viewer(), changes, form.shown_version, form.page)
    except StaleVersion:
        return _both_sides(sheet.period_id, changes)
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused
    if not wants_partial():
        return redirect(following, 303)
    page = _page(_sheet(sheet.period_id))
    shown = [one for one in page["sheet"].colleagues if one.evaluation_id in changes]
    return make_response(render_template("teacher/_opinions_saved.html", **page, shown=shown, version=version))


def _both_sides(period_id: int, changes: Changes) -> ResponseReturnValue:
    """Saved on another device meanwhile: both sides are shown, and the person says which holds (CON-1)."""
    page = _page(_sheet(period_id))
    shown = [one for one in page["sheet"].colleagues if one.evaluation_id in changes]
    differing = [
        (one, no, level)
        for one in shown
        for no, level in changes[one.evaluation_id].items()
        if level != one.form[no - 1]
    ]
    context = {
        **page, "changes": changes, "differing": differing, "version": sum(one.version for one in shown),
        "here": request.full_path.rstrip("?"),
    }  # fmt: skip
    if wants_partial():
        return to_messages(make_response(render_template("teacher/_opinions_differ.html", **context), 409))
    return make_response(render_template("teacher/opinions_differ.html", **context), 409)


def _after(sheet: OwnSheet, colleague: Asked) -> str:
    """Address of what follows a colleague: the next one who is not rated whole, or the check."""
    ids = [one.evaluation_id for one in sheet.open]
    start = ids.index(colleague.evaluation_id) + 1 if colleague.evaluation_id in ids else 0
    turn = [*sheet.open[start:], *sheet.open[: max(start - 1, 0)]]
    following = next((one for one in turn if one.rated < len(one.form)), None)
    if following is None:
        return url_for("teacher.check_colleagues", period_id=sheet.period_id)
    return url_for("teacher.rate_colleague", period_id=sheet.period_id, evaluation_id=following.evaluation_id)


def _next_criterion(sheet: OwnSheet, no: int, number: int, pages: int) -> str:
    """Address of what follows a page of a criterion: its next page, the next criterion, or the check."""
    if number < pages:
        return url_for("teacher.rate_criterion", period_id=sheet.period_id, no=no, page=number + 1)
    if no < len(sheet.standard.criteria):
        return url_for("teacher.rate_criterion", period_id=sheet.period_id, no=no + 1)
    return url_for("teacher.check_colleagues", period_id=sheet.period_id)


def _status() -> int:
    return 422 if request.method == "POST" else 200
