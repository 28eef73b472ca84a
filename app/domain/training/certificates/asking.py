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
    """The years that have begun, by id, the newest first: one word serves them all."""
    begun = select(TrainingYear.id).where(TrainingYear.opens <= clock.campaign_now())
    return list(db.session.scalars(begun.order_by(TrainingYear.year.desc(), TrainingYear.id)))


def people_to_ask(year_id: int) -> list[int]:
    """Who passed all that a year asks of them, has no paper of it, did not confirm, and was not told yet: neither of
    this year nor of a later one.

    As the issuing office's list says it; whoever passed a whole programme passed its years.
    """
    year = db.session.get_one(TrainingYear, year_id)
    subject = of_year(SYSTEM, year)
    waiting = ids_standing(SYSTEM, subject, Wanted(), Readiness.UNCONFIRMED) if subject.modules else []
    told = set(db.session.scalars(_told(year))) if waiting else set()
    return [person_id for person_id in waiting if person_id not in told]


def ask(year_id: int, person_ids: Sequence[int]) -> int:
    """Tell those of them who were not told yet; returns how many.  Inside `writing()`."""
    year = db.session.get_one(TrainingYear, year_id)
    told = set(db.session.scalars(_told(year).where(Notice.person_id.in_(person_ids))))
    new = [person_id for person_id in person_ids if person_id not in told]
    tell_many(new, ASKED, SUBJECT, year_id, year=str(year.year))
    return len(new)


def _told(year: TrainingYear) -> Select[int]:
    return (
        select(Notice.person_id)
        .join(TrainingYear, TrainingYear.id == Notice.subject_id)
        .where(Notice.kind == ASKED, Notice.subject_kind == SUBJECT, TrainingYear.year >= year.year)
    )
