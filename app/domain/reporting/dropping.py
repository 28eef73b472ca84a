"""How is a correction dropped that nobody has approved?  It goes as if it had never been begun.

Who dropped it, when and why stays with the edition that it was to correct; its people go with the next sweep of the
snapshots that no report stands on.
"""

from sqlalchemy import delete, select

from app.db import db, rerunnable, writing
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.actions import record
from app.domain.notices.models import Notice
from app.domain.organisation.models import Appointment
from app.domain.organisation.rules import Problem
from app.domain.reporting.models import Report, ReportStep
from app.domain.reporting.moving import held_own, keep_step
from app.domain.reporting.rules import UNAPPROVED, ReportState, check_reason
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

DROP = "drop_report_correction"
DROPPED = "province_report_dropped"


def correction_of(report: Report) -> Report | None:
    """The edition that was begun to correct this one."""
    return db.session.scalar(select(Report).where(Report.corrects_id == report.id))


@rerunnable
def drop_correction(
    viewer: Viewer, report_id: int, reason: str, version: int, submit_key: str = ""
) -> list[Problem]:  # fmt: skip
    """Drop the edition that corrects this one, as it was shown with its version; what speaks against it.

    Raises LookupError, NotNow, StaleVersion.
    """
    if problems := check_reason(reason):
        return problems
    with writing():
        if is_repeat(viewer, DROP, submit_key):
            return []
        stays = held_own(viewer, report_id)
        found = select(Report).where(Report.corrects_id == stays.id).with_for_update(of=Report)
        correction = db.session.scalar(found.execution_options(populate_existing=True))
        if correction is None:
            raise NotNow(DROPPED)
        if ReportState(correction.state) not in UNAPPROVED:
            raise NotNow(f"province_report_{correction.state}")
        if correction.version != version:
            raise StaleVersion
        keep_step(viewer, stays, DROPPED, None, reason.strip())
        record(
            viewer, DROPPED, "report", correction.id, unit_id=stays.unit_id, reason=reason.strip(),
            before={"year": stays.year, "edition": correction.edition, "state": correction.state},
        )  # fmt: skip
        db.session.execute(delete(ReportStep).where(ReportStep.report_id == correction.id))
        _take_back_notices(viewer, correction.id)
        db.session.delete(correction)
        keep_result(viewer, DROP, submit_key, stays.id)
    return []


def _take_back_notices(viewer: Viewer, report_id: int) -> None:
    """Nobody of the office is to be asked to approve, or to hurry with, what is gone."""
    office = select(Appointment.person_id).where(Appointment.unit_id == viewer.unit_id)
    told = Notice.kind.startswith("province_report_", autoescape=True), Notice.subject_id == report_id
    db.session.execute(delete(Notice).where(Notice.person_id.in_(office), *told))
