"""How is a claim's row written, with everything that its constraints and its readers depend on?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.identity import queries
from app.domain.identity.changes.actions import note_given
from app.domain.identity.comparison import Identity
from app.domain.identity.flows import UNSAVED, ClaimState, Move, Way, state_after
from app.domain.identity.models import Attempt, Claim, FormerSectorId
from app.domain.identity.rules import Judgement, Outcome
from app.domain.journal.actions import record
from app.domain.organisation.models import Person
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

RETRY_MINUTES = (1, 5, 15, 60, 180)
"""Pauses before a pending check is tried again; the last one repeats."""
BY_ONESELF = frozenset({Move.COMPLETE, Move.VERIFY})
EVENTS = {
    Move.COMPLETE: "id_declared",
    Move.ENTER: "id_entered",
    Move.VERIFY: "id_checked",
    Move.SAVE: "id_declared",
    Move.RECHECK: "id_rechecked",
    Move.VERIFY_IN_BULK: "id_verified_in_bulk",
    Move.UNSETTLE: "id_unsettled",
}


@dataclass(frozen=True)
class Check:
    """What is to be checked, read before the registry is asked and compared again before the result is written."""

    person_id: int
    identity: Identity
    sector_id: str
    way: Way
    move: Move
    claim_version: int
    asker: int | None
    """The account that guesses, if anybody does: whoever checks their own ID, now or (pending) a while ago."""
    answered: bool
    """False when today's limit is used up: the registry is not asked, and nothing is judged."""


def locked(person_id: int) -> tuple[Person, Claim | None]:
    """Person and claim, fresh, held until the transaction ends: two moves of one claim never interleave."""
    person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    claim = db.session.scalar(
        select(Claim).where(Claim.person_id == person_id).with_for_update().execution_options(populate_existing=True)
    )
    return person, claim


def identity_of(person: Person) -> Identity:
    return Identity(person.full_name, person.birth_date)


def new_claim(check: Check) -> Claim:
    claim = Claim(
        person_id=check.person_id, way=check.way, sector_id=check.sector_id, sector_key=sector_key(check.sector_id),
        state=ClaimState.ENTERED, in_bulk=False, changes=[], entered_at=clock.campaign_now(), retries=0, version=0,
    )  # fmt: skip
    db.session.add(claim)
    return claim


def put_id(claim: Claim, sector_id: str, way: Way) -> None:
    claim.sector_id, claim.sector_key, claim.way = sector_id, sector_key(sector_id), way


def move_claim(claim: Claim, check: Check, judgement: Judgement) -> None:
    put_id(claim, check.sector_id, check.way)
    claim.in_bulk = False
    claim.checked_at = clock.now()
    if judgement.outcome in (Outcome.VERIFIED, Outcome.DUPLICATE) and judgement.record is not None:
        claim.matched_id = judgement.record.sector_id
    else:
        claim.matched_id = None
    enter_state(claim, state_after(check.move, judgement.outcome), clock.now())


def enter_state(claim: Claim, state: ClaimState, at: datetime) -> None:
    """Set the state with everything that the table's constraints tie to it."""
    claim.state = state
    if state in UNSAVED:
        claim.declared_at = None
    elif claim.declared_at is None:
        claim.declared_at = clock.campaign_now()
    claim.verified_at = clock.campaign_now() if state is ClaimState.VERIFIED else None
    waits = state is ClaimState.PENDING
    claim.retry_at = next_retry(claim.retries, at) if waits else None
    claim.retries = claim.retries + 1 if waits else 0
    if state is not ClaimState.RECONFIRM:
        claim.changes = []
    claim.version += 1


def next_retry(retries: int, at: datetime) -> datetime:
    """When a pending check is tried again, after `retries` tries."""
    return at + timedelta(minutes=RETRY_MINUTES[min(retries, len(RETRY_MINUTES) - 1)])


def give_id(person: Person, claim: Claim) -> None:
    """Make the matched ID the person's; an earlier one still leads to them."""
    if person.sector_id and person.sector_id != claim.matched_id:
        keep_former_id(person.id, person.sector_id)
    note_given([(person.sector_id, str(claim.matched_id))])
    person.sector_id, person.sector_key = claim.matched_id, sector_key(str(claim.matched_id))
    person.version += 1


def keep_former_id(person_id: int, sector_id: str) -> None:
    """Let an ID go on leading to this person."""
    known = select(FormerSectorId.id).where(
        FormerSectorId.sector_id == sector_id, FormerSectorId.person_id == person_id
    )
    if db.session.scalar(known) is None:
        db.session.add(
            FormerSectorId(sector_id=sector_id, sector_key=sector_key(sector_id), person_id=person_id, at=clock.now())
        )


def note_attempt(check: Check, judgement: Judgement, fault: str | None) -> None:
    compared = judgement.comparison
    db.session.add(
        Attempt(
            person_id=check.person_id, account_id=check.asker,
            at=clock.now(), move=check.move, sector_id=check.sector_id, sector_key=sector_key(check.sector_id),
            outcome=judgement.outcome, fault=fault,
            name_matched=compared.name if compared else None,
            birth_date_matched=compared.birth_date if compared else None, ambiguous=judgement.ambiguous,
            full_name=check.identity.full_name, birth_date=check.identity.birth_date,
        )
    )  # fmt: skip


def put_on_record(
    viewer: Viewer, person: Person, claim: Claim, before: str | None, move: Move, outcome: Outcome | None
) -> None:
    """Journal the move, and have the figures of the person's units counted anew."""
    place = queries.place_of(person.id)
    after = {"state": str(claim.state)} | ({"outcome": str(outcome)} if outcome else {})
    if claim.state == ClaimState.VERIFIED:
        after["sector_id"] = str(claim.matched_id)
    record(
        viewer, EVENTS[move], "person", person.id,
        before={"state": before}, after=after, unit_id=place.unit_id if place else None,
    )  # fmt: skip
    mark_stale(queries.units_of([person.id]))
