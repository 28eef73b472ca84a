"""What does the database need from time to time?  Fresh statistics, so that lists stay fast as tables grow."""

from datetime import timedelta

from app.db import db, refresh_statistics
from app.jobs.runner import JobContext, runs


@runs("statistics", every=timedelta(minutes=10))
def keep_statistics(job: JobContext) -> None:
    """SQLite only: PostgreSQL looks after itself."""
    if db.engine.dialect.name == "sqlite":
        refresh_statistics()
