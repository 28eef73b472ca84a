"""How does a person's claim move?  Each action is one `writing()`; the registry is asked outside, before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.identity import queries
from app.domain.identity.case_opening import open_case
from app.domain.identity.case_rules import CaseKind
from app.domain.identity.comparison import Identity, Record, candidates
from app.domain.identity.duplicates import tell_of_duplicate
from app.domain.identity.flows import (
    UNSAVED,
    ClaimState,
    Move,
    Way,
    may_move,
    outcome_to_save,
    state_after,
)
from app.domain.identity.models import Attempt, Claim, FormerSectorId
from app.domain.identity.records import keep_answer, unsettle
from app.domain.identity.rules import Change, Judgement, Outcome, changes, judge, limited, may_ask
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.models import Person
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result, result_of

RETRY_MINUTES = (1, 5, 15, 60, 180)
"""Pauses before a pending check is tried again; the last one repeats."""
CHECK, ENTER, SAVE = "check_id", "enter_id", "save_claim"
"""Acts as `submission` knows them: a form sent twice acts once."""
BY_ONESELF = frozenset({Move.COMPLETE, Move.VERIFY})


class ChangedMeanwhile(RuntimeError):
    """The claim or the person changed since it was read, or the move is not open any more: 409."""


class BirthDateNeeded(RuntimeError):
    """Without a birth date nothing can be compared; the person gives it once."""


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


def prepare_check(
    viewer: Viewer, person_id: int, move: Move, *, sector_id: str | None = None, version: int | None = None
) -> Check:
    """Read what a check needs.  The caller has the right to it: oneself, or whoever may see the person.

    `sector_id` (cleaned) is the ID just typed, None for the one of the claim; `version` that of the claim as it was
    shown (0: there was none).  Raises ChangedMeanwhile, BirthDateNeeded.
    """
    person = db.session.get_one(Person, person_id)
    claim = queries.claim_of(person_id)
    way = _way(person_id, claim)
    state = ClaimState(claim.state) if claim else None
    asked = sector_id or (claim.sector_id if claim else None)
    if not may_move(state, move, way if move in BY_ONESELF else None) or asked is None:
        raise ChangedMeanwhile
    if version is not None and version != (claim.version if claim else 0):
        raise ChangedMeanwhile
    if person.birth_date is None:
        raise BirthDateNeeded
    asker = _asker(viewer, person_id, move, state)
    answered = asker is None or may_ask(queries.own_failures_today(asker))
    identity = Identity(person.full_name, person.birth_date)
    return Check(person_id, identity, asked, way, move, claim.version if claim else 0, asker, answered)


def _asker(viewer: Viewer, person_id: int, move: Move, state: ClaimState | None) -> int | None:
    """Whose guess a check is.  The job that tries a pending check again gives its person the answer they asked for, so
    it counts as theirs: else a slow registry would answer any number of guesses."""
    if move in BY_ONESELF:
        return viewer.account_id
    if viewer.account_id is not None or state is not ClaimState.PENDING:
        return None
    asked = queries.last_attempt(person_id)
    return asked.account_id if asked is not None and asked.outcome == Outcome.UNREACHABLE else None


def settle_check(
    viewer: Viewer, check: Check, records: Sequence[Record] | None, *, fault: str | None = None, submit_key: str = ""
) -> ClaimState:
    """Judge the registry's answer (None: unreachable, for `fault`) and move the claim; returns its new state.

    Raises ChangedMeanwhile.  Two accounts that verify one ID at the same instant: the database lets one through, the
    other is judged anew.
    """
    for _ in range(2):
        try:
            return _settle(viewer, check, records, fault, submit_key)
        except IntegrityError:
            db.session.rollback()
    raise ChangedMeanwhile


@rerunnable
def _settle(
    viewer: Viewer, check: Check, records: Sequence[Record] | None, fault: str | None, submit_key: str
) -> ClaimState:
    with writing():
        if is_repeat(viewer, CHECK, submit_key):
            return ClaimState(_locked(check.person_id)[1].state)  # type: ignore[union-attr]
        person, claim = _locked(check.person_id)
        if check.claim_version != (claim.version if claim else 0) or check.identity != _identity(person):
            raise ChangedMeanwhile
        judgement = _judged(viewer, check, records)
        before = claim.state if claim else None
        claim = claim or _new_claim(check)
        _note_attempt(viewer, check, judgement, fault)
        _move(claim, check, judgement)
        keep_answer(judgement.record)
        keep_result(viewer, CHECK, submit_key, person.id)
        if claim.state == ClaimState.VERIFIED:
            give_id(person, claim)
        db.session.flush()
        _put_on_record(viewer, person, claim, before, check.move, judgement.outcome)
        _hand_to_admin(viewer, claim)
        if check.move is Move.RECHECK and claim.state not in (before, ClaimState.DUPLICATE):
            tell(person.id, f"id_{queries.standing_of(person, claim)}", "claim", claim.id)
        return ClaimState(claim.state)


def enter_id(viewer: Viewer, sector_id: str, version: int, submit_key: str = "") -> None:
    """VNPT step 3: note the (cleaned) ID; nothing is declared by it.  Raises ChangedMeanwhile."""
    assert viewer.person_id is not None
    with writing():
        if is_repeat(viewer, ENTER, submit_key):
            return
        person, claim = _locked(viewer.person_id)
        state = ClaimState(claim.state) if claim else None
        if not may_move(state, Move.ENTER, _way(person.id, claim)) or version != (claim.version if claim else 0):
            raise ChangedMeanwhile
        before = claim.state if claim else None
        keep_result(viewer, ENTER, submit_key, person.id)
        way = _way(person.id, claim)
        claim = claim or _new_claim(Check(person.id, _identity(person), sector_id, way, Move.ENTER, 0, None, True))
        _put_id(claim, sector_id, way)
        claim.state, claim.declared_at, claim.retry_at, claim.matched_id = ClaimState.ENTERED, None, None, None
        claim.verified_at, claim.in_bulk, claim.changes = None, False, []
        claim.entered_at = clock.campaign_now()
        claim.version = (claim.version or 0) + 1
        db.session.flush()
        _put_on_record(viewer, person, claim, before, Move.ENTER, None)


def save_claim(viewer: Viewer, version: int, submit_key: str = "") -> ClaimState:
    """VNPT step 5: declare what step 4 found (success or pending).  Raises ChangedMeanwhile.

    What was compared must still hold, and the ID must still be free: somebody else may have verified it in between.
    """
    for _ in range(2):
        try:
            return _save(viewer, version, submit_key)
        except IntegrityError:
            db.session.rollback()
    raise ChangedMeanwhile


@rerunnable
def _save(viewer: Viewer, version: int, submit_key: str) -> ClaimState:
    assert viewer.person_id is not None
    with writing():
        if is_repeat(viewer, SAVE, submit_key):
            return ClaimState(_locked(viewer.person_id)[1].state)  # type: ignore[union-attr]
        person, claim = _locked(viewer.person_id)
        if claim is None or claim.version != version or not may_move(ClaimState(claim.state), Move.SAVE, Way.VNPT):
            raise ChangedMeanwhile
        attempt = queries.last_attempt(person.id)
        if attempt is None or Identity(attempt.full_name, attempt.birth_date) != _identity(person):
            raise ChangedMeanwhile
        before = claim.state
        keep_result(viewer, SAVE, submit_key, person.id)
        outcome = outcome_to_save(ClaimState(claim.state))
        if outcome is Outcome.VERIFIED and queries.verified_by_others(person.id, [str(claim.matched_id)]):
            outcome = Outcome.DUPLICATE
        _enter_state(claim, state_after(Move.SAVE, outcome), clock.now())
        if claim.state == ClaimState.VERIFIED:
            give_id(person, claim)
        db.session.flush()
        _put_on_record(viewer, person, claim, before, Move.SAVE, outcome)
        _hand_to_admin(viewer, claim)
        return ClaimState(claim.state)


def give_birth_date(viewer: Viewer, born: date) -> bool:
    """The person says their birth date, once; afterwards it changes only through a case.  False if it was known."""
    with writing():
        person = db.session.get_one(Person, viewer.person_id, with_for_update=True)
        if person.birth_date is not None:
            return False
        person.birth_date = born
        person.version += 1
        place = queries.place_of(person.id)
        record(
            viewer, "birth_date_given", "person", person.id,
            before={"birth_date": None}, after={"birth_date": born.isoformat()},
            unit_id=place.unit_id if place else None,
        )  # fmt: skip
    return True


def give_id(person: Person, claim: Claim) -> None:
    """Make the matched ID the person's; an earlier one still leads to them."""
    if person.sector_id and person.sector_id != claim.matched_id:
        keep_former_id(person.id, person.sector_id)
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


