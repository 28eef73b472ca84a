"""What was still open at a unit goes on at the one that it became part of: nothing may wait where nobody works.

What is over stays as it was, under the old unit's name; who acts for that unit is told by organisation.successions.
"""

from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import WAITING as APPEALED
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.hand_in.rules import HandInState
from app.domain.identity.case_opening import LEVEL_OF_KIND
from app.domain.identity.case_rules import CaseState
from app.domain.identity.models import CaseEvent, IdCase
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.admin_requests import withdraw_requests
from app.domain.organisation.models import (
    Appointment,
    Assignment,
    Cluster,
    ClusterMember,
    ServiceArea,
    Unit,
)
from app.domain.organisation.rules import UnitKind
from app.domain.progress.models import Campaign
from app.domain.reporting.models import Report
from app.domain.surveys.models import SurveyForm
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.rules import OPEN as CORE_OPEN
from app.domain.training.feedback.models import FeedbackRun
from app.domain.training.feedback.rules import RunState
from app.domain.training.needs.counting import NEEDS
from app.domain.training.needs.models import NeedsRound
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import PlanState
from app.domain.training.years.models import RequiredModule, TrainingYear
from app.domain.training.years.rules import MODULE, YEAR
from app.domain.viewer import Viewer


def hand_over(viewer: Viewer, unit: Unit, successor: Unit) -> dict[str, int]:
    """Inside the caller's `writing()`, before anything is moved in the tree; how much of what was handed over."""
    handed = {
        "assignments": _assignments(unit, successor), "clusters": _clusters(unit, successor),
        "id_cases": _cases(viewer, unit, successor), "appeals": _appeals(unit, successor),
        "hand_ins": _hand_ins(unit, successor), "core_people": _core_people(unit, successor),
        "support_plans": _plans(unit, successor), "surveys": _surveys(unit, successor),
        "training_years": _years(unit, successor), "admin_requests": withdraw_requests(viewer, unit),
    }  # fmt: skip
    areas = update(ServiceArea).where(ServiceArea.province_id == unit.id, ServiceArea.ends.is_(None))
    _run(areas.values(ends=clock.today()))
    return {name: number for name, number in handed.items() if number}


def _run(statement: Any) -> int:
    """How many rows it changed; objects that are loaded already are not brought up to date."""
    found: Any = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(found.rowcount)


def _assignments(unit: Unit, successor: Unit) -> int:
    """Tasks over the unit are tasks over its successor; those of a university that does not serve it end.

    What the unit's own office assigned holds on for whoever goes over to the successor, and falls for the others.
    """
    day = clock.today()
    last = or_(Assignment.ends.is_(None), Assignment.ends > day)
    live = and_(last, Assignment.taken_back_on.is_(None))
    serves = exists().where(
        ServiceArea.university_id == Unit.id, ServiceArea.province_id == successor.id, ServiceArea.starts <= day,
        or_(ServiceArea.ends.is_(None), ServiceArea.ends > day),
    )  # fmt: skip
    strangers = select(Unit.id).where(Unit.kind == UnitKind.UNIVERSITY, ~serves.correlate(Unit))
    over = update(Assignment).where(Assignment.unit_id == unit.id, live)
    theirs = Assignment.by_unit_id.in_(strangers)
    stopped = _run(over.where(theirs, Assignment.starts < day).values(ends=day, version=Assignment.version + 1))
    moved = _run(over.where(~theirs).values(unit_id=successor.id, version=Assignment.version + 1))
    by = update(Assignment).where(Assignment.by_unit_id == unit.id, live)
    return stopped + moved + _run(by.values(by_unit_id=successor.id, version=Assignment.version + 1))


def _clusters(unit: Unit, successor: Unit) -> int:
    """The successor looks after the clusters; one whose name is taken there bears the old unit's beside its own."""
    taken = set(db.session.scalars(select(Cluster.name).where(Cluster.unit_id == successor.id)))
    clusters = list(db.session.scalars(select(Cluster).where(Cluster.unit_id == unit.id)))
    for cluster in clusters:
        if cluster.name in taken:
            ending = f" ({unit.name})"[:80]
            cluster.name = cluster.name[: 200 - len(ending)] + ending
        cluster.unit_id = successor.id
    db.session.flush()
    both = aliased(ClusterMember)
    known = select(both.cluster_id).where(both.unit_id == successor.id)
    own = ClusterMember.unit_id == unit.id
    _run(update(ClusterMember).where(own, ClusterMember.cluster_id.not_in(known)).values(unit_id=successor.id))
    _run(delete(ClusterMember).where(own))
    return len(clusters)


