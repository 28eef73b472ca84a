"""What can the viewer's office certify: a year's modules, or a programme's?  Which modules must be passed, as data.

A year asks for the modules that its province requires; a programme for those that the issuer chose, all where it chose
none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.organisation.access import people_paths
from app.domain.organisation.models import Appointment, Unit
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import POSITIONS, Audience
from app.domain.training.certificates.models import CertificateCondition
from app.domain.training.certificates.rules import ISSUING, CertificateKind
from app.domain.training.years.models import RequiredModule, TrainingYear
from app.domain.training.years.queries import learns, required_of, year_for, years_for
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Subject:
    """What a paper confirms; `paths` are the roots beneath which people may be given it by this issuer."""

    about: str
    kind: CertificateKind
    modules: tuple[TrainingModule, ...]  # in the order in which they are printed
    paths: tuple[str, ...]
    year_id: int | None = None
    year: int | None = None
    programme: str | None = None
    place: str = ""  # whose year it is

    @cached_property
    def audiences(self) -> tuple[Audience, ...]:
        """For whom anything is asked."""
        return tuple(each for each in Audience if any(module.audience == each for module in self.modules))

    def needed(self, audience: Audience) -> frozenset[int]:
        """The modules that must be passed."""
        return frozenset(module.id for module in self.modules if module.audience == audience)

    def is_for(self, audience: Audience) -> ColumnElement[bool]:
        """SQL condition on `Appointment`: whose modules these are."""
        if self.year_id is not None:
            return learns(self.year_id, audience)
        return Appointment.position.in_(sorted(POSITIONS[audience]))

    def concerns(self) -> ColumnElement[bool]:
        """SQL condition on `Appointment`: anybody at all."""
        return or_(false(), *(self.is_for(each) for each in self.audiences))


def may_look(viewer: Viewer) -> bool:
    """Is the viewer of an office that gives certificates out?  Everybody of it prepares, its signers issue."""
    return viewer.unit_kind in ISSUING and viewer.role == viewer.unit_kind


@dataclass(frozen=True)
class Offer:
    """What may be certified, by its name: a year of a province, or a programme."""

    about: str
    kind: CertificateKind
    year: int | None = None
    place: str = ""
    programme: str = ""


def offers_for(viewer: Viewer) -> list[Offer]:
    """Everything that the viewer's office may certify: the years, newest first, then the programmes."""
    if not may_look(viewer):
        return []
    programmes = db.session.scalars(select(TrainingModule.programme).distinct().order_by(TrainingModule.programme))
    return [
        *(Offer(f"year-{each.id}", CertificateKind.YEAR, each.year, each.unit.name) for each in years_for(viewer)),
        *(Offer(f"programme-{each}", CertificateKind.PROGRAMME, programme=each) for each in programmes),
    ]


def subject_for(viewer: Viewer, about: str) -> Subject | None:
    """One of them by its name."""
    if not may_look(viewer):
        return None
    kind, _, rest = about.partition("-")
    if kind == CertificateKind.YEAR and rest.isascii() and rest.isdecimal() and len(rest) < 10:
        year = year_for(viewer, int(rest))
        return of_year(viewer, year) if year is not None else None
    if kind == CertificateKind.PROGRAMME:
        known = db.session.scalar(select(TrainingModule.id).where(TrainingModule.programme == rest[:20]).limit(1))
        return _of_programme(viewer, rest) if known is not None else None
    return None


def of_year(viewer: Viewer, year: TrainingYear) -> Subject:
    """What a year's confirmation asks, of the people beneath its province whom the viewer may see."""
    paths = tuple(root for root in people_paths(viewer) if year.unit.path.startswith(root))
    modules = tuple(row.module for row in required_of(year.id))
    return Subject(
        f"year-{year.id}", CertificateKind.YEAR, modules, (year.unit.path,) if paths else (), year.id, year.year,
        place=year.unit.name,
    )  # fmt: skip


def _of_programme(viewer: Viewer, programme: str) -> Subject:
    asked = asked_modules(viewer, programme)
    modules = [module for module in modules_of(programme) if not asked or module.id in asked]
    about = f"programme-{programme}"
    return Subject(about, CertificateKind.PROGRAMME, tuple(modules), people_paths(viewer), programme=programme)


def modules_of(programme: str) -> Sequence[TrainingModule]:
    """Every module of a programme, teachers' first, by number."""
    found = select(TrainingModule).where(TrainingModule.programme == programme)
    return db.session.scalars(
        found.order_by(TrainingModule.audience.desc(), TrainingModule.number, TrainingModule.id)
    ).all()


def asked_modules(viewer: Viewer, programme: str) -> set[int]:
    """The modules that the viewer's office chose as conditions; none: it asks for all."""
    found = (
        select(CertificateCondition.module_id)
        .join(TrainingModule, TrainingModule.id == CertificateCondition.module_id)
        .where(CertificateCondition.issuer_id == viewer.unit_id, TrainingModule.programme == programme)
    )
    return set(db.session.scalars(found))


def hours_of(subject: Subject, path: str) -> dict[int, int | None]:
    """Module to hours as the person's province said them: of the year, or of the last year that asked for it."""
    ids = [module.id for module in subject.modules]
    above = [int(part) for part in path.strip("/").split("/")]
    found = (
        select(RequiredModule.module_id, RequiredModule.hours)
        .join(TrainingYear, TrainingYear.id == RequiredModule.training_year_id)
        .where(RequiredModule.module_id.in_(ids), TrainingYear.unit_id.in_(above), RequiredModule.hours.is_not(None))
        .order_by(TrainingYear.year)
    )
    if subject.year_id is not None:
        found = found.where(TrainingYear.id == subject.year_id)
    return {row.module_id: row.hours for row in db.session.execute(found)}


def office_with_parent(unit_id: int) -> Unit:
    """The issuer, with whoever stands above it."""
    return db.session.get_one(Unit, unit_id, options=[joinedload(Unit.parent)])


def many_modules(subject: Subject) -> int:
    """How many records one paper stands on at most."""
    return max((len(subject.needed(each)) for each in subject.audiences), default=0)
