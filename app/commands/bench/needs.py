"""How soon is it known what a province's people need, and what do the pages of it cost?

Half of 80,000 people have declared; what weak criteria propose to the others who were rated is derived.
"""

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask
from sqlalchemy import case, func, insert, literal, or_, select

from app.commands.bench import budgets
from app.commands.bench.bulk import write_locks_of
from app.commands.bench.pages import Line
from app.commands.demo.life import somebody
from app.db import db, refresh_statistics, writing
from app.domain import clock
from app.domain.evaluation.models import Decision, Evaluation, SelfAssessment
from app.domain.evaluation.rules.flow import KNOWN
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.progress.actions import UNITS_AT_ONCE, recount_all_marked
from app.domain.progress.models import Campaign
from app.domain.progress.rules import Period
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import encode
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.needs import telling
from app.domain.training.needs.actions import open_round
from app.domain.training.needs.counting import NEEDS, count_needs
from app.domain.training.needs.models import NeedsForm, NeedsFormModule
from app.domain.training.needs.people import asked, asked_on, audience_of
from app.domain.training.needs.rules import ABOVE, AREAS, Kind, Window, encode_areas
from app.domain.work.stale import mark_stale
from app.jobs.worker import spare_the_collector

OPENED, CLOSES = date(2022, 4, 4), date(2022, 5, 16)
KNOWN_CODES = (f"{Kind.KNOWN}.", f"{ABOVE[Kind.KNOWN]}.")
WEAK_OF = 5
"""One of so many who were rated has weak criteria, two of them, others each time."""


@dataclass(frozen=True)
class Counted:
    """Forms handed in, people with levels that may propose; seconds to count them (and of this process's CPU), and to
    recount the boards with all that they count; the milliseconds that the longest of these writes held the lock."""

    round_id: int
    unit_id: int
    module_id: int
    forms: int
    rated: int
    seconds: float
    cpu_seconds: float
    recounting: float
    longest_ms: float


def declare_and_count(app: Flask, code: str) -> Counted:
    """Let the province of this code ask, half of its people answer, and count."""
    with app.app_context():
        officer = somebody(code, Position.PROVINCE_OFFICER)
        _rate(officer.unit_path)
        round_id, problems = open_round(officer, Window(2023, clock.start_of(OPENED), clock.start_of(CLOSES)))
        assert round_id is not None, problems
        telling.note_told(round_id, clock.start_of(CLOSES))
        forms = _declare(round_id, officer.unit_path)
        refresh_statistics()
        schools = _schools(officer.unit_path)
        rated, seconds, cpu_seconds = _count(round_id, schools)
        recounting, longest = _recount(schools)
        module = db.session.scalars(select(TrainingModule.id).order_by(TrainingModule.id)).first() or 0
        db.session.rollback()
        return Counted(round_id, officer.unit_id or 0, module, forms, rated, seconds, cpu_seconds, recounting, longest)


def lines_of(counted: Counted) -> tuple[Line, ...]:
    """The pages that are measured."""
    top, below = f"/records/needs/{counted.round_id}", f"/records/needs/{counted.round_id}/units/{counted.unit_id}"
    weak = f"{below}/people?figure={Kind.WEAK}&key={counted.module_id}"
    return (
        Line("do.so", top, budgets.LIST),
        Line("do.so", top, budgets.LIST_BODY, partial=True),
        Line("do.so", f"{top}?audience=teacher&level=TH", budgets.LIST),
        Line("do.so", f"{below}/people?figure={Kind.MODULE}&key={counted.module_id}", budgets.LIST),
        Line("do.so", weak, budgets.LIST),
        Line("do.so", f"{weak}&page=50", budgets.LIST),
        Line("do.so", f"{weak}&q=nguyen", budgets.LIST_BODY, partial=True),
        Line("do.phong", top, budgets.LIST),
        Line("do.hieutruong", top, budgets.LIST),
        Line("do.giaovien", "/teacher/", budgets.PAGE),
    )


