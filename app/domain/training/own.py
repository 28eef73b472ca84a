"""What does somebody have to learn this year, what have they learnt, where, and what is still missing?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain import clock
from app.domain.organisation.models import Person
from app.domain.training.board.learned import Reached, reached_by
from app.domain.training.catalogue.rules import Audience, audience_of
from app.domain.training.records.disputes import disputes_of
from app.domain.training.records.matching import records_of, waits_for
from app.domain.training.records.models import LearningRecord, RecordDispute
from app.domain.training.records.queries import standings_of
from app.domain.training.records.rules import Standing, Status
from app.domain.training.years.models import RequiredModule, TrainingException, TrainingYear
from app.domain.training.years.queries import current_year, exceptions_of, required_of
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class OwnRecord:
    """One record about oneself, what becomes of it, and what one said against it, if anything."""

    row: LearningRecord
    standing: Standing
    dispute: RecordDispute | None


@dataclass(frozen=True)
class OwnTraining:
    """One person's training; `year` is None where their province has planned none."""

    year: TrainingYear | None
    exception: TrainingException | None
    required: Sequence[RequiredModule]
    reached: Mapping[int, Reached]
    records: Sequence[OwnRecord]
    waiting: int
    verified: bool

    @property
    def exempt(self) -> bool:
        return self.exception is not None and self.exception.kind == "exempt"

    @property
    def missing(self) -> list[RequiredModule]:
        """The modules that are not passed yet."""
        return [row for row in self.required if not self._passed(row)]

    def _passed(self, row: RequiredModule) -> bool:
        reached = self.reached.get(row.module_id)
        return reached is not None and reached.status is Status.PASSED


def own_training(viewer: Viewer) -> OwnTraining:
    """The training of whoever is signed in."""
    person = db.session.get_one(Person, viewer.person_id)
    year = current_year(viewer.unit_path, clock.campaign_now())
    exception = exceptions_of(year.id, [person.id]).get(person.id) if year else None
    audience = _audience(viewer, exception)
    required = required_of(year.id, audience) if year and audience else []
    ids = [row.module_id for row in required]
    reached = reached_by([person.id], ids, year.year) if year and ids else {}
    rows = db.session.scalars(
        records_of(person.id)
        .options(joinedload(LearningRecord.module), joinedload(LearningRecord.provider))
        .order_by(LearningRecord.year.desc(), LearningRecord.module_id, LearningRecord.id)
    ).all()
    disputes, standings = disputes_of(person.id), once_each(rows)
    waiting = 0
    if person.sector_id is None:
        found = select(func.count(LearningRecord.id)).join(Person, waits_for())
        waiting = db.session.scalar(found.where(Person.id == person.id, LearningRecord.voided_at.is_(None))) or 0
    return OwnTraining(
        year, exception, required, {module: each for (_, module), each in reached.items()},
        [OwnRecord(row, standings[row.id], disputes.get(row.id)) for row in rows], waiting,
        person.sector_id is not None,
    )  # fmt: skip


def _audience(viewer: Viewer, exception: TrainingException | None) -> Audience | None:
    if exception is not None:
        return Audience(exception.audience) if exception.kind == "added" else None
    return audience_of(viewer.position)


def once_each(rows: Sequence[LearningRecord]) -> dict[int, Standing]:
    """The standing of each; a second pass of a module and year under an ID they once had is a duplicate too."""
    standings, counted = standings_of(row.id for row in rows), set()
    for row in sorted(rows, key=lambda each: each.id):
        if standings[row.id] is Standing.COUNTED:
            if (row.module_id, row.year) in counted:
                standings[row.id] = Standing.DUPLICATE
            counted.add((row.module_id, row.year))
    return standings
