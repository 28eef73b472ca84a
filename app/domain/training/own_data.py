"""What does training keep about one person?  Plain values for the person's own copy (DP-2)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.training.own import once_each
from app.domain.training.records.disputes import disputes_of
from app.domain.training.records.matching import records_of
from app.domain.training.records.models import LearningRecord
from app.domain.training.years.models import TrainingException, TrainingYear

Rows = list[dict[str, Any]]


def own_sections(person_id: int) -> dict[str, Rows]:
    """Learning records with what was said against them, and exceptions; the caller has made sure who asks."""
    rows = db.session.scalars(
        records_of(person_id)
        .options(joinedload(LearningRecord.module), joinedload(LearningRecord.provider))
        .order_by(LearningRecord.id)
    ).all()
    disputes, standings = disputes_of(person_id), once_each(rows)
    excepted = (
        select(TrainingException, TrainingYear.year)
        .join(TrainingYear, TrainingYear.id == TrainingException.training_year_id)
        .where(TrainingException.person_id == person_id)
        .order_by(TrainingYear.year)
    )
    return {
        "learning": [_record(row) | {
            "standing": standings[row.id], "dispute": disputes[row.id].reason if row.id in disputes else None,
            "answer": disputes[row.id].answer if row.id in disputes else None,
        } for row in rows],
        "training_exceptions": [
            {"year": year, "kind": row.kind, "reason": row.reason, "at": row.at}
            for row, year in db.session.execute(excepted)
        ],
    }  # fmt: skip


def _record(row: LearningRecord) -> dict[str, Any]:
    score = None if row.score is None else f"{float(row.score):g}/{row.scale}"
    return {
        "year": row.year, "module": row.module.title, "provider": row.provider.name, "state": row.status,
        "score": score, "completed_at": row.completed_at, "received_at": row.received_at,
        "void_reason": row.void_reason,
    }  # fmt: skip
