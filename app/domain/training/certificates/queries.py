"""Which certificates are there, whose, and do they hold?

Seen by the person, by the issuer's office, and by the heads and offices above whom the person works today; what is not
in sight does not exist.  Whoever has the code in the hand sees the one paper that carries it (PDF-3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from app.db import db
from app.domain import clock
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Role
from app.domain.organisation.successions import held_by, office_of
from app.domain.progress.queries import named_like
from app.domain.training.certificates.models import Certificate, CertificateStep
from app.domain.training.certificates.rules import CertificateMove, CertificateState, moves_of
from app.domain.training.certificates.subjects import may_look
from app.domain.viewer import Viewer

ABOVE = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE})
READERS = ABOVE | {Role.UNIVERSITY}
FLAGGED = "flagged"
FIGURES = ("valid", FLAGGED, "revoked", "replaced")
"""The parts of the list; flagged papers are valid ones too."""
Issuer = aliased(Unit)


@dataclass(frozen=True)
class Listed:
    """Which part of the list: a figure, of what, beneath a unit, of a name, of the viewer's own issuing only."""

    figure: str = "valid"
    about: str = ""
    unit_path: str | None = None
    q: str = ""
    own: bool = False


@dataclass(frozen=True)
class Row:
    """One line; `unit` is where the person worked when it was issued."""

    paper: Certificate
    name: str
    unit: str
    issuer: str


@dataclass(frozen=True)
class Happened:
    """One step: what, by whom, and why."""

    event: str
    at: datetime
    name: str | None
    position: str | None
    signs_for: str | None
    reason: str | None


