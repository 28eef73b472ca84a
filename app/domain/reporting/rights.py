"""Who may move a report?  Anybody of the province's office prepares it; its leader decides, or who signs for them.

The office of a province that has become part of another is that other's: its reports are corrected there.
"""

from app.domain.evaluation.sheets import Office, office_in
from app.domain.organisation.rules import Role, UnitKind
from app.domain.organisation.successions import office_of
from app.domain.reporting.models import Report
from app.domain.reporting.rules import KEPT, UNAPPROVED, Actor, Move, ReportState, actor_of
from app.domain.viewer import Viewer


def may_prepare(viewer: Viewer, report: Report) -> bool:
    """Anybody of the province's office prepares its report."""
    if viewer.role != Role.PROVINCE or viewer.unit_kind != UnitKind.PROVINCE:
        return False
    return viewer.unit_id == report.unit_id or viewer.unit_id == office_of(report.unit_id)


def right_to(viewer: Viewer, report: Report, move: Move) -> Office | None:
    """By what right the viewer may make a move now; None: by none.

    Nobody approves what they have submitted themselves.
    """
    return _right(viewer, report, move) if may_prepare(viewer, report) else None


def moves_open(viewer: Viewer, report: Report) -> tuple[Move, ...]:
    """What the viewer may do with a report now, in the order of the table."""
    if not may_prepare(viewer, report):
        return ()
    return tuple(move for move in Move if _right(viewer, report, move) is not None)


def _right(viewer: Viewer, report: Report, move: Move) -> Office | None:
    """The same for somebody of the office."""
    actor = actor_of(ReportState(report.state), move)
    if actor is None or viewer.unit_id is None:
        return None
    if actor is Actor.OFFICE:
        return Office(viewer.position)
    return office_in(viewer, viewer.unit_id) if viewer.person_id != report.submitted_by else None


def decides(viewer: Viewer, report: Report) -> bool:
    """Do they lead the office of this report, or sign for whoever does?"""
    if viewer.unit_id is None or not may_prepare(viewer, report):
        return False
    return office_in(viewer, viewer.unit_id) is not None


def is_own(viewer: Viewer, report: Report) -> bool:
    """Would they decide about it, had they not submitted it themselves?"""
    waits = report.state == ReportState.SUBMITTED and report.submitted_by == viewer.person_id
    return waits and decides(viewer, report)


def may_correct(viewer: Viewer, report: Report, newest: int) -> bool:
    """May a new edition be begun?  Of the newest one, once it is frozen."""
    return may_prepare(viewer, report) and ReportState(report.state) in KEPT and report.edition == newest


def may_drop(viewer: Viewer, report: Report) -> bool:
    """May this edition be dropped?  By the office, while it corrects another and nobody has approved it."""
    return may_prepare(viewer, report) and report.corrects_id is not None and ReportState(report.state) in UNAPPROVED
