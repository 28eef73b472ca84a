"""What would this list of people change in a year of training?  Who is let off, who is added, and why.

People are met as rosters meet them: by verified ID, by ID and name, by unit, name and birth date; a row that says
something else about somebody than we know is left to a human being.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import or_, select

from app.db import db
from app.domain import clock
from app.domain.imports.cells import Reason
from app.domain.imports.known import KnownPerson, people_meant
from app.domain.imports.meeting import meet, resolve_id
from app.domain.imports.planned import About, Planned
from app.domain.imports.roster import Index
from app.domain.imports.rules import CheckedRow, LearnerRow
from app.domain.imports.states import Outcome
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Unit
from app.domain.training.catalogue.rules import Audience, audience_of
from app.domain.training.years.actions import Wished, make_exceptions, own_year
from app.domain.training.years.models import TrainingException
from app.domain.training.years.queries import exceptions_of
from app.domain.training.years.rules import BY_RULE
from app.domain.viewer import Viewer

NO_UNIT = 0
"""Stands for the unit of a row that names none: nobody works there, so only an ID can say who is meant."""


@dataclass
class PlannedLearner(Planned[LearnerRow]):
    """A row, whom it means, and what is to hold for them."""

    person: KnownPerson | None = None
    wished: Wished | None = None


def plan_learners(
    viewer: Viewer, rows: Sequence[CheckedRow], about: About, ids_by_key: Mapping[str, Sequence[str]]
) -> list[PlannedLearner]:  # fmt: skip
    """The outcome of each row, by what is known now."""
    planned = [_start(row, ids_by_key) for row in rows]
    year = own_year(viewer, about.subject_id or 0)
    if year is None:
        for each in planned:
            each.refuse("", Reason.YEAR_NOT_YOURS)
        return planned
    _meet(viewer, [each for each in planned if each.row is not None])
    met = [each for each in planned if each.person is not None]
    known = exceptions_of(year.id, [each.person.candidate.person_id for each in met if each.person])
    for each in met:
        assert each.person is not None
        _settle(each, each.person, known.get(each.person.candidate.person_id))
    return planned


def apply_learners(viewer: Viewer, planned: Sequence[PlannedLearner], about: About) -> None:
    """Write a planned batch inside the caller's `writing()`."""
    year = own_year(viewer, about.subject_id or 0)
    wished = [each.wished for each in planned if each.wished is not None]
    if year is not None and wished:
        make_exceptions(viewer, year, wished)


def _start(checked: CheckedRow, ids_by_key: Mapping[str, Sequence[str]]) -> PlannedLearner:
    row = checked.record
    if not isinstance(row, LearnerRow):
        return PlannedLearner(checked.number, None, list(checked.findings))
    resolved = resolve_id(row.sector_id, row.id_was_number, ids_by_key)
    row = replace(row, sector_id=resolved.sector_id, id_was_number=False)
    planned = PlannedLearner(checked.number, row, [*checked.findings, *resolved.remarks])
    if resolved.fault:
        planned.refuse(*resolved.fault)
    return planned


def _meet(viewer: Viewer, planned: Sequence[PlannedLearner]) -> None:
    """Find whom each row means, among the viewer's people; whoever works elsewhere does not exist (IMP-5)."""
    units = _units_by_code(viewer, {each.row.unit_code for each in planned if each.row and each.row.unit_code})
    for each in planned:
        assert each.row is not None
        if each.row.unit_code and each.row.unit_code not in units:
            each.refuse("unit_code", Reason.UNIT_NOT_YOURS, each.row.unit_code)
        elif not each.row.unit_code and not each.row.sector_id:
            each.refuse("unit_code", Reason.MISSING)
    readable = [(each, each.row, units.get(each.row.unit_code, NO_UNIT)) for each in planned if each.row is not None]
    index = Index(people_meant(viewer, [(row, unit_id) for _, row, unit_id in readable]) if readable else {})
    first: dict[int, int] = {}
    for each, row, unit_id in readable:
        meeting = meet(row, unit_id, [person.candidate for person in index.candidates(row, unit_id)])
        if meeting.by_hand or meeting.differences:
            each.findings[:0] = [meeting.by_hand] if meeting.by_hand else meeting.differences
            each.outcome = Outcome.BY_HAND
        elif meeting.candidate is None or not meeting.candidate.within:
            each.refuse("full_name", Reason.PERSON_UNKNOWN, row.full_name)
        elif meeting.candidate.person_id == viewer.person_id:
            each.refuse("full_name", Reason.OWN_RECORD)
        elif first.setdefault(meeting.candidate.person_id, each.number) != each.number:
            each.refuse("full_name", Reason.DUPLICATE_IN_FILE, str(first[meeting.candidate.person_id]))
        else:
            each.person = index.known[meeting.candidate.person_id]


def _units_by_code(viewer: Viewer, codes: set[str]) -> dict[str, int]:
    found = select(Unit.code, Unit.id).where(
        Unit.code.in_(sorted(codes)), beneath(Unit.path, [viewer.unit_path]),
        or_(Unit.valid_to.is_(None), Unit.valid_to > clock.today()),
    )  # fmt: skip
    return dict(db.session.execute(found).all())


def _settle(planned: PlannedLearner, person: KnownPerson, known: TrainingException | None) -> None:
    """Whether the row says anything new about this person."""
    row = planned.row
    assert row is not None
    by_rule = audience_of(person.place.position) if person.place else None
    planned.outcome = Outcome.UNCHANGED
    if row.exception == BY_RULE:
        wished = Wished(person.candidate.person_id, BY_RULE) if known is not None else None
    elif row.exception == "exempt":
        wished = Wished(person.candidate.person_id, "exempt", by_rule or Audience.TEACHER, row.reason)
    else:
        wished = Wished(person.candidate.person_id, "added", Audience(row.exception), row.reason)
    if wished is None:
        return
    if known is None and wished.kind == "exempt" and by_rule is None:
        planned.remark("exception", Reason.NEED_NOT_LEARN)
    elif known is None and wished.kind == "added" and by_rule is wished.audience:
        planned.remark("exception", Reason.LEARNS_ANYWAY)
    elif known is None or not _is_same(known, wished):
        planned.wished = wished
        planned.outcome = Outcome.CREATE if known is None else Outcome.UPDATE
        if known is not None:
            planned.replace("exception", _told(known.kind, known.audience), _told(wished.kind, wished.audience))
            planned.replace("exception_reason", known.reason, wished.reason)


def _told(kind: str, audience: str) -> str:
    return audience if kind == "added" else kind


def _is_same(known: TrainingException, wished: Wished) -> bool:
    alike = known.kind == wished.kind and known.reason == wished.reason
    return alike and (wished.kind == "exempt" or known.audience == wished.audience)
