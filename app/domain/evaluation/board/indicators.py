"""What do the boards count of an evaluation period, and of whom?  One definition for boards, lists, exports, reminders.

People count where they stood on the cut-off day, unless they are excused; the conditions are those of handing in, so
what a school sends up is what its board shows.  Schools count as such: have they handed in, has it been accepted.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain import clock
from app.domain.evaluation.hand_in.figures import CONDITIONS, counted_by, rank_codes
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.hand_in.rules import CLOSED, HandInState
from app.domain.evaluation.models import Decision, Evaluation, PeerOpinion
from app.domain.evaluation.models import Period as EvaluationPeriod
from app.domain.evaluation.peers.asking import Rater, by_rater, is_asked
from app.domain.evaluation.periods import CAMPAIGN as KIND
from app.domain.evaluation.rules.flow import RANKED
from app.domain.progress.indicators import Indicator, register
from app.domain.progress.rules import Count, Period

OPINIONS = "answered"
SCHOOLS: dict[str, ColumnElement[bool]] = {
    "handed_in": HandIn.state.in_(CLOSED),
    "handed_in_late": and_(HandIn.state.in_(CLOSED), HandIn.late.is_(True)),
    "accepted": HandIn.state == HandInState.ACCEPTED,
}
"""What a school can have come to."""

FIGURES = ("assessed", OPINIONS, "ranked", "published", *SCHOOLS)
"""What a board shows of every period; beside these it counts each rank (`figures_of`)."""
LATELY = {"assessed": "assessed_lately", "ranked": "ranked_lately"}
LATELY_DAYS = 7
RESTS = {"unassessed": "assessed", "unanswered": OPINIONS, "unranked": "ranked"}
"""What is left of a figure: those expected who have not come to it."""

Instants = {
    "assessed": (Evaluation.first_sent_at, "self_due"),
    "ranked": (Decision.decided_at, "decision_due"),
    "published": (Decision.published_at, "decision_due"),
}
"""When a figure is reached, and the deadline that tells whether in time; other figures are merely so."""


def figures_of(period: EvaluationPeriod) -> tuple[str, ...]:
    """What the board of a period shows, with the ranks that its standards know."""
    return (*FIGURES, *rank_codes(period))


def main_of(period: EvaluationPeriod) -> str:
    """What the shares of a period's board are of: self-assessments; results, where they come from paper."""
    return "assessed" if period.kind == "held" else "ranked"


def expected_in(figure: str, period: EvaluationPeriod) -> ColumnElement[bool]:
    """SQL condition on `Evaluation`: this person is expected to come to a figure (other than the opinions)."""
    if figure not in {"ranked", "published"} and not figure.startswith("rank_"):
        return Evaluation.excused.is_(None)
    return and_(Evaluation.excused.is_(None), or_(CONDITIONS["unranked"](period), Evaluation.state.in_(RANKED)))


def is_in_time(figure: str, period: EvaluationPeriod) -> ColumnElement[bool]:
    """SQL condition on `Evaluation` and `Decision` (outer joined), for those who have come to the figure."""
    if figure not in Instants or period.kind != "held":
        return Evaluation.id.is_not(None)
    reached, deadline = Instants[figure]
    return func.coalesce(reached < getattr(period, deadline), True)


def lately(figure: str, period: EvaluationPeriod, day: date) -> ColumnElement[bool]:
    """SQL condition: came to the figure in the seven days that end with `day`."""
    since = clock.start_of(day - timedelta(days=LATELY_DAYS - 1))
    return and_(counted_by(figure, period), Instants[figure][0] >= since)


def raters(among: Select, *, answered: bool | None = None) -> Select:
    """Who of these evaluations (ids) is asked about colleagues, `id, unit_id`; all, or by having answered all."""
    everybody = (
        select(Rater.id, Rater.unit_id)
        .select_from(Evaluation)
        .join(Rater, is_asked())
        .outerjoin(PeerOpinion, by_rater())
        .where(Rater.id.in_(among))
        .group_by(Rater.id, Rater.unit_id)
        .correlate(None)
    )
    if answered is None:
        return everybody
    return everybody.having(_answered_all() if answered else ~_answered_all())


