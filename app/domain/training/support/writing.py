"""How does a core person write a support plan, send it, take it back, and report what was done?"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import delete, func, select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion, is_saved_already
from app.domain.organisation.rules import Position, Problem, UnitKind
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import Audience, audience_of
from app.domain.training.core_people.queries import core_record_of
from app.domain.training.core_people.rules import proposing_unit
from app.domain.training.support.colleagues import colleagues_among
from app.domain.training.support.content import content_now, kept
from app.domain.training.support.models import (
    SupportActivity,
    SupportEdition,
    SupportPlan,
    SupportPlanModule,
    SupportPlanPerson,
)
from app.domain.training.support.moving import make_move
from app.domain.training.support.rules import (
    MOST_ACTIVITIES,
    MOST_PEOPLE,
    WRITABLE,
    Activity,
    Content,
    Move,
    PlanState,
    check_activity,
    check_plan,
    check_report,
    figures_of,
    who_may,
)
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

START, SEND, RECALL, REPORT, ADD = "start_plan", "send_plan", "recall_plan", "report_plan", "add_activity"


def start(viewer: Viewer, year: int, submit_key: str = "") -> int:
    """Begin the plan of this year or the next one; the id, also where it was begun before.

    It belongs to the school where the author acts; who approves follows the position held there.  Raises NotNow
    (nobody's core person, no school), ValueError (another year).
    """
    if year not in years_to_plan():
        raise ValueError(year)
    with writing():
        if is_repeat(viewer, START, submit_key) and (made := result_of(viewer, START, submit_key)):
            return made
        core = core_record_of(viewer.person_id) if viewer.person_id is not None else None
        if core is None:
            raise NotNow("plan_not_core")
        approved_in = proposing_unit(viewer.unit_path, Position(viewer.position))
        if viewer.unit_kind != UnitKind.SCHOOL or approved_in is None:
            raise NotNow("plan_not_at_school")
        db.session.refresh(core, with_for_update=True)  # one plan, however often the button is pressed
        known = select(SupportPlan.id).where(SupportPlan.person_id == viewer.person_id, SupportPlan.year == year)
        plan_id = db.session.scalar(known)
        if plan_id is None:
            plan = SupportPlan(
                person_id=viewer.person_id, core_person_id=core.id, position=viewer.position, year=year,
                audience=audience_of(viewer.position) or Audience(core.audience), unit_id=viewer.unit_id,
                decided_in=approved_in, state=PlanState.DRAFT, expected="", outcome="", difficulties="",
                saved_at=clock.campaign_now(), version=1,
            )  # fmt: skip
            db.session.add(plan)
            db.session.flush()
            plan_id = plan.id
        keep_result(viewer, START, submit_key, plan_id)
    return plan_id


def years_to_plan() -> tuple[int, int]:
    """The years for which a plan may be begun."""
    return clock.today().year, clock.today().year + 1


def add_people(viewer: Viewer, plan_id: int, person_ids: Sequence[int], version: int) -> list[Problem]:
    """Add colleagues of the own school or of its clusters.  Raises LookupError (one is not), NotNow, StaleVersion."""
    with writing():
        plan = _to_write(viewer, plan_id)
        _refuse_stale(plan, version)
        wanted = set(person_ids)
        counted = select(func.count()).select_from(SupportPlanPerson).where(SupportPlanPerson.plan_id == plan.id)
        if (db.session.scalar(counted) or 0) + len(wanted) > MOST_PEOPLE:
            db.session.rollback()
            return [Problem("too_many_people", "people")]
        if colleagues_among(plan, clock.today(), sorted(wanted)) != wanted:
            raise LookupError(person_ids)
        db.session.add_all(SupportPlanPerson(plan_id=plan.id, person_id=each) for each in sorted(wanted))
        _saved(plan)
    return []


def remove_people(viewer: Viewer, plan_id: int, person_ids: Sequence[int], version: int) -> None:
    """Take colleagues out again.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        plan = _to_write(viewer, plan_id)
        _refuse_stale(plan, version)
        theirs = delete(SupportPlanPerson).where(
            SupportPlanPerson.plan_id == plan.id, SupportPlanPerson.person_id.in_(person_ids)
        )
        db.session.execute(theirs)
        _saved(plan)


def set_modules(viewer: Viewer, plan_id: int, module_ids: Sequence[int], version: int) -> None:
    """Say which modules the plan is about.  Raises LookupError (one is not of the author's programme), NotNow,
    StaleVersion.
    """
    with writing():
        plan = _to_write(viewer, plan_id)
        wanted = set(module_ids)
        fit = select(TrainingModule.id).where(TrainingModule.id.in_(wanted), TrainingModule.audience == plan.audience)
        if set(db.session.scalars(fit)) != wanted:
            raise LookupError(module_ids)
        chosen = set(
            db.session.scalars(select(SupportPlanModule.module_id).where(SupportPlanModule.plan_id == plan.id))
        )
        if is_saved_already(plan.version, version, same=chosen == wanted):
            return
        db.session.execute(delete(SupportPlanModule).where(SupportPlanModule.plan_id == plan.id))
        db.session.add_all(SupportPlanModule(plan_id=plan.id, module_id=each) for each in sorted(wanted))
        _saved(plan)


def save_expected(viewer: Viewer, plan_id: int, expected: str, version: int) -> None:
    """Say what is expected of it.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        plan = _to_write(viewer, plan_id)
        if is_saved_already(plan.version, version, same=plan.expected == expected):
            return
        plan.expected = expected
        _saved(plan)


def save_activity(
    viewer: Viewer, plan_id: int, activity: Activity, version: int, submit_key: str = ""
) -> list[Problem]:
    """Add an activity (id 0) or change one; what speaks against its days.

    Raises LookupError (no such activity in the plan), NotNow, StaleVersion.
    """
    with writing():
        if is_repeat(viewer, ADD, submit_key):
            return []
        plan = _to_write(viewer, plan_id)
        _refuse_stale(plan, version)
        problems = check_activity(plan.year, activity.starts, activity.ends)
        counted = select(func.count(SupportActivity.id)).where(SupportActivity.plan_id == plan.id)
        if not activity.id and (db.session.scalar(counted) or 0) >= MOST_ACTIVITIES:
            problems.append(Problem("too_many_activities", "what"))
        if problems:
            db.session.rollback()
            return problems
        row = _activity(plan, activity.id) if activity.id else SupportActivity(plan_id=plan.id, done="")
        row.what, row.place, row.starts, row.ends = activity.what, activity.place, activity.starts, activity.ends
        db.session.add(row)
        _saved(plan)
        keep_result(viewer, ADD, submit_key, plan.id)
    return []


def remove_activity(viewer: Viewer, plan_id: int, activity_id: int, version: int) -> None:
    """Take an activity out of the plan.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        plan = _to_write(viewer, plan_id)
        _refuse_stale(plan, version)
        db.session.delete(_activity(plan, activity_id))
        _saved(plan)


@rerunnable
def send(viewer: Viewer, plan_id: int, version: int, submit_key: str = "") -> list[Problem]:
    """Send the plan to be approved; what is missing, if anything is.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        if is_repeat(viewer, SEND, submit_key):
            return []
        problems = _send(viewer, plan_id, version, Move.SEND, "plan", check_plan)
        if not problems:
            keep_result(viewer, SEND, submit_key, plan_id)
    return problems


def recall(viewer: Viewer, plan_id: int, version: int, submit_key: str = "") -> None:
    """Take plan or report back, until somebody has decided.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        if is_repeat(viewer, RECALL, submit_key):
            return
        plan = _own(viewer, plan_id, Move.RECALL)
        _refuse_stale(plan, version)
        plan.figures = {**(plan.figures or {}), "took_part": 0}  # the report is the author's alone again
        make_move(viewer, plan, Move.RECALL)
        keep_result(viewer, RECALL, submit_key, plan.id)


def note_results(
    viewer: Viewer, plan_id: int, results: Mapping[int, tuple[str, int | None]], outcome: str, difficulties: str,
    version: int,
) -> int:  # fmt: skip
    """Save what was done in each activity and how many took part; the new version.

    The first saving tells that the plan is being carried out.  Raises LookupError, NotNow, StaleVersion.
    """
    with writing():
        plan = _own(viewer, plan_id, Move.NOTE)
        rows = {activity_id: _activity(plan, activity_id) for activity_id in sorted(results)}
        same = (plan.outcome, plan.difficulties) == (outcome, difficulties)
        same = same and results == {each: (row.done, row.took_part) for each, row in rows.items()}
        if is_saved_already(plan.version, version, same=same):
            return plan.version
        for activity_id, row in rows.items():
            row.done, row.took_part = results[activity_id]
        plan.outcome, plan.difficulties = outcome, difficulties
        if plan.state == PlanState.APPROVED:
            make_move(viewer, plan, Move.NOTE)
        else:
            _saved(plan)
        return plan.version


@rerunnable
def send_report(viewer: Viewer, plan_id: int, version: int, submit_key: str = "") -> list[Problem]:
    """Send the completion report; what is missing, if anything is.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        if is_repeat(viewer, REPORT, submit_key):
            return []
        today = clock.today()
        problems = _send(viewer, plan_id, version, Move.REPORT, "report", lambda content: check_report(content, today))
        if not problems:
            keep_result(viewer, REPORT, submit_key, plan_id)
    return problems


def _send(
    viewer: Viewer, plan_id: int, version: int, move: Move, kind: str, check: Callable[[Content], list[Problem]]
) -> list[Problem]:  # fmt: skip
    """Keep an edition of what is there and send it, unless something is missing; inside the caller's `writing()`."""
    plan = _own(viewer, plan_id, move)
    _refuse_stale(plan, version)
    content = content_now(plan, clock.today())
    if problems := check(content):
        db.session.rollback()
        return problems
    plan.sent_at = clock.campaign_now()
    _keep_edition(viewer, plan, kind, content)
    make_move(viewer, plan, move)
    return []


def _own(viewer: Viewer, plan_id: int, move: Move) -> SupportPlan:
    found = select(SupportPlan).where(SupportPlan.id == plan_id, SupportPlan.person_id == viewer.person_id)
    plan = db.session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if plan is None:
        raise LookupError(plan_id)
    if who_may(PlanState(plan.state), move) is None:
        raise NotNow(f"plan_{plan.state}")
    return plan


def _refuse_stale(plan: SupportPlan, version: int) -> None:
    if plan.version != version:
        raise StaleVersion


def _to_write(viewer: Viewer, plan_id: int) -> SupportPlan:
    plan = _own(viewer, plan_id, Move.SEND)  # what may be sent may be written
    assert plan.state in WRITABLE
    return plan


def _activity(plan: SupportPlan, activity_id: int) -> SupportActivity:
    row = db.session.get(SupportActivity, activity_id)
    if row is None or row.plan_id != plan.id:
        raise LookupError(activity_id)
    return row


def _saved(plan: SupportPlan) -> None:
    plan.saved_at = clock.campaign_now()
    plan.version += 1


def _keep_edition(viewer: Viewer, plan: SupportPlan, kind: str, content: Content) -> None:
    plan.figures = figures_of(content)
    sent = select(func.count(SupportEdition.id)).where(SupportEdition.plan_id == plan.id, SupportEdition.kind == kind)
    db.session.add(
        SupportEdition(
            plan_id=plan.id, kind=kind, number=(db.session.scalar(sent) or 0) + 1, content=kept(content),
            made_at=clock.campaign_now(), made_by=viewer.person_id,
        )
    )  # fmt: skip