def next_retry(retries: int, at: datetime) -> datetime:
    """When a pending check is tried again, after `retries` tries."""
    return at + timedelta(minutes=RETRY_MINUTES[min(retries, len(RETRY_MINUTES) - 1)])


def postpone_retry(person_id: int) -> None:
    """A retried check got no answer again: try later."""
    with writing():
        _, claim = _locked(person_id)
        if claim is not None and claim.retry_at is not None:
            claim.retry_at = next_retry(claim.retries, clock.now())
            claim.retries += 1


def forget_retry(person_id: int) -> None:
    """A claim that was due for a check cannot be checked any more as it stands."""
    with writing():
        _, claim = _locked(person_id)
        if claim is not None:
            claim.retry_at = None


def settle_review(person_id: int, version: int, why: tuple[Change, ...]) -> bool:
    """A verified person was compared with the registry again: note it, and if something differs they must confirm."""
    with writing():
        person, claim = _locked(person_id)
        if claim is None or claim.version != version or claim.state != ClaimState.VERIFIED:
            return False
        claim.checked_at = clock.now()
        if why:
            unsettle(SYSTEM, [(claim, person, why)])
    return bool(why)


def was_done(viewer: Viewer, act: str, submit_key: str) -> bool:
    """Whether this very form was sent before and acted."""
    return bool(submit_key) and result_of(viewer, act, submit_key) is not None


