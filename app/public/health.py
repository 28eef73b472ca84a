"""Is the process alive, and can it serve?  No versions, no data (REL-1)."""

import logging
import shutil
from datetime import timedelta

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.config import INSTANCE
from app.db import db
from app.domain import clock
from app.domain.work.queries import queue_age
from app.public.blueprint import blueprint
from app.web.startup import database_is_current

LOOPBACK = {"127.0.0.1", "::1"}
FREE_SHARE = 0.1
# A worker that stands still is told of, and no reason to take the site away.
QUEUE_LATE = timedelta(minutes=15)
# What a replica and a read-only disk refuse, and nobody notices: no row changes.
TRIED = {"sqlite": "pragma user_version = 0", "postgresql": "select version_num from alembic_version for update"}
log = logging.getLogger("temis.health")


@blueprint.get("/healthz")
def show_health() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain"}


@blueprint.get("/readyz")
def show_readiness() -> ResponseReturnValue:
    """Can this machine serve?  For the load balancer on this machine only; words without figures."""
    if request.remote_addr not in LOOPBACK:
        abort(404)
    ready = _database_takes_writes() and database_is_current() and _disk_has_room()
    late = ready and queue_age(clock.now()) > QUEUE_LATE
    said = "ready, queue late" if late else "ready" if ready else "not ready"
    return f"{said}\n", (200 if ready else 503), {"Content-Type": "text/plain"}


def _database_takes_writes() -> bool:
    """Try what only a database that takes writes allows, on a connection of its own, and take it back."""
    try:
        with db.engine.connect() as connection, connection.begin() as attempt:
            connection.execute(text(TRIED[connection.dialect.name]))
            attempt.rollback()
    except DBAPIError as error:
        log.error("database_takes_no_writes", extra={"fields": {"kind": type(error).__name__}})
        return False
    return True


def _disk_has_room() -> bool:
    storage = current_app.extensions["settings"].storage
    usage = shutil.disk_usage(storage if storage.exists() else INSTANCE)
    return usage.free / usage.total > FREE_SHARE
