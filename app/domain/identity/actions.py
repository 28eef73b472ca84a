"""How does a person's claim move?  Each action is one `writing()`; the registry is asked outside, before it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.identity import queries
from app.domain.identity.case_opening import open_case
from app.domain.identity.case_rules import CaseKind
from app.domain.identity.claim_writing import (
    BY_ONESELF,
    Check,
    enter_state,
    give_id,
    identity_of,
    locked,
    move_claim,
    new_claim,
    next_retry,
    note_attempt,
    put_id,
    put_on_record,
)
from app.domain.identity.comparison import Identity, Record, candidates
from app.domain.identity.duplicates import tell_of_duplicate
from app.domain.identity.flows import (
    ClaimState,
    Move,
    Way,
    may_move,
    outcome_to_save,
    state_after,
)
from app.domain.identity.models import Claim
from app.domain.identity.records import keep_answer, unsettle
from app.domain.identity.rules import Change, Judgement, Outcome, changes, judge, limited, may_ask
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.models import Person
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

CHECK, ENTER, SAVE = "check_id", "enter_id", "save_claim"
"""Acts as `submission` knows them: a form sent twice acts once."""


class ChangedMeanwhile(RuntimeError):
    """The claim or the person changed since it was read, or the move is not open any more: 409."""


class BirthDateNeeded(RuntimeError):
    """Without a birth date nothing can be compared; the person gives it once."""


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
            return ClaimState(locked(check.person_id)[1].state)  # type: ignore[union-attr]
        person, claim = locked(check.person_id)
        if check.claim_version != (claim.version if claim else 0) or check.identity != identity_of(person):
            raise ChangedMeanwhile
        judgement = _judged(viewer, check, records)
        before = claim.state if claim else None
        claim = claim or new_claim(check)
        note_attempt(check, judgement, fault)
        move_claim(claim, check, judgement)
        keep_answer(judgement.record)
        keep_result(viewer, CHECK, submit_key, person.id)
        if claim.state == ClaimState.VERIFIED:
            give_id(person, claim)
        db.session.flush()
        put_on_record(viewer, person, claim, before, check.move, judgement.outcome)
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
        person, claim = locked(viewer.person_id)
        state = ClaimState(claim.state) if claim else None
        if not may_move(state, Move.ENTER, _way(person.id, claim)) or version != (claim.version if claim else 0):
            raise ChangedMeanwhile
        before = claim.state if claim else None
        keep_result(viewer, ENTER, submit_key, person.id)
        way = _way(person.id, claim)
        claim = claim or new_claim(Check(person.id, identity_of(person), sector_id, way, Move.ENTER, 0, None, True))
        put_id(claim, sector_id, way)
        claim.state, claim.declared_at, claim.retry_at, claim.matched_id = ClaimState.ENTERED, None, None, None
        claim.verified_at, claim.in_bulk, claim.changes = None, False, []
        claim.entered_at = clock.campaign_now()
        claim.version = (claim.version or 0) + 1
        db.session.flush()
        put_on_record(viewer, person, claim, before, Move.ENTER, None)


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
            return ClaimState(locked(viewer.person_id)[1].state)  # type: ignore[union-attr]
        person, claim = locked(viewer.person_id)
        if claim is None or claim.version != version or not may_move(ClaimState(claim.state), Move.SAVE, Way.VNPT):
            raise ChangedMeanwhile
        attempt = queries.last_attempt(person.id)
        if attempt is None or Identity(attempt.full_name, attempt.birth_date) != identity_of(person):
            raise ChangedMeanwhile
        before = claim.state
        keep_result(viewer, SAVE, submit_key, person.id)
        outcome = outcome_to_save(ClaimState(claim.state))
        if outcome is Outcome.VERIFIED and queries.verified_by_others(person.id, [str(claim.matched_id)]):
            outcome = Outcome.DUPLICATE
        enter_state(claim, state_after(Move.SAVE, outcome), clock.now())
        if claim.state == ClaimState.VERIFIED:
            give_id(person, claim)
        db.session.flush()
        put_on_record(viewer, person, claim, before, Move.SAVE, outcome)
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


def postpone_retry(person_id: int) -> None:
    """A retried check got no answer again: try later."""
    with writing():
        _, claim = locked(person_id)
        if claim is not None and claim.retry_at is not None:
            claim.retry_at = next_retry(claim.retries, clock.now())
            claim.retries += 1


def forget_retry(person_id: int) -> None:
    """A claim that was due for a check cannot be checked any more as it stands."""
    with writing():
        _, claim = locked(person_id)
        if claim is not None:
            claim.retry_at = None


def settle_review(person_id: int, version: int, why: tuple[Change, ...]) -> bool:
    """A verified person was compared with the registry again: note it, and if something differs they must confirm."""
    with writing():
        person, claim = locked(person_id)
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
    person, claim = locked(person_id)
    stored = queries.stored_record(claim.matched_id) if claim is not None else None
    if claim is None or stored is None or claim.state != ClaimState.VERIFIED:
        return False
    why = changes(identity_of(person), stored)
    if why:
        unsettle(viewer, [(claim, person, why)])
    return bool(why)


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


def _hand_to_admin(viewer: Viewer, claim: Claim) -> None:
    """What the person cannot settle alone becomes a case: a duplicate, or a claim kept without an answer."""
    if claim.state == ClaimState.DUPLICATE:
        tell_of_duplicate(viewer, claim)
    elif claim.state == ClaimState.WITHHELD:
        open_case(viewer, claim.person_id, CaseKind.CHECK_FAILED)
