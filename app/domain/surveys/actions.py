"""How is an anonymous survey opened, answered, counted and closed?

Nothing is journalled about an answer (AUD-5), and no submit key of it is kept: whoever sends twice finds their
seat taken (ANON-2).  Opening and closing are journalled by the part that asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import SystemRandom

from sqlalchemy import func, insert, select

from app.db import db, is_writing, rerunnable, writing
from app.domain import clock
from app.domain.notices.actions import tell_many
from app.domain.surveys.models import SurveyForm, SurveyInvitation, SurveyResult
from app.domain.surveys.queries import shape_of, takes_answers
from app.domain.surveys.rules import (
    FEWEST,
    NOT_YET,
    Answer,
    Collected,
    Scale,
    check_sums,
    has_answered,
    nothing_collected,
    number_answered,
    pack,
    unanswered,
    unpack,
    with_answer,
    with_seat,
)
from app.domain.viewer import Viewer
from app.sealing import seal, unseal

PURPOSE = "survey"
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
    """Open a survey, invite these people and tell them, inside the caller's `writing()`.  Raises TooFewInvited.

    For a school's worth of people; who asks thousands begins the form, invites them by and by, and starts it.
    """
    invited = sorted(set(person_ids))
    if len(invited) < FEWEST:
        raise TooFewInvited
    form = begin_form(new, len(invited))
    invite(form, invited)
    start_form(form)
    return form


def begin_form(new: NewSurvey, invited: int) -> SurveyForm:
    """A form that nobody is asked for yet and that takes no answers, inside the caller's `writing()`."""
    if not is_writing():
        raise RuntimeError("a survey belongs to the transaction of whoever opens it")
    form = SurveyForm(
        kind=new.kind, subject_id=new.subject_id, about=new.about, run_in=new.run_in,
        statements=list(new.statements), scale=new.scale, may_skip=new.may_skip, invited=invited,
        opened_at=clock.campaign_now(), closes_at=new.closes_at, counted=0, counted_on=clock.today(),
    )  # fmt: skip
    db.session.add(form)
    db.session.flush()
    return form


def invite(form: SurveyForm, person_ids: Sequence[int]) -> None:
    """Ask these people, too, and tell them, inside the caller's `writing()`; only before the form is started."""
    taken = select(func.coalesce(func.max(SurveyInvitation.seat), 0)).where(SurveyInvitation.form_id == form.id)
    first = db.session.execute(taken).scalar_one() + 1
    rows = [
        {"form_id": form.id, "person_id": person_id, "seat": seat} for seat, person_id in enumerate(person_ids, first)
    ]
    if rows:
        db.session.execute(insert(SurveyInvitation), rows)
        tell_many(list(person_ids), f"{form.kind}_asked", "survey", form.id, about=form.about)


def start_form(form: SurveyForm) -> None:
    """From here on it takes answers of those who are invited by now, and of nobody else."""
    asked = select(func.count()).where(SurveyInvitation.form_id == form.id)
    form.invited = db.session.execute(asked).scalar_one()
    sealed = _sealed(nothing_collected(shape_of(form)))
    db.session.add(SurveyResult(form_id=form.id, answered=NOT_YET * form.invited, sealed=sealed))


@rerunnable
def send_answer(viewer: Viewer, form_id: int, answer: Answer, *comments: str) -> None:
    """Count the viewer's answer and forget it.  Sent again, nothing happens: the first one holds (ANON-6, CON-2).

    Raises LookupError (not invited), SurveyClosed, Unanswered, ValueError (no answer of this form).
    """
    with writing():
        form = db.session.get(SurveyForm, form_id)
        result = db.session.scalar(_result(form_id).with_for_update())  # one after the other, also on PostgreSQL
        seat = _seat_of(viewer, form_id)
        if form is None or result is None or seat is None:
            raise LookupError(form_id)
        db.session.refresh(form)
        if not takes_answers(form):
            raise SurveyClosed
        shape = shape_of(form)
        missing = unanswered(shape, answer)
        if missing:
            raise Unanswered(missing)
        if has_answered(result.answered, seat):
            return
        collected = _opened(result.sealed)
        check_sums(collected, number_answered(result.answered))
        result.answered = with_seat(result.answered, seat, answered=True)
        result.sealed = _sealed(with_answer(collected, shape, answer, comments, _random))


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
    answers, collected = number_answered(result.answered), _opened(result.sealed)
    check_sums(collected, answers)
    result.sealed = None
    if answers >= FEWEST:
        result.counts = [list(row) for row in collected.counts]
        result.comments = [{"text": text, "hidden": False} for text in collected.comments]
    form.answers, form.closed_at = answers, clock.campaign_now()
    form.counted, form.counted_on = answers, clock.today()
    return answers


def collect(form_ids: Sequence[int]) -> dict[int, Collected]:
    """What these open forms hold by now, for whoever is about to close them together (slow: outside `writing()`)."""
    found = select(SurveyResult).where(SurveyResult.form_id.in_(form_ids), SurveyResult.sealed.is_not(None))
    return {result.form_id: _opened(result.sealed) for result in db.session.scalars(found)}


def close_together(form_ids: Sequence[int], before: Mapping[int, Collected]) -> dict[int, Collected]:
    """End several forms of one run for good and hand over what they hold, inside the caller's `writing()`.

    No form keeps counts or comments of its own: what is shown of them together is the caller's.  `before` is what
    `collect` read a moment ago; only a form that was answered since is opened here.
    """
    if not is_writing():
        raise RuntimeError("closing belongs to the transaction of whoever closes")
    found = _results().where(SurveyResult.form_id.in_(form_ids), SurveyResult.sealed.is_not(None))
    held: dict[int, Collected] = {}
    forms = {form.id: form for form in db.session.scalars(select(SurveyForm).where(SurveyForm.id.in_(form_ids)))}
    for result in db.session.scalars(found.order_by(SurveyResult.form_id).with_for_update()):
        form_id, answers = result.form_id, number_answered(result.answered)
        known = before.get(form_id)
        held[form_id] = known if known is not None and known.answers == answers else _opened(result.sealed)
        check_sums(held[form_id], answers)
        result.sealed = None
        form = forms[form_id]
        form.answers, form.closed_at = answers, clock.campaign_now()
        form.counted, form.counted_on = answers, clock.today()
    return held


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


def _seat_of(viewer: Viewer, form_id: int) -> int | None:
    if viewer.person_id is None:
        return None
    found = db.session.get(SurveyInvitation, (form_id, viewer.person_id), populate_existing=True)
    return found.seat if found else None


def _result(form_id: int):  # type: ignore[no-untyped-def]
    return _results().where(SurveyResult.form_id == form_id)


def _results():  # type: ignore[no-untyped-def]
    return select(SurveyResult).execution_options(populate_existing=True)


def _sealed(collected: Collected) -> str:
    return seal(PURPOSE, pack(collected), timeless=True)


def _opened(sealed: str | None) -> Collected:
    return unpack(unseal(PURPOSE, sealed or ""))
