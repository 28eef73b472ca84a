"""How many papers has each issuer given out, and how many of them hold?  Numbers only: for who sees nobody's papers.

Numbers run without a gap (`numbering`), so the last one given tells how many were issued; those that hold no more are
few and have an index of their own.  No paper is counted one by one.
"""

from dataclasses import dataclass

from sqlalchemy import and_, func, select, text

from app.db import db
from app.domain.organisation.access import beneath, unit_paths
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role
from app.domain.training.certificates.models import ENDED, Certificate, CertificateCounter
from app.domain.training.certificates.rules import CertificateState
from app.domain.viewer import Viewer

REVOKED, REPLACED = CertificateState.REVOKED.value, CertificateState.REPLACED.value
FLAGGED = "flagged"


@dataclass(frozen=True)
class Counted:
    """What an issuer has given out of a kind; `flagged` are valid ones that wait for its decision."""

    issuer: str
    kind: str
    issued: int
    revoked: int = 0
    replaced: int = 0
    flagged: int = 0

    @property
    def valid(self) -> int:
        return self.issued - self.revoked - self.replaced


def may_count(viewer: Viewer) -> bool:
    """The ministry has counts; whoever sees papers has their list, with its numbers."""
    return viewer.role == Role.MINISTRY


def years_issued(viewer: Viewer) -> list[int]:
    """The years in which anything was issued, the newest first."""
    if not may_count(viewer):
        return []
    found = (
        select(CertificateCounter.year)
        .join(Unit, Unit.id == CertificateCounter.issuer_id)
        .where(beneath(Unit.path, unit_paths(viewer)), CertificateCounter.last > 0)
    )
    return list(db.session.scalars(found.distinct().order_by(CertificateCounter.year.desc())))


def counted(viewer: Viewer, year: int | None = None) -> list[Counted]:
    """A line for each issuer in sight and kind, of one year of issue or of all, by the issuer's name."""
    if not may_count(viewer):
        return []
    found = (
        select(Unit.id, Unit.name, CertificateCounter.kind, func.sum(CertificateCounter.last))
        .join(Unit, Unit.id == CertificateCounter.issuer_id)
        .where(beneath(Unit.path, unit_paths(viewer)), CertificateCounter.last > 0)
        .group_by(Unit.id, Unit.name, Unit.name_fold, CertificateCounter.kind)
        .order_by(Unit.name_fold, Unit.id, CertificateCounter.kind.desc())
    )
    if year is not None:
        found = found.where(CertificateCounter.year == year)
    ended = {state: _ended(state, year) for state in (REVOKED, REPLACED, FLAGGED)}
    return [
        Counted(name, kind, issued, *(ended[state].get((issuer, kind), 0) for state in (REVOKED, REPLACED, FLAGGED)))
        for issuer, name, kind, issued in db.session.execute(found)
    ]


def in_all(lines: list[Counted]) -> Counted:
    """The sum of all lines."""
    parts = ("issued", "revoked", "replaced", "flagged")
    return Counted("", "", *(sum(getattr(line, part) for line in lines) for part in parts))


def _ended(state: str, year: int | None) -> dict[tuple[int, str], int]:
    """By issuer and kind: how many were revoked or replaced, or wait for a decision."""
    ended = text(ENDED)  # in the very words of the index, or no planner takes it
    which = Certificate.flagged_at.is_not(None) if state == FLAGGED else and_(Certificate.state == state, ended)
    found = select(Certificate.issuer_id, Certificate.kind, func.count(Certificate.id)).where(which)
    if year is not None:
        found = found.where(Certificate.counted_in == year)
    rows = db.session.execute(found.group_by(Certificate.issuer_id, Certificate.kind))
    return {(issuer, kind): many for issuer, kind, many in rows}
