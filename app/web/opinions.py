"""How does an office run the surveys on managers and read what came of them?  The same pages for every office.

Whoever runs them (middle level, province) gets the list; a principal, as a vice principal's superior, the result.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.opinions import actions
from app.domain.evaluation.opinions.queries import (
    SurveyResult,
    evaluation_asking,
    may_run,
    periods_run,
    survey_result,
    surveys_run,
)
from app.domain.evaluation.opinions.rules import HEARD_IN_PERSON, Standing
from app.domain.evaluation.self_assessment import NotNow, StaleVersion
from app.domain.surveys.rules import FEWEST
from app.web import formats
from app.web.formats import within
from app.web.forms import offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.opinion_forms import CloseForm, HearingForm, OpenForm
from app.web.refusals import refusal
from app.web.versions import Row, differing


def add_running_views(blueprint: Blueprint) -> None:
    """Give a door the pages on which its office runs surveys, and those of their results."""
    for rule, view, methods in (
        ("/opinions", list_surveys, ["GET"]),
        ("/opinions/open", open_surveys, ["GET", "POST"]),
        ("/opinions/<int:evaluation_id>/close", close_survey, ["GET", "POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)
    add_result_views(blueprint)


def add_result_views(blueprint: Blueprint) -> None:
    """Give a door the pages of results, comments and people heard in person."""
    for rule, view, methods in (
        ("/opinions/<int:evaluation_id>", show_survey, ["GET"]),
        ("/opinions/<int:evaluation_id>/heard", record_hearing, ["GET", "POST"]),
        ("/opinions/<int:evaluation_id>/comments/<int:no>/hide", hide_comment, ["POST"]),
        ("/opinions/<int:evaluation_id>/comments/<int:no>/show", show_comment, ["POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def list_surveys() -> ResponseReturnValue:
    """Every manager whose survey the office runs, and where each stands."""
    period = _period()
    if period is None:
        return render_template("opinions/no_period.html")
    rows = surveys_run(viewer(), period.id)
    openable = _openable(period) and any(row.standing is Standing.NOT_OPEN for row in rows)
    return render_template(
        "opinions/list.html", period=period, rows=rows, openable=openable, periods=periods_run(viewer()), fewest=FEWEST
    )


def open_surveys() -> ResponseReturnValue:
    """Open many at once: a page that names them, with the day they close."""
    period = _period()
    if period is None or not _openable(period):
        raise NotFound
    rows = [row for row in surveys_run(viewer(), period.id) if row.standing is Standing.NOT_OPEN]
    latest = period.opinions_due.astimezone(clock.VIETNAM).date()
    form = OpenForm.from_request(
        data={"people": [row.evaluation_id for row in rows], "closes": formats.day(latest)}
    )  # fmt: skip
    form.people.choices = offered(
        (
            row.evaluation_id,
            f"{row.name}, {within(label(row.position, 'position'))}, {row.school} ({row.invited} người được hỏi)",
        )
        for row in rows
    )
    form.bounds = (clock.today(), latest)
    if form.passes():
        instant = clock.start_of(form.closes.day)
        try:
            job_id = actions.ask_to_open(viewer(), list(form.people.data), instant, form.sending)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to("records.show_job", job_id=job_id)
    return render_template("opinions/open.html", period=period, rows=rows, form=form), _status()


def show_survey(evaluation_id: int) -> ResponseReturnValue:
    """One survey: how far it is, or the tally of 4529 BM03 with the comments."""
    evaluation, result = _result(evaluation_id)
    return render_template(
        "opinions/survey.html", evaluation=evaluation, result=result, runs=may_run(viewer(), evaluation),
        may_hear=result.standing in HEARD_IN_PERSON, openable=_openable(evaluation.period), fewest=FEWEST,
    )  # fmt: skip


def close_survey(evaluation_id: int) -> ResponseReturnValue:
    """End a survey before its time; there is no way back."""
    evaluation, result = _result(evaluation_id)
    if not may_run(viewer(), evaluation):
        raise NotFound
    form = CloseForm.from_request()
    if form.passes():
        try:
            actions.close_survey(viewer(), evaluation_id, form.sending)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".show_survey", evaluation_id=evaluation_id)
    return render_template("opinions/close.html", evaluation=evaluation, result=result, form=form), _status()


def record_hearing(evaluation_id: int) -> ResponseReturnValue:
    """Too few for a survey: what the superior heard in person."""
    evaluation, result = _result(evaluation_id)
    kept = result.hearing
    form = HearingForm.from_request(
        data={"remark": kept.remark if kept else "", "version": str(kept.version if kept else 0)}
    )
    if form.passes():
        try:
            actions.record_hearing(viewer(), evaluation_id, form.remark.data or "", form.shown_version, form.sending)
        except StaleVersion:
            return _both_sides(evaluation_id, form)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".show_survey", evaluation_id=evaluation_id)
    may_hear = result.standing in HEARD_IN_PERSON
    page = render_template("opinions/heard.html", evaluation=evaluation, result=result, may_hear=may_hear, form=form)
    return page, _status()


def _both_sides(evaluation_id: int, form: HearingForm) -> ResponseReturnValue:
    """Somebody else of the office wrote meanwhile: both sides, and whoever types says which holds (CON-1)."""
    evaluation, result = _result(evaluation_id)
    kept = result.hearing
    form.version.data = str(kept.version if kept else 0)
    rows = differing([Row("Nội dung đã nghe", kept.remark if kept else "–", form.remark.data or "")])
    return render_template("opinions/both_sides.html", evaluation=evaluation, form=form, rows=rows), 409


def hide_comment(evaluation_id: int, no: int) -> ResponseReturnValue:
    """Keep a comment that tells who wrote it from the manager."""
    return _mark(evaluation_id, no, hidden=True)


def show_comment(evaluation_id: int, no: int) -> ResponseReturnValue:
    """Let the manager read it after all."""
    return _mark(evaluation_id, no, hidden=False)


def _mark(evaluation_id: int, no: int, *, hidden: bool) -> ResponseReturnValue:
    try:
        actions.hide_comment(viewer(), evaluation_id, no - 1, hidden=hidden)
    except LookupError as refused:
        raise refusal(refused) from refused
    return go_to(".show_survey", evaluation_id=evaluation_id, _anchor="gop-y")


def _result(evaluation_id: int) -> tuple[Evaluation, SurveyResult]:
    evaluation = evaluation_asking(viewer(), evaluation_id)
    if evaluation is None:
        raise NotFound
    return evaluation, survey_result(viewer(), evaluation_id)


def _period() -> Period | None:
    """The period asked for, else the newest in which the office runs surveys."""
    wanted = request.args.get("period", type=int)
    return next((one for one in periods_run(viewer()) if wanted is None or one.id == wanted), None)


def _openable(period: Period) -> bool:
    return period.opens <= clock.campaign_now() < period.opinions_due


def _status() -> int:
    return 422 if request.method == "POST" else 200
