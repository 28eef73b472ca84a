"""What has happened in the evaluation before the newcomer looks?  A period in its third week, one school half done.

Everything goes through the same actions as on the site.
"""

from datetime import date
from random import Random

from sqlalchemy import select

from app.commands.demo.appeals import appeal_one
from app.commands.demo.colleagues import rate_each_other
from app.commands.demo.evidence import fill_store, keep_one
from app.commands.demo.hand_ins import hand_in_early
from app.commands.demo.life import CAST_OFFICE, CAST_SCHOOLS, somebody, viewer_in
from app.commands.demo.opinions import ask_about_the_principal
from app.db import db
from app.domain import clock
from app.domain.accounts.models import Account
from app.domain.evaluation import deciding, self_assessment, sheets
from app.domain.evaluation.enrolment import enrol, finish_enrolment, schools_of
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.opening import Plan, open_period
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.self_assessment import Words
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.standards.actions import import_standard
from app.domain.standards.queries import standard_of, stored
from app.domain.viewer import SYSTEM, Viewer
from app.integrations.standard_files import bundled, read_file

PROVINCE, OFFICE, SCHOOL = "93", CAST_OFFICE, CAST_SCHOOLS[0]
SENT, BEGUN = 0.5, 0.8  # shares of the school's people: half have sent, a third more have begun
DECIDED, PUBLISHED = 4, 2
WITH_EVIDENCE = 6  # of those who sent; more files would only take time
STRENGTHS = "Gần gũi, kiên nhẫn với học sinh; chuẩn bị bài chu đáo."
GOAL = "Nâng cao năng lực kiểm tra, đánh giá theo hướng phát triển phẩm chất, năng lực học sinh."


def half_fill(random: Random) -> None:
    """Take the standards in, open the province's period of 2022, and let the cast's school get half way."""
    for path in bundled():
        import_standard(SYSTEM, read_file(path.read_bytes()))
    period_id, _ = open_period(somebody(PROVINCE, Position.PROVINCE_OFFICER), plan_of_2022())
    assert period_id is not None
    after = 0
    while schools := schools_of(period_id, after):
        enrol(period_id, schools)
        after = schools[-1].id
    finish_enrolment(period_id)
    sent: list[tuple[int, dict[int, int | None]]] = []
    for who in _people(period_id):
        if (done := _assess(*who, random, evidence=len(sent) < WITH_EVIDENCE)) is not None:
            sent.append(done)
    fill_store(period_id, SCHOOL)
    head = somebody(SCHOOL, Position.PRINCIPAL)
    for number, (evaluation_id, levels) in enumerate(sent[:DECIDED], start=1):
        _decide(head, evaluation_id, levels, publish=number <= PUBLISHED)
    appeal_one(period_id, SCHOOL)
    rate_each_other(period_id, SCHOOL, random)
    hand_in_early(period_id, OFFICE, PROVINCE, SCHOOL, random)
    ask_about_the_principal(somebody(OFFICE, Position.MIDDLE_OFFICER), period_id, SCHOOL, random)


def plan_of_2022() -> Plan:
    """The period of the school year 2021-2022, in its third week on the demonstration's day."""

    def start(day: int, month: int):  # type: ignore[no-untyped-def]
        return clock.start_of(date(2022, month, day))

    return Plan(
        year=2022, kind="held", teacher_standard_id=_standard("TT20_2018"), manager_standard_id=_standard("TT14_2018"),
        cutoff=date(2022, 3, 31), opens=start(1, 4), locks=start(1, 7),
        deadlines={
            Step.SELF: start(1, 5), Step.OPINIONS: start(15, 5), Step.DECISION: start(1, 6), Step.HAND_IN: start(10, 6),
        },
    )  # fmt: skip


def _standard(code: str) -> int:
    row = stored(code)
    assert row is not None
    return row.id


def _people(period_id: int) -> list[tuple[Viewer, int]]:
    """The school's teachers without the cast, each with their evaluation."""
    rows = db.session.execute(
        select(Person, Appointment, Unit, Evaluation.id)
        .join(Evaluation, Evaluation.person_id == Person.id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Appointment, (Appointment.person_id == Person.id) & Appointment.main)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Evaluation.period_id == period_id, Unit.code == SCHOOL, Evaluation.decided_in == Unit.id,
            Account.id.is_(None), Evaluation.excused.is_(None), Evaluation.position != Position.VICE_PRINCIPAL,
        )
        .order_by(Evaluation.id)
    ).all()  # fmt: skip
    found = [(viewer_in(person, post, unit), evaluation_id) for person, post, unit, evaluation_id in rows]
    db.session.rollback()
    return found


def _assess(
    viewer: Viewer, evaluation_id: int, random: Random, *, evidence: bool
) -> tuple[int, dict[int, int | None]] | None:
    """Somebody sends, begins, or has not looked yet; what was sent, if it was."""
    how_far = random.random()
    if how_far >= BEGUN:
        return None
    size = len(standard_of(db.session.get_one(Evaluation, evaluation_id).standard_id).criteria)
    rated = size if how_far < SENT else random.randint(2, size - 1)
    levels: dict[int, int | None] = {no: random.choice((1, 2, 2, 2, 3, 3)) for no in range(1, rated + 1)}
    version = self_assessment.save_levels(viewer, evaluation_id, levels, 0)
    if how_far >= SENT:
        return None
    if evidence:
        keep_one(viewer, evaluation_id)
    version = self_assessment.save_words(viewer, evaluation_id, Words(STRENGTHS, goal=GOAL), version)
    self_assessment.send(viewer, evaluation_id, version)
    return evaluation_id, levels


def _decide(head: Viewer, evaluation_id: int, levels: dict[int, int | None], *, publish: bool) -> None:
    version = deciding.rate(head, evaluation_id, levels, {}, 0)
    ruled = sheets.sheet_of(db.session.get_one(Evaluation, evaluation_id)).ranking.rank
    assert ruled is not None
    deciding.decide(head, evaluation_id, ruled, "", version)
    if publish:
        deciding.publish(head, [evaluation_id])
