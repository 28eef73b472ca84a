"""How do people stand with their sector ID?  Scoped: out of the viewer's sight is None (AZ-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select

from app.db import db, made_once
from app.domain import clock
from app.domain.identity.flows import UNSAVED, ClaimState, Standing, Way, standing
from app.domain.identity.models import Attempt, Claim, RegistryRecord
from app.domain.identity.rules import FAILURES
from app.domain.organisation.access import SEES_PEOPLE_BELOW, appointed_on, people_visible
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import LmsProvider, Role, UnitKind
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import Viewer

OVERSEERS = frozenset({UnitKind.SCHOOL, UnitKind.MIDDLE, UnitKind.PROVINCE})
WAY_OF_PROVIDER = {LmsProvider.VIETTEL: Way.TEMIS, LmsProvider.VNPT: Way.VNPT}


@dataclass(frozen=True)
class Place:
    """Where somebody is counted today."""

    unit_id: int
    unit_name: str
    path: str


def person(person_id: int) -> Person:
    """A person whom the caller may see."""
    return db.session.get_one(Person, person_id)


def oversees(viewer: Viewer) -> bool:
    """Whether others' IDs are this viewer's business: heads, officers and admins of schools and their offices.

    The ministry's own admin counts provinces, and opens nobody's file (AZ-9).
    """
    return viewer.role in SEES_PEOPLE_BELOW and viewer.unit_kind in OVERSEERS


def own_person(viewer: Viewer) -> Person:
    """The viewer themselves."""
    return db.session.get_one(Person, viewer.person_id)


def own_standing(viewer: Viewer) -> Standing:
    """The state shown of the viewer themselves."""
    person, claim = db.session.execute(_own(), {"person": viewer.person_id}).one()
    return standing_of(person, claim)


@made_once
def _own() -> Select[Person, Claim]:
    found = select(Person, Claim).outerjoin(Claim, Claim.person_id == Person.id)
    return found.where(Person.id == bindparam("person"))


def own_claim(viewer: Viewer) -> Claim | None:
    """The viewer's own claim, if they ever entered an ID."""
    return claim_of(viewer.person_id) if viewer.person_id is not None else None


def claim_of(person_id: int) -> Claim | None:
    """A person's claim; the caller has loaded the person in scope."""
    return db.session.scalar(select(Claim).where(Claim.person_id == person_id))


def claim_for(viewer: Viewer, person_id: int) -> Claim | None:
    """A claim of somebody whose ID the viewer may see: a lecturer learns states, and never an ID (AZ-4)."""
    if viewer.person_id != person_id and not oversees(viewer) and viewer.role != Role.SYSTEM:
        return None
    return db.session.scalar(
        select(Claim).join(Person, Person.id == Claim.person_id).where(Person.id == person_id, people_visible(viewer))
    )


def standing_of(person: Person, claim: Claim | None) -> Standing:
    """The state shown of one person; the twin of `standing_sql`."""
    state = ClaimState(claim.state) if claim else None
    return standing(state, in_bulk=bool(claim and claim.in_bulk), listed=person.listed_sector_id is not None)


def standing_sql() -> ColumnElement[str]:
    """The state shown, as SQL over `Person` outer-joined with `Claim`; the twin of `standing_of`."""
    return case(
        (Claim.state.is_(None) & Person.listed_sector_id.is_(None), Standing.NOT_DECLARED.value),
        (Claim.state.is_(None), Standing.LISTED.value),
        ((Claim.state == ClaimState.VERIFIED) & Claim.in_bulk, Standing.VERIFIED_BULK.value),
        (Claim.state == ClaimState.VERIFIED, Standing.VERIFIED_SELF.value),
        (Claim.state.in_(sorted(UNSAVED)), Standing.UNSAVED.value),
        (Claim.state == ClaimState.WITHHELD, Standing.PENDING.value),
        else_=Claim.state,
    )


def way_at(path: str) -> Way:
    """Which way of letter 95 the people of a unit go: their province's LMS provider decides."""
    ids = [int(part) for part in path.strip("/").split("/")]
    provider = db.session.scalar(select(Unit.lms_provider).where(Unit.id.in_(ids), Unit.kind == UnitKind.PROVINCE))
    return WAY_OF_PROVIDER.get(LmsProvider(provider), Way.TEMIS) if provider else Way.TEMIS


def place_of(person_id: int) -> Place | None:
    """Where a person is counted today: the main appointment, else any that holds."""
    held = _places(person_id).where(appointed_on(clock.today()))
    return _first_place(held.order_by(Appointment.main.desc(), Appointment.id))


def place_of_case(person_id: int) -> Place | None:
    """Where what is open about a person lies: where they work today, else where they worked last."""
    left = _places(person_id).where(Appointment.ends <= clock.today())
    last = left.order_by(Appointment.ends.desc(), Appointment.main.desc(), Appointment.id)
    return place_of(person_id) or _first_place(last)


