"""How does a province open a year of training, change it, and let people off or add them?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.access import appointed_on, people_visible
from app.domain.organisation.models import Appointment, Person
from app.domain.organisation.rules import Problem
from app.domain.progress.actions import close_campaign, move_campaign, open_campaign
from app.domain.training.catalogue.queries import modules_by_id
from app.domain.training.catalogue.rules import Audience
from app.domain.training.years.models import RequiredModule, TrainingException, TrainingYear
from app.domain.training.years.queries import exceptions_of, may_plan, required_of, year_for
from app.domain.training.years.rules import BY_RULE, MODULE, YEAR, Wish, YearPlan, check_plan
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result, result_of

OPEN_YEAR, CHANGE_YEAR, EXCEPT = "open_training_year", "change_training_year", "except_learner"


class ChangedMeanwhile(RuntimeError):
    """Somebody else changed the year since the page was opened (CON-1)."""


def check(viewer: Viewer, plan: YearPlan, year_id: int | None = None) -> list[Problem]:
    """What speaks against this plan of the viewer's province?"""
    problems = check_plan(plan)
    if len(modules_by_id(wish.module_id for wish in plan.modules)) < len({w.module_id for w in plan.modules}):
        problems.append(Problem("modules_unclear", "modules"))
    if year_id is None and db.session.scalar(_of(viewer, plan.year)) is not None:
        problems.append(Problem("year_exists", "year"))
    return problems


def _of(viewer: Viewer, year: int):  # type: ignore[no-untyped-def]
    return select(TrainingYear.id).where(TrainingYear.unit_id == viewer.unit_id, TrainingYear.year == year)


def open_year(viewer: Viewer, plan: YearPlan, submit_key: str = "") -> tuple[int | None, list[Problem]]:
    """Open a year for the viewer's province and have it counted; its id, or what speaks against it.

    Raises PermissionError unless the viewer plans for a province.
    """
    if not may_plan(viewer) or viewer.unit_id is None:
        raise PermissionError("only a province plans its training")
    try:
        with writing():
            if is_repeat(viewer, OPEN_YEAR, submit_key):
                return result_of(viewer, OPEN_YEAR, submit_key), []
            if problems := check(viewer, plan):
                return None, problems
            year = TrainingYear(unit_id=viewer.unit_id, year=plan.year, opens=plan.opens, due=plan.due)
            db.session.add(year)
            db.session.flush()
            for wish in plan.modules:
                _require(year, wish)
            open_campaign(YEAR, year.id, year.unit_id, f"Bồi dưỡng năm {year.year}", year.due)
            record(viewer, "training_year_opened", "training_year", year.id, after=_facts(plan), unit_id=year.unit_id)
            request_job("mark_units", {"unit_id": year.unit_id}, viewer, unit_id=year.unit_id)
            keep_result(viewer, OPEN_YEAR, submit_key, year.id)
            return year.id, []
    except IntegrityError:
        return None, [Problem("year_exists", "year")]


def change_year(viewer: Viewer, year_id: int, plan: YearPlan, version: int, submit_key: str = "") -> list[Problem]:
    """Move a year's dates, and its modules; raises LookupError for another province's, ChangedMeanwhile."""
    with writing():
        year = own_year(viewer, year_id)
        if year is None:
            raise LookupError(year_id)
        if is_repeat(viewer, CHANGE_YEAR, submit_key):
            return []
        if year.version != version:
            raise ChangedMeanwhile
        if problems := check(viewer, plan, year_id):
            return problems
        known = {row.module_id: row for row in required_of(year.id)}
        before = _facts(plan_of(year, list(known.values())))
        wanted = {wish.module_id: wish for wish in plan.modules}
        year.opens, year.due, year.version = plan.opens, plan.due, year.version + 1
        for module_id, wish in wanted.items():
            if module_id in known:
                row = known[module_id]
                row.way, row.hours, row.cost = wish.way, wish.hours, wish.cost
                move_campaign(viewer, MODULE, row.id, year.due)
            else:
                _require(year, wish)
        for module_id in known.keys() - wanted.keys():
            _drop(known[module_id])
        move_campaign(viewer, YEAR, year.id, year.due)
        record(
            viewer, "training_year_changed", "training_year", year.id, before=before, after=_facts(plan),
            unit_id=year.unit_id,
        )  # fmt: skip
        keep_result(viewer, CHANGE_YEAR, submit_key, year.id)
    return []


def own_year(viewer: Viewer, year_id: int) -> TrainingYear | None:
    """A year of the viewer's own province, for those who plan it."""
    year = year_for(viewer, year_id) if may_plan(viewer) else None
    return year if year is not None and year.unit_id == viewer.unit_id else None


def own_years(viewer: Viewer) -> list[TrainingYear]:
    """The years of the viewer's own province, for those who plan them; the newest first."""
    if not may_plan(viewer):
        return []
    found = select(TrainingYear).where(TrainingYear.unit_id == viewer.unit_id).order_by(TrainingYear.year.desc())
    return list(db.session.scalars(found))


