"""How does a report move?  By office, leader or dated delegation, on record, told to whoever waits for it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.organisation.delegations import holders_at
from app.domain.organisation.rules import Problem, Role
from app.domain.organisation.successions import office_of
from app.domain.reporting.models import Report, ReportStep, Snapshot
from app.domain.reporting.queries import report_for
from app.domain.reporting.rights import may_prepare, right_to
from app.domain.reporting.rules import KEPT, Move, ReportState, after, check_link, check_reason
from app.domain.reporting.snapshots import COUNT, is_whole
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import is_repeat, keep_result, result_of

MOVE, PUBLISH, CORRECT = "move_report", "publish_report", "correct_report"
EVENTS = {
    move: f"province_report_{done}"
    for move, done in {
        Move.CHECK: "checked", Move.SUBMIT: "submitted", Move.RECALL: "recalled", Move.APPROVE: "approved",
        Move.RETURN: "returned", Move.FREEZE: "frozen", Move.SIGN: "signed", Move.PUBLISH: "published",
        Move.SEND: "sent", Move.CORRECT: "corrected",
    }.items()
}  # fmt: skip


class Damaged(RuntimeError):
    """The people kept with the report are no longer those that its digest names: it must not be frozen."""


@dataclass(frozen=True)
class Moving:
    """A report that the viewer may move: where it leads, and in whose name they sign."""

    report: Report
    move: Move
    target: ReportState
    signs_for: str | None


@rerunnable
def move_report(
    viewer: Viewer, report_id: int, move: Move, version: int, reason: str = "", submit_key: str = ""
) -> list[Problem]:
    """Check, submit, recall, approve, return or freeze; what holds it up, if anything does.

    Raises LookupError, NotNow, StaleVersion, Damaged.
    """
    if move is Move.FREEZE:
        _refuse_damaged(viewer, report_id)
    if move is Move.RETURN and (problems := check_reason(reason)):
        return problems
    with writing():
        if is_repeat(viewer, MOVE, submit_key):
            return []
        moving = to_move(viewer, report_id, move, version)
        report = moving.report
        if report.snapshot_id is None:
            raise NotNow("province_report_uncounted")
        if move is Move.SUBMIT:
            report.submitted_by = viewer.person_id
        if move is Move.FREEZE:
            db.session.execute(update(Snapshot).where(Snapshot.id == report.snapshot_id).values(kept=True))
            report.frozen_at, report.frozen_by = clock.campaign_now(), viewer.person_id
        if move is Move.RETURN:
            report.reason = reason.strip()
        finish(viewer, moving, reason=reason.strip() or None)
        keep_result(viewer, MOVE, submit_key, report.id)
    return []


def publish_report(
    viewer: Viewer, report_id: int, link: str, version: int, submit_key: str = "", *, suppresses: bool = False
) -> list[Problem]:
    """Make the public page, and record where the portal has it; it hides what an edition before it hid.

    Raises LookupError, NotNow, StaleVersion.
    """
    if problems := check_link(link.strip()):
        return problems
    with writing():
        if is_repeat(viewer, PUBLISH, submit_key):
            return []
        moving = to_move(viewer, report_id, Move.PUBLISH, version)
        report = moving.report
        report.suppresses = report.suppresses or suppresses
        report.link, report.published_at = link.strip(), clock.campaign_now()
        finish(viewer, moving, link=report.link)
        keep_result(viewer, PUBLISH, submit_key, report.id)
    return []


def correct_report(viewer: Viewer, report_id: int, reason: str, submit_key: str = "") -> tuple[int, list[Problem]]:
    """Begin a new edition that corrects the last one, which stays as it is: (its id, what speaks against it).

    Raises LookupError, NotNow.
    """
    if problems := check_reason(reason):
        return report_id, problems
    with writing():
        if is_repeat(viewer, CORRECT, submit_key):
            return result_of(viewer, CORRECT, submit_key) or report_id, []
        last = held_own(viewer, report_id)
        newer = select(Report.id).where(
            Report.unit_id == last.unit_id, Report.year == last.year, Report.edition > last.edition
        )
        if ReportState(last.state) not in KEPT or db.session.scalar(newer) is not None:
            raise NotNow("province_report_not_to_correct")
        report = Report(
            unit_id=last.unit_id, year=last.year, edition=last.edition + 1, corrects_id=last.id,
            state=ReportState.DRAFT, reason=reason.strip(), suppresses=_hides(last),
            issuer=viewer.unit_name if viewer.unit_id != last.unit_id else None,
        )  # fmt: skip
        db.session.add(report)
        db.session.flush()
        keep_step(viewer, report, EVENTS[Move.CORRECT], None, reason.strip())
        record(
            viewer, EVENTS[Move.CORRECT], "report", report.id, unit_id=report.unit_id, reason=reason.strip(),
            after={"edition": report.edition},
        )  # fmt: skip
        request_job(COUNT, {"report_id": report.id}, viewer, unit_id=report.unit_id)
        keep_result(viewer, CORRECT, submit_key, report.id)
        return report.id, []


def _hides(report: Report) -> bool:
    """Does this edition or another of the year hide small numbers?  What was hidden once is never opened."""
    hiding = select(Report.id).where(Report.unit_id == report.unit_id, Report.year == report.year, Report.suppresses)
    return db.session.scalar(hiding.limit(1)) is not None


def held_own(viewer: Viewer, report_id: int) -> Report:
    """A report of the viewer's own office, locked.  Raises LookupError."""
    report = report_for(viewer, report_id)
    if report is None or not (viewer.role == Role.SYSTEM or may_prepare(viewer, report)):
        raise LookupError(report_id)
    held = select(Report).where(Report.id == report_id).with_for_update(of=Report)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def to_move(viewer: Viewer, report_id: int, move: Move, version: int) -> Moving:
    """A report that the viewer may move so now, locked.  Raises LookupError, NotNow, StaleVersion."""
    report = held_own(viewer, report_id)
    state = ReportState(report.state)
    target = after(state, move)
    if target is None:
        raise NotNow(_what_happened(report))
    right = right_to(viewer, report, move)
    if right is None:
        raise LookupError(report_id)
    if report.version != version:
        raise StaleVersion
    return Moving(report, move, target, right.position if right.delegation_id is not None else None)