def _answered_all() -> ColumnElement[bool]:
    return func.count() == func.count(PeerOpinion.sent_at)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _held(session: Session, period: Period) -> EvaluationPeriod:
    return session.get_one(EvaluationPeriod, period.subject_id)


def _counts(
    session: Session, unit_ids: Sequence[int], held: EvaluationPeriod, figure: str,
    done: ColumnElement[bool], in_time: ColumnElement[bool],
) -> Iterable[Count]:  # fmt: skip
    found = (
        select(Evaluation.unit_id, func.count(), _number(done), _number(and_(done, in_time)))
        .outerjoin(Decision, Decision.evaluation_id == Evaluation.id)
        .where(Evaluation.period_id == held.id, Evaluation.unit_id.in_(unit_ids), expected_in(figure, held))
        .group_by(Evaluation.unit_id)
    )
    for unit_id, expected, reached, early in session.execute(found):
        yield Count(unit_id, expected, reached, early, reached - early)


def _counting(figure: str) -> Callable[[Session, Sequence[int], Period], Iterable[Count]]:
    def count(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
        held = _held(session, period)
        return _counts(session, unit_ids, held, figure, counted_by(figure, held), is_in_time(figure, held))

    return count


def _counting_lately(figure: str) -> Callable[[Session, Sequence[int], Period], Iterable[Count]]:
    def count(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
        held = _held(session, period)
        recent = lately(figure, held, period.day)
        return _counts(session, unit_ids, held, figure, recent, recent)

    return count


def _count_ranks(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
    """Who knows which rank, of all who are to be ranked: every rank of the period's standards in one aggregate."""
    held = _held(session, period)
    codes = rank_codes(held)
    found = (
        select(Evaluation.unit_id, func.count(), *(_number(counted_by(code, held)) for code in codes))
        .where(Evaluation.period_id == held.id, Evaluation.unit_id.in_(unit_ids), expected_in("ranked", held))
        .group_by(Evaluation.unit_id)
    )
    for unit_id, expected, *reached in session.execute(found):
        for code, done in zip(codes, reached, strict=True):
            yield Count(unit_id, expected, done, done, 0, code)


def _count_opinions(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
    """Colleagues who are asked, and those who have sent everything that they are asked for."""
    here = select(Evaluation.id).where(Evaluation.period_id == period.subject_id, Evaluation.unit_id.in_(unit_ids))
    asked = raters(here).add_columns(_answered_all().label("done")).subquery()
    found = select(asked.c.unit_id, func.count(), _number(asked.c.done)).group_by(asked.c.unit_id)
    for unit_id, expected, reached in session.execute(found):
        yield Count(unit_id, expected, reached, reached, 0)


def _counting_schools(figure: str) -> Callable[[Session, Sequence[int], Period], Iterable[Count]]:
    def count(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
        reached = SCHOOLS[figure]
        in_time = func.coalesce(HandIn.late.is_(False), True)
        found = select(HandIn.unit_id, _number(reached), _number(and_(reached, in_time))).where(
            HandIn.period_id == period.subject_id, HandIn.unit_id.in_(unit_ids)
        )
        for unit_id, done, early in session.execute(found.group_by(HandIn.unit_id)):
            yield Count(unit_id, 1, done, early, done - early)

    return count


for _figure in ("assessed", "ranked", "published"):
    register(Indicator(_figure, _counting(_figure), KIND))
register(Indicator("by_rank", _count_ranks, KIND))
register(Indicator(OPINIONS, _count_opinions, KIND))
for _figure in SCHOOLS:
    register(Indicator(_figure, _counting_schools(_figure), KIND))
for _figure, _recent in LATELY.items():
    register(Indicator(_recent, _counting_lately(_figure), KIND, turning=(_recent,)))
