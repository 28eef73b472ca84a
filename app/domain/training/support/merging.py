"""What becomes of core people and support plans when two records turn out to be one person?  They follow.

Of two open core records the one that is further on stays; the other is taken back, and its steps remain.  Of two plans
of one year the survivor's own stays theirs, the other stays with the record that is gone, as it was.
"""

from sqlalchemy import delete, select, update

from app.db import db
from app.domain.identity.merging import GOES_ALONG
from app.domain.organisation.models import Person
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.rules import OPEN, CoreState
from app.domain.training.support.models import SupportPlan, SupportPlanPerson

FURTHER = (CoreState.RETURNED, CoreState.PROPOSED, CoreState.CONFIRMED, CoreState.RECOGNISED)
"""The open states from the first to the furthest."""


def move_support(keep: Person, gone: Person) -> None:
    """Let everything of `gone` follow to `keep`, inside the merge's own transaction."""
    _move_core_records(keep.id, gone.id)
    planned = select(SupportPlan.year).where(SupportPlan.person_id == keep.id)
    theirs = update(SupportPlan).where(SupportPlan.person_id == gone.id, SupportPlan.year.not_in(planned))
    db.session.execute(theirs.values(person_id=keep.id).execution_options(synchronize_session=False))
    _move_supported(keep.id, gone.id)


def _move_core_records(keep_id: int, gone_id: int) -> None:
    found = select(CorePerson).where(CorePerson.person_id.in_((keep_id, gone_id)), CorePerson.state.in_(sorted(OPEN)))
    open_ones = list(db.session.scalars(found.order_by(CorePerson.person_id != keep_id, CorePerson.id)))
    best = max(open_ones, key=lambda each: FURTHER.index(CoreState(each.state)), default=None)
    for each in open_ones:
        if each is not best:
            _close(each)
    db.session.flush()
    db.session.execute(update(CorePerson).where(CorePerson.person_id == gone_id).values(person_id=keep_id))


def _close(core: CorePerson) -> None:
    """Only one stays open: a proposal is taken back, a second recognition ends on the day it began."""
    if core.state == CoreState.RECOGNISED:
        core.state, core.ended_on = CoreState.ENDED, core.recognised_on
    else:
        core.state, core.waits_in = CoreState.RECALLED, None
    core.version += 1


def _move_supported(keep_id: int, gone_id: int) -> None:
    """Whoever is supported by a plan is once; nobody is by their own."""
    known = select(SupportPlanPerson.plan_id).where(SupportPlanPerson.person_id == keep_id)
    own = select(SupportPlan.id).where(SupportPlan.person_id == keep_id)
    gone = SupportPlanPerson.person_id == gone_id
    db.session.execute(delete(SupportPlanPerson).where(gone, SupportPlanPerson.plan_id.in_(known)))
    db.session.execute(update(SupportPlanPerson).where(gone).values(person_id=keep_id))
    db.session.execute(
        delete(SupportPlanPerson).where(SupportPlanPerson.person_id == keep_id, SupportPlanPerson.plan_id.in_(own))
    )


GOES_ALONG.append(move_support)
