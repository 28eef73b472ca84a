"""How do colleagues of the subject group give their opinion?  Everybody on everybody by default, sent all together.

Confidential (ANON-10): a row is read by its author alone; others get counts through `tally_of`, from three answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation, PeerAdjustment, PeerOpinion, Period
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.tally import Tally, tally
from app.domain.evaluation.self_assessment import Incomplete, NotNow, StaleVersion
from app.domain.journal.actions import record
from app.domain.organisation.models import Person
from app.domain.organisation.rules import MANAGERS
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, decode, encode, unrated, with_levels
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result

SEND = "send_peer_opinions"


@dataclass(frozen=True)
class Asked:
    """One colleague the viewer is asked about, with what they have said so far."""

    evaluation_id: int
    standard_id: int
    full_name: str
    given_name: str
    subject: str | None
    form: Form
    version: int
    sent: bool


def asks(rater_id: int) -> ColumnElement[bool]:
    """SQL condition on `Evaluation`: this person is asked about it.

    By default whoever is enrolled in the same period and subject group; a manager's evaluation asks no colleagues.
    """
    member = aliased(Evaluation)
    in_group = exists(
        select(member.id).where(
            member.period_id == Evaluation.period_id, member.group_id == Evaluation.group_id,
            member.person_id == rater_id, member.excused.is_(None), member.position.not_in(MANAGERS),
        )
    )  # fmt: skip
    return and_(
        Evaluation.person_id != rater_id, Evaluation.excused.is_(None),
        Evaluation.position.not_in(MANAGERS),
        or_(and_(in_group, ~_adjusted(rater_id, False)), _adjusted(rater_id, True)),
    )  # fmt: skip


def _adjusted(rater_id: int, asked: bool) -> ColumnElement[bool]:
    return exists(
        select(PeerAdjustment.rater_id).where(
            PeerAdjustment.evaluation_id == Evaluation.id, PeerAdjustment.rater_id == rater_id,
            PeerAdjustment.asked.is_(asked),
        )
    )  # fmt: skip


def asked_of(viewer: Viewer, period_id: int) -> list[Asked]:
    """Everybody the viewer is asked about in a period, by name."""
    found = (
        select(Evaluation, Person, PeerOpinion)
        .join(Person, Person.id == Evaluation.person_id)
        .outerjoin(
            PeerOpinion,
            and_(PeerOpinion.evaluation_id == Evaluation.id, PeerOpinion.rater_id == viewer.person_id),
        )
        .where(Evaluation.period_id == period_id, asks(viewer.person_id or 0))
        .order_by(Person.sort_key, Evaluation.id)
    )
    return [
        Asked(
            evaluation.id, evaluation.standard_id, person.full_name, person.given_name, evaluation.subject,
            decode(own.levels) if own else standard_of(evaluation.standard_id).blank,
            own.version if own else 0, own is not None and own.sent_at is not None,
        )
        for evaluation, person, own in db.session.execute(found)
    ]  # fmt: skip


def save_opinion(viewer: Viewer, evaluation_id: int, changes: Mapping[int, int | None], version: int) -> int:
    """Rate some criteria of one colleague; returns the new version.

    Raises LookupError (not asked about them), NotNow, StaleVersion, ValueError (no such criterion or level).
    """
    with writing():
        found = select(Evaluation).where(Evaluation.id == evaluation_id, asks(viewer.person_id or 0))
        evaluation = db.session.scalar(found)
        if evaluation is None:
            raise LookupError(evaluation_id)
        _check_time(evaluation.period_id)
        standard = standard_of(evaluation.standard_id)
        if any(
            not 1 <= no <= len(standard.criteria) or (level is not None and not 0 <= level < len(standard.levels))
            for no, level in changes.items()
        ):
            raise ValueError("no such criterion or level")
        own = db.session.scalar(_of(evaluation_id, viewer).with_for_update())
        if own is not None and own.sent_at is not None:
            raise NotNow("sent")
        if (own.version if own else 0) != version:
            raise StaleVersion
        if own is None:
            own = PeerOpinion(
                evaluation_id=evaluation_id, rater_id=viewer.person_id, levels=encode(standard.blank), version=0
            )
            db.session.add(own)
        own.levels = encode(with_levels(decode(own.levels), changes))
        own.version += 1
        return own.version


def send_opinions(viewer: Viewer, period_id: int, submit_key: str = "") -> int:
    """Send what the viewer says about everybody they are asked about, all together; returns how many.

    Raises LookupError (asked about nobody), NotNow, Incomplete (with how many colleagues are not rated whole).
    """
    with writing():
        colleagues = asked_of(viewer, period_id)
        if not colleagues:
            raise LookupError(period_id)
        if is_repeat(viewer, SEND, submit_key):
            return len(colleagues)
        _check_time(period_id)
        open_ones = [one for one in colleagues if not one.sent]
        missing = tuple(one.evaluation_id for one in open_ones if unrated(one.form))
        if missing:
            raise Incomplete(missing)
        ids = [one.evaluation_id for one in open_ones]
        rows = db.session.scalars(
            select(PeerOpinion).where(PeerOpinion.evaluation_id.in_(ids), PeerOpinion.rater_id == viewer.person_id)
        )
        for row in rows:
            row.sent_at = clock.campaign_now()
            row.version += 1
        unit_ids = set(db.session.scalars(select(Evaluation.unit_id).where(Evaluation.id.in_(ids))))
        mark_stale(unit_ids)
        # Who answered is no secret inside the group; what was answered is journalled nowhere.
        record(
            viewer, "peer_opinions_sent", "period", period_id, after={"colleagues": len(ids)}, unit_id=viewer.unit_id
        )
        keep_result(viewer, SEND, submit_key, period_id)
        return len(colleagues)


def tally_of(evaluation: Evaluation) -> Tally:
    """The counts on one person, as far as they may be shown to anybody."""
    return tallies([evaluation])[evaluation.id]


def tallies(evaluations: Sequence[Evaluation]) -> dict[int, Tally]:
    """The counts on several people, by evaluation id, in one query."""
    forms: dict[int, list[Form]] = {evaluation.id: [] for evaluation in evaluations}
    found = select(PeerOpinion.evaluation_id, PeerOpinion.levels).where(
        PeerOpinion.evaluation_id.in_(forms), PeerOpinion.sent_at.is_not(None)
    )
    for evaluation_id, levels in db.session.execute(found):
        forms[evaluation_id].append(decode(levels))
    sizes = {number: _size(number) for number in {evaluation.standard_id for evaluation in evaluations}}
    return {each.id: tally(forms[each.id], *sizes[each.standard_id]) for each in evaluations}


def answered(evaluation_ids: Iterable[int]) -> dict[int, int]:
    """How many colleagues have answered on each."""
    found = (
        select(PeerOpinion.evaluation_id, func.count().label("number"))
        .where(PeerOpinion.evaluation_id.in_(list(evaluation_ids)), PeerOpinion.sent_at.is_not(None))
        .group_by(PeerOpinion.evaluation_id)
    )
    return {row.evaluation_id: row.number for row in db.session.execute(found)}


def _size(standard_id: int) -> tuple[int, int]:
    """How many criteria and levels a standard has."""
    standard = standard_of(standard_id)
    return len(standard.criteria), len(standard.levels)


def _of(evaluation_id: int, viewer: Viewer):  # type: ignore[no-untyped-def]
    return select(PeerOpinion).where(
        PeerOpinion.evaluation_id == evaluation_id, PeerOpinion.rater_id == viewer.person_id
    )


def _check_time(period_id: int) -> None:
    period = db.session.get_one(Period, period_id)
    if not calendar_of(period).allows(Step.OPINIONS, clock.campaign_now()):
        raise NotNow("locked")