def issued_by(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Certificate`: the viewer's office issued it, or that of a unit which it took over."""
    return held_by(Certificate.issuer_id, viewer.unit_id)


def answers_for(viewer: Viewer, paper: Certificate) -> bool:
    """The twin of `issued_by`, for an office that issues, and never for a paper of one's own."""
    if not may_look(viewer) or paper.person_id == viewer.person_id:
        return False
    return viewer.unit_id == paper.issuer_id or viewer.unit_id == office_of(paper.issuer_id)


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Certificate`."""
    own = Certificate.person_id == viewer.person_id if viewer.person_id is not None else false()
    issued = issued_by(viewer) if may_look(viewer) else false()
    if viewer.role not in ABOVE:
        return or_(own, issued)
    place = aliased(Unit)
    theirs = exists(
        select(Appointment.id)
        .join(place, place.id == Appointment.unit_id)
        .where(
            Appointment.person_id == Certificate.person_id, Appointment.main, appointed_on(clock.today()),
            beneath(place.path, [viewer.unit_path]),
        )
    )  # fmt: skip
    return or_(own, issued, theirs)


def certificate_for(viewer: Viewer, certificate_id: int, *, hold: bool = False) -> Certificate | None:
    """One paper in the viewer's sight."""
    found = select(Certificate).where(Certificate.id == certificate_id, visible(viewer))
    if hold:
        return db.session.scalar(found.with_for_update().execution_options(populate_existing=True))
    return db.session.scalar(found.options(joinedload(Certificate.person), joinedload(Certificate.issuer)))


def certificate_of_code(code: str) -> Certificate | None:
    """The paper that carries this code, for whoever holds it in the hand: its printed fields, its state, no more."""
    return db.session.scalar(select(Certificate).where(Certificate.code == code))


def own_certificates(viewer: Viewer) -> Sequence[Certificate]:
    """The viewer's own, the valid ones first, newest first."""
    found = select(Certificate).where(Certificate.person_id == viewer.person_id)
    valid = Certificate.state == CertificateState.VALID.value
    return db.session.scalars(found.order_by(valid.desc(), Certificate.id.desc())).all()


def linked(paper: Certificate) -> tuple[Certificate | None, Certificate | None]:
    """The paper that this one replaced, and the one that replaced it."""
    before = select(Certificate).where(Certificate.replaced_by_id == paper.id).order_by(Certificate.id.desc()).limit(1)
    after = select(Certificate).where(Certificate.id == paper.replaced_by_id)
    return db.session.scalar(before), db.session.scalar(after) if paper.replaced_by_id else None


def history_of(paper: Certificate) -> list[Happened]:
    """What has happened since it was issued, the newest first."""
    found = (
        select(CertificateStep, Person.full_name)
        .outerjoin(Person, Person.id == CertificateStep.person_id)
        .where(CertificateStep.certificate_id == paper.id)
        .order_by(CertificateStep.id.desc())
    )
    return [
        Happened(step.event, step.at, name, step.position, step.signs_for, step.reason)
        for step, name in db.session.execute(found)
    ]


def moves_open(viewer: Viewer, paper: Certificate) -> tuple[CertificateMove, ...]:
    """What the viewer's own office may do with it now; nothing with a paper of their own."""
    flagged = paper.flagged_at is not None
    return moves_of(CertificateState(paper.state), flagged=flagged) if answers_for(viewer, paper) else ()


def numbers(viewer: Viewer, listed: Listed) -> dict[str, int]:
    """How many each figure lists."""
    columns = [func.count(Certificate.id).filter(_counted(figure)) for figure in FIGURES]
    row = db.session.execute(_narrowed(_listed(select(*columns).select_from(Certificate), viewer), viewer, listed))
    return dict(zip(FIGURES, row.one(), strict=True))


def rows_of(viewer: Viewer, listed: Listed, offset: int = 0, size: int | None = None) -> list[Row]:
    """The list, the newest number first; papers that wait for a decision since when they do."""
    found = _narrowed(_listed(select(Certificate, Person.full_name, Unit.name, Issuer.name), viewer), viewer, listed)
    order: tuple[Any, ...] = (Certificate.issued_on.desc(), Certificate.id.desc())
    if listed.figure == FLAGGED:
        order = (Certificate.flagged_at, Certificate.id)
    found = found.where(_counted(listed.figure)).order_by(*order).offset(offset).limit(size)
    return [Row(*row) for row in db.session.execute(found)]


def ids_to_print(viewer: Viewer, listed: Listed, most: int) -> list[int]:
    """The valid papers of the list that the viewer's own office issued, by number: those it prints together."""
    found = _narrowed(_listed(select(Certificate.id), viewer), viewer, listed).where(
        issued_by(viewer), _counted(listed.figure),
        Certificate.state == CertificateState.VALID.value,
    )  # fmt: skip
    by_number = (Certificate.counted_in, Certificate.kind, Certificate.number)
    return list(db.session.scalars(found.order_by(*by_number).limit(most)))


def papers_of(viewer: Viewer, ids: Sequence[int]) -> list[Certificate]:
    """These papers in their order, those in sight."""
    found = {each.id: each for each in db.session.scalars(
        select(Certificate).where(Certificate.id.in_(ids), visible(viewer))
    )}  # fmt: skip
    return [found[each] for each in ids if each in found]


def flagged_number(viewer: Viewer) -> int:
    """How many papers wait for a decision of the viewer's office."""
    return db.session.scalar(flagged_of(viewer)) or 0 if may_look(viewer) else 0


def flagged_of(viewer: Viewer) -> Select[int]:
    """The same as a statement, of an office that issues; for a first page that asks more at the same time."""
    waits = issued_by(viewer), Certificate.flagged_at.is_not(None)
    return select(func.count(Certificate.id)).where(*waits)


def issued_below(viewer: Viewer, about: str, parent: Unit) -> list[tuple[Unit, int]]:
    """The units right beneath one, each with how many of its people hold a valid paper of this subject."""
    child, school = aliased(Unit), aliased(Unit)
    held = (
        select(func.count(Certificate.id))
        .join(school, school.id == Certificate.unit_id)
        .where(
            Certificate.about == about, Certificate.state == CertificateState.VALID.value,
            or_(school.id == child.id, school.parent_id == child.id),
        )
        .scalar_subquery()
    )  # fmt: skip
    day = clock.today()
    found = (
        select(child, held)
        .where(
            child.parent_id == parent.id, child.valid_from <= day, or_(child.valid_to.is_(None), child.valid_to > day)
        )
        .order_by(child.kind, child.name_fold, child.id)
    )
    return [(unit, many) for unit, many in db.session.execute(found)]


def last_place(viewer: Viewer) -> str:
    """Where the viewer's office signed the last time; empty before the first."""
    found = select(Certificate.place).where(Certificate.issuer_id == viewer.unit_id)
    return db.session.scalar(found.order_by(Certificate.id.desc()).limit(1)) or ""


def _listed(columns: Any, viewer: Viewer) -> Any:
    return (
        columns.join(Person, Person.id == Certificate.person_id)
        .join(Unit, Unit.id == Certificate.unit_id)
        .join(Issuer, Issuer.id == Certificate.issuer_id)
        .where(visible(viewer))
    )


def _narrowed(found: Select, viewer: Viewer, listed: Listed) -> Select:
    if listed.about:
        found = found.where(Certificate.about == listed.about)
    if listed.unit_path is not None:
        found = found.where(beneath(Unit.path, [listed.unit_path]))
    if listed.own:
        found = found.where(issued_by(viewer))
    return found.where(named_like(Person.name_fold, listed.q) if listed.q else true())


def _counted(figure: str) -> ColumnElement[bool]:
    if figure == FLAGGED:
        return and_(Certificate.flagged_at.is_not(None), Certificate.state == CertificateState.VALID.value)
    return Certificate.state == figure
