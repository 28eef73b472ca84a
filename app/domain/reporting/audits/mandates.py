"""Who is invited to audit which reports, and how is that taken back?  The ministry's officers decide."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import joinedload

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on
from app.domain.organisation.delegations import holders_at
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import DelegationState, Position, Problem, Role, UnitKind, delegation_state
from app.domain.organisation.successions import heirs_of, taken_over
from app.domain.reporting.audits.access import holds_on
from app.domain.reporting.audits.models import AuditMandate
from app.domain.reporting.audits.rules import check_invitation
from app.domain.reporting.models import Report
from app.domain.reporting.rules import KEPT
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

INVITE = "invite_auditor"
ENDED = frozenset({DelegationState.OVER, DelegationState.TAKEN_BACK})


@dataclass(frozen=True)
class Invitation:
    """Who is to audit the reports of a year of which provinces, on what basis, until which last day."""

    person_id: int | None
    provinces: Collection[int]
    year: int
    basis: str
    starts: date | None
    until: date | None

    @property
    def ends(self) -> date | None:
        """The first day on which it no longer holds."""
        if self.until is None or self.until == date.max:
            return self.until
        return self.until + timedelta(days=1)


def may_invite(viewer: Viewer) -> bool:
    """An officer of the ministry invites; its admin makes the account."""
    return viewer.role == Role.MINISTRY


def may_look(viewer: Viewer) -> bool:
    """Do mandates concern the viewer's office?"""
    return viewer.role in (Role.MINISTRY, Role.PROVINCE, Role.AUDITOR)


def auditors() -> list[tuple[int, str]]:
    """(id, name) of who holds the position of an auditor today."""
    found = (
        select(Person.id, Person.full_name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.position == Position.AUDITOR, appointed_on(clock.today()))
        .order_by(Person.sort_key, Person.id)
    )
    return [(person_id, name) for person_id, name in db.session.execute(found)]


def provinces() -> list[tuple[int, str]]:
    """(id, name) of the provinces whose reports may be audited, those of the past among them."""
    found = select(Unit.id, Unit.name).where(Unit.kind == UnitKind.PROVINCE).order_by(Unit.name_fold)
    return [(unit_id, name) for unit_id, name in db.session.execute(found)]


def invite(viewer: Viewer, asked: Invitation, submit_key: str = "") -> list[Problem]:
    """Let somebody read these reports; they and the provinces' heads are told.  Raises PermissionError."""
    if not may_invite(viewer):
        raise PermissionError("only the ministry invites auditors")
    problems = check_invitation(asked.provinces, asked.basis, asked.starts, asked.ends, clock.today())
    with writing():
        if is_repeat(viewer, INVITE, submit_key):
            return []
        if asked.person_id not in {person_id for person_id, _ in auditors()}:
            problems.append(Problem("auditor_unknown", "person"))
        if set(asked.provinces) - {unit_id for unit_id, _ in provinces()}:
            problems.append(Problem("unit_unknown", "provinces"))
        if not problems and _held_already(asked):
            problems.append(Problem("audit_held_already", "provinces"))
        if problems or asked.person_id is None:
            db.session.rollback()  # with the note of the key: the corrected form may be sent
            return problems
        _store(viewer, asked, asked.person_id)
        keep_result(viewer, INVITE, submit_key, asked.person_id)
    return []


def _store(viewer: Viewer, asked: Invitation, person_id: int) -> None:
    for province_id in sorted(asked.provinces):
        mandate = AuditMandate(
            person_id=person_id, province_id=province_id, year=asked.year, basis=asked.basis.strip(),
            starts=asked.starts, ends=asked.ends, invited_by=viewer.person_id, invited_at=clock.campaign_now(),
        )  # fmt: skip
        db.session.add(mandate)
        db.session.flush()
        after = {"person": person_id, "year": asked.year, "starts": asked.starts, "ends": asked.ends}
        record(
            viewer, "auditor_invited", "audit_mandate", mandate.id, unit_id=province_id, after=after,
            reason=mandate.basis,
        )  # fmt: skip
        told = holders_at(heirs_of(province_id))  # of a province of the past: those of the one that took it over
        tell_many(told, "audit_announced", "audit_mandate", mandate.id, year=asked.year)
    tell(person_id, "audit_invited", "person", person_id, year=asked.year)


