"""How do the LMSs send in the demonstration?  A client each, a few days of attempts, the totals of a month.

Nobody knows the secrets: whoever wants to try the door makes a client as the ministry's admin.
"""

from datetime import timedelta

from app.commands.demo.life import somebody
from app.db import db
from app.domain import clock
from app.domain.accounts.clients.actions import NewSecret, make_client, note_call
from app.domain.accounts.clients.rules import Scope
from app.domain.organisation.queries import unit_by_code
from app.domain.organisation.rules import Position
from app.domain.training.exchange.actions import declare_totals
from app.domain.training.exchange.reconciling import reckoning_of
from app.domain.training.exchange.rules import Month
from app.domain.viewer import SYSTEM

DAYS = 5
REFUSED = 3  # items of each day's batch


def connect(providers: tuple[str, ...]) -> None:
    """Let the machines of these providers in; the first tells its own totals of the month, one of which differs."""
    admin, month = somebody("BO", Position.ADMIN), Month(clock.today().year, clock.today().month)
    for code in providers:
        unit = unit_by_code(code)
        assert unit is not None
        made = make_client(admin, unit.id, "Máy chủ chính", list(Scope), [])
        assert isinstance(made, NewSecret)
        records = sum(reckoning_of(unit.id, month).standings.values())
        db.session.rollback()
        calls = (
            ("put_batch", 200, "", -(-records // DAYS) + REFUSED, REFUSED), ("list_changes", 200, "", 12, 0),
            ("put_completion", 409, "conflict", 1, 1),
        )  # fmt: skip
        for back in reversed(range(DAYS)):
            for act, status, problem, items, refused in calls:
                note_call(
                    at=clock.now() - timedelta(days=back), day=clock.today() - timedelta(days=back), act=act,
                    status=status, code=problem, items=items, refused=refused, unknown_fields=0, ms=40,
                    client_id=made.client_id, provider_id=unit.id, request_id=f"mau-{back}",
                )  # fmt: skip
    first = unit_by_code(providers[0])
    assert first is not None
    ours = reckoning_of(first.id, month).ours
    db.session.rollback()
    declare_totals(SYSTEM, first.id, month, ours | {"completed": ours["completed"] + 2})
