"""How do people with given ranks get into the tables?  Schools, appointments, a period of results from paper."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from app.commands.demo.generated import SCHOOL_TYPES
from app.commands.demo.loading import Loader, catch_up_sequences, save
from app.commands.demo.margins import MadePerson, people_of
from app.commands.demo.top import top
from app.commands.demo.world import DemoPerson, DemoUnit, World, draw_name
from app.db import db, refresh_statistics, writing
from app.domain import clock
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.rules import Position
from app.domain.standards.actions import import_standard
from app.domain.standards.queries import standard_of, stored
from app.domain.viewer import SYSTEM
from app.integrations.standard_files import bundled, read_file

AT_A_SCHOOL = 40
SCHOOLS_OF_A_DISTRICT = 40


class ProvinceTaken(RuntimeError):
    """There are schools in this province already: made-up people are never mixed with others."""


def seed_margins(document: Mapping[str, Any]) -> tuple[int, int]:
    """(id of the province, number of people) made from a document of margins.  Raises BadMargins, ProvinceTaken."""
    people = people_of(document)
    code, year = str(document["province"]["code"]), int(document["year"])
    loader = Loader()
    if "BO" not in loader.units:
        loader.load(top())
    if code in loader.units and _has_schools(loader.units[code][1]):
        raise ProvinceTaken(code)
    random = Random(int(code) * 10_000 + year)  # noqa: S311 - the same people each time
    loader.load(_world(code, str(document["province"]["name"]), people, code in loader.units, random))
    catch_up_sequences()
    for path in bundled():
        import_standard(SYSTEM, read_file(path.read_bytes()))
    province_id = loader.units[code][0]
    _evaluate(_period(province_id, year), province_id, people)
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
    world.people.append(DemoPerson(code, Position.DIRECTOR, draw_name(random, "male"), date(1970, 5, 1), "male"))
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


def _period(province_id: int, year: int) -> int:
    def day(month: int, number: int, later: int = 0) -> Any:
        return clock.start_of(date(year + later, month, number))

    teachers, managers = (stored(code) for code in ("TT20_2018", "TT14_2018"))
    assert teachers is not None and managers is not None
    with writing():
        period = Period(
            unit_id=province_id, year=year, kind="entered", teacher_standard_id=teachers.id,
            manager_standard_id=managers.id, cutoff=date(year, 5, 31), opens=day(6, 1), self_due=day(9, 30),
            opinions_due=day(10, 31), decision_due=day(11, 30), hand_in_due=day(12, 15), locks=day(1, 31, 1),
            enrolled_at=clock.now(),
        )  # fmt: skip
        db.session.add(period)
        db.session.flush()
        return period.id


def _evaluate(period_id: int, province_id: int, people: Sequence[MadePerson]) -> None:
    """Give everybody their result, and each school an accepted hand-in."""
    period = db.session.get_one(Period, period_id)
    director, posts = _posts(province_id)
    at = period.hand_in_due
    ranks: dict[tuple[str, str, bool], list[int | None]] = defaultdict(list)
    for person in people:
        ranks[person.position, person.level, bool(person.difficult)].append(person.rank)
    turn = {key: iter(values) for key, values in ranks.items()}
    evaluations, decisions, schools = [], [], {}
    number = db.session.scalar(select(Evaluation.id).order_by(Evaluation.id.desc()).limit(1)) or 0
    for appointment, unit in posts:
        number += 1
        rank = next(turn[appointment.position, appointment.level or "", unit.difficult])
        managers = appointment.position != Position.TEACHER
        standard_id = period.manager_standard_id if managers else period.teacher_standard_id
        evaluations.append({
            "id": number, "period_id": period_id, "person_id": appointment.person_id, "unit_id": unit.id,
            "decided_in": unit.id, "standard_id": standard_id, "position": appointment.position,
            "level": appointment.level, "state": "open" if rank is None else "published", "rank": rank,
        })  # fmt: skip
        schools[unit.id] = number
        if rank is not None:
            levels = str(rank) * len(standard_of(standard_id).criteria)
            decisions.append({
                "evaluation_id": number, "levels": levels, "ruled": rank, "rank": rank, "saved_at": at,
                "decided_at": at, "decided_by": director, "decided_as": Position.DIRECTOR, "published_at": at,
            })  # fmt: skip
    db.session.rollback()
    save(Evaluation, evaluations)
    save(Decision, decisions)
    save(HandIn, _hand_ins(schools, period_id, province_id, director, at))


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


def _hand_ins(
    schools: Mapping[int, int], period_id: int, province_id: int, director: int, at: Any
) -> Iterator[dict[str, Any]]:
    for unit_id, number in schools.items():
        yield {
            "period_id": period_id, "unit_id": unit_id, "province_id": province_id, "state": "accepted",
            "receipt": f"NKQ-{number:08d}", "sent_at": at, "sent_by": director, "late": False, "accepted_at": at,
        }  # fmt: skip
