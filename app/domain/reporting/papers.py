"""What is recorded of a report's paper: its number, day and signer, and to whom it was sent?"""

from datetime import date

from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.refusals import NotNow
from app.domain.journal.actions import record
from app.domain.organisation.rules import Problem
from app.domain.reporting.models import ReportSending
from app.domain.reporting.moving import Moving, finish, held_own, to_move
from app.domain.reporting.rules import (
    ISSUED,
    Addressee,
    Move,
    Paper,
    ReportState,
    check_signing,
    still_to_send,
)
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

SIGN, RECORD_SENDING = "sign_report", "record_sending"


def sign_report(
    viewer: Viewer, report_id: int, paper: Paper, position: str, version: int, submit_key: str = ""
) -> list[Problem]:
    """Record what stands on the signed paper.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        if is_repeat(viewer, SIGN, submit_key):
            return []
        moving = to_move(viewer, report_id, Move.SIGN, version)
        report = moving.report
        frozen_on = (report.frozen_at or clock.campaign_now()).astimezone(clock.VIETNAM).date()
        if problems := check_signing(paper, clock.today(), frozen_on):
            db.session.rollback()
            return problems
        report.number, report.signed_on, report.signer = paper.number.strip(), paper.signed_on, paper.signer.strip()
        report.signer_position = position.strip() or None
        finish(viewer, moving, number=report.number)
        keep_result(viewer, SIGN, submit_key, report.id)
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
        report = held_own(viewer, report_id)
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
            finish(viewer, Moving(report, Move.SEND, ReportState.SENT, None))
        keep_result(viewer, RECORD_SENDING, submit_key, report.id)
    return []
