"""How is a report moved by a button alone?  What binds its office is a page of its own that repeats the facts first."""

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.reporting import beginning, listing, moving, queries, restating, rights
from app.domain.reporting.comparison import SOURCES
from app.domain.reporting.completeness import Lack, part_states
from app.domain.reporting.deadlines import deadlines, next_steps
from app.domain.reporting.queries import Reading
from app.domain.reporting.rules import Move
from app.province.blueprint import blueprint
from app.province.reports_at_hand import back_to, done, movable_report
from app.web import formats
from app.web.forms import VersionForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.reporting.lacks import words_of_state

PLAIN = (Move.RECOUNT, Move.CHECK, Move.RECALL)
"""Moves that are made where the report stands: each can be made again, or taken back."""

RESTATED = (Move.SUBMIT, Move.APPROVE, Move.FREEZE)
"""Moves that are made where the facts are repeated."""


@blueprint.get("/reports/<int:report_id>/move/<move>")
def show_report_move(report_id: int, move: str) -> ResponseReturnValue:
    """What is submitted, approved or frozen: whose figures of which instant, how many people, what they lack."""
    chosen = next((each for each in RESTATED if each == move), None) or abort(404)
    report = movable_report(report_id, chosen)
    reading = queries.reading_of(viewer(), report) or abort(404)
    states = part_states(reading)
    form = VersionForm(formdata=None, data={"version": str(report.version)})
    return render_template(
        "province/report_move.html", report=report, move=chosen, form=form, states=states,
        parts=queries.parts_of(reading), words_of_state=words_of_state, facts=_facts(reading),
        changed=restating.numbers_changed(reading), droppable=rights.may_drop(viewer(), report),
        decides=chosen is Move.SUBMIT and rights.decides(viewer(), report),
        lacks=any(state.lack is not Lack.NOTHING for state in states.values()),
    )  # fmt: skip


def _facts(reading: Reading) -> list[tuple[str, str, str | None]]:
    """Which edition, of when, of how many people, how many of whom are done, by when it is due; each number with the
    list or table where its people are."""
    report, snapshot = reading.report, reading.snapshot
    edition = f", lần ban hành {report.edition}" if report.edition > 1 else ""
    people = url_for("records.list_report_people", report_id=report.id, **listing.ANYBODY.address())
    found: list[tuple[str, str, str | None]] = [
        ("Báo cáo", f"{report.unit.name}, năm {report.year}{edition}", None),
        ("Số liệu tính lúc", formats.instant(snapshot.as_of), None),
        ("Đang công tác", f"{formats.number(listing.number_behind(reading, listing.ANYBODY))} người", people),
    ]
    for measure, portion in restating.shares_told(snapshot).items():
        number, of = formats.number(portion.number), formats.number(portion.of)
        told = f"{number} trong {of} {label(measure, 'report_measure_of')}: {formats.share(portion.percent)}"
        source = SOURCES[measure]
        table = url_for("records.show_report", report_id=report.id, part=source.part, _anchor=source.table)
        found.append((label(measure, "report_measure"), told, table))
    if (step := next_steps([report])[report.id]) is not None:
        due = formats.deadline(deadlines(report.year)[step])
        found.append((f"Hạn {formats.within(label(step, 'report_due'))}", due, None))
    return found


@blueprint.post("/reports/<int:report_id>/move/<move>")
def move_report(report_id: int, move: str) -> ResponseReturnValue:
    """Make a move that needs nothing but the button."""
    chosen = next((each for each in PLAIN + RESTATED if each == move), None) or abort(404)
    form = VersionForm.from_request()
    if not form.passes():
        abort(400)
    if chosen is Move.RECOUNT:
        job_id = done(lambda: beginning.ask_to_count(viewer(), report_id, form.sending))
        return go_to("records.show_job", job_id=job_id)
    done(lambda: moving.move_report(viewer(), report_id, chosen, form.shown_version, "", form.sending))
    flash(label(chosen, "report_move_done"), "ok")
    return back_to(report_id)
