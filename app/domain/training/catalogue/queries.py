"""Which modules are there?  The catalogue is public: whoever is signed in may read it."""

from collections.abc import Iterable

from sqlalchemy import select

from app.db import db, rows_of
from app.domain.training.catalogue.models import TrainingModule

IDS = select(TrainingModule.code, TrainingModule.id)


def all_modules() -> list[TrainingModule]:
    """Every module, by programme, audience (teachers' first) and number."""
    found = select(TrainingModule).order_by(
        TrainingModule.programme, TrainingModule.audience.desc(), TrainingModule.number, TrainingModule.id
    )
    return list(db.session.scalars(found))


def module_ids() -> dict[str, int]:
    """The id of each module by the code that providers name it by."""
    return dict(rows_of(IDS).all())


def module_by_code(code: str) -> TrainingModule | None:
    """The module that providers name by this code."""
    return db.session.scalar(select(TrainingModule).where(TrainingModule.code == code))


def modules_by_id(ids: Iterable[int]) -> dict[int, TrainingModule]:
    """The modules of these ids."""
    found = db.session.scalars(select(TrainingModule).where(TrainingModule.id.in_(set(ids))))
    return {module.id: module for module in found}
