"""What becomes of evaluations when two records turn out to be one person?  They follow; in one period one counts.

Of two evaluations in one period the one that is further on stays (published before decided before sent before begun);
one who is due goes before one who is excused, and of equals the surviving record's own stays.  The other is kept with
the record that is gone, excused as "gộp hồ sơ": nothing of it is lost and nothing of it counts.  Evidence goes into the
one store that is left.  Results from paper and surveys hang on the evaluation; who entered or heard keeps their name.
"""

from sqlalchemy import delete, func, select, update

from app.db import db
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import WAITING
from app.domain.evaluation.evidence.models import Evidence
from app.domain.evaluation.hand_in.closing import note_amended
from app.domain.evaluation.models import Decision, Evaluation, PeerAdjustment, PeerOpinion
from app.domain.evaluation.rules.flow import EvaluationState
from app.domain.identity.merging import GOES_ALONG
from app.domain.organisation.models import Person
from app.domain.surveys.merging import move_invitations
from app.domain.viewer import SYSTEM
from app.domain.work.stale import mark_stale

MERGED = "merged"
FURTHER = tuple(
    EvaluationState(state) for state in ("open", "returned", "sent", "considered", "decided", "published", "appealed")
)
"""The states from the first to the furthest."""


def further(one: Evaluation, other: Evaluation) -> Evaluation:
    """Of two evaluations of one person in one period, the one that stays; `one` where they are equal."""
    return max((one, other), key=lambda each: (each.excused is None, FURTHER.index(EvaluationState(each.state))))


def move_evaluations(keep: Person, gone: Person) -> None:
    """Let everything of `gone` follow to `keep`, inside the merge's own transaction."""
    own = {each.period_id: each for each in db.session.scalars(_of(keep))}
    for theirs in list(db.session.scalars(_of(gone))):
        mine = own.get(theirs.period_id)
        if mine is None:
            theirs.person_id = keep.id
        else:
            if further(mine, theirs) is theirs:
                _swap(mine, theirs)
                theirs, mine = mine, theirs
            theirs.excused = MERGED
            theirs.version += 1
            note_amended(SYSTEM, theirs)
            mark_stale([mine.unit_id])
        mark_stale([theirs.unit_id])
    db.session.flush()
    _move_opinions(keep.id, gone.id)
    _move_deciders(keep.id, gone.id)
    _move_evidence(keep.id, gone.id)
    move_invitations(keep.id, gone.id)


def _of(person: Person):  # type: ignore[no-untyped-def]
    return select(Evaluation).where(Evaluation.person_id == person.id).with_for_update()


def _swap(mine: Evaluation, theirs: Evaluation) -> None:
    """Exchange whose they are.  A person has one evaluation a period, so one waits with somebody who has none."""
    keep_id, gone_id = mine.person_id, theirs.person_id
    rated = select(Evaluation.person_id).where(Evaluation.period_id == mine.period_id)
    free = db.session.execute(select(Person.id).where(Person.id.not_in(rated)).limit(1)).scalar_one()
    for evaluation, person_id in ((mine, free), (theirs, keep_id), (mine, gone_id)):
        evaluation.person_id = person_id
        db.session.flush()


def _move_opinions(keep_id: int, gone_id: int) -> None:
    """One opinion a person: where both records gave one, the sent one stays, the survivor's where both are sent."""
    given: dict[int, list[PeerOpinion]] = {}
    for opinion in db.session.scalars(select(PeerOpinion).where(PeerOpinion.rater_id.in_((keep_id, gone_id)))):
        given.setdefault(opinion.evaluation_id, []).append(opinion)
    for opinions in given.values():
        best = max(opinions, key=lambda each: (each.sent_at is not None, each.rater_id == keep_id))
        for other in opinions:
            if other is not best:
                db.session.delete(other)
        db.session.flush()
        best.rater_id = keep_id
    about_oneself = select(Evaluation.id).where(Evaluation.person_id == keep_id)
    db.session.flush()
    db.session.execute(
        delete(PeerOpinion).where(PeerOpinion.rater_id == keep_id, PeerOpinion.evaluation_id.in_(about_oneself))
    )
    known = select(PeerAdjustment.evaluation_id).where(PeerAdjustment.rater_id == keep_id)
    db.session.execute(
        delete(PeerAdjustment).where(PeerAdjustment.rater_id == gone_id, PeerAdjustment.evaluation_id.in_(known))
    )
    db.session.execute(update(PeerAdjustment).where(PeerAdjustment.rater_id == gone_id).values(rater_id=keep_id))


def _move_deciders(keep_id: int, gone_id: int) -> None:
    """Who decided is barred from settling also by the surviving record; what is settled keeps the name it had."""
    db.session.execute(update(Decision).where(Decision.decided_by == gone_id).values(decided_by=keep_id))
    for column in (Appeal.first_decider_id, Appeal.first_signed_for_id, Appeal.taken_by):
        waiting = update(Appeal).where(column == gone_id, Appeal.state.in_(WAITING))
        db.session.execute(waiting.values({column.key: keep_id}))


def _move_evidence(keep_id: int, gone_id: int) -> None:
    """The pieces join the survivor's store, numbered on from the last; what was sent keeps its code of then."""
    last = db.session.scalar(select(func.max(Evidence.number)).where(Evidence.person_id == keep_id)) or 0
    theirs = update(Evidence).where(Evidence.person_id == gone_id)
    db.session.execute(theirs.values(person_id=keep_id, number=Evidence.number + last))


GOES_ALONG.append(move_evaluations)
