"""How does somebody assess themselves?  Saved as they go, sent as a whole, recalled until the next person acts."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.evidence.applying import freeze_uses
from app.domain.evaluation.hand_in.closing import refuse_where_closed
from app.domain.evaluation.in_time import refuse_out_of_time
from app.domain.evaluation.models import Edition, Evaluation, Period, SelfAssessment
from app.domain.evaluation.refusals import Incomplete, NotNow, StaleVersion, is_saved_already
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import WRITABLE, EvaluationState, Move, after
from app.domain.journal.actions import record
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, decode, encode, rated_anew, unrated
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result, known_to_page, note_version

SAVE, SEND = "save_self_assessment", "send_self_assessment"
RECEIPT_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that a voice on the telephone mixes up


@dataclass(frozen=True)
class Words:
    """What is written beside the levels: remarks and the development plan of 4530 BM01 and 4529 BM01.

    `homeroom` is the class whose head teacher ("chủ nhiệm lớp") the person is, which the head of 4530 BM01 asks for.
    """

    strengths: str = ""
    improvements: str = ""
    goal: str = ""
    content: str = ""
    schedule: str = ""
    conditions: str = ""
    modules: list[str] = field(default_factory=list)
    homeroom: str = ""


@dataclass(frozen=True)
class Draft:
    """The self-assessment as it stands; version 0 is one that nobody has begun."""

    levels: Form
    words: Words
    version: int


def draft_of(evaluation: Evaluation) -> Draft:
    """What is saved so far."""
    return _draft(evaluation, db.session.get(SelfAssessment, evaluation.id))


def saved_draft(evaluation_id: int) -> tuple[Draft, datetime]:
    """What has just been saved, and when; the caller has saved it in scope."""
    own = db.session.get_one(SelfAssessment, evaluation_id, populate_existing=True)
    return _as_draft(own), own.saved_at


def save_levels(
    viewer: Viewer, evaluation_id: int, changes: Mapping[int, int | None], version: int, page: str = ""
) -> int:  # fmt: skip
    """Rate some criteria (None takes a level back); returns the new version.  `page` is the key of the page's form.

    Raises LookupError (not the viewer's own), NotNow, StaleVersion, ValueError (no such criterion or level).
    """
    with writing():
        evaluation, own = _to_write(viewer, evaluation_id)
        levels = encode(rated_anew(standard_of(evaluation.standard_id), decode(own.levels), changes))
        known = known_to_page(viewer, SAVE, page, own.version, version)
        if is_saved_already(own.version, known, same=own.levels == levels):
            return own.version
        own.levels = levels
        note_version(viewer, SAVE, page, _saved(evaluation, own))
        return own.version


def save_words(viewer: Viewer, evaluation_id: int, words: Words, version: int, page: str = "") -> int:
    """Write the remarks and the plan; returns the new version.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        evaluation, own = _to_write(viewer, evaluation_id)
        written = asdict(words)
        same = written == {name: getattr(own, name) for name in written}
        known = known_to_page(viewer, SAVE, page, own.version, version)
        if is_saved_already(own.version, known, same=same):
            return own.version
        for name, value in written.items():
            setattr(own, name, value)
        note_version(viewer, SAVE, page, _saved(evaluation, own))
        return own.version


@rerunnable
def send(viewer: Viewer, evaluation_id: int, version: int, submit_key: str = "") -> str:
    """Send it to the head; returns the number on the receipt, the same for a form sent twice.

    Raises LookupError, NotNow, StaleVersion, Incomplete.
    """
    with writing():
        evaluation = _own(viewer, evaluation_id)
        if is_repeat(viewer, SEND, submit_key) and evaluation.receipt is not None:
            return evaluation.receipt
        evaluation, own = _to_write(viewer, evaluation_id)
        if own.version != version:
            raise StaleVersion
        missing = unrated(decode(own.levels))
        if missing:
            raise Incomplete(missing)
        before, now = evaluation.state, clock.campaign_now()
        evaluation.state, evaluation.return_reason = EvaluationState.SENT, None
        evaluation.sent_at, evaluation.receipt = now, evaluation.receipt or _receipt()
        evaluation.first_sent_at = evaluation.first_sent_at or now
        evaluation.version += 1
        number = _keep_edition(evaluation, own, viewer)
        mark_stale([evaluation.unit_id])
        record(
            viewer, "self_assessment_sent", "evaluation", evaluation.id,
            before={"state": before}, after={"state": evaluation.state, "edition": number}, unit_id=evaluation.unit_id,
        )  # fmt: skip
        keep_result(viewer, SEND, submit_key, evaluation.id)
        return evaluation.receipt


def recall(viewer: Viewer, evaluation_id: int) -> None:
    """Take it back to go on writing, until the head has rated something; a second time there is nothing left to do.

    What was sent is a draft anew, of a version of its own: no form shown before sends it again.
    Raises LookupError, NotNow.
    """
    with writing():
        evaluation = _own(viewer, evaluation_id)
        if evaluation.state == EvaluationState.OPEN:
            return
        target = after(EvaluationState(evaluation.state), Move.RECALL)
        if target is None:
            raise NotNow("returned" if evaluation.state == EvaluationState.RETURNED else "considered")
        _check_open(evaluation)
        before, evaluation.state = evaluation.state, target
        evaluation.sent_at = None
        evaluation.receipt = None
        if evaluation.returned_at is None:  # what answers a return came in time when the first one did
            evaluation.first_sent_at = None
        evaluation.version += 1
        db.session.get_one(SelfAssessment, evaluation.id).version += 1
        mark_stale([evaluation.unit_id])
        record(
            viewer, "self_assessment_recalled", "evaluation", evaluation.id,
            before={"state": before}, after={"state": target}, unit_id=evaluation.unit_id,
        )  # fmt: skip


def _own(viewer: Viewer, evaluation_id: int) -> Evaluation:
    """The viewer's own evaluation, locked.  Raises LookupError."""
    found = select(Evaluation).where(Evaluation.id == evaluation_id, Evaluation.person_id == viewer.person_id)
    evaluation = db.session.scalar(found.with_for_update())
    if evaluation is None or viewer.person_id is None:
        raise LookupError(evaluation_id)
    return evaluation


def _to_write(viewer: Viewer, evaluation_id: int) -> tuple[Evaluation, SelfAssessment]:
    evaluation = _own(viewer, evaluation_id)
    if evaluation.excused is not None:
        raise NotNow("excused")
    if EvaluationState(evaluation.state) not in WRITABLE:
        raise NotNow("rated_uncorrected" if evaluation.return_reason else "sent")
    _check_open(evaluation)
    own = db.session.get(SelfAssessment, evaluation.id)
    if own is None:
        blank = standard_of(evaluation.standard_id).blank
        own = SelfAssessment(
            evaluation_id=evaluation.id, levels=encode(blank), version=0, saved_at=clock.campaign_now(),
            **asdict(Words()),
        )  # fmt: skip
        db.session.add(own)
    return evaluation, own


def _check_open(evaluation: Evaluation) -> None:
    """In time, and not handed in.  Raises NotNow."""
    period = db.session.get_one(Period, evaluation.period_id)
    refuse_out_of_time(period, Step.SELF)
    refuse_where_closed(evaluation)


def _saved(evaluation: Evaluation, own: SelfAssessment) -> int:
    own.saved_at = clock.campaign_now()
    own.version += 1
    if own.version == 1:
        mark_stale([evaluation.unit_id])  # begun: a figure of its own
    return own.version


def _draft(evaluation: Evaluation, own: SelfAssessment | None) -> Draft:
    if own is None:
        return Draft(standard_of(evaluation.standard_id).blank, Words(), 0)
    return _as_draft(own)


def _as_draft(own: SelfAssessment) -> Draft:
    names = Words.__dataclass_fields__
    return Draft(decode(own.levels), Words(**{name: getattr(own, name) for name in names}), own.version)


def _keep_edition(evaluation: Evaluation, own: SelfAssessment, viewer: Viewer) -> int:
    """Keep what was sent, word for word; returns its number."""
    editions = select(func.count()).where(Edition.evaluation_id == evaluation.id, Edition.kind == "self")
    number = db.session.execute(editions).scalar_one() + 1
    draft = _draft(evaluation, own)
    evidence = freeze_uses(evaluation.id)
    content = {
        "levels": own.levels, "standard_id": evaluation.standard_id, **asdict(draft.words), "evidence": evidence,
    }  # fmt: skip
    db.session.add(
        Edition(
            evaluation_id=evaluation.id, kind="self", number=number, content=content,
            made_at=evaluation.sent_at, made_by=viewer.person_id,
        )
    )  # fmt: skip
    return number


def _receipt() -> str:
    signs = "".join(secrets.choice(RECEIPT_SIGNS) for _ in range(8))
    return f"TĐG-{signs[:4]}-{signs[4:]}"
