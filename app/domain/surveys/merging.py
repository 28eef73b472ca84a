"""What becomes of invitations when two records turn out to be one person?  Who was asked twice is asked once."""

from sqlalchemy import select

from app.db import db
from app.domain.surveys.models import SurveyForm, SurveyInvitation, SurveyResult
from app.domain.surveys.rules import has_answered, with_seat


def move_invitations(keep_id: int, gone_id: int) -> None:
    """Two records are one person: who was invited twice is asked once, inside the merge's own transaction.

    Whoever answered as one of them has answered.  Who answered as both stays as both: the sums hold two answers, and
    none can be taken out again.
    """
    held: dict[int, dict[int, SurveyInvitation]] = {}
    found = select(SurveyInvitation).where(SurveyInvitation.person_id.in_((keep_id, gone_id)))
    for invitation in db.session.scalars(found.order_by(SurveyInvitation.form_id)):
        held.setdefault(invitation.form_id, {})[invitation.person_id] = invitation
    for form_id, both in held.items():
        mine, theirs = both.get(keep_id), both.get(gone_id)
        if theirs is None:
            continue
        if mine is None:
            theirs.person_id = keep_id
            continue
        _merge_seats(form_id, mine, theirs)
    db.session.flush()


def _merge_seats(form_id: int, mine: SurveyInvitation, theirs: SurveyInvitation) -> None:
    held = select(SurveyResult).where(SurveyResult.form_id == form_id).execution_options(populate_existing=True)
    result = db.session.scalar(held.with_for_update())
    if result is not None and has_answered(result.answered, theirs.seat):
        if has_answered(result.answered, mine.seat):
            return
        left = with_seat(result.answered, theirs.seat, answered=False)
        result.answered = with_seat(left, mine.seat, answered=True)
    db.session.delete(theirs)
    db.session.get_one(SurveyForm, form_id).invited -= 1
