"""What has been learnt before the newcomer looks?  A finished year, one in its fourth month, as two LMSs report."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import Row, select

from app.commands.demo.life import somebody
from app.db import db
from app.domain import clock
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.catalogue.rules import Way, audience_of
from app.domain.training.records.actions import put
from app.domain.training.records.rules import Report, Status
from app.domain.training.years.actions import open_year
from app.domain.training.years.rules import Wish, YearPlan
from app.domain.viewer import SYSTEM

OF_2021 = ("ETEP-GV-03", "ETEP-GV-04", "ETEP-GV-09", "ETEP-CBQL-03", "ETEP-CBQL-04", "ETEP-CBQL-05")
OF_2022 = ("ETEP-GV-05", "ETEP-GV-06", "ETEP-CBQL-06")
YEARS = {
    2021: (date(2021, 3, 1), date(2022, 1, 1), OF_2021),
    2022: (date(2022, 1, 15), date(2022, 7, 1), OF_2022),
}
SHARES = {2021: 0.9, 2022: 0.45}
"""Which part of the people has begun a module of each year."""
MOST = 1_500  # people a province; more would only take time
HOURS, COST = 40, 450_000


def learn(provinces: dict[str, str], random: Random) -> None:
    """Open the years of these provinces (code to the code of the provider that reports there) and report from LMSs."""
    modules = {module.code: module.id for module in all_modules()}
    providers = dict(db.session.execute(select(Unit.code, Unit.id).where(Unit.kind == UnitKind.PROVIDER)).all())
    others = {code: next(each for each in providers if each != code) for code in provinces.values()}
    for province, provider in provinces.items():
        officer = somebody(province, Position.PROVINCE_OFFICER)
        for year, (opens, due, codes) in YEARS.items():
            wishes = tuple(Wish(modules[code], Way.BLENDED, HOURS, COST) for code in codes)
            open_year(officer, YearPlan(year, clock.start_of(opens), clock.start_of(due), wishes))
            db.session.rollback()
            said = list(_reports(_learners(officer.unit_path), year, random))
            put(SYSTEM, providers[provider], said, modules)
            again = [report for report in said if report.status is Status.PASSED][::60]
            put(SYSTEM, providers[others[provider]], again, modules)  # a second LMS tells of the same people


def _learners(path: str) -> list[Row]:
    found = (
        select(Person.sector_id, Person.listed_sector_id, Appointment.position)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(beneath(Unit.path, [path]), Unit.kind == UnitKind.SCHOOL, Appointment.main, Appointment.ends.is_(None))
        .order_by(Unit.code.desc(), Person.id)
        .limit(MOST)
    )
    rows = list(db.session.execute(found).all())
    db.session.rollback()
    return rows


def _reports(learners: list[Row], year: int, random: Random) -> Iterator[Report]:
    opens, due, codes = YEARS[year]
    last = min(clock.campaign_now() - timedelta(days=1), clock.start_of(due))
    for number, (verified, listed, position) in enumerate(learners):
        sector_id, audience = verified or listed, audience_of(position)
        if not sector_id or audience is None:
            continue
        theirs = [code for code in codes if ("CBQL" in code) == (audience == "manager")]
        for code in theirs:
            if random.random() < SHARES[year]:
                yield _report(f"{year}-{code}-{number}", sector_id, code, year, clock.start_of(opens), last, random)


def _report(
    ref: str, sector_id: str, code: str, year: int, first: datetime, last: datetime, random: Random
) -> Report:  # fmt: skip
    began = first + (last - first) * random.random() * 0.5
    status = random.choices(
        [Status.PASSED, Status.IN_PROGRESS, Status.ENROLLED, Status.FAILED], [0.7, 0.15, 0.1, 0.05]
    )[0]  # fmt: skip
    score = {Status.PASSED: random.randint(10, 20), Status.FAILED: random.randint(4, 9)}.get(status)
    done = began + (last - began) * random.random() if score is not None else None
    return Report(
        ref, sector_id, code, year, status, score=Decimal(score) / 2 if score is not None else None,
        progress=100 if done else random.choice([10, 40, 75]) if status is Status.IN_PROGRESS else None,
        enrolled_at=began.replace(microsecond=0), completed_at=done.replace(microsecond=0) if done else None,
    )  # fmt: skip
