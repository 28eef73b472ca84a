"""Who is a core person in the demonstration, and how far are their support plans?

At the cast's school one is recognised and has sent a plan, another proposal waits; a principal's plan waits for the
officer assigned to it; a lecturer has commented.
"""

from datetime import date

from sqlalchemy import select

from app.commands.demo.life import CAST_OFFICE, CAST_SCHOOLS, somebody, viewer_in
from app.db import db, writing
from app.domain.accounts.models import Account
from app.domain.organisation.models import Appointment, Cluster, ClusterMember, Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.core_people import actions as core
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.rules import Move as CoreMove
from app.domain.training.support import actions
from app.domain.training.support import writing as plans
from app.domain.training.support.colleagues import colleagues_for
from app.domain.training.support.models import SupportActivity, SupportPlan
from app.domain.training.support.rules import Activity, Move, Place
from app.domain.viewer import Viewer

PROVINCE, OFFICE, SCHOOL = "93", CAST_OFFICE, CAST_SCHOOLS[0]
DAY = date(2022, 4, 18)
REMARK = "Nhiều năm dạy giỏi, được tổ chuyên môn tín nhiệm; năm học trước chưa xếp loại trên hệ thống."
EXPECTED = "Mọi đồng nghiệp được hỗ trợ hoàn thành mô đun trước ngày 30/11; mỗi tổ có một bộ công cụ đánh giá chung."
OUTCOME = "Tám trong mười đồng nghiệp đã nộp bài tập cuối khóa; hai người còn lại nộp trong tháng sau."
DIFFICULTIES = "Đường truyền ở điểm trường lẻ yếu, phải tổ chức thêm một buổi trực tiếp."
COMMENT = "Nên ghi rõ bài dạy được chọn để phân tích, và sản phẩm sau mỗi buổi."
SUPPORTED = 6
ACTIVITIES = (
    ("Sinh hoạt chuyên môn: phân tích bài dạy theo hướng phát triển phẩm chất, năng lực", Place.SCHOOL,
     date(2022, 3, 7), date(2022, 3, 11)),
    ("Dự giờ, góp ý cho từng đồng nghiệp", Place.SCHOOL, date(2022, 3, 21), date(2022, 4, 15)),
    ("Chia sẻ kinh nghiệm học trực tuyến giữa các trường trong cụm", Place.CLUSTER, date(2022, 4, 16),
     date(2022, 4, 16)),
)  # fmt: skip


def support_colleagues() -> None:
    """Recognise, propose, plan and comment through the same actions as on the site."""
    office, director = somebody(OFFICE, Position.MIDDLE_HEAD), somebody(PROVINCE, Position.DIRECTOR)
    head, lecturer = somebody(SCHOOL, Position.PRINCIPAL), _lecturer()
    _cluster()
    teacher, second, third, *_ = _teachers()
    for who in (teacher, second):
        _confirmed(head, who, office, director)
    core.propose(head, third.person_id or 0, REMARK)
    _confirmed(office, head, None, director)
    plan_id = _sent(teacher)
    actions.comment(lecturer, plan_id, "modules", None, COMMENT)
    done = _sent(second)
    actions.decide(head, done, Move.APPROVE, _version(done))
    _reported(second, done)
    _sent(head)


def _confirmed(proposer: Viewer, who: Viewer, between: Viewer | None, top: Viewer) -> None:
    core_id, _problems = core.propose(proposer, who.person_id or 0, REMARK)
    assert core_id is not None
    if between is not None:
        core.move(between, core_id, CoreMove.CONFIRM, 1)
    core.move(top, core_id, CoreMove.RECOGNISE, _stored_version(CorePerson, core_id))


def _sent(author: Viewer) -> int:
    """A whole plan, sent to be approved."""
    plan_id = plans.start(author, DAY.year)
    plan = db.session.get_one(SupportPlan, plan_id)
    own = colleagues_for(plan, DAY, (), 0, SUPPORTED, at_cluster=False)
    others = colleagues_for(plan, DAY, (), 0, 2, at_cluster=True)
    people, audience = [each.id for each in (*own, *others)], plan.audience
    modules = [module.id for module in all_modules() if module.audience == audience][:2]
    db.session.rollback()
    plans.add_people(author, plan_id, people, _version(plan_id))
    plans.set_modules(author, plan_id, modules, _version(plan_id))
    for what, place, starts, ends in ACTIVITIES:
        plans.save_activity(author, plan_id, Activity(0, what, place, starts, ends), _version(plan_id))
    plans.save_expected(author, plan_id, EXPECTED, _version(plan_id))
    problems = plans.send(author, plan_id, _version(plan_id))
    assert not problems, problems
    return plan_id


def _reported(author: Viewer, plan_id: int) -> None:
    rows = list(db.session.scalars(select(SupportActivity.id).where(SupportActivity.plan_id == plan_id)))
    db.session.rollback()
    results: dict[int, tuple[str, int | None]] = {
        each: ("Đã tổ chức đúng kế hoạch, có biên bản.", 8 + 2 * number) for number, each in enumerate(rows)
    }
    plans.note_results(author, plan_id, results, OUTCOME, DIFFICULTIES, _version(plan_id))
    problems = plans.send_report(author, plan_id, _version(plan_id))
    assert not problems, problems


def _cluster() -> None:
    """The cast's school and two of its neighbours act together."""
    with writing():
        above = select(Unit.id).where(Unit.code == OFFICE).scalar_subquery()
        schools = db.session.scalars(
            select(Unit).where(Unit.parent_id == above, Unit.kind == UnitKind.SCHOOL).order_by(Unit.code)
        ).all()
        chosen = [unit for unit in schools if unit.code == SCHOOL] + [u for u in schools if u.code != SCHOOL][:2]
        cluster = Cluster(unit_id=schools[0].parent_id, name="Cụm trường số 1")
        db.session.add(cluster)
        db.session.flush()
        db.session.add_all(ClusterMember(cluster_id=cluster.id, unit_id=unit.id) for unit in chosen)


def _lecturer() -> Viewer:
    """The cast's lecturer, with the provinces that the university serves."""
    paths = tuple(db.session.scalars(select(Unit.path).where(Unit.code == PROVINCE)))
    db.session.rollback()
    return somebody("DHSP", Position.LECTURER).acting_in(provinces=paths)


def _teachers() -> list[Viewer]:
    """The teachers of the cast's school: whom the newcomer signs in as comes first."""
    found = db.session.execute(
        select(Person, Appointment, Unit)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Unit.code == SCHOOL, Appointment.main, Appointment.position == Position.TEACHER)
        .order_by(Account.id.is_(None), Person.id)
    ).all()
    people = [viewer_in(*row) for row in found]
    db.session.rollback()
    return people


def _version(plan_id: int) -> int:
    return _stored_version(SupportPlan, plan_id)


def _stored_version(model: type[SupportPlan] | type[CorePerson], row_id: int) -> int:
    version = db.session.scalars(select(model.version).where(model.id == row_id)).one()
    db.session.rollback()
    return version
