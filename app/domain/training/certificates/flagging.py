"""What happens to certificates when a record that they stand on is taken back?  The issuer is asked to decide.

Where another record of the same pass counts in its place, the paper stands on that one, and nobody needs to be asked.
"""

from sqlalchemy import select, update

from app.db import db
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.organisation.delegations import holders_at
from app.domain.organisation.successions import office_of
from app.domain.training.certificates.models import Certificate, CertificateRecord, CertificateStep
from app.domain.training.certificates.rules import CertificateState
from app.domain.training.records.models import LearningRecord
from app.domain.viewer import Viewer


def question_certificates(viewer: Viewer, gone: LearningRecord, heir_id: int | None, reason: str) -> None:
    """Ask about every valid paper that stands on a voided record, inside the caller's `writing()`."""
    if heir_id is not None:
        stands = update(CertificateRecord).where(CertificateRecord.record_id == gone.id)
        db.session.execute(stands.values(record_id=heir_id))
        return
    found = (
        select(Certificate)
        .join(CertificateRecord, CertificateRecord.certificate_id == Certificate.id)
        .where(CertificateRecord.record_id == gone.id, Certificate.state == CertificateState.VALID.value)
        .order_by(Certificate.id)
        .with_for_update(of=Certificate)
        .execution_options(populate_existing=True)
    )
    for paper in db.session.scalars(found).all():
        if paper.flagged_at is None:
            paper.flagged_at = clock.campaign_now()
        paper.version += 1
        db.session.add(
            CertificateStep(
                certificate_id=paper.id, event="certificate_flagged", at=clock.campaign_now(), reason=reason
            )
        )
        record(viewer, "certificate_flagged", "certificate", paper.id, reason=reason, unit_id=paper.unit_id)
        number = paper.content["number"]
        tell_many(
            holders_at([office_of(paper.issuer_id)]), "certificate_flagged", "certificate", paper.id, number=number
        )
