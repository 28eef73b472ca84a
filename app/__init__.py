"""The app, put together: the only file that knows every part."""

import logging
import sys

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import commands, sealing
from app.account.blueprint import blueprint as account
from app.admin.blueprint import blueprint as admin
from app.api import errors as api_errors
from app.api.blueprint import blueprint as api
from app.auditor.blueprint import blueprint as auditor
from app.config import ROOT, Settings
from app.db import db, prepare_engine
from app.district.blueprint import blueprint as district
from app.domain import clock
from app.extensions import compress, migrate
from app.ministry.blueprint import blueprint as ministry
from app.partner.blueprint import blueprint as partner
from app.principal.blueprint import blueprint as principal
from app.province.blueprint import blueprint as province
from app.public.blueprint import blueprint as public
from app.records.blueprint import blueprint as records
from app.teacher.blueprint import blueprint as teacher
from app.university.blueprint import blueprint as university
from app.web import (
    addresses,
    csrf,
    errors,
    files,
    guards,
    headers,
    identity,
    limits,
    pages,
    static_files,
    trace,
    transactions,
)
from app.web.startup import demo_day, refuse_if_unready, started_by_flask_command

DOORS = (
    account,
    admin,
    api,
    auditor,
    district,
    ministry,
    partner,
    principal,
    province,
    public,
    records,
    teacher,
    university,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the app from settings (by default from the environment).  Raises `UnsafeConfiguration` in production."""
    settings = settings or Settings()
    settings.refuse_if_unsafe()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(settings.flask_config())
    app.extensions["settings"] = settings
    sealing.use_key(settings.field_key)
    _log_to_stderr()

    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        clock.pin_today(demo_day(settings))
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    compress.init_app(app)

    trace.init_app(app)
    transactions.init_app(app)
    addresses.init_app(app)
    identity.init_app(app)
    limits.init_app(app, settings.requests_per_minute)
    files.init_app(app)
    csrf.init_app(app)
    headers.init_app(app)
    static_files.init_app(app)
    pages.init_app(app)
    errors.init_app(app)
    api_errors.init_app(app)
    for blueprint in DOORS:
        app.register_blueprint(blueprint)
    guards.init_app(app)
    commands.init_app(app)
    if settings.production and not started_by_flask_command():
        refuse_if_unready(app)
    return _behind_proxy(app, settings)


def _behind_proxy(app: Flask, settings: Settings) -> Flask:
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _log_to_stderr() -> None:
    root = logging.getLogger("temis")
    if not root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(trace.JsonLines())
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        root.propagate = False
