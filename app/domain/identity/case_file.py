"""What does somebody who works on an ID case, or oversees it, have on the table?  Everything on one page, in scope."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db import db
from app.domain.identity import case_queries, queries
from app.domain.identity.case_rules import CaseMove
from app.domain.identity.comparison import Comparison, Identity, compare
from app.domain.identity.flows import ClaimState, Move, Standing, may_move
from app.domain.identity.models import Attempt, CaseEvent, Claim, IdCase, RegistryRecord
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.queries import current_appointments, middle_type
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class CaseFile:
    """A case with both records.

    `other` is the other person of a duplicate, and only if in sight; `suggested` are records of the person's own unit
    under the same name, for a declared ID that the registry does not know.
    """

    case: IdCase
    person: Person
    place: queries.Place | None
    appointment: Appointment | None
    suggested: Sequence[RegistryRecord]
    claim: Claim | None
    standing: Standing
    records: Sequence[RegistryRecord]
    withheld: int
    comparison: Comparison | None
    attempts: Sequence[Attempt]
    history: Sequence[CaseEvent]
    holder: str
    middle: str
    other: Person | None
    other_place: queries.Place | None
    namesakes: Sequence[Person]
    moves: tuple[CaseMove, ...]

    @property
    def record(self) -> RegistryRecord | None:
        """The one record that the ID means, if it means one."""
        return self.records[0] if len(self.records) == 1 else None


def case_file(viewer: Viewer, case: IdCase) -> CaseFile:
    """The file of a case that the viewer may see with its registry side (not for a provider's staff)."""
    person, claim = queries.person(case.person_id), queries.claim_of(case.person_id)
    records, withheld = case_queries.registry_side(viewer, case, person)
    compared = compare(Identity(person.full_name, person.birth_date), records[0]) if len(records) == 1 else None
    unit_id = case_queries.holder_unit(case)
    holder = db.session.scalar(select(Unit.name).where(Unit.id == unit_id)) if unit_id else None
    other = case_queries.other_person(viewer, case)
    return CaseFile(
        case=case, person=person, place=queries.place_of_case(person.id), claim=claim,
        appointment=next(iter(current_appointments(person.id)), None),
        suggested=case_queries.records_like(person) if not records and not withheld else (),
        standing=queries.standing_of(person, claim), records=records, withheld=withheld, comparison=compared,
        attempts=queries.attempts_of(person.id, 5), history=case_queries.history(case), holder=holder or "",
        middle=middle_type(case.unit_id),
        other=other, other_place=queries.place_of_case(other.id) if other else None,
        namesakes=[each for each in queries.namesakes(viewer, person) if other is None or each.id != other.id],
        moves=_moves(viewer, case, claim),
    )  # fmt: skip


def _moves(viewer: Viewer, case: IdCase, claim: Claim | None) -> tuple[CaseMove, ...]:
    checkable = claim is not None and may_move(ClaimState(claim.state), Move.RECHECK)
    return tuple(m for m in case_queries.moves_open(viewer, case) if m is not CaseMove.RECHECK or checkable)
