"""What is recorded of a report's paper: its number, day and signer, where it is published, to whom it was sent?

What was typed wrongly is mended with a reason; what stood there before stays on record.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.actions import record
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Problem
from app.domain.organisation.successions import office_of, taken_over
from app.domain.reporting.models import Report, ReportSending
from app.domain.reporting.moving import Moving, finish, held_own, to_move
from app.domain.reporting.rules import (
    ISSUED,
    SIGNED,
    Addressee,
    Move,
    Paper,
    ReportState,
    check_link,
    check_reason,
    check_sending,
    check_signing,
    is_taken,
    still_to_send,
)
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

SIGN, RECORD_SENDING = "sign_report", "record_sending"
MEND_PAPER, MEND_PUBLICATION, MEND_SENDING = "mend_paper", "mend_publication", "mend_sending"
PAPER_MENDED, SENDING_MENDED = "province_report_paper_mended", "province_report_sending_mended"
PUBLICATION_MENDED, SENDING_RECORDED = "province_report_publication_mended", "province_report_sending_recorded"


@rerunnable
def sign_report(
    viewer: Viewer, report_id: int, paper: Paper, position: str, version: int, submit_key: str = ""
) -> list[Problem]:
    """Record what stands on the signed paper.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        if is_repeat(viewer, SIGN, submit_key):
            return []
        moving = to_move(viewer, report_id, Move.SIGN, version)
        report = moving.report
        if problems := _check_paper(report, paper):
            db.session.rollback()
            return problems
        for name, value in _columns(paper, position).items():
            setattr(report, name, value)
        finish(viewer, moving, number=report.number)
        keep_result(viewer, SIGN, submit_key, report.id)
    return []


@rerunnable
def mend_paper(
    viewer: Viewer, report_id: int, paper: Paper, position: str, reason: str, version: int, submit_key: str = ""
) -> list[Problem]:  # fmt: skip
    """Put right what was typed wrongly of the signed paper, be it of an edition that was corrected since.

    Raises LookupError, NotNow, StaleVersion.
    """
    with writing():
        if is_repeat(viewer, MEND_PAPER, submit_key):
            return []
        report = _held_in(viewer, report_id, SIGNED, version)
        if problems := check_reason(reason) + _check_paper(report, paper):
            db.session.rollback()
            return problems
        if problems := _mend(viewer, report, report, _columns(paper, position), PAPER_MENDED, reason):
            return problems
        keep_result(viewer, MEND_PAPER, submit_key, report.id)
    return []


@rerunnable
def mend_publication(
    viewer: Viewer, report_id: int, link: str, reason: str, version: int, submit_key: str = "", *, suppresses: bool
) -> list[Problem]:
    """Put right where the portal has it; small numbers may still be hidden, but what was hidden is never opened.

    Raises LookupError, NotNow, StaleVersion.
    """
    with writing():
        if is_repeat(viewer, MEND_PUBLICATION, submit_key):
            return []
        report = _held_in(viewer, report_id, ISSUED, version)
        if problems := check_reason(reason) + check_link(link.strip()):
            db.session.rollback()
            return problems
        values = {"link": link.strip(), "suppresses": report.suppresses or suppresses}
        if problems := _mend(viewer, report, report, values, PUBLICATION_MENDED, reason):
            return problems
        if report.suppresses:
            _hide_in_what_follows(report)
        keep_result(viewer, MEND_PUBLICATION, submit_key, report.id)
    return []


def _hide_in_what_follows(report: Report) -> None:
    """A later edition that is not out yet will hide it too."""
    later = Report.unit_id == report.unit_id, Report.year == report.year, Report.edition > report.edition
    unpublished = update(Report).where(*later, Report.published_at.is_(None), ~Report.suppresses)
    db.session.execute(unpublished.values(suppresses=True, version=Report.version + 1))


@rerunnable
def record_sending(
    viewer: Viewer, report_id: int, addressee: Addressee, sent_on: date, address: str, remark: str = "",
    submit_key: str = "",
) -> list[Problem]:  # fmt: skip
    """Record that it went to one of the three; with the last one the report is sent.  Raises LookupError, NotNow."""
    with writing():
        if is_repeat(viewer, RECORD_SENDING, submit_key):
            return []
        report = _held_in(viewer, report_id, ISSUED)
        if problems := check_sending(sent_on, address, clock.today(), report.signed_on):
            db.session.rollback()
            return problems
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
            viewer, SENDING_RECORDED, "report", report.id, unit_id=report.unit_id,
            after={"addressee": addressee, "sent_on": sent_on.isoformat()},
        )  # fmt: skip
        if not still_to_send({*known, addressee}) and report.state == ReportState.PUBLISHED:
            report.sent_at = clock.campaign_now()
            finish(viewer, Moving(report, Move.SEND, ReportState.SENT, None))
        keep_result(viewer, RECORD_SENDING, submit_key, report.id)
    return []


