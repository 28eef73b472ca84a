"""What does each number of a hand-in count?  One SQL condition a figure: numbers and their lists come from the same.

How many ranks there are is told by the standards of the period: a later one may have five.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, literal_column, select

from app.db import db
from app.domain import clock
from app.domain.evaluation.hand_in.rules import BLOCKING, TELLING
from app.domain.evaluation.models import Evaluation, PeerOpinion, Period, ShortenedCycle
from app.domain.evaluation.opinions.rules import KIND
from app.domain.evaluation.peers.asking import Rater, is_asked
from app.domain.evaluation.rules.flow import KNOWN, RANKED, WRITABLE, EvaluationState
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import MOST_LEVELS
from app.domain.surveys.models import SurveyForm

NOTHING: ColumnElement[bool] = literal_column("1 = 0")
ALL: ColumnElement[bool] = literal_column("1 = 1")


def rank_names(period: Period) -> dict[int, str]:
    """The ranks that the period's two standards know, by ordinal, best first; both names where they differ."""
    names: dict[int, list[str]] = {}
    for standard_id in (period.teacher_standard_id, period.manager_standard_id):
        for level in standard_of(standard_id).levels:
            names.setdefault(level.ordinal, []).append(level.name)
    return {ordinal: " / ".join(dict.fromkeys(names[ordinal])) for ordinal in sorted(names, reverse=True)}


def rank_codes(period: Period) -> tuple[str, ...]:
    """The figures that count the ranks of a period, best first."""
    return tuple(f"rank_{ordinal}" for ordinal in rank_names(period))


def _in_system(period: Period) -> bool:
    return period.kind == "held"


def _needs_rank(period: Period) -> ColumnElement[bool]:
    """Everybody does, but in a year between only those of schools with a consent to the shorter cycle (Điều 11)."""
    if period.head_decides or not _in_system(period):
        return ALL
    shortened = select(ShortenedCycle.unit_id).where(
        ShortenedCycle.period_id == Evaluation.period_id, ShortenedCycle.unit_id == Evaluation.unit_id
    )
    return exists(shortened)


def _assessed(period: Period) -> ColumnElement[bool]:
    if not _in_system(period):
        return NOTHING
    return and_(Evaluation.is_self_assessed)


def _writing(period: Period) -> ColumnElement[bool]:
    """Only the self-assessment is due, and there is still time for it."""
    if not _in_system(period) or clock.campaign_now() >= period.self_due:
        return NOTHING
    return and_(~_needs_rank(period), Evaluation.state.in_(WRITABLE))


def _asking(period: Period) -> ColumnElement[bool]:
    """A colleague is asked about them who has not answered and still may."""
    if not _in_system(period) or clock.campaign_now() >= period.opinions_due:
        return NOTHING
    answered = exists().where(
        PeerOpinion.evaluation_id == Evaluation.id, PeerOpinion.rater_id == Rater.person_id,
        PeerOpinion.sent_at.is_not(None),
    )  # fmt: skip
    return exists(select(Rater.id).where(is_asked(), ~answered))


def _surveyed(period: Period) -> ColumnElement[bool]:
    running = select(SurveyForm.id).where(
        SurveyForm.kind == KIND, SurveyForm.subject_id == Evaluation.id, SurveyForm.closed_at.is_(None)
    )
    return exists(running)


def _rank(ordinal: int) -> Callable[[Period], ColumnElement[bool]]:
    """By rank only those count who know it: whoever signs for the head must not learn the own one from a number."""
    return lambda period: and_(Evaluation.state.in_(KNOWN), Evaluation.rank == ordinal)


# Conditions on `Evaluation` for people who are due; whoever is excused is counted apart.
CONDITIONS: dict[str, Callable[[Period], ColumnElement[bool]]] = {
    "due": lambda period: ALL,
    "assessed": _assessed,
    "late": lambda period: and_(_assessed(period), Evaluation.first_sent_at >= period.self_due),
    "ranked": lambda period: Evaluation.state.in_(RANKED),
    "published": lambda period: Evaluation.state.in_(KNOWN),
    **{f"rank_{ordinal}": _rank(ordinal) for ordinal in range(MOST_LEVELS)},
    "unassessed": lambda period: ~_assessed(period) if _in_system(period) else NOTHING,
    "unranked": lambda period: and_(_needs_rank(period), Evaluation.state.not_in(RANKED)),
    "unpublished": lambda period: Evaluation.state == EvaluationState.DECIDED,
    "writing": _writing,
    "asking": _asking,
    "surveyed": _surveyed,
    "appealed": lambda period: Evaluation.state == EvaluationState.APPEALED,
}
SENT = ("due", "assessed", "late", "ranked", "published", "excused")
"""What goes up with the results and stays on record, beside each rank."""


def figures_of(period: Period) -> tuple[str, ...]:
    """Every figure of a unit's results."""
    plain = (code for code in CONDITIONS if not code.startswith("rank_"))
    return (*plain, *rank_codes(period), "excused")


def in_lists(period: Period) -> tuple[str, ...]:
    """What the list of units shows of each."""
    return ("due", "ranked", *rank_codes(period))


@dataclass(frozen=True)
class Numbers:
    """The figures of one unit, by code; what is not counted is 0.  `ordinals` are those of the ranks, best first."""

    by_code: Mapping[str, int]
    ordinals: tuple[int, ...] = ()

    def __getitem__(self, code: str) -> int:
        return self.by_code.get(code, 0)

    @property
    def ranks(self) -> list[tuple[int, int]]:
        """`(ordinal, people)`, best first."""
        return [(ordinal, self[f"rank_{ordinal}"]) for ordinal in self.ordinals]

    @property
    def blocking(self) -> list[tuple[str, int]]:
        """What holds the sending up, with how many people."""
        return [(code, self[code]) for code in BLOCKING if self[code]]

    @property
    def telling(self) -> list[tuple[str, int]]:
        """What should be known before sending, with how many people."""
        return [(code, self[code]) for code in TELLING if self[code]]

    @property
    def sent(self) -> dict[str, int]:
        """What is kept of them when they go up."""
        return {code: self[code] for code in SENT} | {f"rank_{ordinal}": many for ordinal, many in self.ranks}


def counted_by(figure: str, period: Period) -> ColumnElement[bool]:
    """SQL condition on `Evaluation`: who stands behind a figure."""
    if figure == "excused":
        return Evaluation.excused.is_not(None)
    return and_(Evaluation.excused.is_(None), CONDITIONS[figure](period))


def numbers_of(period: Period, unit_ids: Sequence[int], codes: Sequence[str] = ()) -> dict[int, Numbers]:
    """The figures of these units in one query, all or those named; a unit without anybody has zeros."""
    codes, ordinals = codes or figures_of(period), tuple(rank_names(period))
    columns = [func.coalesce(func.sum(case((counted_by(code, period), 1), else_=0)), 0) for code in codes]
    found = (
        select(Evaluation.decided_in, *columns)
        .where(Evaluation.period_id == period.id, Evaluation.decided_in.in_(unit_ids))
        .group_by(Evaluation.decided_in)
    )
    counted = {row[0]: Numbers(dict(zip(codes, row[1:], strict=True)), ordinals) for row in db.session.execute(found)}
    return {unit_id: counted.get(unit_id, Numbers({}, ordinals)) for unit_id in unit_ids}