def foresee(viewer: Viewer, check: Check, records: Sequence[Record] | None) -> ClaimState:
    """The state that settling this check would lead to; changes nothing."""
    return state_after(check.move, _judged(viewer, check, records).outcome)


def unsettle_if_differs(viewer: Viewer, person_id: int) -> bool:
    """A profile was changed: whoever was verified and no longer matches the registry must confirm again."""
    person, claim = _locked(person_id)
    stored = queries.stored_record(claim.matched_id) if claim is not None else None
    if claim is None or stored is None or claim.state != ClaimState.VERIFIED:
        return False
    why = changes(_identity(person), stored)
    if why:
        unsettle(viewer, [(claim, person, why)])
    return bool(why)


def _locked(person_id: int) -> tuple[Person, Claim | None]:
    """Person and claim, fresh, held until the transaction ends: two moves of one claim never interleave."""
    person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    claim = db.session.scalar(
        select(Claim).where(Claim.person_id == person_id).with_for_update().execution_options(populate_existing=True)
    )
    return person, claim


def _identity(person: Person) -> Identity:
    return Identity(person.full_name, person.birth_date)


def _way(person_id: int, claim: Claim | None) -> Way:
    """The way of the province where the person works today; the claim's own when they work nowhere."""
    place = queries.place_of(person_id)
    if place is not None:
        return queries.way_at(place.path)
    return Way(claim.way) if claim else Way.TEMIS


def _judged(viewer: Viewer, check: Check, records: Sequence[Record] | None) -> Judgement:
    if not check.answered:
        return Judgement(Outcome.WITHHELD)
    possible = candidates(check.sector_id, records or ())
    taken = queries.verified_by_others(check.person_id, [each.sector_id for each in possible])
    judgement = judge(check.identity, check.sector_id, records, frozenset(taken))
    if check.asker is None:
        return judgement
    return limited(judgement, queries.others_failures_today(check.asker, check.sector_id))


def _new_claim(check: Check) -> Claim:
    claim = Claim(
        person_id=check.person_id, way=check.way, sector_id=check.sector_id, sector_key=sector_key(check.sector_id),
        state=ClaimState.ENTERED, in_bulk=False, changes=[], entered_at=clock.campaign_now(), retries=0, version=0,
    )  # fmt: skip
    db.session.add(claim)
    return claim


def _put_id(claim: Claim, sector_id: str, way: Way) -> None:
    claim.sector_id, claim.sector_key, claim.way = sector_id, sector_key(sector_id), way


def _move(claim: Claim, check: Check, judgement: Judgement) -> None:
    _put_id(claim, check.sector_id, check.way)
    claim.in_bulk = False
    claim.checked_at = clock.now()
    if judgement.outcome in (Outcome.VERIFIED, Outcome.DUPLICATE) and judgement.record is not None:
        claim.matched_id = judgement.record.sector_id
    else:
        claim.matched_id = None
    _enter_state(claim, state_after(check.move, judgement.outcome), clock.now())


def _enter_state(claim: Claim, state: ClaimState, at: datetime) -> None:
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


def _note_attempt(viewer: Viewer, check: Check, judgement: Judgement, fault: str | None) -> None:
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


def _hand_to_admin(viewer: Viewer, claim: Claim) -> None:
    """What the person cannot settle alone becomes a case: a duplicate, or a claim kept without an answer."""
    if claim.state == ClaimState.DUPLICATE:
        tell_of_duplicate(viewer, claim)
    elif claim.state == ClaimState.WITHHELD:
        open_case(viewer, claim.person_id, CaseKind.CHECK_FAILED)


def _put_on_record(
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


EVENTS = {
    Move.COMPLETE: "id_declared",
    Move.ENTER: "id_entered",
    Move.VERIFY: "id_checked",
    Move.SAVE: "id_declared",
    Move.RECHECK: "id_rechecked",
    Move.VERIFY_IN_BULK: "id_verified_in_bulk",
    Move.UNSETTLE: "id_unsettled",
}
