"""What does an attempt leave behind?  A row without anything that names a learner (API-7)."""

import time
from dataclasses import asdict, dataclass

from flask import Response, g, request

from app.domain import clock
from app.domain.accounts.clients.actions import note_call
from app.web.trace import after_answer


@dataclass
class Call:
    """What is known so far of the attempt at hand."""

    client_id: int | None = None
    provider_id: int | None = None
    code: str = ""
    items: int = 0
    refused: int = 0
    unknown_fields: int = 0


def note() -> None:
    """Begin to note the attempt at hand."""
    g.call = Call()


def noted() -> Call:
    """What is noted of the attempt at hand, to be added to."""
    if "call" not in g:
        note()
    return g.call  # type: ignore[no-any-return]


def keep(response: Response) -> Response:
    """Write the attempt down once it is answered; only those of somebody we know, and refused ones."""
    values = asdict(noted()) | {
        "at": clock.now(), "day": clock.today(), "act": (request.endpoint or "").rpartition(".")[2],
        "status": response.status_code, "request_id": g.request_id,
        "ms": round((time.perf_counter() - g.started) * 1000),
    }  # fmt: skip
    after_answer(lambda: note_call(**values))
    return response
