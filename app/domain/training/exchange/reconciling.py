"""What did we receive of a provider in a month, and what does it say itself?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, case, cast, func, select

from app.db import db
from app.domain import clock
from app.domain.accounts.clients.models import ApiCall
from app.domain.training.exchange.models import Reconciliation
from app.domain.training.exchange.rules import Difference, Month, differences
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.queries import STANDING
from app.domain.training.records.rules import FINISHED, Standing

SENDING = ("put_completion", "put_batch")


@dataclass(frozen=True)
class Reckoning:
    """A month of a provider: `sent` to `refused` count items as they came, repeats too; the others records."""

    month: Month
    sent: int
    refused: int
    standings: dict[Standing, int]
    completed: int
    declared: dict[str, int] | None
    declared_at: datetime | None

    @property
    def accepted(self) -> int:
        return self.sent - self.refused

    @property
    def ours(self) -> dict[str, int]:
        """The totals that both sides count."""
        voided = self.standings[Standing.VOIDED]
        return {"records": sum(self.standings.values()), "completed": self.completed, "voided": voided}

    @property
    def differences(self) -> list[Difference]:
        return differences(self.declared or {}, self.ours)


def reckoning_of(provider_id: int, month: Month) -> Reckoning:
    """A provider's month; a record belongs to the month in which it first came."""
    sent, refused = db.session.execute(
        select(func.coalesce(func.sum(ApiCall.items), 0), func.coalesce(func.sum(ApiCall.refused), 0)).where(
            ApiCall.provider_id == provider_id, ApiCall.day >= month.first, ApiCall.day < month.after,
            ApiCall.act.in_(SENDING),
        )
    ).one()  # fmt: skip
    finished = case((LearningRecord.status.in_(sorted(FINISHED)), 1), else_=0)
    found = (
        select(STANDING.label("standing"), func.count(), func.sum(cast(finished, Integer)))
        .where(
            LearningRecord.provider_id == provider_id, LearningRecord.received_at >= clock.start_of(month.first),
            LearningRecord.received_at < clock.start_of(month.after),
        )
        .group_by("standing")
    )  # fmt: skip
    standings, completed = dict.fromkeys(Standing, 0), 0
    for standing, count, done in db.session.execute(found):
        standings[Standing(standing)] = count
        completed += done
    said = db.session.get(Reconciliation, (provider_id, str(month)))
    return Reckoning(
        month, sent, refused, standings, completed, said.totals if said else None, said.at if said else None
    )  # fmt: skip
