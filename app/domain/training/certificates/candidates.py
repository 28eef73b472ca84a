"""Who may be given a certificate now, who may not and why?  The rule's SQL twin, for lists, counts and batches.

`tests/domain/training/certificates/test_candidates.py` asserts that both say the same of everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, false, func, literal, or_, select, union_all

from app.db import db
from app.domain import clock
from app.domain.identity.models import FormerSectorId
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.organisation.search import unindexed
from app.domain.progress.listing import keep_to_places
from app.domain.progress.queries import Leaves, named_like
from app.domain.training.catalogue.rules import Audience
from app.domain.training.certificates.models import Certificate, ConfirmedParticulars
from app.domain.training.certificates.rules import CertificateState, Known, Readiness, readiness
from app.domain.training.certificates.subjects import Subject
from app.domain.training.records.matching import held_once, holds_now
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Status
from app.domain.viewer import Viewer

R = Readiness
MOST_FOUND = 100
"""Of a name in whole provinces; whoever looks for one person types more of it."""


@dataclass(frozen=True)
class Wanted:
    """Which of the people: beneath a unit's path (empty: all of the subject's), in a state, of a name; `ids`, if any,
    are the only ones looked at.
    """

    path: str = ""
    state: Readiness | None = None
    q: str = ""
    ids: tuple[int, ...] | None = None

    def paths(self, subject: Subject) -> tuple[str, ...]:
        return (self.path,) if self.path else subject.paths


@dataclass(frozen=True)
class Candidate:
    """One line of the list; `missing` are ids of the modules that are not passed."""

    person_id: int
    name: str
    birth_year: int | None
    position: str
    unit: str
    audience: Audience
    readiness: Readiness
    missing: tuple[int, ...] = ()


def passes(people: Select, subject: Subject) -> Subquery:
    """A row a person of `people` and module with a pass that counts: `person_id`, `module_id`, `record_id`.

    It counts while it is neither taken back nor the duplicate of another, and its ID is the person's verified one.
    """
    ids = sorted(module.id for module in subject.modules)
    said = [LearningRecord.module_id.in_(ids), *counts()]
    if subject.year is not None:
        said.append(LearningRecord.year == subject.year)
    columns = LearningRecord.module_id.label("module_id"), LearningRecord.id.label("record_id")
    now = (
        select(Person.id.label("person_id"), *columns)
        .join(LearningRecord, holds_now())
        .where(Person.id.in_(people), Person.sector_id.is_not(None), *said)
    )
    once = (
        select(FormerSectorId.person_id.label("person_id"), *columns)
        .join(LearningRecord, held_once())
        .where(FormerSectorId.person_id.in_(people), *said)
    )
    both = union_all(now, once).subquery()
    return (
        select(both.c.person_id, both.c.module_id, func.min(both.c.record_id).label("record_id"))
        .group_by(both.c.person_id, both.c.module_id)
        .subquery()
    )


def counts() -> tuple[ColumnElement[bool], ...]:
    """SQL conditions on `LearningRecord`: a pass that counts.

    Nearly every record duplicates none: the planner must not begin with that index, but with whose record it is.
    """
    passed = LearningRecord.status == Status.PASSED.value
    return passed, LearningRecord.voided_at.is_(None), func.coalesce(LearningRecord.duplicate_of_id, 0) == 0


def holds(subject: Subject) -> ColumnElement[bool]:
    """SQL condition on `Person`: a valid paper of this subject is theirs already."""
    return exists().where(
        Certificate.person_id == Person.id, Certificate.about == subject.about,
        Certificate.state == CertificateState.VALID.value,
    )  # fmt: skip


def has_confirmed() -> ColumnElement[bool]:
    """SQL condition on `Person`: they said that name, birth date and ID are right as they are now."""
    return exists().where(
        ConfirmedParticulars.person_id == Person.id, ConfirmedParticulars.full_name == Person.full_name,
        ConfirmedParticulars.birth_date == Person.birth_date, ConfirmedParticulars.sector_id == Person.sector_id,
    )  # fmt: skip


def people_of(viewer: Viewer, subject: Subject, wanted: Wanted) -> Select:
    """Those whose modules these are and who work beneath the wanted unit, as a select of ids; never the viewer."""
    found = _people(viewer, subject)
    if wanted.ids is None:
        found = keep_to_places(found, Appointment.unit_id, subject.paths, wanted.paths(subject), Leaves())
    else:  # people first: the same places, in words that no planner begins with
        place = unindexed(Unit.path)
        places = beneath(place, subject.paths), beneath(place, wanted.paths(subject))
        found = found.where(Person.id.in_(wanted.ids), *places)
    return found.where(named_like(Person.name_fold, wanted.q)) if wanted.q else found


def named(viewer: Viewer, subject: Subject, wanted: Wanted) -> tuple[list[Candidate], bool]:
    """The first hundred of a name in whole provinces, in every state, by school and name; whether there are more.

    So few are read once and judged by the rule itself.
    """
    found = keep_to_places(
        _people(viewer, subject), Appointment.unit_id, subject.paths, wanted.paths(subject), Leaves(), words=wanted.q
    )  # fmt: skip
    ids = list(db.session.scalars(found.limit(MOST_FOUND + 1)))
    few = _grounds(subject, Person.id.in_(ids[:MOST_FOUND])).values()
    judged = [
        _candidate(subject, one.records, one.person, one.position, one.unit.name, one.audience, readiness(one.known))
        for one in few
    ]
    return judged, len(ids) > MOST_FOUND


def _people(viewer: Viewer, subject: Subject) -> Select:
    return (
        select(Person.id)
        .select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.main, appointed_on(clock.today()), Unit.kind == UnitKind.SCHOOL, subject.concerns(),
            Person.id != viewer.person_id,
        )
    )  # fmt: skip


def numbers(viewer: Viewer, subject: Subject, wanted: Wanted) -> dict[Readiness, int]:
    """How many stand how."""
    found, state = _standing(viewer, subject, wanted, ())
    rows = db.session.execute(found.add_columns(state, func.count()).group_by(state)).all()
    known = {Readiness(each): many for each, many in rows}
    return {each: known.get(each, 0) for each in Readiness}


def ready_ids(viewer: Viewer, subject: Subject, wanted: Wanted) -> list[int]:
    """Everybody who may be given the paper now, by school and name: the order of the numbers."""
    return ids_standing(viewer, subject, wanted, R.READY)


def ids_standing(viewer: Viewer, subject: Subject, wanted: Wanted, how: Readiness) -> list[int]:
    """Everybody who stands so, by school and name."""
    found, state = _standing(viewer, subject, wanted, (Person.id,))
    ordered = found.where(state == how.value).order_by(Unit.name_fold, Unit.id, Person.sort_key, Person.id)
    return list(db.session.scalars(ordered))


def candidates(
    viewer: Viewer, subject: Subject, wanted: Wanted, offset: int = 0, size: int | None = None
) -> list[Candidate]:
    """One page of the list, by school and name."""
    flags = [subject.is_for(each) for each in subject.audiences]
    found, state = _standing(viewer, subject, wanted, (Person, Appointment.position, Unit.name, *flags))
    if wanted.state is not None:
        found = found.where(state == wanted.state.value)
    ordered = found.add_columns(state).order_by(Unit.name_fold, Unit.id, Person.sort_key, Person.id)
    rows = db.session.execute(ordered.offset(offset).limit(size)).all()
    passed = passed_by([row[0].id for row in rows], subject)
    return [
        _candidate(subject, passed.get(person.id, {}), person, position, unit, _audience(subject, flags), state)
        for person, position, unit, *flags, state in rows
    ]


def passed_by(person_ids: Sequence[int], subject: Subject) -> dict[int, dict[int, int]]:
    """By person: module to the record that counts."""
    found = passes(select(Person.id).where(Person.id.in_(person_ids)), subject)
    known: dict[int, dict[int, int]] = {}
    for person_id, module_id, record_id in db.session.execute(select(*found.c)):
        known.setdefault(person_id, {})[module_id] = record_id
    return known


@dataclass(frozen=True)
class Ground:
    """One person with everything that the rule asks and a paper prints."""

    person: Person
    position: str
    unit: Unit
    audience: Audience
    known: Known
    records: Mapping[int, int]  # module to the record that counts


def grounds(viewer: Viewer, subject: Subject, person_ids: Sequence[int]) -> dict[int, Ground]:
    """Of those of these people whom the viewer's office may certify, everything there is to know."""
    return _grounds(subject, Person.id.in_(people_of(viewer, subject, Wanted(ids=tuple(person_ids)))))


