"""How far is somebody in a module?  The best that any provider says of them, and when they first passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, Subquery, bindparam, case, func, select, union_all

from app.db import db, made_once
from app.domain.identity.models import FormerSectorId
from app.domain.organisation.models import Person
from app.domain.training.records.matching import held_once, holds_now
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import RANK, Status

_RANK = case({status.value: rank for status, rank in RANK.items()}, value=LearningRecord.status)
MODULES: Any = bindparam("modules", type_=Integer, expanding=True)
IN_YEAR: Any = bindparam("year", type_=Integer)
_PASSED_AT = case((LearningRecord.status == Status.PASSED.value, LearningRecord.completed_at))


def learned(people: Select, module_ids: Any, year: Any) -> Subquery:
    """A row a person of `people` (a select of ids) and module of which anything is known: `person_id`, `module_id`,
    `rank` (records.rules.RANK of the best status), `passed_at` (of the first pass).

    `module_ids` and `year` are values, or in a statement that is made once `MODULES` and `IN_YEAR`.
    """
    said = (
        LearningRecord.module_id.in_(module_ids), LearningRecord.year == year, LearningRecord.voided_at.is_(None)
    )  # fmt: skip
    columns = (
        LearningRecord.module_id.label("module_id"), _RANK.label("rank"), _PASSED_AT.label("passed_at"),
    )  # fmt: skip
    now = (
        select(Person.id.label("person_id"), *columns)
        .join(LearningRecord, holds_now())
        .where(Person.id.in_(people), *said)
    )
    once = (
        select(FormerSectorId.person_id.label("person_id"), *columns)
        .join(LearningRecord, held_once())
        .where(FormerSectorId.person_id.in_(people), *said)
    )
    both = union_all(now, once).subquery()
    return (
        select(
            both.c.person_id, both.c.module_id, func.max(both.c.rank).label("rank"),
            func.min(both.c.passed_at).label("passed_at"),
        )
        .group_by(both.c.person_id, both.c.module_id)
        .subquery()
    )  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """How far one person is in one module; `passed_at` is None until they passed."""

    status: Status
    passed_at: datetime | None


def reached_by(person_ids: Sequence[int], module_ids: Sequence[int], year: int) -> dict[tuple[int, int], Reached]:
    """By (person, module): how far each is; who has begun nothing is absent."""
    by_rank = {rank: status for status, rank in RANK.items()}
    rows = db.session.execute(_reached(), {"people": list(person_ids), "modules": list(module_ids), "year": year})
    return {(person, module): Reached(by_rank[rank], at) for person, module, rank, at in rows}


@made_once
def _reached() -> Select:
    people = select(Person.id).where(Person.id.in_(bindparam("people", type_=Integer, expanding=True)))
    found = learned(people, MODULES, IN_YEAR)
    return select(found.c.person_id, found.c.module_id, found.c.rank, found.c.passed_at)
