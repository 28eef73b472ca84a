"""How is an anonymous survey opened, answered, counted and closed?

Nothing is journalled about an answer (AUD-5), and no submit key of it is kept: whoever sends twice finds the invitation
used (ANON-2).  Opening and closing are journalled by the part that asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import SystemRandom

from sqlalchemy import exists, insert, or_, select, update
from sqlalchemy.orm import aliased

from app.db import db, is_writing, rerunnable, writing
from app.domain import clock
from app.domain.notices.actions import tell_many
from app.domain.surveys.models import SurveyForm, SurveyInvitation, SurveyResult
from app.domain.surveys.queries import number_used, shape_of, takes_answers
from app.domain.surveys.rules import (
    FEWEST,
    Answer,
    Collected,
    Scale,
    check_sums,
    nothing_collected,
    pack,
    unanswered,
    unpack,
    with_answer,
)
from app.domain.viewer import Viewer
from app.sealing import seal, unseal

PURPOSE = "survey"
REMINDED_BEFORE = (timedelta(days=3), timedelta(days=1))
_random = SystemRandom()


class TooFewInvited(RuntimeError):
    """Fewer than five would be asked: no survey (ANON-4)."""


class SurveyClosed(RuntimeError):
    """It takes no answers any more."""


class Unanswered(RuntimeError):
    """Statements without a choice; `missing` lists their numbers."""

    def __init__(self, missing: tuple[int, ...]) -> None:
        super().__init__(str(missing))
        self.missing = missing


@dataclass(frozen=True)
class NewSurvey:
    """What a survey is to be: about what, run where, asking whom until when."""

    kind: str
    subject_id: int
    about: str
    run_in: int
    statements: Sequence[str]
    scale: Scale
    closes_at: datetime
    may_skip: bool = False


def open_form(new: NewSurvey, person_ids: Sequence[int]) -> SurveyForm:
    """Open a survey, invite these people and tell them, inside the caller's `writing()`.  Raises TooFewInvited."""
    if not is_writing():
        raise RuntimeError("a survey belongs to the transaction of whoever opens it")
    invited = sorted(set(person_ids))
    if len(invited) < FEWEST:
        raise TooFewInvited
    form = SurveyForm(
        kind=new.kind, subject_id=new.subject_id, about=new.about, run_in=new.run_in,
        statements=list(new.statements), scale=new.scale, may_skip=new.may_skip, invited=len(invited),
        opened_at=clock.campaign_now(), closes_at=new.closes_at, counted=0, counted_on=clock.today(),
    )  # fmt: skip
    db.session.add(form)
    db.session.flush()
    rows = [{"form_id": form.id, "person_id": person_id, "used": False} for person_id in invited]
    db.session.execute(insert(SurveyInvitation), rows)
    db.session.add(SurveyResult(form_id=form.id, sealed=_sealed(nothing_collected(shape_of(form)))))
    tell_many(invited, f"{form.kind}_asked", "survey", form.id, about=form.about)
    return form


@rerunnable
def send_answer(viewer: Viewer, form_id: int, answer: Answer, comment: str = "") -> None:
    """Count the viewer's answer and forget it.  Sent again, nothing happens: the first one holds (ANON-6, CON-2).

    Raises LookupError (not invited), SurveyClosed, Unanswered, ValueError (no answer of this form).
    """
    with writing():
        form = db.session.get(SurveyForm, form_id)
        result = db.session.scalar(_result(form_id).with_for_update())  # one after the other, also on PostgreSQL
        if form is None or result is None or not _is_invited(viewer, form_id):
            raise LookupError(form_id)
        db.session.refresh(form)
        if not takes_answers(form):
            raise SurveyClosed
        shape = shape_of(form)
        missing = unanswered(shape, answer)
        if missing:
            raise Unanswered(missing)
        before = number_used(form_id)
        if not _use_invitation(viewer, form_id):
            return
        collected = _opened(result)
        check_sums(collected, before)
        result.sealed = _sealed(with_answer(collected, shape, answer, comment, _random))


def close_form(form_id: int) -> int:
    """End a survey for good, inside the caller's `writing()`; returns the number of answers.

    From five answers on the counts are opened; fewer are thrown away unseen.  Closed before, nothing changes.
    """
    if not is_writing():
        raise RuntimeError("closing belongs to the transaction of whoever closes")
    result = db.session.scalar(_result(form_id).with_for_update())
    form = db.session.get_one(SurveyForm, form_id, populate_existing=True)
    if result is None or form.answers is not None:
        return form.answers or 0
    answers, collected = number_used(form_id), _opened(result)
    check_sums(collected, answers)
    result.sealed = None
    if answers >= FEWEST:
        result.counts = [list(row) for row in collected.counts]
        result.comments = [{"text": text, "hidden": False} for text in collected.comments]
    form.answers, form.closed_at = answers, clock.campaign_now()
    form.counted, form.counted_on = answers, clock.today()
    return answers


