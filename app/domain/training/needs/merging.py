"""What becomes of forms of needs when two records turn out to be one person?  They follow.

Of two forms of one round the one that was handed in stays theirs; of two alike the survivor's.  The other stays with
the record that is gone, as it was, and counts nowhere.
"""

from sqlalchemy import select, update

from app.db import db
from app.domain.identity.merging import GOES_ALONG
from app.domain.organisation.models import Person
from app.domain.training.needs.models import NeedsForm, NeedsFormModule
from app.domain.training.needs.rules import FormState


def move_needs(keep: Person, gone: Person) -> None:
    """Let the forms of `gone` follow to `keep`, inside the merge's own transaction."""
    both = select(NeedsForm).where(NeedsForm.person_id.in_((keep.id, gone.id)))
    forms = {(form.round_id, form.person_id): form for form in db.session.scalars(both)}
    for (round_id, person_id), theirs in forms.items():
        if person_id != gone.id:
            continue
        own = forms.get((round_id, keep.id))
        if own is None:
            db.session.execute(update(NeedsForm).where(NeedsForm.id == theirs.id).values(person_id=keep.id))
        elif own.state == FormState.DRAFT and theirs.state == FormState.HANDED_IN:
            _exchange(own, theirs)


def _exchange(one: NeedsForm, other: NeedsForm) -> None:
    """Each takes the other's person; a round has one form a person, so what is written changes place instead."""
    names = ("audience", "state", "areas", "way", "season", "material", "remark", "saved_at", "handed_in_at")
    values = [{name: getattr(form, name) for name in names} for form in (one, other)]
    for form, taken in ((one, values[1]), (other, values[0])):
        for name, value in taken.items():
            setattr(form, name, value)
        form.version += 1
    _exchange_modules(one.id, other.id)


def _exchange_modules(one_id: int, other_id: int) -> None:
    rows = list(db.session.scalars(select(NeedsFormModule).where(NeedsFormModule.form_id.in_((one_id, other_id)))))
    moved = [(other_id if row.form_id == one_id else one_id, row.module_id) for row in rows]
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    db.session.add_all(NeedsFormModule(form_id=form_id, module_id=module_id) for form_id, module_id in moved)


GOES_ALONG.append(move_needs)
