"""What becomes of two records that are one person?  One survives, field by field; the other leads to it for ever."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select, update
from sqlalchemy.orm import aliased

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.actions.codes import close_for_good
from app.domain.accounts.queries import account_of
from app.domain.accounts.rules.states import DisabledReason
from app.domain.identity import queries
from app.domain.identity.actions import ChangedMeanwhile, unsettle_if_differs
from app.domain.identity.case_actions import rename
from app.domain.identity.case_opening import add_event, open_case_of
from app.domain.identity.case_rules import CaseOutcome, CaseState
from app.domain.identity.changes.actions import note_lost
from app.domain.identity.claim_writing import keep_former_id
from app.domain.identity.flows import ClaimState
from app.domain.identity.models import Attempt, CaseEvent, Claim, FormerSectorId, IdCase
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.notices.models import Notice
from app.domain.organisation.access import beneath, people_visible
from app.domain.organisation.models import Appointment, Assignment, Delegation, Leave, Person, Unit
from app.domain.organisation.rules import HEADS, Position, Problem, Role, UnitKind
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

FIELDS = ("full_name", "birth_date", "gender", "qualification", "phone", "email")
"""Chosen one by one; what the survivor lacks is filled from the other in any case."""
FILLED = ("minority", "teaching_since", "managing_since", "citizen_number_sealed", "listed_sector_id")
SECTOR_ID = "sector_id"
GOES_ALONG: list[Callable[[Person, Person], None]] = []
"""What parts of the house above this one keep about people: each is called with who stays and who goes."""
ADMINS_OF = frozenset({UnitKind.SCHOOL, UnitKind.MIDDLE, UnitKind.PROVINCE})


def may_merge(viewer: Viewer, one: Person, other: Person) -> bool:
    """An admin who oversees both may, unless one of them is the admin's own record (AZ-5)."""
    same_or_gone = one.id == other.id or one.merged_into_id is not None or other.merged_into_id is not None
    admin = viewer.role == Role.ADMIN and viewer.unit_kind in ADMINS_OF
    return admin and not same_or_gone and viewer.person_id not in (one.id, other.id)


def pair_for(viewer: Viewer, keep_id: int, gone_id: int, *, hold: bool = False) -> tuple[Person, Person] | None:
    """Both records, if the viewer may merge them."""
    mine = people_visible(viewer), not_(_holds_more_than(viewer))
    found = select(Person).where(Person.id.in_((keep_id, gone_id)), *mine).order_by(Person.id)
    if hold:
        found = found.with_for_update(of=Person).execution_options(populate_existing=True)
    people = {person.id: person for person in db.session.scalars(found)}
    keep, gone = people.get(keep_id), people.get(gone_id)
    return (keep, gone) if keep and gone and may_merge(viewer, keep, gone) else None


def _holds_more_than(viewer: Viewer) -> ColumnElement[bool]:
    """Does the person hold, now or later, something that is not the viewer's to give: a post elsewhere or above, the
    office of the viewer's own unit's admin or head?  A merge hands it to whoever signs in as the survivor (AZ-10)."""
    place = aliased(Unit)
    own_level = and_(Appointment.position.in_([Position.ADMIN, *sorted(HEADS)]), place.id == viewer.unit_id)
    return exists(
        select(Appointment.id)
        .join(place, place.id == Appointment.unit_id)
        .where(
            Appointment.person_id == Person.id,
            or_(Appointment.ends.is_(None), Appointment.ends > clock.today()),
            or_(not_(beneath(place.path, [viewer.unit_path])), own_level),
        )
    )


def merge_people(
    viewer: Viewer, keep_id: int, gone_id: int, versions: tuple[int, int], from_gone: Mapping[str, bool], reason: str
) -> list[Problem]:
    """Merge `gone` into `keep`: each field of FIELDS and the sector ID is taken from the one that `from_gone` names.

    Appointments, leaves, checks, cases and notices go over; the gone record's account is closed and its sessions end;
    an ID that was verified and is not chosen still leads to the person.  Raises ChangedMeanwhile for a stale page.
    """
    with writing():
        pair = pair_for(viewer, keep_id, gone_id, hold=True)
        if pair is None:
            return [Problem("not_same_person")]
        keep, gone = pair
        if versions != (keep.version, gone.version):
            raise ChangedMeanwhile
        before = {name: getattr(keep, name) for name in (*FIELDS, SECTOR_ID)}
        units = queries.units_of([keep.id, gone.id])
        _merge_fields(keep, gone, from_gone)
        _merge_ids(keep, gone, bool(from_gone.get(SECTOR_ID)))
        _move_appointments(keep, gone)
        _move_the_rest(viewer, keep, gone)
        for move in GOES_ALONG:
            move(keep, gone)
        gone.merged_into_id, keep.version, gone.version = keep.id, keep.version + 1, gone.version + 1
        db.session.flush()
        _settle_accounts(viewer, keep, gone)
        after = {name: getattr(keep, name) for name in (*FIELDS, SECTOR_ID)} | {"merged": gone.id}
        place = queries.place_of(keep.id)
        record(viewer, "people_merged", "person", keep.id, before=before, after=after, reason=reason,
               unit_id=place.unit_id if place else None)  # fmt: skip
        unsettle_if_differs(viewer, keep.id)
        tell(keep.id, "people_merged", "person", keep.id)
        mark_stale(units | queries.units_of([keep.id]))
    return []


