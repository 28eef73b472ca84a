"""What becomes of exceptions and disputes when two records turn out to be one person?  They follow.

Learning records need no move: they are whoever's the sector ID is, now or once.
"""

from sqlalchemy import select, update

from app.db import db
from app.domain.identity.merging import GOES_ALONG
from app.domain.organisation.models import Person
from app.domain.training.records.models import RecordDispute
from app.domain.training.years.models import TrainingException


def move_training(keep: Person, gone: Person) -> None:
    """Let exceptions and disputes of `gone` follow to `keep`, inside the merge's own transaction.

    Of two exceptions of one year the survivor's stays.
    """
    known = select(TrainingException.training_year_id).where(TrainingException.person_id == keep.id)
    theirs = TrainingException.person_id == gone.id, TrainingException.training_year_id.not_in(known)
    for statement in (
        update(TrainingException).where(*theirs).values(person_id=keep.id),
        update(TrainingException).where(TrainingException.by_person_id == gone.id).values(by_person_id=keep.id),
        update(RecordDispute).where(RecordDispute.person_id == gone.id).values(person_id=keep.id),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


GOES_ALONG.append(move_training)