def plan_of(year: TrainingYear, modules: list[RequiredModule]) -> YearPlan:
    """A stored year as a plan."""
    from_ = tuple(Wish(row.module_id, row.way, row.hours, row.cost) for row in modules)  # type: ignore[arg-type]
    return YearPlan(year.year, year.opens, year.due, from_)


def _require(year: TrainingYear, wish: Wish) -> None:
    row = RequiredModule(
        training_year_id=year.id, module_id=wish.module_id, way=wish.way, hours=wish.hours, cost=wish.cost
    )
    db.session.add(row)
    db.session.flush()
    open_campaign(MODULE, row.id, year.unit_id, modules_by_id([wish.module_id])[wish.module_id].title[:200], year.due)


def _drop(row: RequiredModule) -> None:
    """A module is asked for no more: its figures go, what was learnt and who was urged stays."""
    close_campaign(MODULE, row.id)
    db.session.delete(row)


def _facts(plan: YearPlan) -> dict[str, object]:
    modules = [{"module": w.module_id, "way": str(w.way), "hours": w.hours, "cost": w.cost} for w in plan.modules]
    return {"year": plan.year, "opens": plan.opens.isoformat(), "due": plan.due.isoformat(), "modules": modules}


def let_off(viewer: Viewer, year_id: int, person_id: int, reason: str, submit_key: str = "") -> None:
    """Exempt somebody (miễn) from a year, for a reason that they read.  The same form sent twice tells them once.

    Raises LookupError out of scope, PermissionError for oneself.
    """
    _except(viewer, year_id, person_id, "exempt", Audience.TEACHER, reason, submit_key)


def add_learner(
    viewer: Viewer, year_id: int, person_id: int, audience: Audience, reason: str, submit_key: str = ""
) -> None:
    """Have somebody learn an audience's modules whom the rule does not find.  Raises as `let_off`."""
    _except(viewer, year_id, person_id, "added", audience, reason, submit_key)


def take_back_exception(viewer: Viewer, year_id: int, person_id: int) -> None:
    """The rule holds for somebody again.  Raises as `let_off`."""
    with writing():
        make_exceptions(viewer, _scoped(viewer, year_id, person_id), [Wished(person_id, BY_RULE)])


def _except(
    viewer: Viewer, year_id: int, person_id: int, kind: str, audience: Audience, reason: str, submit_key: str
) -> None:
    with writing():
        year = _scoped(viewer, year_id, person_id)
        if is_repeat(viewer, EXCEPT, submit_key):
            return
        make_exceptions(viewer, year, [Wished(person_id, kind, audience, reason)])
        keep_result(viewer, EXCEPT, submit_key, person_id)


@dataclass(frozen=True)
class Wished:
    """What is to hold for somebody in a year: `exempt`, `added` for an audience's modules, or BY_RULE again."""

    person_id: int
    kind: str
    audience: Audience = Audience.TEACHER
    reason: str = ""


def make_exceptions(viewer: Viewer, year: TrainingYear, wished: Sequence[Wished]) -> None:
    """Write a few exceptions inside the caller's `writing()`, who has seen to it that they are the viewer's to make.

    Whoever is let off or added is told why.
    """
    known = exceptions_of(year.id, [each.person_id for each in wished])
    at = clock.now()
    for each in wished:
        row = known.get(each.person_id)
        if each.kind == BY_RULE:
            if row is not None:
                before = {"kind": row.kind, "reason": row.reason}
                db.session.delete(row)
                record(viewer, "training_exception_ended", "person", each.person_id, before=before)
            continue
        if row is None:
            row = TrainingException(training_year_id=year.id, person_id=each.person_id)
            db.session.add(row)
        row.kind, row.audience, row.reason = each.kind, each.audience, each.reason
        row.by_person_id, row.at = viewer.person_id, at
        record(
            viewer, "training_exception_made", "person", each.person_id, after={"kind": each.kind}, reason=each.reason
        )  # fmt: skip
        tell(
            each.person_id, f"training_{each.kind}", "training_year", year.id, year=str(year.year), reason=each.reason
        )  # fmt: skip
    db.session.flush()
    mark_stale(_units_of([each.person_id for each in wished]))


def _scoped(viewer: Viewer, year_id: int, person_id: int) -> TrainingYear:
    year = own_year(viewer, year_id)
    seen = select(Person.id).where(Person.id == person_id, people_visible(viewer))
    person = db.session.scalar(seen.with_for_update(of=Person))  # two who decide about somebody act one after the other
    if year is None or person is None:
        raise LookupError(person_id)
    if person_id == viewer.person_id:
        raise PermissionError("nobody decides about themselves")
    return year


def _units_of(person_ids: Sequence[int]) -> set[int]:
    held = select(Appointment.unit_id).where(
        Appointment.person_id.in_(person_ids), Appointment.main, appointed_on(clock.today())
    )
    return set(db.session.scalars(held))
