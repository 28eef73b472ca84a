"""How is a cycle shortened?  The principal asks, the head of the direct managing body consents on record, or declines.

Circular 20/2018 Điều 11, circular 14/2018 Điều 11.  The office above may also record a consent that nobody asked for
in the system (a paper that came by post).
"""

from datetime import date

from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.cycles.models import CycleProposal
from app.domain.evaluation.cycles.queries import periods_between
from app.domain.evaluation.cycles.rules import CycleState, check_shortening
from app.domain.evaluation.hand_in.closing import why_closed
from app.domain.evaluation.models import Period, ShortenedCycle
from app.domain.evaluation.periods import is_locked
from app.domain.evaluation.sheets import office_in
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.rules import OFFICES, Position, Problem, UnitKind
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result

PROPOSE, CONSENT, DECLINE = "propose_cycle", "consent_cycle", "decline_cycle"


def propose(viewer: Viewer, period_id: int, reason: str, submit_key: str = "") -> list[Problem]:
    """Ask for the consent, as the school's head.  Raises LookupError."""
    with writing():
        if is_repeat(viewer, PROPOSE, submit_key):
            return []
        period = _period_between(viewer, period_id)
        if viewer.unit_kind != UnitKind.SCHOOL or office_in(viewer, viewer.unit_id or 0) is None:
            raise LookupError(period_id)
        row = db.session.get(CycleProposal, (period_id, viewer.unit_id), with_for_update=True)
        problems = _problems(period, viewer.unit_id or 0)
        if row is not None and row.state == CycleState.PROPOSED:
            problems.append(Problem("proposed_already"))
        if problems:
            return problems
        if row is None:
            row = CycleProposal(period_id=period_id, unit_id=viewer.unit_id)
            db.session.add(row)
        row.reason, row.state, row.proposed_by = reason, CycleState.PROPOSED, viewer.person_id or 0
        row.proposed_at, row.answer, row.answered_by, row.answered_at = clock.campaign_now(), None, None, None
        record(viewer, "cycle_proposed", "unit", viewer.unit_id or 0, reason=reason, unit_id=viewer.unit_id)
        tell_many(_deciders_above(viewer.unit_id or 0), "cycle_proposed", "unit", viewer.unit_id, unit=viewer.unit_name)
        keep_result(viewer, PROPOSE, submit_key, period_id)
    return []


def consent(viewer: Viewer, period_id: int, unit_id: int, paper: str, day: date, submit_key: str = "") -> list[Problem]:
    """Record the consent with its number and day: the head decides in this school this year.  Raises LookupError."""
    with writing():
        if is_repeat(viewer, CONSENT, submit_key):
            return []
        period, school = _period_between(viewer, period_id), _school_beneath(viewer, unit_id)
        problems = _problems(period, school.id)
        if day > clock.today():
            problems.append(Problem("consent_in_future", "day"))
        if problems:
            return problems
        db.session.add(ShortenedCycle(period_id=period_id, unit_id=school.id, consent=paper, consented_on=day))
        _answer(viewer, period_id, school.id, CycleState.CONSENTED, paper)
        mark_stale([school.id])
        record(
            viewer, "cycle_shortened", "unit", school.id, after={"consent": paper, "on": day.isoformat()},
            unit_id=school.id,
        )  # fmt: skip
        tell_many(_heads_of(school.id), "cycle_shortened", "unit", school.id, year=period.year)
        keep_result(viewer, CONSENT, submit_key, school.id)
    return []


def decline(viewer: Viewer, period_id: int, unit_id: int, reason: str, submit_key: str = "") -> list[Problem]:
    """Do not consent, with a reason that the school reads.  Raises LookupError."""
    with writing():
        if is_repeat(viewer, DECLINE, submit_key):
            return []
        period, school = _period_between(viewer, period_id), _school_beneath(viewer, unit_id)
        problems = _problems(period, school.id)
        if problems:
            return problems
        asked_by = _answer(viewer, period_id, school.id, CycleState.DECLINED, reason)
        if asked_by is None:
            return [Problem("nobody_asked")]
        record(viewer, "cycle_declined", "unit", school.id, reason=reason, unit_id=school.id)
        tell(asked_by, "cycle_declined", "unit", school.id, year=period.year)
        keep_result(viewer, DECLINE, submit_key, school.id)
    return []


def _answer(viewer: Viewer, period_id: int, unit_id: int, state: CycleState, words: str) -> int | None:
    """Answer what was asked, if it was; who asked."""
    row = db.session.get(CycleProposal, (period_id, unit_id), with_for_update=True)
    if row is None or row.state != CycleState.PROPOSED:
        return None
    row.state, row.answer = state, words
    row.answered_by, row.answered_at = viewer.person_id, clock.campaign_now()
    return row.proposed_by


def _period_between(viewer: Viewer, period_id: int) -> Period:
    """The period, locked, if it is one of a year between that holds at the viewer's unit.  Raises LookupError."""
    if period_id not in {period.id for period in periods_between(viewer)}:
        raise LookupError(period_id)
    return db.session.scalars(select(Period).where(Period.id == period_id).with_for_update()).one()


def _school_beneath(viewer: Viewer, unit_id: int) -> Unit:
    """A school whose direct managing body's office the viewer holds.  Raises LookupError."""
    found = select(Unit).where(Unit.id == unit_id, Unit.parent_id == viewer.unit_id, Unit.kind == UnitKind.SCHOOL)
    school = db.session.scalar(found)
    if school is None or office_in(viewer, viewer.unit_id or 0) is None:
        raise LookupError(unit_id)
    return school


def _problems(period: Period, unit_id: int) -> list[Problem]:
    consented = db.session.get(ShortenedCycle, (period.id, unit_id)) is not None
    problems = check_shortening(head_decides=period.head_decides, locked=is_locked(period), consented=consented)
    return [*problems, Problem("results_handed_in")] if why_closed(period.id, unit_id) else problems


def _deciders_above(unit_id: int) -> list[int]:
    """Who holds the deciding office right above the school today."""
    above = select(Unit.parent_id).where(Unit.id == unit_id).scalar_subquery()
    offices = OFFICES[UnitKind.MIDDLE] | OFFICES[UnitKind.PROVINCE]
    found = select(Appointment.person_id).where(
        Appointment.unit_id == above, Appointment.position.in_(offices), appointed_on(clock.today())
    )
    return sorted(set(db.session.scalars(found)))


def _heads_of(unit_id: int) -> list[int]:
    found = select(Appointment.person_id).where(
        Appointment.unit_id == unit_id, Appointment.position == Position.PRINCIPAL, appointed_on(clock.today())
    )
    return sorted(set(db.session.scalars(found)))