def _what_happened(report: Report) -> str:
    """Why a move is not open: what brought the report to where it stands."""
    if report.state != ReportState.CHECKED:
        return f"province_report_{report.state}"
    led_here = ReportStep.report_id == report.id, ReportStep.event.in_((EVENTS[Move.CHECK], EVENTS[Move.RECALL]))
    last = select(ReportStep.event).where(*led_here).order_by(ReportStep.id.desc()).limit(1)
    recalled = db.session.scalar(last) == EVENTS[Move.RECALL]
    return EVENTS[Move.RECALL if recalled else Move.CHECK]


def finish(viewer: Viewer, moving: Moving, *, reason: str | None = None, **facts: Any) -> None:
    """Move it by the table, keep the step, put it on record, tell whoever it concerns."""
    report, event = moving.report, EVENTS[moving.move]
    before, report.state = report.state, moving.target
    report.version += 1
    keep_step(viewer, report, event, moving.signs_for, reason)
    record(
        viewer, event, "report", report.id, unit_id=report.unit_id, reason=reason, before={"state": before},
        after={"state": moving.target} | facts | ({"signs_for": moving.signs_for} if moving.signs_for else {}),
    )  # fmt: skip
    if moving.move is Move.SUBMIT:
        leaders = [each for each in holders_at([office_of(report.unit_id)]) if each != viewer.person_id]
        tell_many(leaders, event, "report", report.id, year=report.year)
    elif moving.move in (Move.APPROVE, Move.RETURN) and report.submitted_by not in (None, viewer.person_id):
        tell_many([report.submitted_by or 0], event, "report", report.id, year=report.year)


def keep_step(viewer: Viewer, report: Report, event: str, signs_for: str | None, reason: str | None) -> None:
    """Put down what happened to a report, as it stands now; inside the caller's `writing()`."""
    db.session.add(
        ReportStep(
            report_id=report.id, event=event, state=report.state, at=clock.campaign_now(), person_id=viewer.person_id,
            position=viewer.position, signs_for=signs_for, reason=reason,
        )
    )  # fmt: skip


def _refuse_damaged(viewer: Viewer, report_id: int) -> None:
    """Prove, before anything is frozen and outside the write, that the people are those that were approved."""
    report = report_for(viewer, report_id)
    if report is not None and report.snapshot is not None and not is_whole(report.snapshot):
        raise Damaged(report_id)