def _grounds(subject: Subject, chosen: ColumnElement[bool]) -> dict[int, Ground]:
    flags = [subject.is_for(each) for each in subject.audiences]
    found = (
        select(Person, Appointment.position, Unit, holds(subject), has_confirmed(), *flags)
        .select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(chosen, Appointment.main, appointed_on(clock.today()))
        .order_by(Unit.name_fold, Unit.id, Person.sort_key, Person.id)
        .execution_options(populate_existing=True)
    )
    rows = db.session.execute(found).all()
    passed = passed_by([row[0].id for row in rows], subject)
    return {row[0].id: _ground(subject, passed, row) for row in rows}


def _ground(subject: Subject, passed: Mapping[int, Mapping[int, int]], row: Any) -> Ground:
    person, position, unit, held, confirmed, *flags = row
    audience = _audience(subject, flags)
    records = passed.get(person.id, {})
    known = Known(
        bool(held), person.sector_id is not None, subject.needed(audience), frozenset(records),
        person.birth_date is not None, bool(confirmed),
    )  # fmt: skip
    return Ground(person, position, unit, audience, known, records)


def _standing(
    viewer: Viewer, subject: Subject, wanted: Wanted, columns: tuple[Any, ...]
) -> tuple[Select, ColumnElement[str]]:
    """A select of `columns` from the people, and the expression of how each stands."""
    people = people_of(viewer, subject, wanted)
    each = passes(people, subject)
    audiences = subject.audiences
    sums = [
        func.sum(case((each.c.module_id.in_(sorted(subject.needed(one))), 1), else_=0)).label(f"of_{one}")
        for one in audiences
    ]
    counted = select(each.c.person_id, *sums).group_by(each.c.person_id).subquery()
    everything = or_(
        false(),
        *(
            and_(subject.is_for(one), func.coalesce(counted.c[f"of_{one}"], 0) >= len(subject.needed(one)))
            for one in audiences
        ),
    )
    state = case(
        (holds(subject), literal(R.HELD.value)),
        (Person.sector_id.is_(None), literal(R.UNVERIFIED.value)),
        (~everything, literal(R.MISSING.value)),
        (Person.birth_date.is_(None), literal(R.UNBORN.value)),
        (~has_confirmed(), literal(R.UNCONFIRMED.value)),
        else_=literal(R.READY.value),
    )
    found = (
        select(*columns)
        .select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(counted, counted.c.person_id == Person.id)
        .where(Person.id.in_(people), Appointment.main, appointed_on(clock.today()))
    )
    return found, state


def _candidate(
    subject: Subject, there: Mapping[int, int], person: Person, position: str, unit: str, audience: Audience, state: str
) -> Candidate:
    missing = tuple(module.id for module in subject.modules if module.audience == audience and module.id not in there)
    return Candidate(
        person.id, person.full_name, person.birth_date.year if person.birth_date else None, position, unit, audience,
        Readiness(state), missing,
    )  # fmt: skip


def _audience(subject: Subject, flags: Sequence[bool]) -> Audience:
    return next(each for each, flag in zip(subject.audiences, flags, strict=True) if flag)