def _cases(viewer: Viewer, unit: Unit, successor: Unit) -> int:
    """ID cases that lie with the unit's office lie with its successor's, with nobody in particular yet."""
    level, new = LEVEL_OF_KIND[UnitKind(unit.kind)], LEVEL_OF_KIND[UnitKind(successor.kind)]
    people = (
        select(Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(appointed_on(clock.today()), beneath(Unit.path, [unit.path]))
    )
    here = and_(IdCase.state == level, or_(IdCase.person_id.in_(people), IdCase.unit_id == unit.id))
    told = {
        "at": clock.now(), "person_id": viewer.person_id, "position": viewer.position, "unit_name": unit.name,
        "event": "unit_joined", "from_state": level.value, "to_state": new.value, "note": successor.name,
    }  # fmt: skip
    ids = list(db.session.scalars(select(IdCase.id).where(here)))
    if ids:
        db.session.execute(insert(CaseEvent), [{"case_id": case_id, "detail": {}, **told} for case_id in ids])
        _run(update(IdCase).where(here).values(state=new.value, assignee_id=None, version=IdCase.version + 1))
    of_the_gone = update(IdCase).where(IdCase.unit_id == unit.id, IdCase.state != CaseState.CLOSED)
    _run(of_the_gone.values(unit_id=successor.id))
    return len(ids)


def _appeals(unit: Unit, successor: Unit) -> int:
    found = update(Appeal).where(Appeal.settled_in == unit.id, Appeal.state.in_(sorted(APPEALED)))
    return _run(found.values(settled_in=successor.id, version=Appeal.version + 1))


def _hand_ins(unit: Unit, successor: Unit) -> int:
    """What has not been accepted yet is accepted by the new province; what has been was accepted by the old one."""
    found = update(HandIn).where(HandIn.province_id == unit.id, HandIn.state != HandInState.ACCEPTED)
    return _run(found.values(province_id=successor.id, version=HandIn.version + 1))


def _core_people(unit: Unit, successor: Unit) -> int:
    """Proposals go on to the successor, and core people are of its province."""
    at_school = and_(CorePerson.unit_id == unit.id, CorePerson.state.in_(sorted(CORE_OPEN)))
    moved = _run(update(CorePerson).where(CorePerson.waits_in == unit.id).values(waits_in=successor.id))
    for theirs, values in (
        (CorePerson.proposed_in == unit.id, {"proposed_in": successor.id}),
        (CorePerson.province_id == unit.id, {"province_id": successor.id}),
        (at_school, {"unit_id": successor.id}),
    ):
        _run(update(CorePerson).where(theirs).values(**values))
    return moved


def _plans(unit: Unit, successor: Unit) -> int:
    """Plans and reports that are not completed are approved by the successor, and read at it where it is a school."""
    going_on = SupportPlan.state != PlanState.COMPLETED
    at_school = update(SupportPlan).where(SupportPlan.unit_id == unit.id, going_on)
    _run(at_school.values(unit_id=successor.id))
    found = update(SupportPlan).where(SupportPlan.decided_in == unit.id, going_on)
    return _run(found.values(decided_in=successor.id, version=SupportPlan.version + 1))


def _surveys(unit: Unit, successor: Unit) -> int:
    """Who answers them stays as it was: boxes name schools, and a run is numbered among those of its year."""
    forms = update(SurveyForm).where(SurveyForm.run_in == unit.id, SurveyForm.closed_at.is_(None))
    number = _run(forms.values(run_in=successor.id))
    open_ = FeedbackRun.state.in_((RunState.OPEN, RunState.COUNTING))
    for run in db.session.scalars(select(FeedbackRun).where(FeedbackRun.unit_id == unit.id, open_)):
        last = select(func.max(FeedbackRun.number)).where(
            FeedbackRun.unit_id == successor.id, FeedbackRun.year == run.year, FeedbackRun.subject == run.subject,
            FeedbackRun.audience == run.audience,
        )  # fmt: skip
        run.unit_id, run.number = successor.id, 1 + (db.session.scalar(last) or 0)
        db.session.flush()
    return number


def _years(unit: Unit, successor: Unit) -> int:
    """A year of training and a declaration of needs go on at the successor, unless it has one of that year itself.

    Those that a report of the old province is about stay with it.
    """
    at, moved = clock.campaign_now(), 0
    reported = select(Report.year).where(Report.unit_id == unit.id)
    for model, ends, kind in ((TrainingYear, TrainingYear.due, YEAR), (NeedsRound, NeedsRound.closes, NEEDS)):
        own = select(model.year).where(model.unit_id == successor.id)
        found = select(model.id).where(
            model.unit_id == unit.id, ends > at, model.year.not_in(own), model.year.not_in(reported)
        )
        ids = list(db.session.scalars(found))
        _run(update(model).where(model.id.in_(ids)).values(unit_id=successor.id))
        about = [and_(Campaign.kind == kind, Campaign.subject_id.in_(ids))]
        if model is TrainingYear:
            modules = select(RequiredModule.id).where(RequiredModule.training_year_id.in_(ids))
            about.append(and_(Campaign.kind == MODULE, Campaign.subject_id.in_(modules)))
        _run(update(Campaign).where(or_(*about)).values(unit_id=successor.id))
        moved += len(ids)
    return moved
