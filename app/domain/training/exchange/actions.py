"""How does a provider say what it counted itself in a month?"""

from collections.abc import Mapping

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.training.exchange.models import Reconciliation
from app.domain.training.exchange.rules import Month
from app.domain.viewer import Viewer


@rerunnable
def declare_totals(viewer: Viewer, provider_id: int, month: Month, totals: Mapping[str, int]) -> None:
    """Keep a provider's totals of a month; sent again they take the place of the earlier ones."""
    with writing():
        known = db.session.get(Reconciliation, (provider_id, str(month)), with_for_update=True, populate_existing=True)
        before = known.totals if known is not None else None
        if known is None:
            known = Reconciliation(provider_id=provider_id, month=str(month))
            db.session.add(known)
        known.totals, known.at = dict(totals), clock.campaign_now()
        if before != known.totals:
            record(
                viewer, "month_reconciled", "provider", provider_id, before=before,
                after={"month": str(month)} | known.totals, unit_id=provider_id,
            )  # fmt: skip
