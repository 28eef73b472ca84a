"""How do tests get an evaluation period with people in it?  Through the app's own actions."""

from datetime import date, timedelta
from functools import cache

from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation import peers, self_assessment
from app.domain.evaluation.enrolment import enrol, finish_enrolment, schools_of
from app.domain.evaluation.models import Evaluation, SelfAssessment
from app.domain.evaluation.opening import Plan, open_period
from app.domain.evaluation.rules.calendar import Step
from app.domain.organisation.models import Appointment, Unit
from app.domain.standards.actions import import_standard
from app.domain.standards.queries import stored
from app.domain.viewer import SYSTEM
from app.integrations.standard_files import bundled, read_file
from tests.cast import Cast
from tests.factories import make_subject_group, make_teacher

OPENS = date(2022, 4, 1)
SELF_DUE, OPINIONS_DUE, DECISION_DUE = date(2022, 5, 1), date(2022, 5, 10), date(2022, 5, 20)
HAND_IN_DUE, LOCKS = date(2022, 5, 25), date(2022, 6, 10)
CUTOFF = date(2022, 3, 31)
GROUP = ("teacher", "peer", "group_head")


@cache
def _official() -> tuple[dict, ...]:
    """The bundled documents, read once: reading them takes longer than most tests."""
    return tuple(read_file(path.read_bytes()) for path in bundled())


def import_standards() -> dict[str, int]:
    """Both official standards; ids by code."""
    for document in _official():
        import_standard(SYSTEM, document)
    return {document["code"]: stored(document["code"]).id for document in _official()}


def plan(**changes) -> Plan:
    """A plan that stands on the tests' day in the middle of the self-assessment."""
    ids = import_standards()
    values = {
        "year": 2022, "kind": "held", "teacher_standard_id": ids["TT20_2018"],
        "manager_standard_id": ids["TT14_2018"], "cutoff": CUTOFF, "opens": clock.start_of(OPENS),
        "deadlines": {
            Step.SELF: clock.start_of(SELF_DUE), Step.OPINIONS: clock.start_of(OPINIONS_DUE),
            Step.DECISION: clock.start_of(DECISION_DUE), Step.HAND_IN: clock.start_of(HAND_IN_DUE),
        },
        "locks": clock.start_of(LOCKS),
    }  # fmt: skip
    return Plan(**{**values, **changes})


def make_group(cast: Cast, more: int = 2) -> int:
    """A subject group at the school: teacher, peer, group head and `more` others without accounts; its id."""
    school = db.session.get_one(Unit, cast.units["school"])
    group = make_subject_group(school)
    people = [cast[key].person_id for key in GROUP]
    people += [make_teacher(school, f"Võ Thị {name}").id for name in ("Sáu", "Bảy", "Tám", "Chín", "Mười")[:more]]
    with writing():
        db.session.execute(update(Appointment).where(Appointment.person_id.in_(people)).values(group_id=group.id))
    return group.id


def make_small_group(cast: Cast, names: tuple[str, ...] = ("Đinh Văn Một", "Đinh Văn Hai")) -> int:
    """Another subject group of the school, too small for counts; its id."""
    school = db.session.get_one(Unit, cast.units["school"])
    group = make_subject_group(school, "Tổ Thể dục")
    people = [make_teacher(school, name).id for name in names]
    with writing():
        db.session.execute(update(Appointment).where(Appointment.person_id.in_(people)).values(group_id=group.id))
    return group.id


def answer_as(cast: Cast, period_id: int, person_id: int, level: int) -> None:
    """Somebody of the school without an account gives every colleague this level throughout, and sends."""
    viewer = cast.peer.viewer.acting_in(person_id=person_id)
    for one in peers.asked_of(viewer, period_id):
        peers.save_opinion(viewer, one.evaluation_id, dict.fromkeys(range(1, len(one.form) + 1), level), one.version)
    peers.send_opinions(viewer, period_id)


def hold_period(cast: Cast, **changes) -> int:
    """Open the period and enrol everybody, the teachers in a group; its id."""
    make_group(cast)
    return open_year(cast, **changes)


def open_year(cast: Cast, **changes) -> int:
    """Open a period and enrol everybody as they are; its id."""
    period_id, problems = open_period(cast.province_officer.viewer, plan(**changes))
    assert period_id is not None, problems
    after = 0
    while schools := schools_of(period_id, after):
        enrol(period_id, schools)
        after = schools[-1].id
    finish_enrolment(period_id)
    return period_id


def evaluation_of(cast: Cast, period_id: int, key: str) -> int:
    """Id of a member's evaluation."""
    found = select(Evaluation.id).where(Evaluation.period_id == period_id, Evaluation.person_id == cast[key].person_id)
    return db.session.execute(found).scalar_one()


def assess(cast: Cast, evaluation_id: int, key: str, levels: str) -> str:
    """The member rates every criterion ("3322…") and sends; the receipt."""
    viewer = cast[key].viewer
    changes = {no: int(level) for no, level in enumerate(levels, start=1)}
    begun = db.session.get(SelfAssessment, evaluation_id, populate_existing=True)
    version = self_assessment.save_levels(viewer, evaluation_id, changes, begun.version if begun else 0)
    return self_assessment.send(viewer, evaluation_id, version)


def move_day(days: int, since: date = SELF_DUE) -> None:
    """Let the campaign's day be so many days after a date."""
    clock.pin_today(since + timedelta(days=days))


def give_opinions(cast: Cast, period_id: int, key: str, level: int) -> None:
    """The member gives every colleague this level throughout, and sends."""
    answer_as(cast, period_id, cast[key].viewer.person_id, level)
