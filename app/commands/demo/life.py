"""What has happened in the campaign before the newcomer looks?  Ten days of declaring, checking and asking for help.

Everything goes through the same actions as on the site, each on a day of its own, so boards and histories are true.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.accounts.models import Account
from app.domain.identity import actions
from app.domain.identity.case_actions import ask_for_help, escalate, hand_over
from app.domain.identity.case_rules import CaseState
from app.domain.identity.flows import ClaimState, Move
from app.domain.identity.models import IdCase, RegistryRecord
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import DECLARING, ROLE_OF, LmsProvider, Position, UnitKind
from app.domain.viewer import SYSTEM, Viewer
from app.integrations.registry.verification import verify, verify_unit

DAYS = 10
DECLARING_A_DAY = 26
IN_BULK = {4: "930030014", 6: "970030007"}  # day → the school whose admin had everybody verified at once
CAST_SCHOOLS = ("930020008", "970010001")  # where the newcomer looks first: everybody has tried, all ask for help
CAST_OFFICE = "93002"
ASKING_FOR_HELP = 0.6
LEAVING_BEFORE_SAVING = 0.15
NOTE = "Tôi đã nhập đúng mã nhưng hệ thống báo chưa khớp. Nhờ nhà trường kiểm tra giúp."


@dataclass(frozen=True)
class Declarer:
    """Somebody about to declare; `born` is what they know about themselves."""

    viewer: Viewer
    person_id: int
    sector_id: str
    unit: str
    born: date | None
    five_steps: bool


def live(random: Random) -> None:
    """Let people declare over the ten days that end with the pinned day."""
    last = clock.today()
    waiting = _declarers()
    random.shuffle(waiting)
    waiting.sort(key=lambda who: who.unit in CAST_SCHOOLS)  # taken from the end
    for number in range(DAYS):
        clock.pin_today(last - timedelta(days=DAYS - 1 - number))
        for _ in range(DECLARING_A_DAY):
            _declare(waiting.pop(), random)
        if number in IN_BULK:
            verify_unit(SYSTEM, _path_of(IN_BULK[number]))
    clock.pin_today(last)
    _pass_cases_on()


def _declare(who: Declarer, random: Random) -> None:
    if who.born is not None:
        actions.give_birth_date(who.viewer, who.born)  # refused, as on the site, where it was known
    try:
        state = _five_steps(who, random) if who.five_steps else _four_steps(who)
    except actions.BirthDateNeeded:
        return  # an ID that no record holds: nobody knows the date, and the person went no further
    asks = who.unit in CAST_SCHOOLS or random.random() < ASKING_FOR_HELP
    if asks and state in {ClaimState.MISMATCH, ClaimState.NOT_FOUND}:
        ask_for_help(who.viewer, NOTE)


def _four_steps(who: Declarer) -> ClaimState:
    return verify(who.viewer, who.person_id, Move.COMPLETE, sector_id=who.sector_id, version=0)


def _five_steps(who: Declarer, random: Random) -> ClaimState:
    actions.enter_id(who.viewer, who.sector_id, 0)
    state = verify(who.viewer, who.person_id, Move.VERIFY)
    if state is ClaimState.CHECKED and random.random() >= LEAVING_BEFORE_SAVING:
        return actions.save_claim(who.viewer, 2)
    return state


def _declarers() -> list[Declarer]:
    """Everybody who may declare and has an ID to declare, except the newcomer's cast and the schools done in bulk."""
    rows = db.session.execute(
        select(Person, Appointment, Unit, RegistryRecord.birth_date)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(RegistryRecord, RegistryRecord.sector_key == Person.listed_sector_key)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Appointment.main, Appointment.position.in_(sorted(DECLARING)), Person.listed_sector_id.is_not(None),
            Account.id.is_(None), Unit.code.not_in(IN_BULK.values()),
        )
        .order_by(Person.id)
    ).all()  # fmt: skip
    vnpt = select(Unit.path).where(Unit.kind == UnitKind.PROVINCE, Unit.lms_provider == LmsProvider.VNPT)
    five_steps = tuple(db.session.scalars(vnpt))
    found = [
        Declarer(
            viewer_in(person, appointment, unit), person.id, str(person.listed_sector_id), unit.code, born,
            unit.path.startswith(five_steps),
        )
        for person, appointment, unit, born in rows
    ]  # fmt: skip
    db.session.rollback()
    return found


def viewer_in(person: Person, appointment: Appointment, unit: Unit) -> Viewer:
    """Somebody in one of their appointments, as if they were signed in."""
    position = Position(appointment.position)
    return Viewer(
        account_id=None, person_id=person.id, appointment_id=appointment.id, unit_id=unit.id, unit_path=unit.path,
        unit_kind=unit.kind, role=ROLE_OF[position], position=position, name=person.full_name,
        given_name=person.given_name, gender=person.gender, unit_name=unit.name,
    )  # fmt: skip


def _pass_cases_on() -> None:
    """The school's admin passes two cases up; the office hands one of them to the LMS provider."""
    school, office = _admin_of(CAST_SCHOOLS[0]), _admin_of(CAST_OFFICE)
    at_school = select(IdCase.id, IdCase.version).where(IdCase.unit_id == school.unit_id)
    waiting = db.session.execute(at_school.where(IdCase.state == CaseState.AT_SCHOOL).order_by(IdCase.id)).all()[:2]
    db.session.rollback()
    for case_id, version in waiting:
        escalate(school, case_id, version, "Nhà trường đã xem hồ sơ giấy, đề nghị Phòng đối chiếu với CSDL ngành.")
    for case_id, version in waiting[:1]:
        hand_over(office, case_id, version + 1, "Nhờ kỹ thuật kiểm tra: tài khoản học tập không nhận mã này.")


def _admin_of(code: str) -> Viewer:
    found = db.session.execute(
        select(Person, Appointment, Unit)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Unit.code == code, Appointment.position == Position.ADMIN)
    ).one()
    return viewer_in(*found)


def _path_of(code: str) -> str:
    path = db.session.scalars(select(Unit.path).where(Unit.code == code)).one()
    db.session.rollback()
    return path


def somebody(code: str, position: Position) -> Viewer:
    """The first in this position at the unit of this code."""
    found = db.session.execute(
        select(Person, Appointment, Unit)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Unit.code == code, Appointment.position == position)
        .order_by(Appointment.id)
    ).first()
    assert found is not None
    viewer = viewer_in(*found)
    db.session.rollback()
    return viewer
