"""Which appeals wait for the viewer's office, what lies before it, and may the person still appeal?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db
from app.domain import clock
from app.domain.evaluation.access import evaluations_visible
from app.domain.evaluation.appeals.deadline import deadline_of
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import (
    WAITING,
    AppealState,
    may_settle,
    overlaid,
    own_to_explain,
)
from app.domain.evaluation.appeals.settlers import first_edition, nobody_settles
from app.domain.evaluation.models import Decision, Evaluation, Period
from app.domain.evaluation.rules.flow import EvaluationState, Move, after
from app.domain.evaluation.sheets import Office, Sheet, office_in, sheet_of
from app.domain.notices.models import Notice
from app.domain.organisation.models import Delegation, Person, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.ranking import Ranking, rank_form
from app.domain.standards.rules.standard import Form, decode
from app.domain.viewer import Viewer

NOBODY_SETTLES = "appeal_without_settler"
"""The notice that tells of it."""
FIGURES: dict[str, frozenset[AppealState]] = {
    "waiting": WAITING,
    "settled": frozenset({AppealState.SETTLED}),
    "stuck": WAITING,
}
"""`stuck`: those that wait for the office while nobody can settle them; whoever holds it must see to that."""


@dataclass(frozen=True)
class Window:
    """How the rated person stands to an appeal: until when, and may they send one now?"""

    deadline: datetime
    is_open: bool
    appeal: Appeal | None
    settled_by_unit: str | None


@dataclass(frozen=True)
class Waiting:
    """One line of the list of appeals."""

    evaluation_id: int
    name: str
    unit: str
    position: str
    year: int
    state: str
    filed_at: datetime
    due: datetime
    outcome: str | None


@dataclass(frozen=True)
class FirstDecision:
    """What was decided first, word for word as its edition keeps it."""

    form: Form
    reasons: dict[int, str]
    comment: str
    rank: int
    rank_reason: str | None
    decided_at: datetime


@dataclass(frozen=True)
class AppealSheet:
    """What the second decider has before them."""

    appeal: Appeal
    head: Sheet  # what the person and the colleagues said
    first: FirstDecision
    own: Form
    form: Form  # the first decider's levels with the own ones in their place
    reasons: dict[int, str]
    to_explain: tuple[int, ...]
    ranking: Ranking

    @property
    def unexplained(self) -> list[int]:
        """Criteria whose level still lacks its reason."""
        return [no for no in self.to_explain if not self.reasons.get(no)]


def appeal_of(evaluation_id: int) -> Appeal | None:
    """The appeal against this evaluation's rank; the caller has loaded the evaluation in scope."""
    return db.session.get(Appeal, evaluation_id)


def window_of(evaluation: Evaluation) -> Window | None:
    """How the rated person stands to an appeal; None while nothing is published, or where it was decided on paper."""
    decision = db.session.get(Decision, evaluation.id)
    if decision is None or decision.published_at is None or evaluation.period.kind != "held":
        return None
    appeal = appeal_of(evaluation.id)
    deadline = deadline_of(evaluation.period, decision.published_at)
    movable = after(EvaluationState(evaluation.state), Move.APPEAL) is not None
    unit = db.session.get(Unit, appeal.settled_in) if appeal else None
    return Window(
        deadline, movable and appeal is None and clock.campaign_now() < deadline, appeal, unit.name if unit else None
    )


def settling_office(viewer: Viewer, appeal: Appeal, rated_id: int) -> Office | None:
    """By what right the viewer settles this appeal; None: by none."""
    office = office_in(viewer, appeal.settled_in)
    if office is None or viewer.person_id is None:
        return None
    signs_for = _signs_for(office)
    first = (appeal.first_decider_id, appeal.first_signed_for_id)
    return office if may_settle(viewer.person_id, rated_id, first, signs_for) else None