@rerunnable
def mend_sending(
    viewer: Viewer, report_id: int, addressee: Addressee, sent_on: date, address: str, remark: str, reason: str,
    version: int, submit_key: str = "",
) -> list[Problem]:  # fmt: skip
    """Put right what was typed wrongly of a sending.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        if is_repeat(viewer, MEND_SENDING, submit_key):
            return []
        report = _held_in(viewer, report_id, ISSUED, version)
        found = select(ReportSending).where(ReportSending.report_id == report.id, ReportSending.addressee == addressee)
        sending = db.session.scalar(found)
        if sending is None:
            raise NotNow("province_report_not_sent_yet")
        problems = check_reason(reason) + check_sending(sent_on, address, clock.today(), report.signed_on)
        if problems:
            db.session.rollback()
            return problems
        values = {"sent_on": sent_on, "address": address.strip(), "remark": remark.strip()}
        if problems := _mend(viewer, report, sending, values, SENDING_MENDED, reason, addressee=addressee):
            return problems
        keep_result(viewer, MEND_SENDING, submit_key, report.id)
    return []


def _held_in(viewer: Viewer, report_id: int, states: frozenset[ReportState], version: int | None = None) -> Report:
    """The office's report, locked, while it is in one of the states and, where told, of this version."""
    report = held_own(viewer, report_id)
    if ReportState(report.state) not in states:
        raise NotNow(f"province_report_{report.state}")
    if version is not None and report.version != version:
        raise StaleVersion
    return report


def _columns(paper: Paper, position: str) -> dict[str, Any]:
    return {
        "number": paper.number.strip(), "signed_on": paper.signed_on, "signer": paper.signer.strip(),
        "signer_position": position.strip() or None,
    }  # fmt: skip


def _check_paper(report: Report, paper: Paper) -> list[Problem]:
    """What speaks against recording this of the report's paper?  Of one office, one after the other."""
    office, papers = _papers_of_office(report)
    db.session.execute(select(Unit.id).where(Unit.id == office).with_for_update(key_share=True))
    frozen_on = (report.frozen_at or clock.campaign_now()).astimezone(clock.VIETNAM).date()
    if problems := check_signing(paper, clock.today(), frozen_on, _issued_on(report)):
        return problems
    others = select(Report.number, Report.signed_on).where(papers, Report.id != report.id)
    recorded = [(number, day) for number, day in db.session.execute(others) if number and day]
    return [Problem("number_taken", "number")] if is_taken(paper, recorded) else []


def _papers_of_office(report: Report) -> tuple[int, ColumnElement[bool]]:
    """The unit whose office issues this report, and as an SQL condition all that it issues.

    Those are its own province's and, of provinces that became part of it, the editions that it corrects.
    """
    office = report.unit_id if report.issuer is None else office_of(report.unit_id)
    corrected = and_(Report.issuer.is_not(None), Report.unit_id.in_(taken_over([office])))
    return office, or_(and_(Report.issuer.is_(None), Report.unit_id == office), corrected)


def _issued_on(report: Report) -> date | None:
    """The first day on which the paper was out of the house."""
    sent = select(func.min(ReportSending.sent_on)).where(ReportSending.report_id == report.id)
    published = report.published_at.astimezone(clock.VIETNAM).date() if report.published_at else None
    return min((day for day in (published, db.session.scalar(sent)) if day is not None), default=None)


def _mend(
    viewer: Viewer, report: Report, kept: Report | ReportSending, values: dict[str, Any], event: str, reason: str,
    **about: Any,
) -> list[Problem]:  # fmt: skip
    """Write what is different, and put on record what stood there before."""
    before = {name: getattr(kept, name) for name, value in values.items() if getattr(kept, name) != value}
    if not before:
        db.session.rollback()
        return [Problem("nothing_mended", next(iter(values)))]
    after = {name: values[name] for name in before}
    for name, value in after.items():
        setattr(kept, name, value)
    report.version += 1
    record(
        viewer, event, "report", report.id, unit_id=report.unit_id, reason=reason.strip(), before=before,
        after=after | about,
    )  # fmt: skip
    return []
