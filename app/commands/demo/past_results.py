"""How do people with given ranks get into the tables?  Schools, appointments, a period of results from paper."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, String, func, literal, select, update

from app.commands.demo.generated import SCHOOL_TYPES
from app.commands.demo.life import somebody
from app.commands.demo.loading import BATCH, Loader, catch_up_sequences, save
from app.commands.demo.margins import MadePerson, people_of, read_subject
from app.commands.demo.top import top
from app.commands.demo.world import DemoPerson, DemoUnit, World, draw_name
from app.db import db, refresh_statistics, writing
from app.domain import clock
from app.domain.evaluation.enrolment import finish_enrolment
from app.domain.evaluation.hand_in.closing import expect_hand_ins
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.evaluation.opening import Plan, open_period
from app.domain.evaluation.results.models import PaperResult
from app.domain.evaluation.rules.calendar import Step
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.rules import Position
from app.domain.standards.actions import import_standard
from app.domain.standards.queries import standard_of, stored
from app.domain.viewer import SYSTEM
from app.integrations.standard_files import bundled, read_file

AT_A_SCHOOL = 40
SCHOOLS_OF_A_DISTRICT = 40
UNITS_AT_ONCE = 200


class ProvinceTaken(RuntimeError):
    """There are schools in this province already: made-up people are never mixed with others."""


def seed_margins(document: Mapping[str, Any]) -> tuple[int, int]:
    """(id of the province, number of people) made from a document of margins.  Raises BadMargins, ProvinceTaken."""
    about, people = read_subject(document), people_of(document)
    code, year = about.code, about.year
    loader = Loader()
    if "BO" not in loader.units:
        loader.load(top())
    if code in loader.units and _has_schools(loader.units[code][1]):
        raise ProvinceTaken(code)
    random = Random(int(code) * 10_000 + year)  # noqa: S311 - the same people each time
    loader.load(_world(code, about.name, people, code in loader.units, random))
    catch_up_sequences()
    for path in bundled():
        import_standard(SYSTEM, read_file(path.read_bytes()))
    province_id = loader.units[code][0]
    _evaluate(open_past_period(code, year, date(year, 5, 31)), province_id, people)
    catch_up_sequences()
    refresh_statistics()
    return province_id, len(people)


def _has_schools(path: str) -> bool:
    found = select(Unit.id).where(Unit.kind == "school", Unit.path.startswith(path, autoescape=True)).limit(1)
    taken = db.session.scalar(found) is not None
    db.session.rollback()
    return taken


def _world(code: str, name: str, people: Sequence[MadePerson], known: bool, random: Random) -> World:
    world = World()
    if not known:
        head = f"Sở Giáo dục và Đào tạo {name}"
        world.units.append(DemoUnit(code, head, "province", "Sở GDĐT", "BO", provider="viettel"))
    director = draw_name(random, "male")
    world.people.append(
        DemoPerson(code, Position.DIRECTOR, director, date(1970, 5, 1), "male", phone=f"0120{code.zfill(6)}")
    )
    places: dict[tuple[str, bool], list[MadePerson]] = defaultdict(list)
    for person in people:
        places[person.level, bool(person.difficult)].append(person)
    number = 0
    for (level, difficult), some in places.items():
        for start in range(0, len(some), AT_A_SCHOOL):
            parent = code if level == "THPT" else f"{code}D{number // SCHOOLS_OF_A_DISTRICT + 1:02d}"
            if parent != code and parent not in {unit.code for unit in world.units}:
                title = f"Phòng GDĐT Huyện {number // SCHOOLS_OF_A_DISTRICT + 1:02d}"
                world.units.append(DemoUnit(parent, title, "middle", "Phòng GDĐT", code))
            number += 1
            school = DemoUnit(
                f"{code}M{number:04d}", f"{SCHOOL_TYPES[level]} số {number}", "school", "Trường", parent, (level,),
                difficult=difficult,
            )  # fmt: skip
            world.units.append(school)
            world.people += [_person(school.code, each, random) for each in some[start : start + AT_A_SCHOOL]]
    return world


def _person(school: str, made: MadePerson, random: Random) -> DemoPerson:
    gender = None if made.female is None else "female" if made.female else "male"
    name = draw_name(random, gender or random.choice(("female", "male")))
    born = date(1963, 1, 1) + timedelta(days=random.randrange(11_000))
    return DemoPerson(school, made.position, name, born, gender, level=made.level, minority=made.minority)


def open_past_period(code: str, year: int, cutoff: date) -> int:
    """Id of a period of results taken over from paper in the province of this code, on the days of the letter."""

    def day(month: int, number: int, later: int = 0) -> datetime:
        return clock.start_of(date(year + later, month, number))

    teachers, managers = (stored(each) for each in ("TT20_2018", "TT14_2018"))
    assert teachers is not None and managers is not None
    plan = Plan(
        year=year, kind="entered", teacher_standard_id=teachers.id, manager_standard_id=managers.id, cutoff=cutoff,
        opens=day(9, 1), locks=day(1, 31, 1),
        deadlines={
            Step.SELF: day(9, 30), Step.OPINIONS: day(10, 31), Step.DECISION: day(11, 30), Step.HAND_IN: day(12, 15),
        },
    )  # fmt: skip
    today = clock.pinned_today()
    clock.pin_today(date(year, 9, 1))
    try:
        period_id, problems = open_period(somebody(code, Position.DIRECTOR), plan)
    finally:
        clock.pin_today(today)
    assert period_id is not None, problems
    finish_enrolment(period_id)
    return period_id


def _evaluate(period_id: int, province_id: int, people: Sequence[MadePerson]) -> None:
    """Enrol everybody, and give each the result that they were made with."""
    period = db.session.get_one(Period, period_id)
    ranks: dict[tuple[str, str, bool], list[int | None]] = defaultdict(list)
    for person in people:
        ranks[person.position, person.level, bool(person.difficult)].append(person.rank)
    turn = {key: iter(values) for key, values in ranks.items()}
    director, posts = _posts(province_id)
    first = (db.session.scalar(select(func.max(Evaluation.id))) or 0) + 1
    rows, results = [], {}
    for number, (post, unit) in enumerate(posts, start=first):
        rank = next(turn[post.position, post.level or "", unit.difficult])
        teaches = post.position == Position.TEACHER
        rows.append({
            "id": number, "period_id": period_id, "person_id": post.person_id, "unit_id": unit.id,
            "decided_in": unit.id, "position": post.position, "level": post.level,
            "standard_id": period.teacher_standard_id if teaches else period.manager_standard_id,
        })  # fmt: skip
        if rank is not None:
            results[number] = rank
    units = sorted({unit.id for _, unit in posts})
    db.session.rollback()
    save(Evaluation, rows)
    for start in range(0, len(units), UNITS_AT_ONCE):
        with writing():
            expect_hand_ins(period_id, set(units[start : start + UNITS_AT_ONCE]))
    settle(period_id, results, director)


def settle(
    period_id: int, results: Mapping[int, int], decided_by: int, forms: Mapping[int, str] | None = None
) -> None:  # fmt: skip
    """Publish these ranks (by evaluation) and accept every hand-in; without `forms` all criteria are at the rank."""
    period = db.session.get_one(Period, period_id)
    at = period.hand_in_due
    found = select(Evaluation.id, Evaluation.standard_id).where(Evaluation.period_id == period_id)
    standards = {row.id: row.standard_id for row in db.session.execute(found)}
    sizes = {each: len(standard_of(each).criteria) for each in set(standards.values())}
    db.session.rollback()
    with writing():
        for rank in sorted(set(results.values())):
            ids = [each for each, result in results.items() if result == rank]
            for start in range(0, len(ids), BATCH):
                some = Evaluation.id.in_(ids[start : start + BATCH])
                db.session.execute(update(Evaluation).where(some).values(state="published", rank=rank))
    save(Decision, (
        {
            "evaluation_id": each, "levels": forms[each] if forms else str(rank) * sizes[standards[each]],
            "ruled": rank, "rank": rank, "saved_at": at, "decided_at": at, "decided_by": decided_by,
            "decided_as": Position.DIRECTOR, "published_at": at,
        }
        for each, rank in results.items()
    ))  # fmt: skip
    save(PaperResult, ({"evaluation_id": each, "entered_by": decided_by, "entered_at": at} for each in results))
    receipt: ColumnElement[str] = literal("NKQ-") + HandIn.id.cast(String)
    with writing():
        db.session.execute(
            update(HandIn)
            .where(HandIn.period_id == period_id)
            .values(state="accepted", receipt=receipt, sent_at=at, sent_by=decided_by, late=False, accepted_at=at)
        )


def _posts(province_id: int) -> tuple[int, list[tuple[Appointment, Unit]]]:
    """The director, and every post at a school with the school, as they were made."""
    found = (
        select(Appointment, Unit)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Unit.path.startswith(db.session.get_one(Unit, province_id).path, autoescape=True))
        .order_by(Appointment.id)
    )
    rows = [(post, unit) for post, unit in db.session.execute(found)]
    director = next(post.person_id for post, unit in rows if unit.id == province_id)
    return director, [(post, unit) for post, unit in rows if unit.kind == "school"]
