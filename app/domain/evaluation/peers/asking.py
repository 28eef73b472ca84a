"""Who is asked about whom?  One SQL condition on the pair; everything else is asked through it.

By default everybody of the subject group about everybody else in it (letter 4530, form BM02); staff are not asked,
a manager's evaluation asks no colleagues, and a year in which the head does not decide asks nobody (Điều 11).
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.db import Model, db
from app.domain.evaluation.models import Evaluation, PeerAdjustment, PeerOpinion, Period, ShortenedCycle
from app.domain.evaluation.peers.models import JoinedGroup, NotCollated
from app.domain.organisation.rules import MANAGERS, Position

Rater = aliased(Evaluation)
"""The evaluation of whoever is asked: it says in which school and group they stood on the cut-off day."""


def is_asked(rater: type[Evaluation] = Rater) -> ColumnElement[bool]:
    """SQL condition on `Evaluation` and on the rater's own one: they are asked about it."""
    asked_here = _one_of(
        Period, Period.id == Evaluation.period_id, Period.kind == "held", or_(Period.head_decides, _shortened())
    )
    left_out = _one_of(
        NotCollated, NotCollated.period_id == Evaluation.period_id, NotCollated.group_id == Evaluation.group_id
    )
    in_reach = and_(rater.position.not_in(MANAGERS), or_(rater.group_id == Evaluation.group_id, _joined(rater)))
    return and_(
        may_be_asked(rater), Evaluation.excused.is_(None), asked_here, ~left_out,
        or_(and_(in_reach, ~_adjusted(rater, False)), _adjusted(rater, True)),
    )  # fmt: skip


def may_be_asked(rater: type[Evaluation] = Rater) -> ColumnElement[bool]:
    """SQL condition: they may be asked at all: same period, same school, never oneself, never the one who decides."""
    return and_(
        rater.period_id == Evaluation.period_id, rater.unit_id == Evaluation.unit_id,
        rater.person_id != Evaluation.person_id, rater.excused.is_(None), rater.position != Position.PRINCIPAL,
        Evaluation.position.not_in(MANAGERS),
    )  # fmt: skip


def asks(rater_id: int) -> ColumnElement[bool]:
    """SQL condition on `Evaluation`: this person is asked about it."""
    rater = aliased(Evaluation)
    return exists(select(rater.id).where(rater.person_id == rater_id, is_asked(rater)))


def by_rater() -> ColumnElement[bool]:
    """SQL condition on `PeerOpinion`: what this rater says about this evaluation."""
    return and_(PeerOpinion.evaluation_id == Evaluation.id, PeerOpinion.rater_id == Rater.person_id)


def asked_about(evaluation_ids: Iterable[int]) -> dict[int, dict[int, bool]]:
    """For each evaluation the people asked about it (ids), and whether each has answered."""
    found: dict[int, dict[int, bool]] = {evaluation_id: {} for evaluation_id in evaluation_ids}
    rows = db.session.execute(
        select(Evaluation.id, Rater.person_id, PeerOpinion.sent_at)
        .select_from(Evaluation)
        .join(Rater, is_asked())
        .outerjoin(PeerOpinion, by_rater())
        .where(Evaluation.id.in_(found))
    )
    for evaluation_id, person_id, sent_at in rows:
        found[evaluation_id][person_id] = sent_at is not None
    return found


def _adjusted(rater: type[Evaluation], asked: bool) -> ColumnElement[bool]:
    return _one_of(
        PeerAdjustment, PeerAdjustment.evaluation_id == Evaluation.id, PeerAdjustment.rater_id == rater.person_id,
        PeerAdjustment.asked.is_(asked),
    )  # fmt: skip


def _joined(rater: type[Evaluation]) -> ColumnElement[bool]:
    return _one_of(
        JoinedGroup, JoinedGroup.period_id == Evaluation.period_id, JoinedGroup.group_id == Evaluation.group_id,
        JoinedGroup.joined_id == rater.group_id,
    )  # fmt: skip


def _shortened() -> ColumnElement[bool]:
    return _one_of(
        ShortenedCycle, ShortenedCycle.period_id == Evaluation.period_id, ShortenedCycle.unit_id == Evaluation.unit_id
    )


def _one_of(table: type[Model], *wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """There is such a row; the evaluations are those asked about, and not any others, however deep this stands."""
    return exists().where(*wanted).correlate_except(table)