def _held_already(asked: Invitation) -> bool:
    """Does a mandate for one of these reports hold on one of these days already?"""
    found = select(AuditMandate.id).where(
        AuditMandate.person_id == asked.person_id, AuditMandate.year == asked.year,
        AuditMandate.province_id.in_(asked.provinces), AuditMandate.taken_back_on.is_(None),
        AuditMandate.starts < asked.ends, AuditMandate.ends > asked.starts,
    )  # fmt: skip
    return db.session.scalar(found.limit(1)) is not None


def take_back(viewer: Viewer, mandate_id: int) -> None:
    """From now on the auditor reads nothing by this mandate.  Raises LookupError; one that is over stays as it is."""
    with writing():
        mandate = mandate_for(viewer, mandate_id)
        if mandate is None or not may_invite(viewer):
            raise LookupError(mandate_id)
        if state_of(mandate) not in (DelegationState.AHEAD, DelegationState.HOLDING):
            return
        mandate.taken_back_on, mandate.taken_back_by = clock.today(), viewer.person_id
        record(viewer, "audit_taken_back", "audit_mandate", mandate.id, unit_id=mandate.province_id)
        tell(mandate.person_id, "audit_taken_back", "audit_mandate", mandate.id, year=mandate.year)


def state_of(mandate: AuditMandate) -> DelegationState:
    """Where a mandate stands today; the states are those of every dated power."""
    return delegation_state(mandate.starts, mandate.ends, mandate.taken_back_on, clock.today())


def mandates_seen(viewer: Viewer) -> Sequence[AuditMandate]:
    """The mandates that concern the viewer, the newest first: the ministry's all, a province's, an auditor's own."""
    found = select(AuditMandate).where(_seen(viewer)).options(*_WITH)
    return db.session.scalars(found.order_by(AuditMandate.id.desc())).all()


def mandate_for(viewer: Viewer, mandate_id: int) -> AuditMandate | None:
    """One of them."""
    return db.session.scalar(
        select(AuditMandate).where(AuditMandate.id == mandate_id, _seen(viewer)).options(*_WITH)
    )  # fmt: skip


def mandates_holding(viewer: Viewer) -> Sequence[AuditMandate]:
    """What the viewer may audit today, by year and province."""
    found = select(AuditMandate).where(AuditMandate.person_id == viewer.person_id, holds_on(clock.today()))
    order = (AuditMandate.year.desc(), AuditMandate.province_id)
    return db.session.scalars(found.options(*_WITH).order_by(*order)).all()


def mandate_under(viewer: Viewer, report: Report) -> int | None:
    """Id of the mandate by which the viewer audits a report today; None for whoever reads it by another right."""
    if viewer.role != Role.AUDITOR:
        return None
    found = select(AuditMandate.id).where(
        AuditMandate.person_id == viewer.person_id, AuditMandate.province_id == report.unit_id,
        AuditMandate.year == report.year, holds_on(clock.today()),
    )  # fmt: skip
    return db.session.scalar(found.limit(1))


def mandate_over(viewer: Viewer, report_id: int) -> AuditMandate | None:
    """The newest mandate by which the viewer could read a report, and which has ended; None where there was none."""
    if viewer.role != Role.AUDITOR:
        return None
    of_report = and_(AuditMandate.province_id == Report.unit_id, AuditMandate.year == Report.year)
    found = (
        select(AuditMandate)
        .join(Report, of_report)
        .where(AuditMandate.person_id == viewer.person_id, Report.id == report_id, Report.state.in_(sorted(KEPT)))
        .options(*_WITH)
        .order_by(AuditMandate.id.desc())
    )
    return next((each for each in db.session.scalars(found) if state_of(each) in ENDED), None)


def mandates_ended(viewer: Viewer) -> list[tuple[AuditMandate, DelegationState]]:
    """The auditor's own mandates that are over, each with how, the newest first; nobody else has any."""
    if viewer.role != Role.AUDITOR:
        return []
    found = [(each, state_of(each)) for each in mandates_seen(viewer)]
    return [(each, state) for each, state in found if state in ENDED]


_WITH = (joinedload(AuditMandate.person), joinedload(AuditMandate.province))


def _seen(viewer: Viewer) -> ColumnElement[bool]:
    if may_invite(viewer):
        return true()
    if viewer.role == Role.PROVINCE:
        own = viewer.unit_id or 0
        return or_(AuditMandate.province_id == own, AuditMandate.province_id.in_(taken_over([own])))
    if viewer.role == Role.AUDITOR:
        return AuditMandate.person_id == viewer.person_id
    return false()
