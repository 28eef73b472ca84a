"""Is this installation ready to serve?  Not behind its migrations, nor with demo data (AUTH-10, REL-4)."""

import os
from datetime import date

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from app.config import DEMO_TODAY, ROOT, Settings, UnsafeConfiguration
from app.db import db


def newest_migration() -> str | None:
    """The revision this code expects."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head()


def database_is_current() -> bool:
    """Is the database at the newest migration?"""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest_migration()


def holds_demo_data() -> bool:
    """Was this database ever filled by the seed command?"""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("installation"):
            return False
        return bool(connection.execute(text("select count(*) from installation where demo")).scalar())


def demo_day(settings: Settings) -> date | None:
    """The campaign's date of a demonstration: as set, or what goes with a database that the seed command filled."""
    if settings.demo_today or settings.production:
        return settings.demo_today
    try:
        return DEMO_TODAY if holds_demo_data() else None
    except OperationalError:  # the database is down or not made yet; whoever asks it next will hear
        return None


def started_by_flask_command() -> bool:
    """Was this process started as `flask …`?  Then it may be the very migration or restore that makes us ready."""
    return os.environ.get("FLASK_RUN_FROM_CLI") == "true"


def refuse_if_unready(app: Flask) -> None:
    """Raise `UnsafeConfiguration` instead of serving real people from an unfit database."""
    with app.app_context():
        if not database_is_current():
            raise UnsafeConfiguration("the database is behind its migrations: run `flask db upgrade` after a backup")
        if holds_demo_data():
            raise UnsafeConfiguration("this database holds demonstration data")