def _merge_fields(keep: Person, gone: Person, from_gone: Mapping[str, bool]) -> None:
    for name in FIELDS:
        value = getattr(gone, name)
        if value is None or (getattr(keep, name) is not None and not from_gone.get(name)):
            continue
        if name == "full_name":
            rename(keep, value)
        else:
            setattr(keep, name, value)
    for name in FILLED:
        if getattr(keep, name) is None:
            setattr(keep, name, getattr(gone, name))
    keep.listed_sector_key = sector_key(keep.listed_sector_id) if keep.listed_sector_id else None


def _merge_ids(keep: Person, gone: Person, take_gone: bool) -> None:
    """One claim survives: the chosen one's, else the one there is; the other's verified ID becomes a former one."""
    claims = {claim.person_id: claim for claim in db.session.scalars(
        select(Claim).where(Claim.person_id.in_((keep.id, gone.id))))}  # fmt: skip
    mine, theirs = claims.get(keep.id), claims.get(gone.id)
    chosen, other = (theirs, mine) if take_gone or mine is None else (mine, theirs)
    if other is not None and chosen is not None:
        db.session.delete(other)
    held = [each for each in (keep.sector_id, gone.sector_id) if each]
    wanted = chosen.matched_id if chosen is not None and chosen.state == ClaimState.VERIFIED else None
    kept = wanted or (keep.sector_id if not take_gone else gone.sector_id) or (held[0] if held else None)
    gone.sector_id = gone.sector_key = keep.sector_id = keep.sector_key = None
    db.session.flush()
    if chosen is not None:
        chosen.person_id, chosen.version = keep.id, chosen.version + 1
    if kept:
        keep.sector_id, keep.sector_key = kept, sector_key(kept)
    earlier = db.session.scalars(select(FormerSectorId).where(FormerSectorId.person_id == gone.id)).all()
    for each in sorted({*held, *(former.sector_id for former in earlier)} - {kept}):
        keep_former_id(keep.id, each)
        note_lost(each, kept)
    for former in earlier:
        db.session.delete(former)


def _move_appointments(keep: Person, gone: Person) -> None:
    """All appointments go over; a second main one that is still open ends or stops being the main one."""
    today = clock.today()
    held = db.session.scalars(select(Appointment).where(Appointment.person_id.in_((keep.id, gone.id)))).all()
    open_main = [each for each in held if each.person_id == keep.id and each.main and each.ends is None]
    for each in [each for each in held if each.person_id == gone.id]:
        if each.ends is None and each.main and open_main:
            each.main = False
            if any(mine.unit_id == each.unit_id for mine in open_main):
                each.ends, each.end_reason = max(today, each.starts + timedelta(days=1)), "merged"
        each.person_id, each.version = keep.id, each.version + 1


def _move_the_rest(viewer: Viewer, keep: Person, gone: Person) -> None:
    cases = [each for each in (open_case_of(keep.id), open_case_of(gone.id)) if each is not None]
    for case in cases:
        came_from, case.state, case.outcome = case.state, CaseState.CLOSED, CaseOutcome.MERGED
        case.closed_at, case.version, case.provider = clock.now(), case.version + 1, None
        add_event(viewer, case, "merged", from_state=came_from, to_state=case.state)
    db.session.flush()
    db.session.execute(update(IdCase).where(IdCase.other_person_id == gone.id).values(other_person_id=keep.id))
    for model in (Leave, Assignment, Attempt, IdCase, Notice, CaseEvent):
        db.session.execute(update(model).where(model.person_id == gone.id).values(person_id=keep.id))
    for column in (Assignment.about_person_id, Assignment.made_by_id):
        db.session.execute(update(Assignment).where(column == gone.id).values({column.key: keep.id}))
    for one, other in (
        (Delegation.by_person_id, Delegation.to_person_id),
        (Delegation.to_person_id, Delegation.by_person_id),
    ):
        theirs = update(Delegation).where(one == gone.id, other != keep.id)  # what one gave oneself stays as it was
        db.session.execute(theirs.values({one.key: keep.id}))


def _settle_accounts(viewer: Viewer, keep: Person, gone: Person) -> None:
    """The survivor keeps their own account; whoever has none takes over the other's."""
    account = account_of(gone.id)
    if account is not None and account_of(keep.id) is None:
        account.person_id = keep.id
    else:
        close_for_good(viewer, gone.id, DisabledReason.MERGED)