def mark_comment(form_id: int, number: int, *, hidden: bool) -> bool:
    """Hide a comment from the person it is about, or show it again; False when it was so already.

    Inside the caller's `writing()`.  Raises LookupError.
    """
    result = db.session.scalar(_result(form_id).with_for_update())
    if result is None or result.comments is None or not 0 <= number < len(result.comments):
        raise LookupError(number)
    if result.comments[number]["hidden"] is hidden:
        return False
    result.comments = [
        each | {"hidden": hidden} if place == number else each for place, each in enumerate(result.comments)
    ]
    return True


def move_invitations(keep_id: int, gone_id: int) -> None:
    """Two records are one person: who was invited twice is asked once, inside the merge's own transaction.

    Whoever answered as one of them has answered.  Who answered as both stays as both: the sums hold two answers, and
    none can be taken out again.
    """
    held: dict[int, dict[int, SurveyInvitation]] = {}
    found = select(SurveyInvitation).where(SurveyInvitation.person_id.in_((keep_id, gone_id)))
    for invitation in db.session.scalars(found.order_by(SurveyInvitation.form_id).with_for_update()):
        held.setdefault(invitation.form_id, {})[invitation.person_id] = invitation
    for form_id, both in held.items():
        mine, theirs = both.get(keep_id), both.get(gone_id)
        if theirs is None or (mine is not None and mine.used and theirs.used):
            continue
        if mine is None:
            theirs.person_id = keep_id
            continue
        mine.used = mine.used or theirs.used
        db.session.delete(theirs)
        form = db.session.get_one(SurveyForm, form_id)
        form.invited -= 1
    db.session.flush()


def surveys_due(kind: str) -> list[int]:
    """Ids of the surveys of a kind whose time is over and that nobody has closed yet."""
    over = SurveyForm.closed_at.is_(None), SurveyForm.closes_at <= clock.campaign_now()
    return list(db.session.scalars(select(SurveyForm.id).where(SurveyForm.kind == kind, *over)))


def count_the_day() -> int:
    """Note how many have answered each open survey, once a day; returns how many surveys were counted (ANON-3)."""
    day = clock.today()
    stale = or_(SurveyForm.counted_on.is_(None), SurveyForm.counted_on < day)
    ids = db.session.scalars(select(SurveyForm.id).where(SurveyForm.closed_at.is_(None), stale)).all()
    for form_id in ids:
        with writing():
            number = number_used(form_id)
            uncounted = update(SurveyForm).where(SurveyForm.id == form_id, SurveyForm.closed_at.is_(None), stale)
            db.session.execute(uncounted.values(counted=number, counted_on=day))
    return len(ids)


def remind_invited() -> int:
    """Remind everybody invited, those who have answered too, three days before the end and on the last (ANON-8)."""
    day, reminded = clock.today(), 0
    open_ones = select(SurveyForm.id).where(SurveyForm.closed_at.is_(None))
    for form_id in db.session.scalars(open_ones).all():
        with writing():
            form = db.session.get_one(SurveyForm, form_id, with_for_update=True, populate_existing=True)
            if form.closed_at is not None or form.reminded_on == day or not _is_reminder_day(form, day):
                continue
            everybody = select(SurveyInvitation.person_id).where(SurveyInvitation.form_id == form_id)
            people = sorted(db.session.scalars(everybody))
            tell_many(people, f"{form.kind}_reminder", "survey", form.id, about=form.about)
            form.reminded_on, reminded = day, reminded + 1
    return reminded


def _is_reminder_day(form: SurveyForm, day: date) -> bool:
    end = form.closes_at.astimezone(clock.VIETNAM).date()
    return any(day == end - before for before in REMINDED_BEFORE)


def _is_invited(viewer: Viewer, form_id: int) -> bool:
    if viewer.person_id is None:
        return False
    return db.session.get(SurveyInvitation, (form_id, viewer.person_id), populate_existing=True) is not None


def _use_invitation(viewer: Viewer, form_id: int) -> bool:
    """Mark the invitation as used; False when it was.

    Every invitation of the form is written anew by the one statement: on PostgreSQL all rows then come from the same
    transaction and lie in the order they had, and the one who came last looks like all the others.
    """
    mine = aliased(SurveyInvitation)
    unused = exists(
        select(mine.form_id).where(
            mine.form_id == form_id, mine.person_id == viewer.person_id, mine.used.is_(False)
        )
    )  # fmt: skip
    written = db.session.execute(
        update(SurveyInvitation)
        .where(SurveyInvitation.form_id == form_id, unused)
        .values(used=or_(SurveyInvitation.used, SurveyInvitation.person_id == viewer.person_id))
        .execution_options(synchronize_session=False)
    )
    return written.rowcount > 0  # type: ignore[attr-defined, no-any-return]


def _result(form_id: int):  # type: ignore[no-untyped-def]
    return select(SurveyResult).where(SurveyResult.form_id == form_id).execution_options(populate_existing=True)


def _sealed(collected: Collected) -> str:
    return seal(PURPOSE, pack(collected), timeless=True)


def _opened(result: SurveyResult) -> Collected:
    return unpack(unseal(PURPOSE, result.sealed or ""))