def _places(person_id: int) -> Select[int, str, str]:
    found = select(Unit.id, Unit.name, Unit.path).join(Appointment, Appointment.unit_id == Unit.id)
    return found.where(Appointment.person_id == person_id)


def _first_place(found: Select[int, str, str]) -> Place | None:
    row = db.session.execute(found.limit(1)).first()
    return Place(*row) if row else None


def units_of(person_ids: Sequence[int]) -> set[int]:
    """Units in which any of these people is appointed today: their figures change with a claim."""
    found = select(Appointment.unit_id).where(Appointment.person_id.in_(person_ids), appointed_on(clock.today()))
    return set(db.session.scalars(found))


def last_attempt(person_id: int) -> Attempt | None:
    """The latest check of a person's ID."""
    return db.session.scalar(select(Attempt).where(Attempt.person_id == person_id).order_by(Attempt.id.desc()).limit(1))


def attempts_of(person_id: int, limit: int = 20) -> Sequence[Attempt]:
    """Checks of a person's ID, newest first; the caller has loaded the person in scope."""
    found = select(Attempt).where(Attempt.person_id == person_id).order_by(Attempt.id.desc()).limit(limit)
    return db.session.scalars(found).all()


def start_of_real_day() -> datetime:
    """Midnight in Vietnam of the real day: limits on guessing follow the real clock, also in a demonstration."""
    return clock.start_of(clock.now().astimezone(clock.VIETNAM).date())


def own_failures_today(account_id: int) -> int:
    """Failed checks that this account made today."""
    counted = select(func.count()).where(
        Attempt.account_id == account_id, Attempt.at >= start_of_real_day(), Attempt.outcome.in_(sorted(FAILURES))
    )
    return db.session.scalar(counted) or 0


def others_failures_today(account_id: int | None, sector_id: str) -> int:
    """Failed checks of *other* accounts on this ID (by key) today."""
    counted = select(func.count()).where(
        Attempt.sector_key == sector_key(sector_id),
        Attempt.account_id.is_not(None),
        Attempt.account_id != (account_id or 0),
        Attempt.at >= start_of_real_day(),
        Attempt.outcome.in_(sorted(FAILURES)),
    )
    return db.session.scalar(counted) or 0


def verified_by_others(person_id: int, sector_ids: Sequence[str]) -> dict[str, int]:
    """Which of these exact IDs other people have verified, and who."""
    found = select(Person.sector_id, Person.id).where(Person.sector_id.in_(sector_ids), Person.id != person_id)
    return {sector_id: holder for sector_id, holder in db.session.execute(found) if sector_id}


def holders_of(sector_ids: Sequence[str]) -> dict[str, int]:
    """Who has verified each of these exact IDs."""
    found = select(Person.sector_id, Person.id).where(Person.sector_id.in_(sector_ids))
    return {str(sector_id): holder for sector_id, holder in db.session.execute(found)}


def stored_record(sector_id: str | None) -> RegistryRecord | None:
    """The registry's record of this exact ID, as imported or as last answered."""
    return db.session.scalar(select(RegistryRecord).where(RegistryRecord.sector_id == sector_id)) if sector_id else None


def records_near(sector_id: str | None) -> Sequence[RegistryRecord]:
    """The registry's records that this ID may mean: for an admin who handles a case."""
    if not sector_id:
        return []
    found = select(RegistryRecord).where(RegistryRecord.sector_key == sector_key(sector_id))
    records = db.session.scalars(found.order_by(RegistryRecord.sector_id)).all()
    exact = [record for record in records if record.sector_id == sector_id]
    return exact or records


def claims_to_retry(at: datetime, limit: int) -> Sequence[int]:
    """Ids of people whose claim is due for another check; a withheld one only ever waits for an admin."""
    due = select(Claim.person_id).where(Claim.retry_at <= at, Claim.state != ClaimState.WITHHELD)
    return db.session.scalars(due.order_by(Claim.retry_at, Claim.id).limit(limit)).all()


def claims_long_unchecked(before: datetime, limit: int) -> Sequence[int]:
    """Ids of verified people whose record was last compared before an instant."""
    old = select(Claim.person_id).where(Claim.state == ClaimState.VERIFIED, Claim.checked_at < before)
    return db.session.scalars(old.order_by(Claim.checked_at, Claim.id).limit(limit)).all()


def namesakes(viewer: Viewer, person: Person) -> Sequence[Person]:
    """Other people in the viewer's sight with the same folded name and birth date: perhaps the same person twice."""
    born: date | None = person.birth_date
    if born is None:
        return []
    found = select(Person).where(
        Person.id != person.id, Person.name_fold == person.name_fold, Person.birth_date == born,
        Person.merged_into_id.is_(None), people_visible(viewer),
    )  # fmt: skip
    return db.session.scalars(found.limit(10)).all()
