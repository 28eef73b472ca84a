"""Who must be asked whether name, birth date and ID are right, as nothing else keeps their paper back?  Each once."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from app.db import db
from app.domain import clock
from app.domain.notices.actions import tell_many
from app.domain.notices.models import Notice
from app.domain.training.certificates.candidates import Wanted, ids_standing
from app.domain.training.certificates.rules import Readiness
from app.domain.training.certificates.subjects import of_year
from app.domain.training.years.models import TrainingYear
from app.domain.viewer import SYSTEM

ASKED, SUBJECT = "particulars_asked", "training_year"


def years_to_ask() -> list[int]:
    """The years that have begun, by id."""
    begun = select(TrainingYear.id).where(TrainingYear.opens <= clock.campaign_now())
    return list(db.session.scalars(begun.order_by(TrainingYear.id)))


def people_to_ask(year_id: int) -> list[int]:
    """Who passed all that a year asks of them, has no paper of it, did not confirm, and was not told of it yet.

    As the issuing office's list says it; whoever passed a whole programme passed its years.
    """
    subject = of_year(SYSTEM, db.session.get_one(TrainingYear, year_id))
    waiting = ids_standing(SYSTEM, subject, Wanted(), Readiness.UNCONFIRMED) if subject.modules else []
    told = set(db.session.scalars(_told(year_id))) if waiting else set()
    return [person_id for person_id in waiting if person_id not in told]


def ask(year_id: int, person_ids: Sequence[int]) -> int:
    """Tell those of them who were not told of this year; returns how many.  Inside `writing()`."""
    told = set(db.session.scalars(_told(year_id).where(Notice.person_id.in_(person_ids))))
    new = [person_id for person_id in person_ids if person_id not in told]
    year = db.session.get_one(TrainingYear, year_id)
    tell_many(new, ASKED, SUBJECT, year_id, year=str(year.year))
    return len(new)


def _told(year_id: int) -> Select[int]:
    return select(Notice.person_id).where(
        Notice.kind == ASKED, Notice.subject_kind == SUBJECT, Notice.subject_id == year_id
    )
