"""How do tests get two years of the same people?  2021 frozen, 2022 counted, with modules passed in between.

At THCS Nguyễn Du six teachers have passed the modules and six have not; at THCS Lê Lợi there is one who has not.  One
more has moved between the schools.  What is told is criterion 15 (module 9, of 2022), and 6 (module 3, of 2021).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select, update

from app.commands.modules import import_bundled
from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.enrolment import enrol, finish_enrolment, schools_of
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.evaluation.opening import open_period
from app.domain.organisation.models import Unit
from app.domain.standards.queries import stored
from app.domain.training.catalogue.queries import module_ids
from app.domain.training.catalogue.rules import Way
from app.domain.training.feedback.models import FeedbackRun
from app.domain.training.records.actions import put
from app.domain.training.years.actions import open_year
from app.domain.training.years.rules import Wish, YearPlan
from app.domain.viewer import SYSTEM
from tests.cast import Cast
from tests.evaluations import hold_period, plan
from tests.factories import make_teacher
from tests.reports import count_report, freeze
from tests.training import report

LEARNT, OTHERS, ELSEWHERE, MOVED = range(6), range(6, 12), 12, 13
OF_2021, OF_2022 = "ETEP-GV-03", "ETEP-GV-09"
THEN = "11111211112211"
NOW = "22211211121211"
"""Levels of criterion 15 in each year; all others are at 2, but for one in criterion 6."""


@dataclass(frozen=True)
class TwoYears:
    """Ids of the reports of 2021 and 2022, and of the people in the order of THEN."""

    before: int
    now: int
    people: list[int]


def make_two_years(cast: Cast, *, other_standard: bool = False) -> TwoYears:
    """Both years, counted; `other_standard`: those of 2021 were evaluated by another one."""
    import_bundled()
    people = _people(cast)
    _learn(cast, [f"0110100{number:04d}" for number in range(100, 106)])
    period_id = _past_period(cast)
    _publish(period_id, people, THEN)
    if other_standard:
        with writing():
            standard = stored("TT14_2018")
            db.session.execute(update(Period).where(Period.id == period_id).values(teacher_standard_id=standard.id))
    before = count_report(cast, 2021)
    freeze(cast, before)
    period_id = hold_period(cast)
    _publish(period_id, people, NOW)
    with writing():
        of_moved = update(Evaluation).where(
            Evaluation.period_id == period_id, Evaluation.person_id == people[MOVED]
        )  # fmt: skip
        db.session.execute(of_moved.values(unit_id=cast.units["other_school"]))
    return TwoYears(before, count_report(cast), people)


def say(cast: Cast, module: str, year: int = 2022, counts: list[list[int]] | None = None) -> None:
    """A survey on a module that has closed, with what may be shown of it."""
    with writing():
        run = FeedbackRun(
            unit_id=cast.units["province"], year=year, kind="module", subject=module, audience="teacher", number=1,
            title="Mô đun", questionnaire="BH-MD", groups=[{"name": "Chung", "statements": ["Hay"]}], state="closed",
            invited=20, closes_at=clock.now(), closed_at=clock.now(), answers=sum(counts[0]) if counts else 3,
            counts=counts,
        )  # fmt: skip
        db.session.add(run)


def _people(cast: Cast) -> list[int]:
    found = []
    for number in range(len(THEN)):
        unit = db.session.get_one(Unit, cast.units["other_school" if number == ELSEWHERE else "school"])
        sector_id = f"0110100{100 + number:04d}" if number in LEARNT else None
        found.append(make_teacher(unit, f"Phùng Thị {'ABCDEGHIKLMNOP'[number]}n", sector_id=sector_id).id)
    return found


def _learn(cast: Cast, sector_ids: list[str]) -> None:
    modules = module_ids()
    for year, code in ((2021, OF_2021), (2022, OF_2022)):
        opens, due = clock.start_of(date(year, 3, 1)), clock.start_of(date(year, 12, 1))
        wishes = (Wish(modules[code], Way.ONLINE),)
        year_id, problems = open_year(cast.province_officer.viewer, YearPlan(year, opens, due, wishes))
        assert year_id is not None, problems
        passed_at = datetime(year, 4, 1, tzinfo=UTC)
        said = [
            report(f"{year}-{each}", sector_id=each, module=code, year=year, completed_at=passed_at)
            for each in sector_ids
        ]  # fmt: skip
        put(SYSTEM, cast.units["viettel"], said, modules)


def _past_period(cast: Cast) -> int:
    asked = plan(year=2021, kind="entered", cutoff=date(2021, 12, 31))
    period_id, problems = open_period(cast.province_officer.viewer, asked)
    assert period_id is not None, problems
    after = 0
    while schools := schools_of(period_id, after):
        enrol(period_id, schools)
        after = schools[-1].id
    finish_enrolment(period_id)
    return period_id


def _publish(period_id: int, people: list[int], levels: str) -> None:
    at = clock.now()
    with writing():
        for number, (person_id, level) in enumerate(zip(people, levels, strict=True)):
            found = select(Evaluation).where(Evaluation.period_id == period_id, Evaluation.person_id == person_id)
            evaluation = db.session.scalars(found).one()
            evaluation.state, evaluation.rank = "published", 2
            form = ["2"] * 14 + [level]
            form[5] = "1" if number == 0 else "2"
            db.session.add(
                Decision(
                    evaluation_id=evaluation.id, levels="".join(form), ruled=2, rank=2, saved_at=at, decided_at=at,
                    decided_by=person_id, decided_as="principal", published_at=at,
                )
            )  # fmt: skip
