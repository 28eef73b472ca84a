"""Where is an ID verified against the registry?  Here and nowhere else, whoever asks: a page, a case, a job, a command.

Each time: read, release the transaction, ask, `writing()`, re-check state and version, write (design: transactions).
While somebody waits: one try of two seconds, at most two at once in this process, else the check is pending.  In a job:
longer time-outs and further tries.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from app.db import db
from app.domain import clock
from app.domain.identity import actions, bulk, queries
from app.domain.identity.claim_writing import Check
from app.domain.identity.comparison import Identity, Record
from app.domain.identity.flows import ClaimState, Move
from app.domain.identity.rules import changes
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.submissions import result_of
from app.integrations.registry.chosen import registry
from app.integrations.registry.embedded import EmbeddedRegistry
from app.integrations.registry.interface import Answer, Fault, Found, NotFound, Registry, Unreachable
from app.integrations.registry.remote import FOR_A_JOB, RemoteRegistry

AT_ONCE = 2
RECHECK_AFTER = timedelta(days=30)
_places = threading.BoundedSemaphore(AT_ONCE)

Records = Sequence[Record] | None


def verify(
    viewer: Viewer, person_id: int, move: Move, *, sector_id: str | None = None, version: int | None = None,
    submit_key: str = "",
) -> ClaimState:  # fmt: skip
    """Check an ID while somebody waits; returns the claim's new state.

    Raises ChangedMeanwhile (stale page, or the move is not open), BirthDateNeeded.  The same form sent twice acts once.
    """
    if submit_key and result_of(viewer, actions.CHECK, submit_key) is not None:
        claim = queries.claim_of(person_id)
        return ClaimState(claim.state) if claim else ClaimState.ENTERED
    check = actions.prepare_check(viewer, person_id, move, sector_id=sector_id, version=version)
    answer = ask_now(check)
    return actions.settle_check(viewer, check, records_of(answer), fault=fault_of(answer), submit_key=submit_key)


def ask_now(check: Check) -> Answer:
    """Ask for somebody who waits; ends the read transaction first, so that no lock is held meanwhile."""
    if not check.answered:
        return Unreachable(Fault.BUSY)
    db.session.rollback()
    if not _places.acquire(blocking=False):
        return Unreachable(Fault.BUSY)
    try:
        return registry().look_up(check.sector_id)
    finally:
        _places.release()


def recheck_pending(limit: int = 200) -> Counter[str]:
    """Check again what is due, in a job; the people are told what came of it.  Stops while the registry is down."""
    counts: Counter[str] = Counter()
    asked = _patient()
    for person_id in queries.claims_to_retry(clock.now(), limit):
        answer = _recheck(asked, person_id)
        counts[answer] += 1
        if answer == Fault.RESTING:
            break
    return counts


def _recheck(asked: Registry, person_id: int) -> str:
    """One due claim; gives the new state, or the fault for which it goes on waiting."""
    try:
        check = actions.prepare_check(SYSTEM, person_id, Move.RECHECK)
    except (actions.ChangedMeanwhile, actions.BirthDateNeeded):
        actions.forget_retry(person_id)
        return "not_due"
    db.session.rollback()
    answer = asked.look_up(check.sector_id)
    if isinstance(answer, Unreachable):
        actions.postpone_retry(person_id)
        return answer.fault
    try:
        return actions.settle_check(SYSTEM, check, records_of(answer))
    except actions.ChangedMeanwhile:
        return "changed_meanwhile"


def review_verified(limit: int = 200) -> int:
    """Compare people verified long ago with the registry again; whoever differs must confirm.  Returns how many do."""
    asked, unsettled = _patient(), 0
    for person_id in queries.claims_long_unchecked(clock.now() - RECHECK_AFTER, limit):
        claim, person = queries.claim_of(person_id), queries.person(person_id)
        if claim is None or claim.matched_id is None:
            continue
        exact, version, identity = claim.matched_id, claim.version, Identity(person.full_name, person.birth_date)
        db.session.rollback()
        answer = asked.look_up(exact)
        if isinstance(answer, Unreachable):
            break
        record = next((each for each in records_of(answer) or () if each.sector_id == exact), None)
        unsettled += actions.settle_review(person_id, version, changes(identity, record))
    return unsettled


def verify_unit(viewer: Viewer, path: str) -> Counter[str]:
    """Verify everybody beneath a unit's path now, in this process; returns how many of each outcome."""
    total: Counter[str] = Counter()
    for people in slices(bulk.people_to_verify(viewer, path)):
        total += verify_batch(viewer, path, people)
    return total


def slices(people: Sequence[int]) -> Iterator[Sequence[int]]:
    """The people of a unit in batches."""
    return (people[start : start + bulk.BATCH] for start in range(0, len(people), bulk.BATCH))


def verify_batch(viewer: Viewer, path: str, people: Sequence[int]) -> Counter[str]:
    """Verify these people beneath a path; returns how many of each outcome.

    With the imported registry look-up and writing are one set-based transaction (which may be the caller's); a remote
    one is asked before, so a caller must hold no transaction then.
    """
    asked = _patient()
    if isinstance(asked, EmbeddedRegistry):
        return bulk.verify_batch(viewer, path, people, _all_at_once(asked))
    ids = bulk.ids_of(viewer, path, people)
    db.session.rollback()
    answers = {sector_id: records_of(asked.look_up(sector_id)) for sector_id in dict.fromkeys(ids)}
    return bulk.verify_batch(viewer, path, people, lambda wanted: {w: answers.get(w) for w in wanted}, keep=True)


def is_remote() -> bool:
    """Whether checks leave this machine (and so may not happen inside a transaction)."""
    return not isinstance(registry(), EmbeddedRegistry)


def records_of(answer: Answer) -> Records:
    """What the domain judges: the records, none, or None for "could not be asked"."""
    if isinstance(answer, Found):
        return answer.records
    return () if isinstance(answer, NotFound) else None


def fault_of(answer: Answer) -> str | None:
    """Why there was no answer, for the record."""
    return str(answer.fault) if isinstance(answer, Unreachable) else None


def _patient() -> Registry:
    """The registry as a job asks it."""
    chosen = registry()
    return chosen.patient(FOR_A_JOB) if isinstance(chosen, RemoteRegistry) else chosen


def _all_at_once(embedded: EmbeddedRegistry) -> bulk.LookUp:
    def look_up(sector_ids: Sequence[str]) -> dict[str, Records]:
        by_key: dict[str, list[Record]] = {}
        for person in embedded.records_of({sector_key(each) for each in sector_ids}):
            by_key.setdefault(sector_key(person.sector_id), []).append(person)
        return {each: by_key.get(sector_key(each), []) for each in sector_ids}

    return look_up
