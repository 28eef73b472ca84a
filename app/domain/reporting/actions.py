"""How does a report move?  By office, leader or dated delegation, on record, told to whoever waits for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.organisation.delegations import holders_at
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Problem, Role
from app.domain.organisation.successions import office_of
from app.domain.reporting.models import Report, ReportSending, ReportStep, Snapshot
from app.domain.reporting.queries import report_for
from app.domain.reporting.rights import may_prepare, right_to
from app.domain.reporting.rules import (
    ISSUED,
    KEPT,
    LIVE,
    Addressee,
    Move,
    Paper,
    ReportState,
    after,
    check_link,
    check_reason,
    check_signing,
    still_to_send,
)
from app.domain.reporting.snapshots import COUNT, is_whole
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.actions import request_job
from app.domain.work.models import Job
from app.domain.work.rules import JobState
from app.domain.work.submissions import is_repeat, keep_result, result_of

MOVE, SIGN, PUBLISH = "move_report", "sign_report", "publish_report"
CORRECT, RECORD_SENDING = "correct_report", "record_sending"
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


def open_report(province_id: int, year: int) -> int:
    """Id of the province's report of a year, begun as a draft if there is none yet; safe to call again."""
    found = select(Report.id).where(Report.unit_id == province_id, Report.year == year).order_by(Report.edition.desc())
    earlier = db.session.scalar(found.limit(1))
    if earlier is not None:
        return earlier
    try:
        with writing():
            report = Report(unit_id=province_id, year=year, edition=1, state=ReportState.DRAFT)
            db.session.add(report)
            db.session.flush()
            record(SYSTEM, "province_report_begun", "report", report.id, unit_id=province_id, after={"year": year})
            return report.id
    except IntegrityError:  # somebody else began it meanwhile
        db.session.rollback()
        return db.session.execute(found.limit(1)).scalar_one()


def years_to_report(province: Unit) -> list[int]:
    """The years of which the province has an evaluation period that has opened: of these there is a report."""
    above = [int(part) for part in province.path.strip("/").split("/")]
    found = select(Period.year).where(Period.unit_id.in_(above), Period.opens <= clock.campaign_now())
    return sorted(set(db.session.scalars(found)))


def ask_to_count(viewer: Viewer, report_id: int) -> Job:
    """Have the figures counted anew in the background; one such job a report at a time.  Raises LookupError, NotNow."""
    with writing():
        report = _own(viewer, report_id)
        if ReportState(report.state) not in LIVE:
            raise NotNow(f"province_report_{report.state}")
        waiting = select(Job).where(
            Job.kind == COUNT, Job.unit_id == report.unit_id, Job.state.in_((JobState.WAITING, JobState.RUNNING))
        )
        return db.session.scalar(waiting) or request_job(
            COUNT, {"report_id": report.id}, viewer, unit_id=report.unit_id
        )  # fmt: skip


def put_snapshot(report_id: int, snapshot_id: int, states: Collection[ReportState] = LIVE) -> bool:
    """Let a report in one of these states stand on a new snapshot; what was checked is to be checked again."""
    with writing():
        report = db.session.scalar(select(Report).where(Report.id == report_id).with_for_update())
        if report is None or ReportState(report.state) not in states:
            return False
        report.snapshot_id, report.version = snapshot_id, report.version + 1
        if report.state == ReportState.CHECKED:
            report.state = ReportState.DRAFT
    return True


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
        if is_repeat(viewer, f"{MOVE}_{move}", submit_key):
            return []
        moving = _to_move(viewer, report_id, move, version)
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
        _finish(viewer, moving, reason=reason.strip() or None)
        keep_result(viewer, f"{MOVE}_{move}", submit_key, report.id)
    return []


