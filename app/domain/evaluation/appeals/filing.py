"""How does somebody appeal their published rank, in time and once, or take the appeal back?"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.moving import move_on
from app.domain.evaluation.appeals.queries import NOBODY_SETTLES, appeal_of, units_with_stuck, window_of
from app.domain.evaluation.appeals.rules import AppealState
from app.domain.evaluation.appeals.settlers import deciders_of, first_edition, settlers_of, those_to_act
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.rules.flow import Move
from app.domain.notices.actions import tell, tell_many
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import encode
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

FILE, WITHDRAW = "file_appeal", "withdraw_appeal"


@rerunnable
def file_appeal(viewer: Viewer, evaluation_id: int, text: str, criteria: Sequence[int], submit_key: str = "") -> None:
    """Ask the office above to look at the own published rank again; once a decision, in time.

    What was decided on paper is appealed on paper.  Nobody's right ends because the office above has nobody who may
    settle (its only head decided first): the appeal is taken, and whoever can mend that is told.
    Raises LookupError (not the viewer's own), NotNow, ValueError (no such criterion).
    """
    with writing():
        if is_repeat(viewer, FILE, submit_key):
            return
        evaluation = _own(viewer, evaluation_id)
        if evaluation.period.kind != "held":
            raise NotNow("appeal_on_paper")
        window = window_of(evaluation)
        if window is None:
            raise NotNow("not_published")
        if window.appeal is not None:
            raise NotNow("appealed_once")
        standard = standard_of(evaluation.standard_id)
        if any(not 1 <= no <= len(standard.criteria) for no in criteria):
            raise ValueError("no such criterion")
        if not window.is_open:
            raise NotNow("appeal_late")
        decider_id, signed_for_id = deciders_of(first_edition(evaluation.id))
        appeal = Appeal(
            evaluation_id=evaluation.id, state=AppealState.OPEN, text=text, criteria=sorted(set(criteria)),
            filed_at=clock.campaign_now(), first_decider_id=decider_id, first_signed_for_id=signed_for_id,
            settled_in=settlers_of(evaluation, None).unit_id, levels=encode(standard.blank),
            reasons={}, comment="", version=1,
        )  # fmt: skip
        db.session.add(appeal)
        move_on(viewer, evaluation, Move.APPEAL, "rank_appealed", {"settled_in": appeal.settled_in})
        _tell_offices(appeal, evaluation, "appeal_filed", "rank_is_appealed")
        _tell_that_nobody_can(appeal, evaluation)
        keep_result(viewer, FILE, submit_key, evaluation.id)


@rerunnable
def withdraw_appeal(viewer: Viewer, evaluation_id: int, submit_key: str = "") -> None:
    """Take the own appeal back, until somebody has taken it up; there is no second one.  Raises LookupError, NotNow."""
    with writing():
        if is_repeat(viewer, WITHDRAW, submit_key):
            return
        evaluation = _own(viewer, evaluation_id)
        appeal = appeal_of(evaluation.id)
        if appeal is None:
            raise LookupError(evaluation_id)
        if appeal.state != AppealState.OPEN:
            raise NotNow("appeal_taken" if appeal.state == AppealState.TAKEN else "appeal_over")
        appeal.state = AppealState.WITHDRAWN
        appeal.version += 1
        move_on(viewer, evaluation, Move.WITHDRAW, "appeal_withdrawn")
        _tell_offices(appeal, evaluation, "appeal_withdrawn", "appeal_withdrawn")
        keep_result(viewer, WITHDRAW, submit_key, evaluation.id)


def _own(viewer: Viewer, evaluation_id: int) -> Evaluation:
    """The viewer's own evaluation, locked.  Raises LookupError."""
    found = select(Evaluation).where(Evaluation.id == evaluation_id, Evaluation.person_id == viewer.person_id)
    evaluation = db.session.scalar(found.with_for_update())
    if evaluation is None:
        raise LookupError(evaluation_id)
    return evaluation


def _tell_offices(appeal: Appeal, evaluation: Evaluation, to_second: str, to_first: str) -> None:
    """Whoever may settle, and whoever decided first, learn that it was appealed or withdrawn; never why."""
    name = evaluation.person.full_name
    second = settlers_of(evaluation, appeal).people
    tell_many(list(second), to_second, "evaluation", evaluation.id, name=name)
    tell(appeal.first_decider_id, to_first, "evaluation", evaluation.id, name=name)


def _tell_that_nobody_can(appeal: Appeal, evaluation: Evaluation) -> None:
    """An appeal that nobody can settle is taken all the same: whoever can give the office another holder is told."""
    settlers = settlers_of(evaluation, appeal)
    if not settlers.people:
        told = [person_id for person_id in those_to_act(settlers.unit_id) if person_id != evaluation.person_id]
        tell_many(told, NOBODY_SETTLES, "unit", settlers.unit_id, unit=settlers.unit)


def tell_of_stuck_appeals() -> int:
    """Tell once a week of appeals that nobody can settle, also where the last who could has left; of how many units."""
    with writing():
        units = units_with_stuck(untold_since=clock.now() - timedelta(days=7))
        for unit in units:
            tell_many(those_to_act(unit.id), NOBODY_SETTLES, "unit", unit.id, unit=unit.name)
    return len(units)
