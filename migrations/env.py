"""Alembic's entry: online migrations over the app's own engine, constraint names from the models' convention."""

from alembic import context
from flask import current_app

db = current_app.extensions["migrate"].db


def render(kind, item, _context):
    """A migration never imports the app: its own column types are written as the plain ones beneath them."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=db.metadata, transaction_per_migration=True, render_item=render
        )
        with context.begin_transaction():
            context.run_migrations()


run()
