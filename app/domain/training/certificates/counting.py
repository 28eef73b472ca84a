"""How many papers has each issuer given out, to whom where, and how many hold?  For who sees nobody's papers.

Numbers run without a gap (`numbering`), so the last one given tells how many an issuer gave; those that hold no more
are few and have an index of their own.  Where their holders worked is counted from an index that holds it all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import add

from sqlalchemy import Select, and_, case, func, select, text

from app.db import db
from app.domain.organisation.access import beneath, unit_paths
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role
from app.domain.progress.counting import province_part
from app.domain.training.certificates.models import ENDED, Certificate, CertificateCounter
from app.domain.training.certificates.rules import CertificateState
from app.domain.viewer import Viewer

REVOKED, REPLACED = CertificateState.REVOKED.value, CertificateState.REPLACED.value
FLAGGED = "flagged"


@dataclass(frozen=True)
class Counted:
    """What was given out of a kind by an issuer, or to a province's people; `flagged` are valid ones that wait for the
    issuer's decision.
    """

    unit_id: int
    name: str
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
        Counted(
            issuer, name, kind, issued, *(ended[state].get((issuer, kind), 0) for state in (REVOKED, REPLACED, FLAGGED))
        )
        for issuer, name, kind, issued in db.session.execute(found)
    ]


@dataclass(frozen=True)
class Narrowed:
    """Which of the papers: of a year of issue, to people of a province, of an issuer; None: all."""

    year: int | None = None
    province_id: int | None = None
    issuer_id: int | None = None


def by_province(viewer: Viewer, narrowed: Narrowed) -> list[Counted]:
    """A line for each province and kind: papers whose holders worked there when they were given out."""
    return _folded(viewer, narrowed, lambda province, issuer: province)


def by_issuer(viewer: Viewer, narrowed: Narrowed) -> list[Counted]:
    """A line for each issuer and kind, as `counted`, of some of the papers."""
    return _folded(viewer, narrowed, lambda province, issuer: issuer)


def _folded(viewer: Viewer, narrowed: Narrowed, of: Callable[[int, int], int]) -> list[Counted]:
    """Lines by whatever `of` (province, issuer) names, by its name; kinds in the order of `counted`."""
    if not may_count(viewer):
        return []
    sums: dict[tuple[int, str], list[int]] = {}
    for path, issuer, kind, *parts in db.session.execute(_by_school(viewer, narrowed)):
        province = province_part(path) or 0
        if narrowed.province_id in (None, province):
            line = sums.setdefault((of(province, issuer), kind), [0] * len(parts))
            line[:] = map(add, line, parts)
    units = select(Unit.id, Unit.name).where(Unit.id.in_({unit_id for unit_id, _kind in sums}))
    return [
        Counted(unit_id, name, kind, *sums[unit_id, kind])
        for unit_id, name in db.session.execute(units.order_by(Unit.name_fold, Unit.id))
        for kind in sorted((kind for at, kind in sums if at == unit_id), reverse=True)
    ]


def _by_school(viewer: Viewer, narrowed: Narrowed) -> Select:
    """A row for each school, issuer and kind: path, issuer, kind, issued, revoked, replaced, flagged."""
    columns = Certificate.unit_id, Certificate.issuer_id, Certificate.kind
    state = Certificate.state
    grouped = select(
        *columns, func.count().label("issued"), func.sum(case((state == REVOKED, 1), else_=0)).label("revoked"),
        func.sum(case((state == REPLACED, 1), else_=0)).label("replaced"),
        func.count(Certificate.flagged_at).label("flagged"),
    ).group_by(*columns)  # fmt: skip
    if narrowed.year is not None:
        grouped = grouped.where(Certificate.counted_in == narrowed.year)
    if narrowed.issuer_id is not None:
        grouped = grouped.where(Certificate.issuer_id == narrowed.issuer_id)
    _unit, *rest = (each := grouped.subquery()).c
    return select(Unit.path, *rest).join(each, each.c.unit_id == Unit.id).where(
        beneath(Unit.path, unit_paths(viewer))
    )  # fmt: skip


def in_all(lines: list[Counted]) -> Counted:
    """The sum of all lines."""
    parts = ("issued", "revoked", "replaced", "flagged")
    return Counted(0, "", "", *(sum(getattr(line, part) for line in lines) for part in parts))


def _ended(state: str, year: int | None) -> dict[tuple[int, str], int]:
    """By issuer and kind: how many were revoked or replaced, or wait for a decision."""
    ended = text(ENDED)  # in the very words of the index, or no planner takes it
    which = Certificate.flagged_at.is_not(None) if state == FLAGGED else and_(Certificate.state == state, ended)
    found = select(Certificate.issuer_id, Certificate.kind, func.count(Certificate.id)).where(which)
    if year is not None:
        found = found.where(Certificate.counted_in == year)
    rows = db.session.execute(found.group_by(Certificate.issuer_id, Certificate.kind))
    return {(issuer, kind): many for issuer, kind, many in rows}
