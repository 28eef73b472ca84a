"""How do tests get core people and support plans?  Through the app's own actions."""

from datetime import date

from sqlalchemy import select

from app.db import db, writing
from app.domain.organisation.models import Assignment, Cluster, ClusterMember
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.core_people import actions as core
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.rules import Move
from app.domain.training.support import actions
from app.domain.training.support import writing as plans
from app.domain.training.support.models import SupportActivity, SupportPlan
from app.domain.training.support.rules import Activity, Place
from app.domain.training.support.rules import Move as PlanMove
from tests.cast import Cast

REMARK = "Có kinh nghiệm hướng dẫn đồng nghiệp, được tổ tín nhiệm."
REASON = "Chưa rõ thời gian của hoạt động thứ hai."
EXPECTED = "Mười đồng nghiệp hoàn thành mô đun trước ngày 30/11."
YEAR = 2022
PROPOSERS = {
    "teacher": "principal", "peer": "principal", "stranger": "stranger_principal", "principal": "district_head",
    "vice_principal": "district_head", "upper_teacher": "upper_principal", "upper_principal": "province_officer",
}  # fmt: skip


def stored(model, row_id):
    """The row as it is stored now."""
    return db.session.get(model, row_id, populate_existing=True)


def propose(cast: Cast, key: str, who: str = "") -> int:
    """Somebody proposes a member as a core person; id of the record."""
    made, problems = core.propose(cast[who or PROPOSERS[key]].viewer, cast[key].person_id, REMARK)
    assert made is not None, problems
    return made


def decide_core(cast: Cast, who: str, core_id: int, move: Move, reason: str = "", **more) -> list:
    """One move of the table with the version as it is."""
    return core.move(cast[who].viewer, core_id, move, stored(CorePerson, core_id).version, reason, **more)


def make_core(cast: Cast, key: str) -> int:
    """A member who is a core person: proposed, confirmed where there is somebody between, recognised."""
    core_id = propose(cast, key)
    if PROPOSERS[key] in {"principal", "stranger_principal"}:
        decide_core(cast, "district_head", core_id, Move.CONFIRM)
    decide_core(cast, "director", core_id, Move.RECOGNISE)
    return core_id


def make_modules() -> dict[str, int]:
    """One module for teachers, one for managers."""
    with writing():
        for audience in ("teacher", "manager"):
            db.session.add(
                TrainingModule(
                    code=f"M-{audience}", programme="ETEP", number=1, audience=audience, name=f"Mô đun của {audience}",
                    kind="compulsory",
                )
            )  # fmt: skip
    return {module.audience: module.id for module in db.session.scalars(select(TrainingModule))}


def make_cluster(cast: Cast) -> None:
    """Both schools of the district act together."""
    with writing():
        cluster = Cluster(unit_id=cast.units["district"], name="Cụm số 1")
        db.session.add(cluster)
        db.session.flush()
        db.session.add_all(
            ClusterMember(cluster_id=cluster.id, unit_id=cast.units[each]) for each in ("school", "other_school")
        )


def version_of(plan_id: int) -> int:
    return stored(SupportPlan, plan_id).version


def fill_plan(cast: Cast, key: str, *, place: Place = Place.SCHOOL) -> int:
    """A plan that may be sent: people, a module, two activities, what is expected; its id."""
    viewer = cast[key].viewer
    modules = {m.audience: m.id for m in db.session.scalars(select(TrainingModule))} or make_modules()
    plan_id = plans.start(viewer, YEAR)
    audience = stored(SupportPlan, plan_id).audience
    others = {"teacher": ["peer", "group_head"], "peer": ["teacher"], "stranger": [], "principal": ["vice_principal"]}
    people = [cast[each].person_id for each in others.get(key, [])]
    assert not plans.add_people(viewer, plan_id, people, version_of(plan_id))
    plans.set_modules(viewer, plan_id, [modules[audience]], version_of(plan_id))
    for what, day in (("Sinh hoạt chuyên môn", date(2022, 4, 1)), ("Dự giờ, góp ý", date(2022, 4, 10))):
        assert not plans.save_activity(viewer, plan_id, Activity(0, what, place, day, day), version_of(plan_id))
    plans.save_expected(viewer, plan_id, EXPECTED, version_of(plan_id))
    return plan_id


def send_plan(cast: Cast, key: str) -> int:
    """The member is a core person and has sent a plan; its id."""
    if not db.session.scalar(select(CorePerson.id).where(CorePerson.person_id == cast[key].person_id)):
        make_core(cast, key)
    plan_id = fill_plan(cast, key)
    assert plans.send(cast[key].viewer, plan_id, version_of(plan_id)) == []
    return plan_id


def decide(cast: Cast, who: str, plan_id: int, move: PlanMove, reason: str = "", key: str = "") -> list:
    """Approve, or give back."""
    return actions.decide(cast[who].viewer, plan_id, move, version_of(plan_id), reason, key)


def report(cast: Cast, key: str, plan_id: int) -> list:
    """Note what was done everywhere and send the report."""
    viewer = cast[key].viewer
    rows = db.session.scalars(select(SupportActivity.id).where(SupportActivity.plan_id == plan_id)).all()
    results = dict.fromkeys(rows, ("Đã tổ chức một buổi.", 12))
    plans.note_results(viewer, plan_id, results, "Đạt kết quả dự kiến.", "Đường truyền yếu.", version_of(plan_id))
    return plans.send_report(viewer, plan_id, version_of(plan_id))


def assign(
    cast: Cast, who: str, task: str, by: str, unit: str | None = None, *, about: str = "", ends: date | None = None
) -> None:  # fmt: skip
    """A unit's head assigned a task."""
    with writing():
        db.session.add(
            Assignment(
                person_id=cast[who].person_id, task=task, by_unit_id=cast.units[by],
                unit_id=None if about else cast.units[unit or by],
                about_person_id=cast[about].person_id if about else None, starts=date(2022, 1, 1), ends=ends,
                made_by_id=cast[who].person_id, made_on=date(2022, 1, 1),
                content="Báo cáo" if task == "focal_point" else None,
            )
        )  # fmt: skip
