"""Does a paper wait for nothing but the viewer's word that name, birth date and ID are right?  For the first page.

As the rule says of a year's confirmation (`rules.readiness`), in one statement for one person; whoever has passed a
whole programme has passed its years.
"""

from sqlalchemy import BindParameter, ColumnElement, Subquery, and_, bindparam, exists, func, select, union_all

from app.domain.identity.models import FormerSectorId
from app.domain.organisation.models import Person
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import audience_of
from app.domain.training.certificates.candidates import counts, has_confirmed
from app.domain.training.certificates.models import Certificate
from app.domain.training.certificates.rules import CertificateState
from app.domain.training.records.matching import held_once, holds_now
from app.domain.training.records.models import LearningRecord
from app.domain.training.years.models import RequiredModule, TrainingException, TrainingYear
from app.domain.viewer import Viewer


def whose(viewer: Viewer) -> dict[str, object]:
    """What `confirming_waits` asks about, for a statement that is made once."""
    return {
        "own_person": viewer.person_id, "own_audience": audience_of(viewer.position) or "",
        "own_provinces": [int(part) for part in viewer.unit_path.strip("/").split("/") if part],
    }  # fmt: skip


def confirming_waits() -> ColumnElement[bool]:
    """SQL condition: the person of `whose` passed all that a year of their province asks, holds no paper of it, and has
    not confirmed.  Everything is said of the one person, so nothing is correlated.
    """
    person: BindParameter[int] = bindparam("own_person")
    passed, excepted = _passed(person), TrainingException
    whole = Person.sector_id.is_not(None), Person.birth_date.is_not(None)
    silent = select(Person.id).where(Person.id == person, *whole, ~has_confirmed())
    theirs = and_(excepted.training_year_id == TrainingYear.id, excepted.person_id == person)
    held = select(Certificate.training_year_id).where(
        Certificate.person_id == person, Certificate.state == CertificateState.VALID.value,
        Certificate.training_year_id.is_not(None),
    )  # fmt: skip
    year = (
        select(TrainingYear.id)
        .join(RequiredModule, RequiredModule.training_year_id == TrainingYear.id)
        .join(TrainingModule, TrainingModule.id == RequiredModule.module_id)
        .outerjoin(excepted, theirs)
        .outerjoin(
            passed, and_(passed.c.module_id == RequiredModule.module_id, passed.c.year == TrainingYear.year)
        )
        .where(
            TrainingYear.unit_id.in_(bindparam("own_provinces", expanding=True)), TrainingYear.id.not_in(held),
            func.coalesce(excepted.kind, "") != "exempt",
            TrainingModule.audience == func.coalesce(excepted.audience, bindparam("own_audience")),
        )
        .group_by(TrainingYear.id)
        .having(func.count(RequiredModule.id.distinct()) == func.count(passed.c.module_id.distinct()))
    )  # fmt: skip
    return and_(exists(silent), exists(year))


def _passed(person: BindParameter[int]) -> Subquery:
    """The modules and years passed, beneath the ID of now or one that was theirs before."""
    columns = LearningRecord.module_id, LearningRecord.year
    now = select(*columns).join(Person, holds_now()).where(Person.id == person, *counts())
    once = select(*columns).join(FormerSectorId, held_once()).where(FormerSectorId.person_id == person, *counts())
    return union_all(now, once).subquery()
