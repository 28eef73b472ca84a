"""Whose reports does the viewer read, and of which units in them?

A province reads its own report whole, and those of the provinces that became part of it; an office beneath it and a
school read the same report of themselves; a university those of the provinces that it serves, and what it was sent of
one that is gone; the ministry all; an auditor those of a mandate.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, exists, false, or_

from app.db import db
from app.domain.organisation.access import beneath, unit_paths
from app.domain.organisation.anybody import values_of
from app.domain.organisation.models import ServiceArea, Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.organisation.successions import taken_over
from app.domain.reporting.audits.access import audited_by
from app.domain.reporting.models import Report, ReportSending, SnapshotUnit
from app.domain.reporting.rules import KEPT, Addressee
from app.domain.viewer import Viewer

OWN: Any = bindparam("own", type_=Integer, expanding=True)
"""The ids of the units all beneath which a viewer reads of."""
ABOVE: Any = bindparam("above", type_=Integer, expanding=True)
"""The ids of the viewer's unit and of those that it lies beneath."""

READERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE, Role.UNIVERSITY, Role.MINISTRY, Role.AUDITOR})


def reports_visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Report` and its `Unit`: a province's own, and of others what is frozen.

    To be executed with `sight_values(viewer)`.
    """
    if viewer.role == Role.SYSTEM:
        return Report.id.is_not(None)
    if viewer.role not in READERS:
        return false()
    kept = Report.state.in_(sorted(KEPT))
    if viewer.role == Role.AUDITOR:
        return and_(audited_by(viewer), kept)
    if viewer.role == Role.PROVINCE or viewer.unit_kind in (UnitKind.MIDDLE, UnitKind.SCHOOL):
        told = exists().where(
            SnapshotUnit.snapshot_id == Report.snapshot_id,
            or_(SnapshotUnit.unit_id.in_(OWN), SnapshotUnit.unit_id.in_(taken_over(OWN))),
        )  # fmt: skip
        own: ColumnElement[bool] = Unit.id.in_(ABOVE)
        if viewer.unit_kind == UnitKind.PROVINCE:  # whose office may correct those of the provinces it took over
            own = or_(own, Unit.id.in_(taken_over(OWN)))
        return or_(own, and_(Unit.id.in_(taken_over(ABOVE)), kept, told.correlate(Report)))
    return and_(or_(beneath(Unit.path, unit_paths(viewer)), Unit.id.in_(taken_over(OWN)), _was_sent(viewer)), kept)


def _was_sent(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Report` and its `Unit`: it went to the university of a province that is gone now, which the
    viewer's was on the day of the join or on that of the sending.

    Of a province that is there another university's reading ends with its serving it.
    """
    if viewer.role != Role.UNIVERSITY:
        return false()
    on_that_day = and_(ServiceArea.starts <= ReportSending.sent_on, ServiceArea.ends > ReportSending.sent_on)
    served = exists().where(
        ReportSending.report_id == Report.id, ReportSending.addressee == Addressee.UNIVERSITY,
        ServiceArea.province_id == Report.unit_id, ServiceArea.university_id == viewer.unit_id,
        or_(on_that_day, ServiceArea.ends >= Unit.valid_to),  # who serves it last read all of it until then
    )  # fmt: skip
    return and_(Unit.valid_to.is_not(None), served.correlate(Report, Unit))


def sight_values(viewer: Viewer, **others: object) -> dict[str, object]:
    """What a statement with `reports_visible` is executed with; `others` are its further parameters."""
    return values_of(viewer, own=sorted(own_ids(viewer)), above=ids_in(viewer.unit_path), **others)


def reads_of(viewer: Viewer, path: str) -> bool:
    """May the viewer read of the unit that stood at this path?  A school or office of itself, of what it took over,
    and of all beneath these; a university all of a report that it reads.
    """
    if viewer.role in (Role.SYSTEM, Role.AUDITOR, Role.UNIVERSITY):
        return True
    above, own = set(ids_in(path)), own_ids(viewer)
    return bool(own & above) or bool(above & set(db.session.scalars(taken_over(own))))


def own_ids(viewer: Viewer) -> set[int]:
    """The units all beneath which the viewer reads of."""
    return {unit_id for path in unit_paths(viewer) for unit_id in ids_in(path)[-1:]}


def ids_in(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part.isdecimal()]  # who works nowhere has a path without any


def sees_managers(viewer: Viewer) -> bool:
    """May the viewer read what the report says of managers' ranks and weak criteria?  A school's own people may not."""
    return viewer.unit_kind != UnitKind.SCHOOL
