"""What becomes of certificates when two records turn out to be one person?  They follow, with their codes and numbers.

Of two valid papers of the same thing the one of whoever stays holds, and the other leads to it as replaced.
"""

from sqlalchemy import delete, select, update

from app.db import db
from app.domain import clock
from app.domain.identity.merging import GOES_ALONG
from app.domain.organisation.models import Person
from app.domain.training.certificates.models import Certificate, CertificateStep, ConfirmedParticulars
from app.domain.training.certificates.rules import CertificateState


def move_certificates(keep: Person, gone: Person) -> None:
    """Let every paper of `gone` follow to `keep`, inside the merge's own transaction."""
    valid = Certificate.state == CertificateState.VALID.value
    held = {
        paper.about: paper
        for paper in db.session.scalars(select(Certificate).where(Certificate.person_id == keep.id, valid))
    }
    for paper in db.session.scalars(select(Certificate).where(Certificate.person_id == gone.id, valid)).all():
        if paper.about in held:
            _give_way(paper, held[paper.about])
    db.session.flush()
    db.session.execute(update(Certificate).where(Certificate.person_id == gone.id).values(person_id=keep.id))
    db.session.execute(delete(ConfirmedParticulars).where(ConfirmedParticulars.person_id == gone.id))


def _give_way(paper: Certificate, other: Certificate) -> None:
    paper.state, paper.replaced_by_id, paper.flagged_at = CertificateState.REPLACED, other.id, None
    paper.ended_at, paper.version = clock.campaign_now(), paper.version + 1
    db.session.add(CertificateStep(certificate_id=paper.id, event="certificate_merged", at=clock.campaign_now()))


GOES_ALONG.append(move_certificates)