def sign_report(
    viewer: Viewer, report_id: int, paper: Paper, position: str, version: int, submit_key: str = ""
) -> list[Problem]:
    """Record what stands on the signed paper.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        if is_repeat(viewer, SIGN, submit_key):
            return []
        moving = _to_move(viewer, report_id, Move.SIGN, version)
        report = moving.report
        frozen_on = (report.frozen_at or clock.campaign_now()).astimezone(clock.VIETNAM).date()
        if problems := check_signing(paper, clock.today(), frozen_on):
            db.session.rollback()
            return problems
        report.number, report.signed_on, report.signer = paper.number.strip(), paper.signed_on, paper.signer.strip()
        report.signer_position = position.strip() or None
        _finish(viewer, moving, number=report.number)
        keep_result(viewer, SIGN, submit_key, report.id)
    return []


def publish_report(
    viewer: Viewer, report_id: int, link: str, version: int, submit_key: str = "", *, suppresses: bool = False
) -> list[Problem]:
    """Make the public page, and record where the portal has it.  Raises LookupError, NotNow, StaleVersion."""
    if problems := check_link(link.strip()):
        return problems
    with writing():
        if is_repeat(viewer, PUBLISH, submit_key):
            return []
        moving = _to_move(viewer, report_id, Move.PUBLISH, version)
        report = moving.report
        report.link, report.suppresses, report.published_at = link.strip(), suppresses, clock.campaign_now()
        _finish(viewer, moving, link=report.link)
        keep_result(viewer, PUBLISH, submit_key, report.id)
    return []


def record_sending(
    viewer: Viewer, report_id: int, addressee: Addressee, sent_on: date, address: str, remark: str = "",
    submit_key: str = "",
) -> list[Problem]:  # fmt: skip
    """Record that it went to one of the three; with the last one the report is sent.  Raises LookupError, NotNow."""
    if not address.strip():
        return [Problem("address_needed", "address")]
    with writing():
        if is_repeat(viewer, RECORD_SENDING, submit_key):
            return []
        report = _own(viewer, report_id)
        if ReportState(report.state) not in ISSUED:
            raise NotNow(f"province_report_{report.state}")
        if sent_on > clock.today() or (report.signed_on and sent_on < report.signed_on):
            db.session.rollback()
            return [Problem("sent_on_wrong", "sent_on")]
        known = set(db.session.scalars(select(ReportSending.addressee).where(ReportSending.report_id == report.id)))
        if addressee in known:
            raise NotNow("province_report_sent_before")
        db.session.add(
            ReportSending(
                report_id=report.id, addressee=addressee, sent_on=sent_on, address=address.strip(),
                remark=remark.strip(), recorded_by=viewer.person_id, recorded_at=clock.campaign_now(),
            )
        )  # fmt: skip
        record(
            viewer, "province_report_sending_recorded", "report", report.id, unit_id=report.unit_id,
            after={"addressee": addressee, "sent_on": sent_on.isoformat()},
        )  # fmt: skip
        if not still_to_send({*known, addressee}) and report.state == ReportState.PUBLISHED:
            report.sent_at = clock.campaign_now()
            _finish(viewer, Moving(report, Move.SEND, ReportState.SENT, None))
        keep_result(viewer, RECORD_SENDING, submit_key, report.id)
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
        last = _own(viewer, report_id)
        newer = select(Report.id).where(
            Report.unit_id == last.unit_id, Report.year == last.year, Report.edition > last.edition
        )
        if ReportState(last.state) not in KEPT or db.session.scalar(newer) is not None:
            raise NotNow("province_report_not_to_correct")
        report = Report(
            unit_id=last.unit_id, year=last.year, edition=last.edition + 1, corrects_id=last.id,
            state=ReportState.DRAFT, reason=reason.strip(), suppresses=last.suppresses,
            issuer=viewer.unit_name if viewer.unit_id != last.unit_id else None,
        )  # fmt: skip
        db.session.add(report)
        db.session.flush()
        _keep_step(viewer, report, EVENTS[Move.CORRECT], None, reason.strip())
        record(
            viewer, EVENTS[Move.CORRECT], "report", report.id, unit_id=report.unit_id, reason=reason.strip(),
            after={"edition": report.edition},
        )  # fmt: skip
        request_job(COUNT, {"report_id": report.id}, viewer, unit_id=report.unit_id)
        keep_result(viewer, CORRECT, submit_key, report.id)
        return report.id, []


def _own(viewer: Viewer, report_id: int) -> Report:
    """A report of the viewer's own office, locked.  Raises LookupError."""
    report = report_for(viewer, report_id)
    if report is None or not (viewer.role == Role.SYSTEM or may_prepare(viewer, report)):
        raise LookupError(report_id)
    held = select(Report).where(Report.id == report_id).with_for_update(of=Report)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def _to_move(viewer: Viewer, report_id: int, move: Move, version: int) -> Moving:
    report = _own(viewer, report_id)
    state = ReportState(report.state)
    target = after(state, move)
    if target is None:
        raise NotNow(f"province_report_{state}")
    right = right_to(viewer, report, move)
    if right is None:
        raise LookupError(report_id)
    if report.version != version:
        raise StaleVersion
    return Moving(report, move, target, right.position if right.delegation_id is not None else None)


def _finish(viewer: Viewer, moving: Moving, *, reason: str | None = None, **facts: Any) -> None:
    """Move it by the table, keep the step, put it on record, tell whoever it concerns."""
    report, event = moving.report, EVENTS[moving.move]
    before, report.state = report.state, moving.target
    report.version += 1
    _keep_step(viewer, report, event, moving.signs_for, reason)
    record(
        viewer, event, "report", report.id, unit_id=report.unit_id, reason=reason, before={"state": before},
        after={"state": moving.target} | facts | ({"signs_for": moving.signs_for} if moving.signs_for else {}),
    )  # fmt: skip
    if moving.move is Move.SUBMIT:
        leaders = [each for each in holders_at([office_of(report.unit_id)]) if each != viewer.person_id]
        tell_many(leaders, event, "report", report.id, year=report.year)
    elif moving.move in (Move.APPROVE, Move.RETURN) and report.submitted_by not in (None, viewer.person_id):
        tell_many([report.submitted_by or 0], event, "report", report.id, year=report.year)


def _keep_step(viewer: Viewer, report: Report, event: str, signs_for: str | None, reason: str | None) -> None:
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