def appeal_to_settle(viewer: Viewer, evaluation_id: int, *, hold: bool = False) -> Appeal | None:
    """An appeal that the viewer settles, with its evaluation; withdrawn ones are nobody's work any more."""
    found = (
        select(Appeal)
        .join(Evaluation, Evaluation.id == Appeal.evaluation_id)
        .where(Appeal.evaluation_id == evaluation_id, evaluations_visible(viewer))
        .where(Appeal.state != AppealState.WITHDRAWN)
        .options(contains_eager(Appeal.evaluation).options(joinedload(Evaluation.person), joinedload(Evaluation.unit)))
        .options(contains_eager(Appeal.evaluation).options(joinedload(Evaluation.period)))
    )
    appeal = db.session.scalar(found.with_for_update(of=[Appeal, Evaluation]) if hold else found)
    if appeal is None or settling_office(viewer, appeal, appeal.evaluation.person_id) is None:
        return None
    return appeal


def appeals_to_settle(viewer: Viewer, figure: str, offset: int, limit: int) -> list[Waiting]:
    """The appeals that the viewer's office settles, those due first on top; only in `stuck` they may not."""
    found = _mine(viewer, figure)
    if found is None:
        return []
    found = (
        found.join(Unit, Unit.id == Evaluation.unit_id)
        .with_only_columns(
            Appeal.evaluation_id, Person.full_name, Unit.name, Evaluation.position, Period.year, Appeal.state,
            Appeal.filed_at, Period.locks, Appeal.outcome,
        )
        .order_by(Period.locks, Appeal.filed_at, Appeal.evaluation_id)
        .offset(offset)
        .limit(limit)
    )  # fmt: skip
    return [Waiting(*row) for row in db.session.execute(found)]


def number_to_settle(viewer: Viewer, figure: str = "waiting") -> int:
    """How many appeals the list holds."""
    found = _mine(viewer, figure)
    return 0 if found is None else db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _mine(viewer: Viewer, figure: str) -> Select | None:
    if viewer.unit_kind == UnitKind.SCHOOL:  # appeals go above the school
        return None
    office = office_in(viewer, viewer.unit_id or 0)
    if office is None:
        return None
    barred = [viewer.person_id, *filter(None, [_signs_for(office)])]
    signed_for = func.coalesce(Appeal.first_signed_for_id, 0)
    theirs = and_(
        Evaluation.person_id.not_in(barred), Appeal.first_decider_id.not_in(barred), signed_for.not_in(barred)
    )
    return (
        select(Appeal.evaluation_id)
        .join(Evaluation, Evaluation.id == Appeal.evaluation_id)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Period, Period.id == Evaluation.period_id)
        .where(
            Appeal.settled_in == viewer.unit_id, Appeal.state.in_(FIGURES[figure]), evaluations_visible(viewer),
            nobody_settles() if figure == "stuck" else theirs,
        )
    )  # fmt: skip


def units_with_stuck(untold_since: datetime) -> Sequence[Unit]:
    """Where appeals wait that nobody can settle, in time, and nobody was told of it since this instant."""
    told = exists().where(
        Notice.kind == NOBODY_SETTLES, Notice.subject_id == Appeal.settled_in, Notice.created_at > untold_since
    )
    stuck = (
        select(Appeal.settled_in)
        .join(Evaluation, Evaluation.id == Appeal.evaluation_id)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Appeal.state.in_(sorted(WAITING)), Period.locks > clock.campaign_now())
        .where(nobody_settles(), ~told.correlate(Appeal))
    )
    return db.session.scalars(select(Unit).where(Unit.id.in_(stuck)).order_by(Unit.id)).all()


def _signs_for(office: Office) -> int | None:
    """For whom somebody signs, if by delegation."""
    if office.delegation_id is None:
        return None
    return db.session.get_one(Delegation, office.delegation_id).by_person_id


def appeal_sheet(appeal: Appeal) -> AppealSheet:
    """Everything that the second decider weighs."""
    head, edition = sheet_of(appeal.evaluation), first_edition(appeal.evaluation_id)
    content = edition.content
    first = FirstDecision(
        decode(str(content["levels"])), {int(no): text for no, text in content["reasons"].items()},
        str(content["comment"]), int(content["rank"]), content["rank_reason"], edition.made_at,
    )  # fmt: skip
    own = decode(appeal.levels)
    form = overlaid(first.form, own)
    return AppealSheet(
        appeal, head, first, own, form, {int(no): text for no, text in appeal.reasons.items()},
        own_to_explain(head.self_form, head.colleagues, first.form, own),
        rank_form(standard_of(appeal.evaluation.standard_id), form),
    )  # fmt: skip