def _rate(path: str) -> None:
    """Whoever has sent or knows their result gets levels: one of five has two weak criteria, others each time."""
    known = Evaluation.state.in_(sorted(KNOWN))
    rated = select(Evaluation.standard_id).where(or_(Evaluation.is_self_assessed, known), _is_beneath(path)).distinct()
    standards = db.session.scalars(rated).all()
    db.session.rollback()
    at = clock.campaign_now()
    for standard_id in standards:
        for form, filled in ((SelfAssessment, Evaluation.is_self_assessed), (Decision, known)):
            whose = (filled, _is_beneath(path), Evaluation.standard_id == standard_id)
            found = select(Evaluation.id, _levels(standard_id), literal(at, form.saved_at.type)).where(*whose)
            found = found.where(Evaluation.id.not_in(select(form.evaluation_id)))
            with writing():
                db.session.execute(insert(form).from_select(["evaluation_id", "levels", "saved_at"], found))


def _levels(standard_id: int):  # type: ignore[no-untyped-def]
    """SQL expression on `Evaluation`: a form of the standard."""
    standard = standard_of(standard_id)
    many, best = len(standard.criteria), len(standard.levels) - 2
    forms = [encode(tuple(0 if no in (one, (one + 4) % many) else best for no in range(many))) for one in range(many)]
    plain = encode((best,) * many)
    weak = case(dict(enumerate(forms)), value=(Evaluation.id // WEAK_OF) % many, else_=plain)
    return case((Evaluation.id % WEAK_OF == 0, weak), else_=plain)


def _declare(round_id: int, path: str) -> int:
    """Every second person hands in, for every third module; the number of forms."""
    at, instant = clock.campaign_now(), NeedsForm.saved_at.type
    values = {
        "round_id": literal(round_id), "person_id": Person.id, "audience": audience_of, "state": literal("handed_in"),
        "areas": literal(encode_areas(map(str, AREAS[:2]))), "material": literal(""), "remark": literal(""),
        "way": case((Person.id % 3 == 0, "online"), else_="blended"),
        "season": case((Person.id % 5 == 0, "weekends"), else_="summer"),
        "saved_at": literal(at, instant), "handed_in_at": literal(at, instant), "version": literal(1),
    }  # fmt: skip
    found = asked(round_id, *values.values()).where(
        beneath(Unit.path, [path]), asked_on(clock.today()), Person.id % 2 == 0
    )
    wanted = (
        select(NeedsForm.id, TrainingModule.id)
        .join(TrainingModule, TrainingModule.audience == NeedsForm.audience)
        .where(NeedsForm.round_id == round_id, (NeedsForm.id + TrainingModule.number) % 3 == 0)
    )
    with writing():
        db.session.execute(insert(NeedsForm).from_select(list(values), found))
        db.session.execute(insert(NeedsFormModule).from_select(["form_id", "module_id"], wanted))
        return db.session.scalar(select(func.count()).where(NeedsForm.round_id == round_id)) or 0


def _count(round_id: int, schools: Sequence[int]) -> tuple[int, float, float]:
    """Everything that is counted of the round, as the boards' worker asks: of how many there are levels; the time."""
    campaign = db.session.scalars(select(Campaign).where(Campaign.kind == NEEDS, Campaign.subject_id == round_id)).one()
    period = Period(campaign.id, campaign.deadline, clock.today(), round_id)
    rated, started, worked = 0, time.perf_counter(), time.process_time()
    for start in range(0, len(schools), UNITS_AT_ONCE):
        for each in count_needs(db.session(), schools[start : start + UNITS_AT_ONCE], period):
            rated += each.done if each.code.startswith(KNOWN_CODES) else 0
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - worked
    db.session.rollback()
    return rated, seconds, cpu_seconds


def _recount(schools: Sequence[int]) -> tuple[float, float]:
    """Every board of the province counted anew and stored: seconds, and the longest write."""
    with writing():
        mark_stale(schools)
    gc.collect()
    spare_the_collector()  # as the worker's children do
    started = time.perf_counter()
    with write_locks_of(db.engine) as held:
        recount_all_marked()
    return time.perf_counter() - started, held.longest_ms


def _schools(path: str) -> list[int]:
    found = select(Unit.id).where(Unit.kind == UnitKind.SCHOOL, beneath(Unit.path, [path]))
    ids = list(db.session.scalars(found.order_by(Unit.id)))
    db.session.rollback()
    return ids


def _is_beneath(path: str):  # type: ignore[no-untyped-def]
    return Evaluation.unit_id.in_(select(Unit.id).where(beneath(Unit.path, [path])))
