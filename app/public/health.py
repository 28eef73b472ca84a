"""Is the process alive, and can it serve?  No versions, no data (REL-1)."""

import shutil

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.config import INSTANCE
from app.db import db
from app.public.blueprint import blueprint
from app.web.startup import database_is_current

LOOPBACK = {"127.0.0.1", "::1"}
FREE_SHARE = 0.1


@blueprint.get("/healthz")
def show_health() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain"}


@blueprint.get("/readyz")
def show_readiness() -> ResponseReturnValue:
    """Database reachable and current, disk not full; for the load balancer on this machine only."""
    if request.remote_addr not in LOOPBACK:
        abort(404)
    db.session.execute(text("select 1"))
    storage = current_app.extensions["settings"].storage
    usage = shutil.disk_usage(storage if storage.exists() else INSTANCE)
    ready = database_is_current() and usage.free / usage.total > FREE_SHARE
    return ("ready\n" if ready else "not ready\n"), (200 if ready else 503), {"Content-Type": "text/plain"}
